//! A quoted text that goes on over line ends: where it probably ends, and how it is written on one
//! line.

use sabaki_diagnostic::diagnostic::Edit;

use super::cut;
use crate::place::Place;

/// The most lines and bytes that are looked through for the end of a text.
const MOST_LINES: usize = 20;
const MOST_BYTES: usize = 4 * 1024;

/// Where a text that was not closed on its line is closed on a later one: how many bytes of the
/// rest, which begins with the line end, belong to it. A forgotten quote is told from it by what
/// follows: another clause, or a text that is opened and closed on its own line.
pub(super) fn end(rest: &str, opener: char) -> Option<usize> {
    let near = (0..=MOST_BYTES.min(rest.len())).rev();
    let rest = near.into_iter().find_map(|end| rest.get(..end))?;
    let mut at = 0;
    for line in rest.split_inclusive('\n').take(MOST_LINES + 1) {
        let first = at == 0;
        let start = at;
        at += line.len();
        if first {
            continue;
        }
        if cut::is_clause(line) {
            return None;
        }
        match closer_in(line, opener) {
            Closer::At(offset) => return Some(start + offset),
            Closer::Not => {}
            Closer::Opens => return None,
        }
    }
    None
}

/// What a line says of a text that was opened above it.
enum Closer {
    /// It ends here, in bytes.
    At(usize),
    /// Neither quote nor bracket stands in it.
    Not,
    /// It opens texts of its own.
    Opens,
}

fn closer_in(line: &str, opener: char) -> Closer {
    let closer = match opener {
        '「' => '」',
        '『' => '』',
        _ => return quote_in(line),
    };
    match line
        .char_indices()
        .find(|(_, c)| *c == opener || *c == closer)
    {
        Some((offset, c)) if c == closer => Closer::At(offset + c.len_utf8()),
        Some(_) => Closer::Opens,
        None => Closer::Not,
    }
}

fn quote_in(line: &str) -> Closer {
    let (mut first, mut count, mut escaped) = (None, 0_usize, false);
    for (offset, c) in line.char_indices() {
        if !escaped && matches!(c, '"' | '＂' | '”' | '“') {
            first.get_or_insert(offset + c.len_utf8());
            count += 1;
        }
        escaped = !escaped && c == '\\';
    }
    match first {
        Some(end) if count % 2 == 1 => Closer::At(end),
        Some(_) => Closer::Opens,
        None => Closer::Not,
    }
}

/// The edits that write such a text on one line; none where they would not be right.
pub(super) fn on_one_line(text: &str, start: usize, place: &Place) -> Vec<Edit> {
    let mut edits = Vec::new();
    let quoted = |c: char| matches!(c, '"' | '＂' | '”' | '“');
    let bracketed = !text.starts_with(quoted);
    let mut chars = text.char_indices();
    let (Some((_, opener)), Some((last, _))) = (chars.next(), chars.next_back()) else {
        return edits;
    };
    let inside = text.get(opener.len_utf8()..last).unwrap_or("");
    // What means something inside quotes alone would mean something else.
    if bracketed && inside.contains(|c| quoted(c) || c == '\\') {
        return edits;
    }
    let mut edit = |from: usize, to: usize, text: &str| {
        let span = place.span(start + from, start + to);
        edits.push(Edit {
            span,
            text: text.to_owned(),
        });
    };
    if bracketed {
        edit(0, opener.len_utf8(), "\"");
    }
    for (at, _) in text.match_indices('\n') {
        // An escape in a YAML text stays a line end whatever is written for it.
        let written = place.span(start + at, start + at + 1);
        if written.end - written.start == 2 {
            return Vec::new();
        }
        let before = text.get(..at).unwrap_or("");
        let after = text.get(at + 1..).unwrap_or("");
        let indent = after.len() - after.trim_start_matches([' ', '\t', '\u{3000}']).len();
        let from = before.strip_suffix('\r').unwrap_or(before).len();
        edit(from, at + 1 + indent, "\\n");
    }
    if bracketed {
        edit(last, text.len(), "\"");
    }
    edits
}
