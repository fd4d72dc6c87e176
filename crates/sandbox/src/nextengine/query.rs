//! Search conditions: `<field>-<operator>=value`, all of which must hold.

use serde_json::{Map, Value};

use crate::nextengine::envelope::Refusal;
use crate::nextengine::field::{self, Field, Kind};
use crate::nextengine::form::Form;
use crate::world::assumption::invented;

/// Parameters that are no conditions.
const COMMON: [&str; 8] = [
    "access_token",
    "refresh_token",
    "wait_flag",
    "fields",
    "offset",
    "limit",
    "sort",
    "extension_execution_id",
];

/// Rows of a page when the client names no limit; also the most that there are.
const PAGE: usize = 10_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Eq,
    Neq,
    Lt,
    Lte,
    Gt,
    Gte,
    In,
    Nin,
    Like,
    Nlike,
    NlikeOrNull,
    Blank,
    Nblank,
    Null,
    Nnull,
}

impl Operator {
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "eq" => Self::Eq,
            "neq" => Self::Neq,
            "lt" => Self::Lt,
            "lte" => Self::Lte,
            "gt" => Self::Gt,
            "gte" => Self::Gte,
            "in" => Self::In,
            "nin" => Self::Nin,
            "like" => Self::Like,
            "nlike" => Self::Nlike,
            "nlikeornull" => Self::NlikeOrNull,
            "blank" => Self::Blank,
            "nblank" => Self::Nblank,
            "null" => Self::Null,
            "nnull" => Self::Nnull,
            _ => return None,
        })
    }

    const fn is_for(self, kind: Kind) -> bool {
        match self {
            Self::Eq | Self::Neq | Self::Blank | Self::Nblank | Self::Null | Self::Nnull => true,
            Self::Lt | Self::Lte | Self::Gt | Self::Gte => !matches!(kind, Kind::Text),
            Self::In | Self::Nin => !matches!(kind, Kind::Date),
            Self::Like | Self::Nlike | Self::NlikeOrNull => matches!(kind, Kind::Text),
        }
    }
}

#[derive(Debug)]
struct Condition {
    name: &'static str,
    kind: Kind,
    operator: Operator,
    value: String,
}

/// A search that was understood.
#[derive(Debug)]
pub(crate) struct Query {
    fields: Vec<&'static str>,
    conditions: Vec<Condition>,
    offset: usize,
    limit: usize,
}

