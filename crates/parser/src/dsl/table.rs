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
            (None, '/') => closer = pattern_ends(text, at, bars.last()).then_some('/'),
            (Some(end), c) if c == end && !escaped => closer = None,
            _ => {}
        }
        escaped = matches!(closer, Some('"' | '/')) && c == '\\' && !escaped;
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

/// Whether a slash opens a regular expression, in which a bar parts nothing: it stands after
/// `matches`, or at the start of a cell or after が with 一致 behind its end.
fn pattern_ends(text: &str, at: usize, bar: Option<&usize>) -> bool {
    let cell = bar.map_or(0, |bar| bar + 1);
    let before = text.get(cell..at).unwrap_or("").trim_end();
    let after = text.get(at + 1..).unwrap_or("");
    let mut escaped = false;
    let end = after.char_indices().find(|(_, c)| {
        let ends = *c == '/' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    let Some((end, _)) = end else { return false };
    let behind = after.get(end + 1..).unwrap_or("").trim_start();
    let agrees = behind
        .trim_start_matches('に')
        .trim_start()
        .starts_with("一致");
    before.ends_with("matches") || (before.is_empty() || before.ends_with('が')) && agrees
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

/// What means "yes" in the cell of an action.
const YES: [&str; 4] = ["○", "〇", "◯", "yes"];
/// What looks as if it meant "no" there.
const CROSSES: [&str; 7] = ["×", "✕", "✗", "x", "X", "☓", "❌"];

fn mark(piece: Piece<'_>, span: Span) -> Option<(CellKind, Vec<Diagnostic>)> {
    let text = piece.text();
    if YES.contains(&text) {
        Some((CellKind::Yes, Vec::new()))
    } else if CROSSES.contains(&text) {
        Some((CellKind::Error, vec![error::cross(span)]))
    } else {
        None
    }
}

/// Whether a whole cell of this text is a sign; as a word it stands in brackets.
pub(crate) fn is_sign(text: &str) -> bool {
    YES.contains(&text) || CROSSES.contains(&text)
}

/// The functions of the language by their Japanese names.
pub const FUNCTIONS_JA: [&str; 7] = [
    "日付",
    "時刻",
    "文字数",
    "営業日数",
    "翌営業日",
    "営業日後",
    "除いた文字",
];

/// Whether brackets after a word are those of a function: 宅配便（関東） is a text.
pub(crate) fn is_function(name: &str) -> bool {
    name.is_ascii() || FUNCTIONS_JA.contains(&name)
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
    // 宅配便（関東） is written into the slip as it stands here.
    let bracketed = |value: &Expr| {
        let is_text = matches!(value.kind, ExprKind::Literal(Literal::Text(_)));
        is_text && piece.written().ends_with([')', '）'])
    };
    if let Some(value) = value.filter(|value| !bracketed(value)) {
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
