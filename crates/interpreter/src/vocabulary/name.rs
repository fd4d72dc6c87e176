//! Which names a vocabulary may give.

use super::lookup::key;
use super::reserved::{Unusable, unusable};

/// What is wrong with a name that rules would have to write without quotes.
pub(super) fn fault(name: &str) -> Option<&'static str> {
    let folded = key(name);
    let starts = folded.chars().next().is_some_and(char::is_alphabetic);
    let whole = folded
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '・'));
    match unusable(&folded) {
        Some(Unusable::Keyword) => Some("keyword"),
        Some(Unusable::Ending) => Some("ending"),
        None => (!starts || !whole).then_some(""),
    }
}

/// Whether this can be an id: English `snake_case`, dotted for groups.
pub(super) fn is_id(id: &str) -> bool {
    id.split('.').all(|part| {
        part.starts_with(|c: char| c.is_ascii_lowercase())
            && part
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    })
}
