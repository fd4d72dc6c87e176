//! A JSON object of facts → facts, as order files and rule tests write them.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use sabaki_diagnostic::diagnostic::Arg;
use sabaki_diagnostic::lang::Lang;
use serde_json::{Map, Value as Json};

use super::Facts;
use super::derive::{Derivation, derivations};
use super::joined::join;
use super::keys::is_released;
use super::lot::lot;
use super::problem::{
    AMOUNT_BEYOND_LIMIT, GIVEN_TWICE, NO_ORDER_NUMBER, NOT_AN_OBJECT, Problem, RecordError,
    UNKNOWN_VALUE, VALUE_TAKEN_AS_UNKNOWN, WRONG_TYPE,
};
use super::value::{Fault, Reading};
use crate::value::{Record, Value};
use crate::vocabulary::lookup::Names;
use crate::vocabulary::model::{Absent, Field, Origin, Type, Vocabulary};

/// The order number of a rule test that does not give one.
pub const TEST_ORDER: &str = "test";

/// One order as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct FactsRecord {
    /// 注文番号
    pub order_number: String,
    /// What is known about it.
    pub facts: Facts,
    /// Rules whose hold on it a person has released, as named.
    pub released: Vec<String>,
}

/// How strictly a record is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Order files: unknown keys and values are warnings.
    Orders,
    /// Rule tests: they are errors, and an order number is not needed.
    Tests,
}

/// Reads records; collects each warning once a key.
#[derive(Debug, Clone)]
pub struct FactsReader {
    pub(super) vocabulary: Arc<Vocabulary>,
    pub(super) names: Names,
    /// Beginnings of dotted ids (`slip`), each with its fields.
    pub(super) groups: FxHashMap<String, Vec<usize>>,
    derivations: Vec<Derivation>,
    pub(super) mode: Mode,
    pub(super) warned: FxHashSet<String>,
    pub(super) warnings: Vec<Problem>,
}

impl FactsReader {
    /// A reader for order files.
    pub fn new(vocabulary: &Arc<Vocabulary>) -> Self {
        Self::with_mode(vocabulary, Mode::Orders)
    }

    /// A reader for rule tests: unknown keys and values are errors, the order number may be left out.
    pub fn strict(vocabulary: &Arc<Vocabulary>) -> Self {
        Self::with_mode(vocabulary, Mode::Tests)
    }

    fn with_mode(vocabulary: &Arc<Vocabulary>, mode: Mode) -> Self {
        let mut groups: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (at, field) in vocabulary.fields.iter().enumerate() {
            if let Some((group, _)) = field.id.split_once('.') {
                groups.entry(group.to_owned()).or_default().push(at);
            }
        }
        Self {
            names: Names::new(vocabulary),
            groups,
            derivations: derivations(vocabulary),
            vocabulary: Arc::clone(vocabulary),
            mode,
            warned: FxHashSet::default(),
            warnings: Vec::new(),
        }
    }

