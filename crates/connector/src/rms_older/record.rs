//! Typed fields of an element: what is there, known to be absent, or unknown.

use sabaki_diagnostic::reason::Reason;
use sabaki_order::known::Known;
use sabaki_order::yen::Yen;

use super::element::Element;

/// What the older API writes for "not determined": the first in production, the second in the
/// header texts of the old CSV. Neither is ever an amount.
const UNDETERMINED: [i64; 2] = [-9999, -99_999];

/// A field that cannot be understood; its value is left out, it may be personal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.told())]
pub(super) struct RecordError {
    field: &'static str,
    expected: &'static str,
}

pub(super) type Read<T> = Result<Known<T>, RecordError>;

impl RecordError {
    /// For people.
    pub(super) fn told(&self) -> Reason {
        Reason::of("reason.record.wrong")
            .with("field", self.field)
            .because("expected", Reason::of(self.expected))
    }

    pub(super) const fn new(field: &'static str, expected: &'static str) -> Self {
        Self { field, expected }
    }
}

/// Text that is none where it is empty or left out.
pub(super) fn filled(element: &Element, field: &str) -> Known<String> {
    Known::or_none(element.word(field).map(str::to_owned))
}

/// Text that is empty where it is left out.
pub(super) fn plain(element: &Element, field: &str) -> String {
    element.word(field).unwrap_or_default().to_owned()
}

/// A whole number; every field may be left out, and is unknown then.
pub(super) fn int(element: &Element, field: &'static str) -> Read<i64> {
    parsed(element, field, "reason.record.number", |text| {
        text.parse().ok()
    })
}

/// An amount in yen; unknown where it is not determined.
pub(super) fn yen(element: &Element, field: &'static str) -> Read<Yen> {
    Ok(match int(element, field)? {
        Known::Value(yen) if UNDETERMINED.contains(&yen) => Known::Unknown,
        Known::Value(yen) => Known::Value(
            Yen::new(yen).ok_or_else(|| RecordError::new(field, "reason.record.amount"))?,
        ),
        Known::None | Known::Unknown => Known::Unknown,
    })
}

/// A flag, as `xs:boolean` or as the strings `0` and `1`.
pub(super) fn flag(element: &Element, field: &'static str) -> Read<bool> {
    parsed(element, field, "reason.record.flag", |text| match text {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    })
}

/// A field that is read by a function of its own; unknown where it is left out.
pub(super) fn parsed<T>(
    element: &Element,
    field: &'static str,
    expected: &'static str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Read<T> {
    match element.word(field) {
        None => Ok(Known::Unknown),
        Some(text) => parse(text)
            .map(Known::Value)
            .ok_or_else(|| RecordError::new(field, expected)),
    }
}

/// A value that has to be there.
pub(super) fn required<T>(
    value: Known<T>,
    field: &'static str,
    expected: &'static str,
) -> Result<T, RecordError> {
    match value {
        Known::Value(value) => Ok(value),
        Known::None | Known::Unknown => Err(RecordError::new(field, expected)),
    }
}
