//! Where a request points, and places to answer with.

use gen_lsp_types::{Location, Range, TextEdit, Uri};
use sabaki_diagnostic::source::Span;

use crate::disk::Kind;
use crate::occurrence::definition::Definitions;
use crate::occurrence::{self, Occurrence};
use crate::position::{Encoding, touches};
use crate::session::Spot;
use crate::set::{Set, SetFile};

/// The name that a request points at.
pub(super) fn pointed(spot: &Spot<'_>, definitions: &Definitions<'_>) -> Option<Occurrence> {
    let all = occurrence::of_file(spot.set, definitions, spot.tree);
    let mut near = all
        .into_iter()
        .filter(|found| touches(found.span, spot.offset));
    // Between two names that touch each other the one that begins here is meant.
    near.next_back()
}

/// The range of a span in its file.
pub(super) fn range(file: &SetFile, span: Span, encoding: Encoding) -> Range {
    let content = &file.content;
    content.lines.range(&content.text, span.range(), encoding)
}

/// The place of a span of a rule file.
pub(super) fn location(set: &Set, span: Span, encoding: Encoding) -> Option<Location> {
    let file = set.file_of(Kind::Rules, span.file)?;
    Some(Location {
        uri: Uri(file.uri.clone()),
        range: range(file, span, encoding),
    })
}

/// The edit that makes one text of another: only what lies between their common ends.
pub(super) fn difference(file: &SetFile, new: &str, encoding: Encoding) -> Vec<TextEdit> {
    let old = &*file.content.text;
    if old == new {
        return Vec::new();
    }
    let same = old
        .char_indices()
        .zip(new.chars())
        .take_while(|((_, a), b)| a == b);
    let start = same.last().map_or(0, |((at, c), _)| at + c.len_utf8());
    let (rest, other) = (
        old.get(start..).unwrap_or(""),
        new.get(start..).unwrap_or(""),
    );
    let same = rest.chars().rev().zip(other.chars().rev());
    let end: usize = same
        .take_while(|(a, b)| a == b)
        .map(|(c, _)| c.len_utf8())
        .sum();
    let lines = &file.content.lines;
    vec![TextEdit {
        range: lines.range(old, start..old.len() - end, encoding),
        new_text: other.get(..other.len() - end).unwrap_or("").to_owned(),
    }]
}
