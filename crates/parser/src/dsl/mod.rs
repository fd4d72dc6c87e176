//! The DSL: rule text as staff write it, in English, Japanese or both mixed.
//!
//! A text is scanned (full-width forms, comments, limits), cut into blocks at its keywords, and
//! each block is read by the grammar and lowered to the syntax tree by itself, so that every broken
//! block is one diagnostic and hides nothing else. Start with [`parse`]; YAML comes in through
//! [`fragment`] and [`table::grid`].

pub mod again;
mod block;
pub(crate) mod character;
mod cut;
pub(crate) mod error;
mod expected;
pub mod fragment;
mod grammar;
pub mod keyword;
mod lines;
mod lower;
mod mend;
mod number;
mod over_lines;
mod read;
mod scan;
pub mod table;

use sabaki_diagnostic::source::FileId;

use crate::parsed::Parsed;
use crate::place::Place;
use crate::syntax::file::{Comment, File, Spelling};

/// The most bytes of a rule file: 1 MiB.
pub const LONGEST_FILE: usize = 1024 * 1024;

/// Parses a rule file in the DSL.
pub fn parse(file: FileId, text: &str) -> Parsed {
    with(file, text, block::read_all)
}

fn with(
    file: FileId,
    text: &str,
    read: impl FnOnce(&scan::Scanned, &Place, &[cut::Block]) -> Vec<block::Read>,
) -> Parsed {
    let place = Place::plain(file, 0);
    let mut out = Parsed {
        file: File {
            id: file,
            spelling: Spelling::Dsl,
            items: Vec::new(),
            comments: Vec::new(),
        },
        diagnostics: Vec::new(),
    };
    if text.len() > LONGEST_FILE {
        out.diagnostics
            .push(error::file_too_large(place.span(0, 0)));
        return out;
    }
    let scanned = scan::scan(text);
    out.diagnostics = read::Piece::problems(&scanned, &place);
    for (start, end, own_line) in &scanned.comments {
        out.file.comments.push(Comment {
            span: place.span(*start, *end),
            text: text
                .get(*start..*end)
                .unwrap_or("")
                .chars()
                .skip(1)
                .collect(),
            own_line: *own_line,
        });
    }
    let blocks = cut::cut(&scanned.text);
    for (item, diagnostics) in read(&scanned, &place, &blocks) {
        out.file.items.extend(item);
        out.diagnostics.extend(diagnostics);
    }
    out
}
