//! Lengths of time in the configuration: written as in rules, `5m`, `1h30m`, `60d`.

use std::borrow::Cow;
use std::time::Duration;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer};

/// A length of time of the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Length(pub(crate) Duration);

impl Length {
    /// A length in seconds.
    pub(crate) const fn seconds(seconds: u64) -> Self {
        Self(Duration::from_secs(seconds))
    }

    fn parse(text: &str) -> Option<Self> {
        let mut seconds: u64 = 0;
        let mut rest = text.trim();
        if rest.is_empty() {
            return None;
        }
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit())?;
            let (number, tail) = rest.split_at_checked(digits)?;
            let number: u64 = number.parse().ok()?;
            let mut units = tail.chars();
            let unit = match units.next()? {
                's' | '秒' => 1,
                'm' | '分' => 60,
                'h' => 3600,
                'd' | '日' => 86_400,
                'w' | '週' => 604_800,
                _ => return None,
            };
            rest = units.as_str();
            seconds = seconds.checked_add(number.checked_mul(unit)?)?;
        }
        Some(Self::seconds(seconds))
    }
}

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            D::Error::invalid_value(
                Unexpected::Str(&text),
                &"a length of time such as 5m, 2h, 60d",
            )
        })
    }
}

impl JsonSchema for Length {
    fn schema_name() -> Cow<'static, str> {
        "Length".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^\\s*([0-9]+[smhdw秒分日週])+\\s*$",
            "description": "5m, 1h30m, 60d",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Length;

    #[test]
    fn lengths_are_written_as_in_rules() {
        assert_eq!(Length::parse("5m"), Some(Length::seconds(300)));
        assert_eq!(Length::parse("1h30m"), Some(Length::seconds(5400)));
        assert_eq!(Length::parse("60d"), Some(Length::seconds(60 * 86_400)));
        for bad in ["", "5", "m", "5x", "-5m", "99999999999999999999d"] {
            assert_eq!(Length::parse(bad), None, "{bad}");
        }
    }
}
