//! Rows and cells of tables: written in place, from YAML rows, and from CSV files.

use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::source::{FileId, Span};

use super::grammar::Rule;
use super::read::Piece;
use super::scan::scan_cell;
use super::{cut, error, lines};
use crate::place::Place;
use crate::syntax::expression::{Expr, ExprKind};
use crate::syntax::literal::Literal;
use crate::syntax::table::{Cell, CellKind, Column, ColumnKind, Grid, Row};

/// A grid from the texts of its cells, the head row first; each with its place.
///
/// YAML rows and CSV files come in here. A row of another length than the head gets a diagnostic
/// and is left out.
pub fn grid(file: FileId, rows: &[Vec<(String, Place)>]) -> (Grid, Vec<Diagnostic>) {
    let mut builder = Builder::default();
    for row in rows {
        let scanned: Vec<_> = row
            .iter()
            .map(|(text, place)| (scan_cell(text), place))
            .collect();
        let mut span: Option<Span> = None;
        let mut pieces = Vec::new();
        for ((text, _), (scanned, place)) in row.iter().zip(&scanned) {
            let cell = place.span(0, text.len());
            span = Some(span.map_or(cell, |span| span.to(cell)));
            builder.diagnostics.extend(Piece::problems(scanned, place));
            pieces.push(Piece::whole(scanned, place));
        }
        builder.row(span.unwrap_or(Span::new(file, 0, 0)), &pieces);
    }
    (builder.grid, builder.diagnostics)
}

/// A grid from the rows `| … | … |` of a piece.
pub(crate) fn rows(piece: Piece<'_>) -> (Grid, Vec<Diagnostic>) {
    let mut builder = Builder::default();
    for line in lines::lines(piece) {
        let span = span_of(line);
        if !line.text().starts_with('|') {
            let found = line.text().split_whitespace().next().unwrap_or("");
            builder.diagnostics.push(error::no_row(span, found));
            continue;
        }
        builder.row(span, &cells(line));
    }
    (builder.grid, builder.diagnostics)
}

#[derive(Default)]
struct Builder {
    grid: Grid,
    has_head: bool,
    diagnostics: Vec<Diagnostic>,
}