    /// The warnings so far, each once; they are not given again.
    pub fn take_warnings(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.warnings)
    }

    /// Reads one record.
    ///
    /// # Errors
    /// [`RecordError`] when it is no object, has no order number, or a value does not fit its field.
    pub fn read(&mut self, json: &Json) -> Result<FactsRecord, RecordError> {
        let mut order_number = None;
        self.record(json, &mut order_number)
            .map_err(|problem| RecordError {
                order_number,
                problem,
            })
    }

    fn record(
        &mut self,
        json: &Json,
        order_number: &mut Option<String>,
    ) -> Result<FactsRecord, Problem> {
        let object = json
            .as_object()
            .ok_or_else(|| Problem::new(NOT_AN_OBJECT))?;
        let mut record = Building::new(&self.vocabulary);
        *order_number = self.order_number(object);
        for (key, value) in object {
            self.key(&mut record, key, value)?;
        }
        let number = match (&*order_number, self.mode) {
            (Some(number), _) => number.clone(),
            (None, Mode::Tests) => TEST_ORDER.to_owned(),
            (None, Mode::Orders) => return Err(Problem::new(NO_ORDER_NUMBER)),
        };
        self.fill(&mut record, &number)?;
        Ok(FactsRecord {
            order_number: number,
            facts: record.facts,
            released: record.released,
        })
    }

    /// The order number, read first so that an error can name its order.
    fn order_number(&self, object: &Map<String, Json>) -> Option<String> {
        let wanted = self.names.field("order_number")?;
        let (_, value) = object
            .iter()
            .find(|(key, _)| self.names.field(key) == Some(wanted))?;
        let number = match value {
            Json::String(text) => text.trim().to_owned(),
            Json::Number(number) => number.to_string(),
            Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => return None,
        };
        (!number.is_empty()).then_some(number)
    }

    fn key(&mut self, record: &mut Building, key: &str, value: &Json) -> Result<(), Problem> {
        for (at, key, value) in self.places(key, value)? {
            self.set(record, at, &key, value)?;
        }
        if is_released(key) {
            record.released = names_of_rules(value).ok_or_else(|| not_rules(key))?;
        }
        Ok(())
    }

    fn set(
        &mut self,
        record: &mut Building,
        at: usize,
        key: &str,
        json: &Json,
    ) -> Result<(), Problem> {
        let vocabulary = Arc::clone(&self.vocabulary);
        let Some(field) = vocabulary.fields.get(at) else {
            return Ok(());
        };
        match field.origin {
            Origin::Clock(_) => {
                let shown = both(field);
                return self.refuse(key, |code| {
                    Problem::new(code).variant("clock").arg("key", shown)
                });
            }
            Origin::Facts => {}
        }
        if record.given.contains(&at) {
            return Err(Problem::new(GIVEN_TWICE).arg("field", both(field)));
        }
        let value = self.value(field, key, json)?;
        record.set(at, value);
        Ok(())
    }

    fn value(&mut self, field: &Field, key: &str, json: &Json) -> Result<Value, Problem> {
        if let Type::List(of) = field.ty {
            return self.list(field, of, key, json);
        }
        let reading = Reading {
            vocabulary: &self.vocabulary,
            names: &self.names,
        };
        match reading.value(field, json) {
            Ok(value) => Ok(value),
            Err(Fault::Amount) => Err(Problem::new(AMOUNT_BEYOND_LIMIT).arg("field", both(field))),
            Err(Fault::Type) => {
                let shown = shown(json).filter(|_| !field.personal);
                Err(wrong_type(key, type_key(&field.ty), shown))
            }
            Err(Fault::Value(written)) => {
                let problem = |code| {
                    Problem::new(code)
                        .arg("field", both(field))
                        .arg("value", written.clone())
                };
                match self.mode {
                    Mode::Tests => Err(problem(UNKNOWN_VALUE)),
                    Mode::Orders => {
                        self.warn(
                            format!("{}={written}", field.id),
                            problem(VALUE_TAKEN_AS_UNKNOWN),
                        );
                        Ok(Value::Unknown)
                    }
                }
            }
        }
    }

    fn list(&mut self, field: &Field, of: u16, key: &str, json: &Json) -> Result<Value, Problem> {
        let members = match json {
            Json::Null => return Ok(Value::Unknown),
            Json::String(text) if text.trim().is_empty() => return Ok(Value::None),
            Json::Array(members) => members,
            Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Object(_) => {
                return Err(wrong_type(key, type_key(&field.ty), None));
            }
        };
        let records: Result<Vec<Record>, Problem> = members
            .iter()
            .map(|member| self.member(of, key, member))
            .collect();
        records.map(|records| Value::List(records.into()))
    }

    fn member(&mut self, of: u16, key: &str, json: &Json) -> Result<Record, Problem> {
        let vocabulary = Arc::clone(&self.vocabulary);
        let fields = vocabulary
            .records
            .get(usize::from(of))
            .map_or(&[][..], |record| &record.fields);
        let object = json
            .as_object()
            .ok_or_else(|| wrong_type(key, "facts.object", None))?;
        let mut values: Vec<Option<Value>> = vec![None; fields.len()];
        for (name, value) in object {
            let dotted = format!("{key}.{name}");
            let place = self.names.member(of, name);
            let Some((field, slot)) =
                place.and_then(|at| Some((fields.get(at)?, values.get_mut(at)?)))
            else {
                self.unknown_key(&dotted)?;
                continue;
            };
            if slot.is_some() {
                return Err(Problem::new(GIVEN_TWICE).arg("field", both(field)));
            }
            *slot = Some(self.value(field, &dotted, value)?);
        }
        join(&self.vocabulary, &self.names, fields, &mut values);
        let filled: Result<Box<[Value]>, Problem> = fields
            .iter()
            .zip(values)
            .map(|(field, value)| value.map_or_else(|| self.default_of(field), Ok))
            .collect();
        filled.map(Record)
    }

    /// What the record leaves out.
    fn fill(&mut self, record: &mut Building, order_number: &str) -> Result<(), Problem> {
        let vocabulary = Arc::clone(&self.vocabulary);
        for (at, field) in vocabulary.fields.iter().enumerate() {
            if record.given.contains(&at) || field.origin != Origin::Facts {
                continue;
            }
            let value = match &*field.id {
                "lot" => Value::Int(lot(order_number)),
                _ => self.default_of(field)?,
            };
            record.facts.set(at, value);
        }
        for derivation in &self.derivations {
            if !record.given.contains(&derivation.field) {
                let value = (derivation.value)(&record.facts);
                record.facts.set(derivation.field, value);
            }
        }
        Ok(())
    }

    fn default_of(&mut self, field: &Field) -> Result<Value, Problem> {
        match &field.absent {
            Absent::Unknown | Absent::Expression(_) => Ok(Value::Unknown),
            Absent::None => Ok(Value::None),
            Absent::Value(json) => self.value(field, &field.id, json),
        }
    }
}

