//! Reading a request's fields as RMS does: 009 key missing, 010 empty, 011 badly formed; numbers may be text.

use jiff::civil::Date;
use serde_json::Value;

use crate::jst::{Jst, parse_date};
use crate::rms::Body;
use crate::rms::envelope::{Level, message};

/// A reader that collects one message per faulty field.
pub(crate) struct Check<'a> {
    body: &'a Body,
    function: &'static str,
    pub(crate) messages: Vec<Value>,
}

/// A whole number, written as a number or as text.
pub(crate) fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// All order numbers that a request names, for the ledger and for faults.
pub(crate) fn orders_of(body: &Body) -> Vec<String> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let mut found: Vec<String> = body.get("orderNumber").and_then(text).into_iter().collect();
    let list = body.get("orderNumberList").and_then(Value::as_array);
    found.extend(list.into_iter().flatten().filter_map(text));
    let reports = body.get("OrderShippingModelList").and_then(Value::as_array);
    found.extend(
        reports
            .into_iter()
            .flatten()
            .filter_map(|report| report.get("orderNumber").and_then(text)),
    );
    found
}

impl<'a> Check<'a> {
    pub(crate) fn new(body: &'a Body, function: &'static str) -> Self {
        Self {
            body,
            function,
            messages: Vec::new(),
        }
    }

    pub(crate) fn missing(&mut self, key: &str) {
        self.messages.push(message(
            Level::Error,
            self.function,
            "009",
            &format!("{key}の項目を指定して下さい。"),
        ));
    }

    fn empty(&mut self, key: &str) {
        self.messages.push(message(
            Level::Error,
            self.function,
            "010",
            &format!("{key}の値を指定して下さい。"),
        ));
    }

    pub(crate) fn malformed(&mut self, key: &str) {
        self.messages.push(message(
            Level::Error,
            self.function,
            "011",
            &format!("{key}の書式が不正です。"),
        ));
    }

    pub(crate) fn is_clean(&self) -> bool {
        self.messages.is_empty()
    }

    /// A value that must be there and say something.
    fn required(&mut self, key: &str) -> Option<&'a Value> {
        match self.body.get(key) {
            None => {
                self.missing(key);
                None
            }
            Some(value) if is_empty(value) => {
                self.empty(key);
                None
            }
            Some(value) => Some(value),
        }
    }

    /// A value that may be left out; null and empty count as left out.
    fn optional(&self, key: &str) -> Option<&'a Value> {
        self.body.get(key).filter(|value| !is_empty(value))
    }

    fn read<T>(
        &mut self,
        key: &str,
        value: Option<&'a Value>,
        parse: impl Fn(&Value) -> Option<T>,
    ) -> Option<T> {
        let read = parse(value?);
        if read.is_none() {
            self.malformed(key);
        }
        read
    }

    pub(crate) fn required_number(&mut self, key: &str) -> Option<i64> {
        let value = self.required(key);
        self.read(key, value, integer)
    }

    pub(crate) fn number(&mut self, key: &str) -> Option<i64> {
        let value = self.optional(key);
        self.read(key, value, integer)
    }

    pub(crate) fn required_text(&mut self, key: &str) -> Option<String> {
        let value = self.required(key);
        self.read(key, value, |value| value.as_str().map(str::to_owned))
    }

    pub(crate) fn text(&mut self, key: &str) -> Option<String> {
        let value = self.optional(key);
        self.read(key, value, |value| {
            value.as_str().map(|text| text.trim().to_owned())
        })
    }

    pub(crate) fn required_datetime(&mut self, key: &str) -> Option<Jst> {
        let value = self.required(key);
        self.read(key, value, |value| value.as_str().and_then(Jst::parse_rms))
    }

    pub(crate) fn date(&mut self, key: &str) -> Option<Date> {
        let value = self.optional(key);
        self.read(key, value, |value| value.as_str().and_then(parse_date))
    }

    pub(crate) fn numbers(&mut self, key: &str) -> Vec<i64> {
        let value = self.optional(key);
        self.read(key, value, |value| {
            value.as_array()?.iter().map(integer).collect()
        })
        .unwrap_or_default()
    }

    /// 1 to `most` texts, each only once in the result.
    pub(crate) fn required_texts(&mut self, key: &str, most: usize) -> Vec<String> {
        let value = self.required(key);
        self.read(key, value, |value| {
            let list = value.as_array().filter(|list| list.len() <= most)?;
            list.iter()
                .map(|one| one.as_str().map(str::to_owned))
                .collect()
        })
        .unwrap_or_default()
    }

    pub(crate) fn required_list(&mut self, key: &str) -> &'a [Value] {
        let value = self.required(key);
        match value {
            Some(Value::Array(list)) => list,
            Some(_) => {
                self.malformed(key);
                &[]
            }
            None => &[],
        }
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
    }
}
