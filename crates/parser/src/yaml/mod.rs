//! YAML rule files → the same syntax tree, with exact places inside scalars.
//!
//! `build` turns the events of the YAML parser into nodes and refuses what rule files may not
//! contain, `wide` mends full-width signs of an input method, `lower` gives the keys their meaning
//! and hands every expression to the DSL, together with where its text stands.

use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::source::{FileId, Span};

use crate::dsl::character::{is_forbidden, is_variation_selector};
use crate::dsl::{LONGEST_FILE, error};
use crate::parsed::Parsed;
use crate::syntax::file::{File, Spelling};
use build::Built;
use wide::{Hit, Mended};

mod build;
pub mod key;
mod lower;
mod node;
mod offset;
mod report;
mod resume;
mod wide;

/// How often a text with full-width signs in the way is mended and read again.
const MENDS: usize = 16;

/// Reads a YAML rule file.
pub fn parse(file: FileId, text: &str) -> Parsed {
    if text.len() > LONGEST_FILE {
        return refused(file);
    }
    let mut parsed = once(file, text);
    let Some(broken_at) = parsed.1 else {
        return parsed.0;
    };
    let said = match resumed(file, text, broken_at) {
        Some(rest) => {
            let said = std::mem::replace(&mut parsed.0, rest).diagnostics;
            let broken = said.into_iter().filter(report::is_syntax);
            broken.map(|d| d.help("skipped")).collect()
        }
        None => std::mem::take(&mut parsed.0.diagnostics)
            .into_iter()
            .map(|d| {
                if report::is_syntax(&d) {
                    d.help("unread")
                } else {
                    d
                }
            })
            .collect::<Vec<_>>(),
    };
    let diagnostics = &mut parsed.0.diagnostics;
    diagnostics.extend(said);
    diagnostics.extend(characters(file, text));
    in_order(diagnostics);
    parsed.0
}

/// The file without the items in which it stops being YAML, where something is gained by that.
fn resumed(file: FileId, text: &str, broken_at: usize) -> Option<Parsed> {
    let mut masked = resume::without_item(text, broken_at)?;
    let mut broken = Vec::new();
    let mut last = broken_at;
    for _ in 0..resume::MOST {
        let (mut parsed, broken_again) = once(file, &masked);
        let Some(at) = broken_again else {
            parsed.diagnostics.append(&mut broken);
            return Some(parsed);
        };
        if at <= last {
            return None;
        }
        let said = parsed.diagnostics.into_iter().filter(report::is_syntax);
        broken.extend(said.map(|d| d.help("skipped")));
        masked = resume::without_item(&masked, at)?;
        last = at;
    }
    None
}

fn in_order(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by_key(Diagnostic::span);
    // A forbidden character in an expression is found in the file and in the expression.
    diagnostics.dedup_by(|a, b| a.span() == b.span() && a.code() == b.code());
}

/// Reads a file once, and says where it stops being YAML.
fn once(file: FileId, text: &str) -> (Parsed, Option<usize>) {
    let (built, hits) = read(file, text);
    let broken_at = built.broken_at;
    let mut lower = lower::Lower::new(file, text);
    let items = built
        .root
        .as_ref()
        .map_or_else(Vec::new, |root| lower.file(root));
    let mut diagnostics = characters(file, text);
    diagnostics.extend(wide::reports(file, text, &hits));
    if let Some(at) = built.broken_at {
        lower
            .diagnostics
            .retain(|said| !is_consequence(said, text, at, built.last_end));
    }
    diagnostics.extend(built.diagnostics);
    diagnostics.extend(lower.diagnostics);
    in_order(&mut diagnostics);
    let parsed = Parsed {
        file: File {
            id: file,
            spelling: Spelling::Yaml,
            items,
            comments: built.comments,
        },
        diagnostics,
    };
    (parsed, broken_at)
}

/// Reads a text, mends the full-width signs in its way and reads it again.
fn read(file: FileId, text: &str) -> (Built, Vec<Hit>) {
    let mut hits: Vec<Hit> = Vec::new();
    let mut built = build::build(file, text, &Mended::new(text, &hits));
    for _ in 0..MENDS {
        let known = hits.len();
        hits.extend(wide::hits(text, &built));
        hits.sort_by_key(|hit| hit.at);
        hits.dedup();
        if hits.len() == known {
            break;
        }
        built = build::build(file, text, &Mended::new(text, &hits));
    }
    (built, hits)
}

/// Whether something is missing only because the text stopped being YAML there.
fn is_consequence(said: &Diagnostic, text: &str, broken_at: usize, last_end: usize) -> bool {
    let span = said.span().range();
    let unfinished = ["E0809", "E0811"].contains(&said.code().as_str());
    let between = text.get(span.start..broken_at).unwrap_or("");
    let same_line = span.start <= broken_at && !between.contains('\n');
    (unfinished && span.end >= last_end) || same_line
}

fn refused(file: FileId) -> Parsed {
    Parsed {
        file: File {
            id: file,
            spelling: Spelling::Yaml,
            items: Vec::new(),
            comments: Vec::new(),
        },
        diagnostics: vec![error::file_too_large(Span::new(file, 0, 0))],
    }
}

/// Control, bidirectional and invisible characters, which no rule file may hold.
fn characters(file: FileId, text: &str) -> Vec<Diagnostic> {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    text.char_indices()
        .filter(|(at, c)| *at >= start && is_forbidden(*c) && !is_variation_selector(*c))
        .map(|(at, c)| error::bad_character(Span::new(file, at, at + c.len_utf8()), c))
        .collect()
}