impl Query {
    /// A search: `fields` is required.
    pub(crate) fn search(form: &Form, lists: &[&'static [Field]]) -> Result<Self, Refusal> {
        let wanted = form.text("fields").unwrap_or_default();
        let names: Vec<&str> = wanted
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .collect();
        if names.is_empty() {
            return Err(Refusal::new(
                invented::FIELDS_MISSING,
                "fieldsを指定してください。",
            ));
        }
        let mut query = Self::count(form, lists)?;
        for name in names {
            query.fields.push(lookup(lists, name)?.name);
        }
        Ok(query)
    }

    /// A count: conditions only.
    pub(crate) fn count(form: &Form, lists: &[&'static [Field]]) -> Result<Self, Refusal> {
        let mut conditions = Vec::new();
        for (key, value) in form.texts() {
            if COMMON.contains(&key) {
                continue;
            }
            if let Some((name, word)) = key.rsplit_once('-') {
                conditions.push(condition(lists, name, word, value)?);
            }
        }
        let number = |name: &str, default: usize| {
            form.text(name)
                .and_then(|text| text.trim().parse().ok())
                .unwrap_or(default)
        };
        Ok(Self {
            fields: Vec::new(),
            conditions,
            offset: number("offset", 0),
            limit: number("limit", PAGE).min(PAGE),
        })
    }

    /// Whether a record fits every condition.
    pub(crate) fn matches(&self, shown: &dyn Fn(&str) -> Option<String>) -> bool {
        self.conditions
            .iter()
            .all(|condition| condition.holds(shown(condition.name).as_deref()))
    }

    /// The wanted fields of a record; every value is text or null.
    pub(crate) fn row(&self, shown: &dyn Fn(&str) -> Option<String>) -> Value {
        let row: Map<String, Value> = self
            .fields
            .iter()
            .map(|name| {
                (
                    (*name).to_owned(),
                    shown(name).map_or(Value::Null, Value::String),
                )
            })
            .collect();
        Value::Object(row)
    }

    /// The page of what matched.
    pub(crate) fn page<T>(&self, matched: impl Iterator<Item = T>) -> Vec<T> {
        matched.skip(self.offset).take(self.limit).collect()
    }

    /// The values that a field must have one of, when a condition says so.
    pub(crate) fn wanted(&self, name: &str) -> Option<Vec<&str>> {
        let condition = self.conditions.iter().find(|condition| {
            condition.name == name && matches!(condition.operator, Operator::Eq | Operator::In)
        })?;
        Some(match condition.operator {
            Operator::In => condition.value.split(',').collect(),
            _ => vec![condition.value.as_str()],
        })
    }
}

fn lookup(lists: &[&'static [Field]], name: &str) -> Result<&'static Field, Refusal> {
    lists
        .iter()
        .find_map(|list| field::find(list, name))
        .ok_or_else(|| {
            Refusal::new(
                invented::UNKNOWN_FIELD,
                format!("[{name}]存在しない項目です。"),
            )
        })
}

fn condition(
    lists: &[&'static [Field]],
    name: &str,
    word: &str,
    value: &str,
) -> Result<Condition, Refusal> {
    let field = lookup(lists, name)?;
    let refused = || {
        Refusal::new(
            invented::OPERATOR_NOT_ALLOWED,
            format!("[{name}-{word}]使用できない演算子です。"),
        )
    };
    let operator = Operator::parse(word).ok_or_else(refused)?;
    if !operator.is_for(field.kind) {
        return Err(refused());
    }
    if matches!(operator, Operator::In | Operator::Nin) && value.split(',').count() > 1000 {
        return Err(Refusal::new(
            invented::TOO_MANY_VALUES,
            format!("[{name}-{word}]1000件まで指定できます。"),
        ));
    }
    Ok(Condition {
        name: field.name,
        kind: field.kind,
        operator,
        value: value.to_owned(),
    })
}

impl Condition {
    /// As in SQL: a comparison with null never holds.
    fn holds(&self, stored: Option<&str>) -> bool {
        match self.operator {
            Operator::Null => return stored.is_none(),
            Operator::Nnull => return stored.is_some(),
            Operator::Blank => return stored.is_none_or(str::is_empty),
            Operator::Nblank => return stored.is_some_and(|stored| !stored.is_empty()),
            Operator::NlikeOrNull if stored.is_none() => return true,
            _ => {}
        }
        let Some(stored) = stored else { return false };
        let order = |value: &str| compare(self.kind, stored, value);
        match self.operator {
            Operator::Eq => order(&self.value) == Some(std::cmp::Ordering::Equal),
            Operator::Neq => order(&self.value) != Some(std::cmp::Ordering::Equal),
            Operator::Lt => order(&self.value).is_some_and(std::cmp::Ordering::is_lt),
            Operator::Lte => order(&self.value).is_some_and(std::cmp::Ordering::is_le),
            Operator::Gt => order(&self.value).is_some_and(std::cmp::Ordering::is_gt),
            Operator::Gte => order(&self.value).is_some_and(std::cmp::Ordering::is_ge),
            Operator::In => self
                .value
                .split(',')
                .any(|value| order(value).is_some_and(std::cmp::Ordering::is_eq)),
            Operator::Nin => !self
                .value
                .split(',')
                .any(|value| order(value).is_some_and(std::cmp::Ordering::is_eq)),
            Operator::Like => like(stored, &self.value),
            Operator::Nlike | Operator::NlikeOrNull => !like(stored, &self.value),
            Operator::Null | Operator::Nnull | Operator::Blank | Operator::Nblank => false,
        }
    }
}

fn compare(kind: Kind, stored: &str, value: &str) -> Option<std::cmp::Ordering> {
    match kind {
        Kind::Text => Some(stored.cmp(value)),
        Kind::Number => {
            let (stored, value): (f64, f64) =
                (stored.trim().parse().ok()?, value.trim().parse().ok()?);
            stored.partial_cmp(&value)
        }
        Kind::Date => Some(instant(stored).cmp(&instant(value))),
    }
}

/// A date with and without a time of day in one comparable form.
fn instant(text: &str) -> String {
    let text = text.trim().replace('/', "-");
    if text.len() == 10 {
        format!("{text} 00:00:00")
    } else {
        text
    }
}

/// `LIKE` of MySQL: `%` any text, `_` one character.
fn like(text: &str, pattern: &str) -> bool {
    let text: Vec<char> = text.to_lowercase().chars().collect();
    let pattern: Vec<char> = pattern.to_lowercase().chars().collect();
    // `fits[n]`: the pattern so far fits the first n characters.
    let mut fits = vec![false; text.len() + 1];
    if let Some(first) = fits.first_mut() {
        *first = true;
    }
    for wanted in pattern {
        let mut next = vec![false; text.len() + 1];
        let mut reached = false;
        for (at, slot) in next.iter_mut().enumerate() {
            let here = fits.get(at).copied().unwrap_or(false);
            let before = at > 0 && fits.get(at - 1).copied().unwrap_or(false);
            reached |= here;
            *slot = match wanted {
                '%' => reached,
                '_' => before,
                other => before && text.get(at - 1) == Some(&other),
            };
        }
        fits = next;
    }
    fits.last().copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_is_that_of_mysql() {
        for (text, pattern, fits) in [
            ("[急ぎ][予約]", "%[急ぎ]%", true),
            ("abc", "a_c", true),
            ("abc", "a%", true),
            ("abc", "b%", false),
            ("", "%", true),
            ("abc", "abc_", false),
        ] {
            assert_eq!(like(text, pattern), fits, "{text} {pattern}");
        }
    }

    #[test]
    fn operators_go_by_type() {
        assert!(!Operator::Gte.is_for(Kind::Text));
        assert!(Operator::Gte.is_for(Kind::Number));
        assert!(!Operator::In.is_for(Kind::Date));
        assert!(!Operator::Like.is_for(Kind::Number));
    }
}
