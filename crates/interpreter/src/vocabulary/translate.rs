//! Names of rule files from one language to the other, for the formatter.

use std::sync::Arc;

use sabaki_diagnostic::lang::Lang;
use sabaki_parser::format::{NameRole, Names as Renaming};

use super::lookup::Names;
use super::model::{Field, Type, Vocabulary};

/// What stands before a name that is the order's even inside a list.
const ORDER: [&str; 2] = ["order.", "注文."];

/// Writes the names of a vocabulary in one language; everything else stays as it is.
#[derive(Debug, Clone)]
pub struct Translator {
    vocabulary: Arc<Vocabulary>,
    names: Names,
    lang: Lang,
}

impl Translator {
    /// Into this language.
    pub fn new(vocabulary: &Arc<Vocabulary>, lang: Lang) -> Self {
        Self {
            names: Names::new(vocabulary),
            vocabulary: Arc::clone(vocabulary),
            lang,
        }
    }

    fn field(&self, name: &str) -> Option<String> {
        if let Some(field) = self.names.field(name) {
            return Some(self.field_name(field)?.to_owned());
        }
        for prefix in ORDER {
            if let Some(rest) = name.strip_prefix(prefix) {
                let field = self.field_name(self.names.field(rest)?)?;
                return Some(format!("order.{field}"));
            }
        }
        let (list, member) = name.split_once('.')?;
        let at = self.names.field(list)?;
        let list = self.field_name(at)?;
        let member = self.member_of(at, member)?.name(self.lang);
        Some(format!("{list}.{member}"))
    }

    fn field_name(&self, at: usize) -> Option<&str> {
        Some(self.vocabulary.fields.get(at)?.name(self.lang))
    }

    /// A member of a list field.
    fn member_of(&self, list: usize, name: &str) -> Option<&Field> {
        let Type::List(record) = self.vocabulary.fields.get(list)?.ty else {
            return None;
        };
        let at = self.names.member(record, name)?;
        self.vocabulary
            .records
            .get(usize::from(record))?
            .fields
            .get(at)
    }

    fn member(&self, list: &str, name: &str) -> Option<String> {
        let list = self.names.field(list)?;
        let member = self.member_of(list, name)?;
        Some(member.name(self.lang).to_owned())
    }

    fn value(&self, of: &str, list: Option<&str>, name: &str) -> Option<String> {
        let of_member = list
            .and_then(|list| self.names.field(list))
            .and_then(|list| self.member_of(list, of));
        let of_order = || {
            let of = ORDER.iter().find_map(|p| of.strip_prefix(p)).unwrap_or(of);
            self.vocabulary.fields.get(self.names.field(of)?)
        };
        let field = of_member.or_else(of_order)?;
        let enumeration = match &field.ty {
            Type::Enum(at) => *at,
            Type::Set(inner) => match **inner {
                Type::Enum(at) => at,
                _ => return None,
            },
            _ => return None,
        };
        let value = self.names.value(enumeration, name)?;
        let item = self.vocabulary.item(value)?;
        Some(item.name(self.lang).to_owned())
    }

    fn action(&self, name: &str) -> Option<String> {
        let action = self.vocabulary.actions.get(self.names.action(name)?)?;
        Some(action.name(self.lang).to_owned())
    }
}

impl Renaming for Translator {
    fn language(&self) -> Lang {
        self.lang
    }

    fn rename(&self, name: &str, role: NameRole<'_>) -> Option<String> {
        match role {
            NameRole::Field => self.field(name),
            NameRole::Member { list } => self.member(list, name).or_else(|| self.field(name)),
            NameRole::Value { of, list } => self.value(of, list, name),
            NameRole::Action => self.action(name),
            NameRole::Calendar => None,
        }
    }
}
