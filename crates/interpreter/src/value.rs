//! Values as an expression sees them. Unknown and none are values, never defaults.

use std::fmt;
use std::sync::Arc;

use jiff::{Timestamp, civil};
use unicode_normalization::{UnicodeNormalization, is_nfkc};

/// A text with the form in which it is compared.
#[derive(Clone)]
pub struct Text {
    raw: Arc<str>,
    folded: Arc<str>,
}

impl Text {
    /// Prepares a text for comparison: NFKC, 〜 as ~, case folded. Hiragana and katakana stay apart.
    pub fn new(raw: impl Into<Arc<str>>) -> Self {
        let raw = raw.into();
        let folded = fold(&raw);
        let folded = if *folded == *raw {
            Arc::clone(&raw)
        } else {
            folded.into()
        };
        Self { raw, folded }
    }

    /// The text as it came.
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// The form in which all comparisons see it.
    pub fn folded(&self) -> &str {
        &self.folded
    }
}

impl PartialEq for Text {
    /// Equal as the language sees it: folded, white space at both ends left out.
    fn eq(&self, other: &Self) -> bool {
        self.folded.trim() == other.folded.trim()
    }
}

impl Eq for Text {}

impl fmt::Debug for Text {
    /// Never the text itself: it may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} chars)", self.raw.chars().count())
    }
}

/// The form in which texts are compared (language reference, section 3).
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    if is_nfkc(text) {
        return lower(text.chars());
    }
    lower(text.nfkc())
}

fn lower(text: impl Iterator<Item = char>) -> String {
    let mut folded = String::with_capacity(text.size_hint().1.unwrap_or(0));
    for c in text {
        match c {
            '〜' | '～' => folded.push('~'),
            // Kana and kanji have no case.
            '\u{3000}'..='\u{9fff}' => folded.push(c),
            _ => folded.extend(c.to_lowercase()),
        }
    }
    folded
}

/// A value of an enumeration: which enumeration of the vocabulary, and which of its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnumValue {
    /// Index of the enumeration in its vocabulary.
    pub enumeration: u16,
    /// Index of the value in the enumeration.
    pub value: u16,
}

/// What a field or an expression can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// 不明: cannot be said. Never 0 or empty.
    Unknown,
    /// なし: known to be absent.
    None,
    /// `bool`
    Bool(bool),
    /// `int`
    Int(i64),
    /// `money`, whole yen, at most ±10¹².
    Money(i64),
    /// `text`
    Text(Text),
    /// `enum`
    Enum(EnumValue),
    /// `date`
    Date(civil::Date),
    /// `time`, of a day in JST
    Time(civil::Time),
    /// `datetime`: an instant, shown in JST
    DateTime(Timestamp),
    /// `duration` in seconds
    Duration(i64),
    /// `set<T>`
    Set(Arc<[Value]>),
    /// `list<record>`
    List(Arc<[Record]>),
}

/// A member of a list: its values by the member index of the record in the vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record(pub Box<[Value]>);

impl Record {
    /// The value of a member; unknown for an index that the record does not have.
    pub fn get(&self, member: usize) -> &Value {
        self.0.get(member).unwrap_or(&Value::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_equal_as_a_person_reads_them() {
        assert_eq!(Text::new("ＡＢＣ〜１"), Text::new(" abc~1　"));
        assert_ne!(Text::new("かに"), Text::new("カニ"));
        assert!(!format!("{:?}", Text::new("見本")).contains("見本"));
    }
}
