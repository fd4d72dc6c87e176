//! Texts in which a line is a row: the lines of a calendar.

use sabaki_diagnostic::diagnostic::Diagnostic;

use super::grammar::Rule;
use super::read::Piece;
use crate::syntax::calendar::CalendarLine;

/// The lines of a piece that are not blank.
pub(crate) fn lines(piece: Piece<'_>) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut start = piece.start;
    for line in piece.text().split('\n') {
        let trimmed = line.trim();
        let indent = line.len() - line.trim_start().len();
        if !trimmed.is_empty() {
            found.push(Piece {
                start: start + indent,
                end: start + indent + trimmed.len(),
                ..piece
            });
        }
        start += line.len() + 1;
    }
    found
}

/// Reads the lines of a calendar.
pub(crate) fn calendar(piece: Piece<'_>) -> (Vec<CalendarLine>, Vec<Diagnostic>) {
    let mut read = Vec::new();
    let mut diagnostics = Vec::new();
    for line in lines(piece) {
        let (node, found) = line.read(Rule::calendar_line, |lowering, pair| {
            lowering.calendar_line(pair)
        });
        read.extend(node);
        diagnostics.extend(found);
    }
    (read, diagnostics)
}
