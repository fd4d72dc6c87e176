//! The candidates for what is wanted, from the vocabulary, the set's definitions and the keywords.

use gen_lsp_types::CompletionItemKind;
use sabaki_diagnostic::lang::Lang;
use sabaki_interpreter::function::FUNCTIONS;
use sabaki_interpreter::typing::scope::Place;
use sabaki_interpreter::vocabulary::model::{Field, Type};

use super::super::describe;
use super::candidate::Candidate;
use super::keyword::{self, Keyword};
use super::want::Want;
use crate::occurrence::definition::{Definitions, Kind};
use crate::set::Set;

/// Collects candidates.
pub(super) struct Offer<'o> {
    pub(super) set: &'o Set,
    pub(super) definitions: &'o Definitions<'o>,
    /// The client's language, for descriptions.
    pub(super) lang: Lang,
    /// The file's language: words that have no form in it are not offered.
    pub(super) written: Lang,
    pub(super) found: Vec<Candidate>,
}

impl Offer<'_> {
    /// Everything that can stand there, the likeliest first.
    pub(super) fn all(&mut self, want: &Want) {
        match want {
            Want::Start => {
                self.keywords(keyword::START);
                self.keywords(keyword::HEAD);
            }
            Want::Head => self.keywords(keyword::HEAD),
            Want::Key(keys) => {
                let names: Vec<Keyword> = keys.iter().map(|key| key.names()).collect();
                self.keywords(&names);
            }
            Want::Quantifier => self.keywords(keyword::QUANTIFIER),
            Want::Expression(place) => {
                self.fields(*place, &|_| true);
                self.defined(&[Kind::Let]);
                self.functions();
                self.keywords(keyword::EXPRESSION);
            }
            Want::Value(ty, place) => self.values(ty, *place),
            Want::Predicate(ty) => {
                if self.set.words.vocabulary.enumeration(ty).is_some() {
                    self.values(ty, Place::Order);
                    self.keywords(keyword::PREDICATE);
                } else {
                    self.keywords(keyword::PREDICATE);
                    self.values(ty, Place::Order);
                }
                self.defined(&[Kind::List]);
            }
            Want::Action { hold } => {
                self.actions();
                if *hold {
                    self.keywords(keyword::EVERYTHING);
                }
            }
            Want::ListField => {
                self.fields(Place::Order, &|field| matches!(field.ty, Type::List(_)));
            }
            Want::Calendar => self.defined(&[Kind::Calendar]),
            Want::List => {
                self.defined(&[Kind::List]);
                self.fields(Place::Order, &|field| matches!(field.ty, Type::Set(_)));
            }
            Want::Is => self.keywords(keyword::IS),
            Want::Operator { ty } => self.operators(ty.as_ref()),
            Want::Timing => {
                self.keywords(keyword::TIMING);
                // In Japanese a time phrase begins with a name: 注文日時から, 営業時間の間.
                if self.written == Lang::Ja {
                    self.defined(&[Kind::Calendar]);
                    self.fields(Place::Order, &|field| field.ty == Type::DateTime);
                }
            }
            Want::Nothing => {}
        }
    }

    fn operators(&mut self, ty: Option<&Type>) {
        if let Some(Type::List(_)) = ty {
            self.keywords(keyword::HAS);
            return;
        }
        self.keywords(keyword::OPERATOR);
        self.keywords(keyword::TEST);
        if matches!(ty, None | Some(Type::Text | Type::Set(_))) {
            self.keywords(keyword::TEXT_TEST);
        }
    }

    /// What can stand beside something of a type.
    fn values(&mut self, ty: &Type, place: Place) {
        if let Type::Set(inner) = ty {
            self.values(inner, place);
            return;
        }
        if let Some(enumeration) = self.set.words.vocabulary.enumeration(ty) {
            let name = enumeration.name(self.lang).to_owned();
            for item in &enumeration.values {
                let retired = item.retired.as_ref();
                self.found.push(Candidate {
                    en: item.id.to_string(),
                    ja: item.ja.iter().map(ToString::to_string).collect(),
                    kind: CompletionItemKind::EnumMember,
                    detail: Some(match item.code {
                        Some(code) => format!("{name} {code}"),
                        None => name.clone(),
                    }),
                    doc: retired.map(|doc| describe::text(doc, self.lang).to_owned()),
                    is_value: true,
                    is_retired: retired.is_some(),
                });
            }
            return;
        }
        if *ty == Type::Bool {
            self.keywords(keyword::TRUTH);
        }
        self.fields(place, &|field| field.ty == *ty);
        let lets = self
            .definitions
            .iter()
            .filter(|found| found.kind == Kind::Let);
        if lets.count() > 0 {
            self.defined(&[Kind::Let]);
        }
        self.functions();
    }

    fn fields(&mut self, place: Place, wanted: &dyn Fn(&Field) -> bool) {
        let vocabulary = &self.set.words.vocabulary;
        let members = match place {
            Place::Member { record, .. } => vocabulary.records.get(usize::from(record)),
            Place::Order | Place::Action(_) => None,
        };
        let members = members.map_or(&[][..], |record| &record.fields);
        for field in members
            .iter()
            .chain(&vocabulary.fields)
            .filter(|field| wanted(field))
        {
            self.found.push(Candidate {
                en: field.id.to_string(),
                ja: field.ja.iter().map(ToString::to_string).collect(),
                kind: CompletionItemKind::Field,
                detail: Some(describe::of_type(vocabulary, &field.ty, self.lang)),
                doc: Some(describe::text(&field.doc, self.lang).to_owned()),
                is_value: false,
                is_retired: false,
            });
        }
    }

    fn actions(&mut self) {
        for action in &self.set.words.vocabulary.actions {
            self.found.push(Candidate {
                en: action.id.to_string(),
                ja: action.ja.iter().map(ToString::to_string).collect(),
                kind: CompletionItemKind::Event,
                detail: Some(describe::signature(action, self.lang)),
                doc: Some(describe::text(&action.doc, self.lang).to_owned()),
                is_value: false,
                is_retired: false,
            });
        }
    }

    fn functions(&mut self) {
        for function in FUNCTIONS {
            self.found.push(Candidate {
                en: function.id.to_owned(),
                ja: vec![function.ja.to_owned()],
                kind: CompletionItemKind::Function,
                detail: Some(describe::call(function)),
                doc: Some(describe::text(&function.doc(), self.lang).to_owned()),
                is_value: false,
                is_retired: false,
            });
        }
    }

    fn defined(&mut self, kinds: &[Kind]) {
        for definition in self
            .definitions
            .iter()
            .filter(|found| kinds.contains(&found.kind))
        {
            let kind = match definition.kind {
                Kind::Let => CompletionItemKind::Variable,
                Kind::List => CompletionItemKind::Enum,
                Kind::Calendar => CompletionItemKind::Module,
            };
            self.found.push(Candidate {
                en: String::new(),
                ja: vec![definition.name.text.clone()],
                kind,
                detail: None,
                doc: None,
                is_value: false,
                is_retired: false,
            });
        }
    }

    fn keywords(&mut self, keywords: &[Keyword]) {
        for (en, ja) in keywords {
            let own = match self.written {
                Lang::Ja => ja,
                Lang::En => en,
            };
            if own.is_empty() {
                continue;
            }
            self.found.push(Candidate {
                en: (*en).to_owned(),
                ja: vec![(*ja).to_owned()],
                kind: CompletionItemKind::Keyword,
                detail: None,
                doc: None,
                is_value: false,
                is_retired: false,
            });
        }
    }
}
