//! A reason 理由: a text of the catalogue with its arguments, told in the language of whoever reads
//! it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::catalogue;
use crate::lang::Lang;

/// Why something did not happen or is not certain. It is kept as a key of the catalogue, never as a
/// sentence, so that the journal of a Japanese shop can be read in English and the other way round.
/// Arguments hold no personal data.
///
/// ```
/// use sabaki_diagnostic::lang::Lang;
/// use sabaki_diagnostic::reason::Reason;
///
/// let reason = Reason::of("reason.http_status").with("status", 503);
/// assert_eq!(reason.text(Lang::En), "HTTP 503");
/// assert_eq!(Reason::words("受付できません").text(Lang::En), "受付できません");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Kept", into = "Kept")]
pub struct Reason {
    key: Cow<'static, str>,
    args: BTreeMap<Cow<'static, str>, String>,
}

/// The argument of [`Reason::words`].
const WORDS: &str = "words";

impl Reason {
    /// A text of the catalogue.
    pub fn of(key: &'static str) -> Self {
        Self {
            key: Cow::Borrowed(key),
            args: BTreeMap::new(),
        }
    }

    /// Words that are no text of ours, such as the far side's own.
    pub fn words(words: impl Into<String>) -> Self {
        Self {
            key: Cow::Borrowed("reason.words"),
            args: BTreeMap::from([(Cow::Borrowed(WORDS), words.into())]),
        }
    }

    /// Gives a value for `{name}`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.insert(Cow::Borrowed(name), value.to_string());
        self
    }

    /// The key of its text.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The reason in a language.
    pub fn text(&self, lang: Lang) -> String {
        let args = self.args.iter().map(|(name, value)| (&**name, &**value));
        catalogue::text(lang, &self.key, &args.collect::<Vec<_>>())
    }
}

/// In English, for logs.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

/// How it is kept: words as they are, texts by key.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Kept {
    Words(String),
    Text {
        key: String,
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        args: BTreeMap<String, String>,
    },
}

impl From<Kept> for Reason {
    fn from(kept: Kept) -> Self {
        match kept {
            Kept::Words(words) => Self::words(words),
            Kept::Text { key, args } => Self {
                key: Cow::Owned(key),
                args: args.into_iter().map(|(n, v)| (Cow::Owned(n), v)).collect(),
            },
        }
    }
}

impl From<Reason> for Kept {
    fn from(reason: Reason) -> Self {
        if let ("reason.words", Some(words)) = (reason.key(), reason.args.get(WORDS)) {
            return Self::Words(words.clone());
        }
        let args = reason.args.into_iter();
        Self::Text {
            key: reason.key.into_owned(),
            args: args.map(|(n, v)| (n.into_owned(), v)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_kept_by_key_and_words_as_they_are() {
        for (reason, kept) in [
            (
                Reason::of("reason.http_status").with("status", 503),
                r#"{"key":"reason.http_status","args":{"status":"503"}}"#,
            ),
            (
                Reason::of("reason.not_happened"),
                r#"{"key":"reason.not_happened"}"#,
            ),
            (Reason::words("混み合っています"), r#""混み合っています""#),
        ] {
            assert_eq!(serde_json::to_string(&reason).unwrap(), kept);
            assert_eq!(serde_json::from_str::<Reason>(kept).unwrap(), reason);
        }
    }
}
