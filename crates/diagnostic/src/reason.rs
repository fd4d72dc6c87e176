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
/// Arguments hold no personal data; one of them may be a reason itself.
///
/// ```
/// use sabaki_diagnostic::lang::Lang;
/// use sabaki_diagnostic::reason::Reason;
///
/// let reason = Reason::of("reason.http_status").with("status", 503);
/// assert_eq!(reason.text(Lang::En), "HTTP 503");
/// let words: Reason = "受付できません".into();
/// assert_eq!(words.text(Lang::En), "受付できません");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Reason {
    /// Words that are no text of ours, such as the far side's own or a person's.
    Words(String),
    /// A text of the catalogue.
    Text {
        /// Its key.
        key: Cow<'static, str>,
        /// What stands for `{name}` in it.
        #[serde(default, skip_serializing_if = "Args::is_empty")]
        args: Args,
    },
}

/// Arguments of a text, by name.
pub type Args = BTreeMap<String, Reason>;

/// The text of a key in a language, each argument told in it too.
pub fn text(lang: Lang, key: &str, args: &Args) -> String {
    let told: Vec<_> = args.iter().map(|(n, r)| (&**n, r.text(lang))).collect();
    let args: Vec<_> = told.iter().map(|(name, text)| (*name, &**text)).collect();
    catalogue::text(lang, key, &args)
}

impl Reason {
    /// A text of the catalogue.
    pub fn of(key: &'static str) -> Self {
        Self::Text {
            key: Cow::Borrowed(key),
            args: Args::new(),
        }
    }

    /// Words that are no text of ours, such as the far side's own.
    pub fn words(words: impl Into<String>) -> Self {
        Self::Words(words.into())
    }

    /// Gives a value for `{name}`.
    #[must_use]
    pub fn with(self, name: &'static str, value: impl fmt::Display) -> Self {
        self.because(name, Self::words(value.to_string()))
    }

    /// Gives a reason for `{name}`, told in the same language.
    #[must_use]
    pub fn because(mut self, name: &'static str, why: impl Into<Self>) -> Self {
        if let Self::Text { args, .. } = &mut self {
            args.insert(name.to_owned(), why.into());
        }
        self
    }

    /// Whether this is that text of the catalogue.
    pub fn is(&self, wanted: &str) -> bool {
        matches!(self, Self::Text { key, .. } if key == wanted)
    }

    /// The same with all words that are not ours passed through something, such as a cover for
    /// personal values.
    #[must_use]
    pub fn map_words(self, change: &impl Fn(&str) -> String) -> Self {
        match self {
            Self::Words(words) => Self::Words(change(&words)),
            Self::Text { key, args } => Self::Text {
                key,
                args: args
                    .into_iter()
                    .map(|(name, why)| (name, why.map_words(change)))
                    .collect(),
            },
        }
    }

    /// The reason in a language.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Words(words) => words.clone(),
            Self::Text { key, args } => text(lang, key, args),
        }
    }
}

/// In English, for logs.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

impl From<&str> for Reason {
    fn from(words: &str) -> Self {
        Self::words(words)
    }
}

impl From<String> for Reason {
    fn from(words: String) -> Self {
        Self::Words(words)
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
            (
                Reason::of("reason.not_answered")
                    .with("target", "RMS")
                    .because("reason", Reason::of("reason.not_happened")),
                r#"{"key":"reason.not_answered","args":{"reason":{"key":"reason.not_happened"},"target":"RMS"}}"#,
            ),
        ] {
            assert_eq!(serde_json::to_string(&reason).unwrap(), kept);
            assert_eq!(serde_json::from_str::<Reason>(kept).unwrap(), reason);
        }
    }

    #[test]
    fn an_argument_is_told_in_the_same_language() {
        let reason = Reason::of("reason.not_answered")
            .with("target", "RMS")
            .because("reason", Reason::of("reason.not_happened"));
        assert!(reason.text(Lang::Ja).ends_with("反映されていませんでした"));
        assert!(reason.to_string().ends_with("it did not happen"));
        let covered = reason.map_words(&|words| words.replace("RMS", "●●●"));
        assert!(covered.to_string().contains("●●●"));
    }
}
