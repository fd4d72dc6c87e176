//! The functions of the language, one a file; the list here registers them.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use jiff::civil;

use crate::time::calendar::Calendar;
use crate::typing::tree::TextList;
use crate::value::Value;
use crate::vocabulary::lookup::key;
use crate::vocabulary::model::{Doc, Type};

mod add_business_days;
mod business_days;
mod date;
mod length;
mod next_business_day;
mod time;
mod without;

/// A function of the language.
#[derive(Debug)]
pub struct Function {
    /// Its English name.
    pub id: &'static str,
    /// Its Japanese name.
    pub ja: &'static str,
    /// One line, ja and en.
    pub doc: [&'static str; 2],
    /// Its parameters in order.
    pub params: &'static [Param],
    /// What it gives.
    pub result: Type,
    /// Source and result, as people would write them.
    pub examples: &'static [(&'static str, &'static str)],
    /// Its value for known operands (unknown and none are settled before).
    pub eval: fn(&Call<'_>) -> Value,
}

/// A parameter of a function.
#[derive(Debug)]
pub struct Param {
    /// Its name.
    pub id: &'static str,
    /// What it takes.
    pub takes: Takes,
}

/// What a parameter takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Takes {
    /// A value of one of these types.
    Value(&'static [Type]),
    /// The name of a calendar; may be left out.
    Calendar,
    /// A list of texts.
    List,
}

/// The operands of a call; none of the values is unknown or none.
#[derive(Debug)]
pub struct Call<'a> {
    /// The values in order.
    pub values: &'a [Value],
    /// The calendar, where one was named.
    pub calendar: Option<&'a Calendar>,
    /// The list, where one was given.
    pub list: Option<&'a Arc<TextList>>,
}

impl Call<'_> {
    fn date(&self, at: usize) -> Option<civil::Date> {
        match self.values.get(at) {
            Some(Value::Date(date)) => Some(*date),
            _ => None,
        }
    }

    fn int(&self, at: usize) -> Option<i64> {
        match self.values.get(at) {
            Some(Value::Int(n)) => Some(*n),
            _ => None,
        }
    }

    fn text(&self, at: usize) -> Option<&str> {
        match self.values.get(at) {
            Some(Value::Text(text)) => Some(text.folded()),
            _ => None,
        }
    }
}

/// Every function; the order is that of the reference.
pub static FUNCTIONS: &[&Function] = &[
    &length::LENGTH,
    &without::WITHOUT,
    &date::DATE,
    &time::TIME,
    &business_days::BUSINESS_DAYS,
    &next_business_day::NEXT_BUSINESS_DAY,
    &add_business_days::ADD_BUSINESS_DAYS,
];

/// A function by its English or Japanese name.
pub fn find(name: &str) -> Option<&'static Function> {
    static NAMES: LazyLock<BTreeMap<String, &'static Function>> = LazyLock::new(|| {
        let named = |f: &'static Function| [(key(f.id), f), (key(f.ja), f)];
        FUNCTIONS.iter().copied().flat_map(named).collect()
    });
    NAMES.get(&key(name)).copied()
}

impl Function {
    /// A sentence about it in both languages.
    pub fn doc(&self) -> Doc {
        let [ja, en] = self.doc;
        Doc {
            ja: ja.into(),
            en: en.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::FUNCTIONS;

    #[test]
    fn the_parser_knows_every_japanese_name() {
        let known = sabaki_parser::dsl::table::FUNCTIONS_JA;
        assert_eq!(known.len(), FUNCTIONS.len());
        assert!(
            FUNCTIONS
                .iter()
                .all(|function| known.contains(&function.ja))
        );
    }
}