impl Builder {
    fn row(&mut self, span: Span, pieces: &[Piece<'_>]) {
        if !self.has_head {
            self.has_head = true;
            for piece in pieces {
                let (column, found) = head_cell(*piece);
                self.grid.columns.push(column);
                self.diagnostics.extend(found);
            }
            return;
        }
        if pieces.len() != self.grid.columns.len() {
            let wanted = self.grid.columns.len();
            self.diagnostics
                .push(error::row_length(span, pieces.len(), wanted));
            return;
        }
        let mut cells = Vec::with_capacity(pieces.len());
        for (piece, column) in pieces.iter().zip(&self.grid.columns) {
            let (cell, found) = cell(*piece, &column.kind);
            cells.push(cell);
            self.diagnostics.extend(found);
        }
        self.grid.rows.push(Row { span, cells });
    }
}

/// The cells of a row, which are separated by `|` outside texts and brackets.
fn cells(line: Piece<'_>) -> Vec<Piece<'_>> {
    let text = line.text();
    let mut bars = Vec::new();
    let mut closer: Option<char> = None;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match (closer, c) {
            (None, '|') => bars.push(at),
            (None, '"') => closer = Some('"'),
            (None, '「') => closer = Some('」'),
            (None, '『') => closer = Some('』'),
            (Some(end), c) if c == end && !escaped => closer = None,
            _ => {}
        }
        escaped = closer == Some('"') && c == '\\' && !escaped;
    }
    if !text.ends_with('|') {
        bars.push(text.len());
    }
    let mut found = Vec::new();
    for pair in bars.windows(2) {
        let [start, end] = pair else { continue };
        found.push(trimmed(Piece {
            start: line.start + start + 1,
            end: line.start + end,
            ..line
        }));
    }
    found
}

fn trimmed(piece: Piece<'_>) -> Piece<'_> {
    let text = piece.text();
    let start = piece.start + (text.len() - text.trim_start().len());
    Piece {
        start,
        end: start + text.trim().len(),
        ..piece
    }
}

fn span_of(piece: Piece<'_>) -> Span {
    let piece = trimmed(piece);
    let written = |at| piece.scanned.written(at);
    piece.place.span(written(piece.start), written(piece.end))
}

/// What a column means.
pub(crate) fn head_cell(piece: Piece<'_>) -> (Column, Vec<Diagnostic>) {
    let span = span_of(piece);
    let (kind, diagnostics) = match deep(piece) {
        Some(diagnostic) => (None, vec![diagnostic]),
        None => piece.read(Rule::head_cell, |lowering, pair| {
            Some(lowering.head_cell(pair))
        }),
    };
    let kind = kind.unwrap_or(ColumnKind::Error);
    (Column { span, kind }, diagnostics)
}

fn deep(piece: Piece<'_>) -> Option<Diagnostic> {
    cut::too_deep(piece.text()).map(|_| error::too_deep(span_of(piece)))
}

/// A cell of a column.
pub(crate) fn cell(piece: Piece<'_>, column: &ColumnKind) -> (Cell, Vec<Diagnostic>) {
    let piece = trimmed(piece);
    let span = span_of(piece);
    let any = matches!(piece.text(), "" | "-");
    let (kind, diagnostics) = match (deep(piece), column) {
        (Some(diagnostic), _) => (CellKind::Error, vec![diagnostic]),
        (None, _) if any => (CellKind::Any, Vec::new()),
        (None, ColumnKind::Condition(_)) if matches!(piece.text(), "×" | "✕" | "☓" | "❌") => {
            (CellKind::Error, vec![error::cross(span)])
        }
        (None, ColumnKind::Condition(head)) => {
            let (kind, found) = piece.read(Rule::cell, |lowering, pair| {
                Some(lowering.condition_cell(pair, head))
            });
            (kind.unwrap_or(CellKind::Error), found)
        }
        (None, ColumnKind::Then(_)) => action_cell(piece, span),
        (None, ColumnKind::Hold(_)) => reason_cell(piece, span),
        (None, ColumnKind::Error) => (CellKind::Error, Vec::new()),
    };
    (Cell { span, kind }, diagnostics)
}

fn mark(piece: Piece<'_>, span: Span) -> Option<(CellKind, Vec<Diagnostic>)> {
    match piece.text() {
        "○" | "〇" | "◯" | "yes" => Some((CellKind::Yes, Vec::new())),
        "×" | "✕" | "✗" | "x" | "X" | "☓" | "❌" => {
            Some((CellKind::Error, vec![error::cross(span)]))
        }
        _ => None,
    }
}

/// The argument: a value, or a text without quotes.
fn action_cell(piece: Piece<'_>, span: Span) -> (CellKind, Vec<Diagnostic>) {
    if let Some(marked) = mark(piece, span) {
        return marked;
    }
    let (value, found) = piece.read(Rule::value_text, |lowering, pair| {
        let inner = pair.into_inner().next()?;
        Some(lowering.cell_operand(inner))
    });
    if let Some(value) = value {
        return (CellKind::Argument(value), found);
    }
    let text = Literal::Text(piece.written().to_owned());
    let kind = ExprKind::Literal(text);
    (CellKind::Argument(Expr { kind, span }), Vec::new())
}

/// The reason, with quotes or without.
fn reason_cell(piece: Piece<'_>, span: Span) -> (CellKind, Vec<Diagnostic>) {
    if let Some(marked) = mark(piece, span) {
        return marked;
    }
    let (text, found) = piece.read(Rule::reason_text, |lowering, pair| {
        let inner = pair.into_inner().next()?;
        Some(lowering.text(&inner).node)
    });
    match text {
        Some(text) => (CellKind::Reason(text), found),
        None => (CellKind::Reason(piece.written().to_owned()), Vec::new()),
    }
}
