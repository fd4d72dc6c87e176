//! From a name as a person writes it (English id or any Japanese name) to its place in the vocabulary.

use rustc_hash::FxHashMap;
use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::nearest::nearest;

use super::model::{Action, EnumItem, Enumeration, Field, Param, Type, Vocabulary};
use crate::value::{EnumValue, fold};

type Index = FxHashMap<String, usize>;

/// All names of a vocabulary, in the form in which they are compared: NFKC and case folded, so
/// that full-width letters and `SKU` for `sku` are understood.
#[derive(Debug, Clone, Default)]
pub struct Names {
    fields: Index,
    members: Vec<Index>,
    values: Vec<Index>,
    actions: Index,
    params: Vec<Index>,
    shown: Shown,
}

/// The names as written, for "did you mean".
#[derive(Debug, Clone, Default)]
struct Shown {
    fields: Vec<String>,
    members: Vec<Vec<String>>,
    values: Vec<Vec<String>>,
    actions: Vec<String>,
    params: Vec<Vec<String>>,
}

impl Names {
    /// Indexes a vocabulary.
    pub fn new(vocabulary: &Vocabulary) -> Self {
        let (fields, shown_fields) = index(vocabulary.fields.iter().map(field_names));
        let (members, shown_members) = vocabulary
            .records
            .iter()
            .map(|record| index(record.fields.iter().map(field_names)))
            .unzip();
        let (values, shown_values) = vocabulary
            .enumerations
            .iter()
            .map(|e| index(e.values.iter().map(value_names)))
            .unzip();
        let (actions, shown_actions) = index(vocabulary.actions.iter().map(action_names));
        let (params, shown_params) = vocabulary
            .actions
            .iter()
            .map(|action| index(action.params.iter().map(param_names)))
            .unzip();
        Self {
            fields,
            members,
            values,
            actions,
            params,
            shown: Shown {
                fields: shown_fields,
                members: shown_members,
                values: shown_values,
                actions: shown_actions,
                params: shown_params,
            },
        }
    }

    /// A field of the order: its index in [`Vocabulary::fields`].
    pub fn field(&self, name: &str) -> Option<usize> {
        self.fields.get(&key(name)).copied()
    }

    /// A member of a record (by the record's index): its index in the record.
    pub fn member(&self, record: u16, name: &str) -> Option<usize> {
        let members = self.members.get(usize::from(record))?;
        members.get(&key(name)).copied()
    }

    /// A value of an enumeration (by the enumeration's index).
    pub fn value(&self, enumeration: u16, name: &str) -> Option<EnumValue> {
        let values = self.values.get(usize::from(enumeration))?;
        let value = u16::try_from(*values.get(&key(name))?).ok()?;
        Some(EnumValue { enumeration, value })
    }

    /// All values of that name, over all enumerations: for a message about a name out of place.
    pub fn values_named(&self, name: &str) -> Vec<EnumValue> {
        (0..self.values.len())
            .filter_map(|e| self.value(u16::try_from(e).ok()?, name))
            .collect()
    }

    /// An action: its index in [`Vocabulary::actions`].
    pub fn action(&self, name: &str) -> Option<usize> {
        self.actions.get(&key(name)).copied()
    }

    /// A parameter of an action (by the action's index): its index in the action.
    pub fn param(&self, action: usize, name: &str) -> Option<usize> {
        self.params.get(action)?.get(&key(name)).copied()
    }

    /// The field name nearest to what was typed.
    pub fn nearest_field(&self, typed: &str) -> Option<&str> {
        nearest(typed, self.shown.fields.iter().map(String::as_str))
    }

    /// The member name nearest to what was typed.
    pub fn nearest_member(&self, record: u16, typed: &str) -> Option<&str> {
        near(self.shown.members.get(usize::from(record)), typed)
    }

    /// The value name nearest to what was typed.
    pub fn nearest_value(&self, enumeration: u16, typed: &str) -> Option<&str> {
        near(self.shown.values.get(usize::from(enumeration)), typed)
    }

    /// The action name nearest to what was typed.
    pub fn nearest_action(&self, typed: &str) -> Option<&str> {
        nearest(typed, self.shown.actions.iter().map(String::as_str))
    }