/// A record in the making.
struct Building {
    facts: Facts,
    given: FxHashSet<usize>,
    released: Vec<String>,
}

impl Building {
    fn new(vocabulary: &Arc<Vocabulary>) -> Self {
        Self {
            facts: Facts::unknown(vocabulary),
            given: FxHashSet::default(),
            released: Vec::new(),
        }
    }

    fn set(&mut self, at: usize, value: Value) {
        self.facts.set(at, value);
        self.given.insert(at);
    }
}

/// A short scalar as it was written; anything else could hold more than one wants to see.
fn shown(json: &Json) -> Option<String> {
    let scalar = !json.is_object() && !json.is_array();
    let text = scalar.then(|| json.to_string())?;
    (text.chars().count() <= 60).then_some(text)
}

fn names_of_rules(json: &Json) -> Option<Vec<String>> {
    match json {
        Json::String(name) => Some(vec![name.clone()]),
        Json::Array(names) => names
            .iter()
            .map(|n| n.as_str().map(str::to_owned))
            .collect(),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Object(_) => None,
    }
}

fn not_rules(key: &str) -> Problem {
    wrong_type(key, "facts.rules", None)
}

pub(super) fn wrong_type(key: &str, expected: &'static str, shown: Option<String>) -> Problem {
    let problem = Problem::new(WRONG_TYPE)
        .arg("key", key)
        .arg("type", Arg::Text(expected));
    match shown {
        Some(value) => problem.variant("value").arg("value", value),
        None => problem,
    }
}

pub(super) fn both(field: &Field) -> Arg {
    Arg::Both {
        ja: field.name(Lang::Ja).to_owned(),
        en: field.name(Lang::En).to_owned(),
    }
}

/// The catalogue's word for a type.
fn type_key(ty: &Type) -> &'static str {
    match ty {
        Type::Bool => "type.bool",
        Type::Int => "type.int",
        Type::Money => "type.money",
        Type::Text => "type.text",
        Type::Enum(_) => "facts.enum",
        Type::Date => "type.date",
        Type::Time => "type.time",
        Type::DateTime => "type.datetime",
        Type::Duration => "type.duration",
        Type::Set(_) => "facts.set",
        Type::List(_) => "facts.list",
    }
}
