//! Pieces of the language that stand in YAML scalars and in cells.
//!
//! Each takes the decoded text and where it stands, and returns what could be read with what must
//! be mended.

use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::source::Spanned;

use super::grammar::Rule;
use super::lower::Lowering;
use super::read::Piece;
use super::scan::{Scanned, scan};
use super::{cut, error, lines, table};
use crate::place::Place;
use crate::syntax::calendar::CalendarLine;
use crate::syntax::expression::Expr;
use crate::syntax::literal::{Duration, Moment};
use crate::syntax::rule::{Hold, Then};
use crate::syntax::table::{Cell, Column, ColumnKind};

/// A condition or another expression.
pub fn expression(text: &str, place: &Place) -> (Option<Expr>, Vec<Diagnostic>) {
    let child = |lowering: &mut Lowering<'_>, pair: pest::iterators::Pair<'_, Rule>| {
        let inner = pair.into_inner().next()?;
        Some(lowering.expression(inner))
    };
    fragment(text, place, |piece| {
        piece.read(Rule::expression_text, child)
    })
}

/// What follows `then`: actions and time words.
pub fn actions(text: &str, place: &Place) -> (Option<Then>, Vec<Diagnostic>) {
    fragment(text, place, |piece| {
        piece.read(Rule::actions_text, |lowering, pair| {
            let inner = pair.into_inner().next()?;
            Some(lowering.actions(inner))
        })
    })
}

/// What follows `hold`: actions, and `because` with its reason.
pub fn hold(text: &str, place: &Place) -> (Option<Hold>, Vec<Diagnostic>) {
    fragment(text, place, |piece| {
        piece.read(Rule::hold_text, |lowering, pair| {
            let inner = pair.into_inner().next()?;
            Some(lowering.holding(inner))
        })
    })
}

/// A day, or a time on a day.
pub fn moment(text: &str, place: &Place) -> (Option<Spanned<Moment>>, Vec<Diagnostic>) {
    fragment(text, place, |piece| {
        piece.read(Rule::moment_text, |lowering, pair| {
            let inner = pair.into_inner().next()?;
            lowering.moment(&inner)
        })
    })
}

/// A length of time.
pub fn duration(text: &str, place: &Place) -> (Option<Spanned<Duration>>, Vec<Diagnostic>) {
    fragment(text, place, |piece| {
        piece.read(Rule::duration_text, |lowering, pair| {
            let inner = pair.into_inner().next()?;
            lowering.duration(&inner)
        })
    })
}

/// The lines of a calendar.
pub fn calendar_lines(text: &str, place: &Place) -> (Option<Vec<CalendarLine>>, Vec<Diagnostic>) {
    fragment(text, place, |piece| {
        let (lines, diagnostics) = lines::calendar(piece);
        (Some(lines), diagnostics)
    })
}

/// A value of a list.
pub fn list_value(text: &str, place: &Place) -> (Option<Expr>, Vec<Diagnostic>) {
    fragment(text, place, |piece| {
        piece.read(Rule::value_text, |lowering, pair| {
            let inner = pair.into_inner().next()?;
            Some(lowering.cell_operand(inner))
        })
    })
}

/// A head cell of a table.
pub fn head_cell(text: &str, place: &Place) -> (Option<Column>, Vec<Diagnostic>) {
    fragment(text, place, |piece| {
        let (column, diagnostics) = table::head_cell(piece);
        (Some(column), diagnostics)
    })
}

/// A cell of a table; what it may hold depends on its column.
pub fn cell(text: &str, place: &Place, column: &ColumnKind) -> (Option<Cell>, Vec<Diagnostic>) {
    fragment(text, place, |piece| {
        let (cell, diagnostics) = table::cell(piece, column);
        (Some(cell), diagnostics)
    })
}

/// Scans a text, keeps the limits, and reads it when nothing is wrong with its characters.
fn fragment<T>(
    text: &str,
    place: &Place,
    read: impl FnOnce(Piece<'_>) -> (Option<T>, Vec<Diagnostic>),
) -> (Option<T>, Vec<Diagnostic>) {
    let scanned: Scanned = scan(text);
    let mut diagnostics = Piece::problems(&scanned, place);
    let piece = Piece::whole(&scanned, place);
    if let Some(at) = cut::too_deep(&scanned.text) {
        diagnostics.push(error::too_deep(piece.bracket(at)));
        return (None, diagnostics);
    }
    let (node, found) = read(piece);
    diagnostics.extend(found);
    (node, diagnostics)
}