    /// The parameter name nearest to what was typed.
    pub fn nearest_param(&self, action: usize, typed: &str) -> Option<&str> {
        near(self.shown.params.get(action), typed)
    }

    /// Every field name as written, ids and Japanese names: candidates for completion.
    pub fn field_names(&self) -> impl Iterator<Item = &str> {
        self.shown.fields.iter().map(String::as_str)
    }
}

fn near<'a>(shown: Option<&'a Vec<String>>, typed: &str) -> Option<&'a str> {
    nearest(typed, shown?.iter().map(String::as_str))
}

/// The compared form of a name.
pub(crate) fn key(name: &str) -> String {
    fold(name.trim())
}

fn index<'a, N>(entries: impl Iterator<Item = N>) -> (Index, Vec<String>)
where
    N: Iterator<Item = &'a str>,
{
    let mut index = Index::default();
    let mut shown = Vec::new();
    for (place, names) in entries.enumerate() {
        for name in names {
            index.entry(key(name)).or_insert(place);
            shown.push(name.to_owned());
        }
    }
    (index, shown)
}

fn field_names(field: &Field) -> impl Iterator<Item = &str> {
    std::iter::once(&*field.id).chain(field.ja.iter().map(|name| &**name))
}

fn value_names(item: &EnumItem) -> impl Iterator<Item = &str> {
    std::iter::once(&*item.id).chain(item.ja.iter().map(|name| &**name))
}

fn action_names(action: &Action) -> impl Iterator<Item = &str> {
    std::iter::once(&*action.id).chain(action.ja.iter().map(|name| &**name))
}

fn param_names(param: &Param) -> impl Iterator<Item = &str> {
    [&*param.id, &*param.ja].into_iter()
}

impl Vocabulary {
    /// The enumeration that a type speaks of, also inside a set.
    pub fn enumeration(&self, ty: &Type) -> Option<&Enumeration> {
        match ty {
            Type::Enum(at) => self.enumerations.get(usize::from(*at)),
            Type::Set(inner) => self.enumeration(inner),
            Type::Bool
            | Type::Int
            | Type::Money
            | Type::Text
            | Type::Date
            | Type::Time
            | Type::DateTime
            | Type::Duration
            | Type::List(_) => None,
        }
    }

    /// A value of an enumeration.
    pub fn item(&self, value: EnumValue) -> Option<&EnumItem> {
        let enumeration = self.enumerations.get(usize::from(value.enumeration))?;
        enumeration.values.get(usize::from(value.value))
    }

    /// The value of an enumeration that has this code on the wire.
    pub fn value_of_code(&self, enumeration: u16, code: i64) -> Option<EnumValue> {
        let values = &self.enumerations.get(usize::from(enumeration))?.values;
        let value = values.iter().position(|item| item.code == Some(code))?;
        let value = u16::try_from(value).ok()?;
        Some(EnumValue { enumeration, value })
    }
}

impl Field {
    /// The name to show: the first Japanese one, or the id.
    pub fn name(&self, lang: Lang) -> &str {
        shown(lang, &self.id, self.ja.first())
    }
}

impl EnumItem {
    /// The name to show: the first Japanese one, or the id.
    pub fn name(&self, lang: Lang) -> &str {
        shown(lang, &self.id, self.ja.first())
    }
}

impl Enumeration {
    /// The name to show.
    pub fn name(&self, lang: Lang) -> &str {
        shown(lang, &self.id, Some(&self.ja))
    }
}

impl Action {
    /// The name to show: the first Japanese one, or the id.
    pub fn name(&self, lang: Lang) -> &str {
        shown(lang, &self.id, self.ja.first())
    }
}

impl Param {
    /// The name to show.
    pub fn name(&self, lang: Lang) -> &str {
        shown(lang, &self.id, Some(&self.ja))
    }
}

fn shown<'a>(lang: Lang, id: &'a str, ja: Option<&'a std::sync::Arc<str>>) -> &'a str {
    match lang {
        Lang::Ja => ja.map_or(id, |name| &**name),
        Lang::En => id,
    }
}
