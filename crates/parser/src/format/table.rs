//! Head cells, cells and columns that stand below each other.

use std::fmt::Write as _;

use sabaki_diagnostic::lang::Lang;

use super::clause::is_particle;
use super::expression::{Writer, as_name, compare_sign};
use super::literal;
use super::name::NameRole;
use super::page::{blanks, widest, width};
use super::word::{self, Word};
use crate::dsl::table::is_sign;
use crate::syntax::expression::{Expr, Name};
use crate::syntax::table::{Cell, CellKind, Column, ColumnKind, Grid, Policy, Row};

/// The word of a policy.
pub(super) const fn policy(policy: Policy) -> Word {
    match policy {
        Policy::First => word::FIRST,
        Policy::Unique => word::UNIQUE,
        Policy::Collect => word::COLLECT,
    }
}

/// The head row and the rows of a table, every column as wide as its widest cell within a line.
pub(super) fn aligned(grid: &Grid, writer: Writer<'_>) -> (String, Vec<String>) {
    let head: Vec<String> = grid
        .columns
        .iter()
        .map(|column| head_cell(column, writer))
        .collect();
    let rows: Vec<Vec<String>> = grid
        .rows
        .iter()
        .map(|row| row_cells(row, &grid.columns, writer))
        .collect();
    let widths: Vec<usize> = head
        .iter()
        .enumerate()
        .map(|(index, cell)| {
            let below = rows.iter().filter_map(|row| row.get(index));
            widest(std::iter::once(cell).chain(below).map(|cell| width(cell)))
        })
        .collect();
    let line = |cells: &[String]| {
        let mut text = String::from("|");
        for (cell, wide) in cells.iter().zip(&widths) {
            let pad = blanks(wide.saturating_sub(width(cell)));
            let _ = write!(text, " {cell}{pad} |");
        }
        text
    };
    (line(&head), rows.iter().map(|row| line(row)).collect())
}

/// The cells of a row as texts.
pub(super) fn row_cells(row: &Row, columns: &[Column], writer: Writer<'_>) -> Vec<String> {
    row.cells
        .iter()
        .zip(columns)
        .map(|(cell, column)| self::cell(cell, column, writer))
        .collect()
}

/// A head cell.
pub(super) fn head_cell(column: &Column, writer: Writer<'_>) -> String {
    match &column.kind {
        ColumnKind::Condition(expr) => writer.condition(expr),
        ColumnKind::Then(action) => {
            let action = writer.name(action, NameRole::Action);
            format!("{} {action}", writer.word(word::THEN))
        }
        ColumnKind::Hold(action) => {
            let action = writer.name(action, NameRole::Action);
            format!("{} {action}", writer.word(word::HOLD))
        }
        ColumnKind::Error => "?".to_owned(),
    }
}

fn cell(cell: &Cell, column: &Column, writer: Writer<'_>) -> String {
    let of = match &column.kind {
        ColumnKind::Condition(head) => as_name(head),
        ColumnKind::Then(_) | ColumnKind::Hold(_) | ColumnKind::Error => None,
    };
    match &cell.kind {
        CellKind::Any => "-".to_owned(),
        CellKind::Values { negated, values } => {
            let values = self::values(values, of, writer);
            if *negated {
                format!("{} {values}", writer.word(word::EXCEPT_VALUES))
            } else {
                values
            }
        }
        CellKind::InList { negated, list } => {
            let list = writer.name(list, NameRole::Field);
            match (writer.lang, negated) {
                (Lang::En, false) => format!("in {list}"),
                (Lang::En, true) => format!("not in {list}"),
                (Lang::Ja, false) => format!("{list}のどれか"),
                (Lang::Ja, true) => format!("{list}のどれでもない"),
            }
        }
        CellKind::Compare { op, value } => {
            format!("{} {}", compare_sign(*op), writer.entry(value, of))
        }
        CellKind::Range { low, high } => {
            let (low, high) = (writer.entry(low, of), writer.entry(high, of));
            let low = if is_particle(&low) {
                format!("({low})")
            } else {
                low
            };
            match writer.lang {
                Lang::En => format!("{low}..{high}"),
                Lang::Ja => format!("{low}〜{high}"),
            }
        }
        CellKind::Is { negated, what } => writer.state(*what, *negated),
        CellKind::Condition(expr) => writer.tail(expr).unwrap_or_else(|| writer.condition(expr)),
        CellKind::Yes => writer.word(word::YES).to_owned(),
        CellKind::Argument(expr) => {
            let text = writer.entry(expr, None);
            if is_sign(&text) {
                format!("({text})")
            } else {
                text
            }
        }
        CellKind::Reason(text) => literal::quoted(text, writer.lang),
        CellKind::Error => "?".to_owned(),
    }
}

fn values(values: &[Expr], of: Option<&Name>, writer: Writer<'_>) -> String {
    let values: Vec<String> = values.iter().map(|value| writer.entry(value, of)).collect();
    values.join(", ")
}
