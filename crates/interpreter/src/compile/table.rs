//! A table becomes rules: a row a rule, its cells the condition and the parts.

use std::collections::BTreeSet;
use std::sync::Arc;

use sabaki_diagnostic::code::Code;
use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::source::{Span, Spanned};
use sabaki_parser::place::Place as TextPlace;
use sabaki_parser::syntax::expression::{CompareOp, Expr, ExprKind};
use sabaki_parser::syntax::literal::Literal;
use sabaki_parser::syntax::table::{
    Cell, CellKind, Column, ColumnKind, Grid, Policy, Row, Table, TableBody,
};

use super::action;
use super::attached::{DataCell, DataFiles};
use super::rule::{blank, find_action};
use super::rule_set::{CompiledHold, CompiledRule, CompiledTable, CompiledThen};
use crate::memory::RuleKey;
use crate::typing::scope::{Place, Words};
use crate::typing::tree::Condition;
use crate::typing::typer::Typer;
use crate::vocabulary::lookup::key;
use crate::vocabulary::model::Type;

/// `○` beside an action that needs an argument.
pub(super) const NEEDS_ARGUMENT: Code = Code::new("E0650");
/// An argument beside an action that has none.
pub(super) const NEEDS_NONE: Code = Code::new("E0651");
/// A table without a row, or without anything to do.
pub(super) const NOTHING_TO_DO: Code = Code::new("E0652");

/// A table with its rows, before they stand in a rule set.
#[derive(Debug)]
pub(super) struct Rows {
    pub rules: Vec<CompiledRule>,
    pub table: CompiledTable,
}

/// Compiles a table. None when anything in it is wrong.
pub(super) fn table(
    table: &Table,
    words: &Words,
    typer: &mut Typer<'_>,
    data: &mut DataFiles<'_>,
) -> Option<Rows> {
    let read;
    let grid = match &table.body {
        TableBody::Inline(grid) => grid,
        TableBody::File(path) => {
            read = from_file(path, typer, data)?;
            &read
        }
    };
    let when = table
        .when
        .as_ref()
        .map(|when| typer.condition(when, Place::Order));
    let unless = table
        .unless
        .as_ref()
        .map(|unless| typer.condition(unless, Place::Order));
    let mut whole = !matches!(when, Some(None)) && !matches!(unless, Some(None));
    let shared = blank(table.span, &table.head, typer);
    let (when, unless) = (when.flatten().map(Arc::new), unless.flatten().map(Arc::new));
    let acts = |column: &Column| matches!(column.kind, ColumnKind::Then(_) | ColumnKind::Hold(_));
    if grid.rows.is_empty() || !grid.columns.iter().any(acts) {
        typer.diagnostics.push(
            Diagnostic::new(NOTHING_TO_DO, table.name.span).arg("name", table.name.text.as_str()),
        );
        whole = false;
    }
    let mut rules = Vec::with_capacity(grid.rows.len());
    for (number, cells) in (1..).zip(&grid.rows) {
        if typer.is_full() {
            return None;
        }
        let mut rule = shared.clone();
        let name = format!("{}[{number}]", table.name.text);
        rule.key = RuleKey(name.clone());
        rule.name = name.into();
        rule.span = cells.span;
        rule.when.extend(when.clone());
        rule.unless.clone_from(&unless);
        whole &= row(&mut rule, cells, &grid.columns, words, typer);
        rules.push(rule);
    }
    whole.then(|| Rows {
        table: CompiledTable {
            span: table.name.span,
            policy: table.policy.node,
            rows: (0..rules.len()).collect(),
        },
        rules,
    })
}

/// Lets each row read what decides over it: the rows above, or all rows where only one may be true.
pub(super) fn reads(rows: &mut Rows) {
    let mut seen = BTreeSet::new();
    match rows.table.policy {
        Policy::First => {}
        Policy::Unique => seen.extend(rows.rules.iter().flat_map(|rule| rule.reads.clone())),
        Policy::Collect => return,
    }
    for rule in &mut rows.rules {
        seen.extend(rule.reads.iter().copied());
        rule.reads = seen.iter().copied().collect();
    }
}

/// The grid of a data file; its cells stand in that file.
fn from_file(
    path: &Spanned<String>,
    typer: &mut Typer<'_>,
    data: &mut DataFiles<'_>,
) -> Option<Grid> {
    let rows = match data.rows(path) {
        Ok(rows) => rows,
        Err(diagnostic) => {
            typer.diagnostics.push(*diagnostic);
            return None;
        }
    };
    let cells = |row: Vec<DataCell>| {
        row.into_iter()
            .map(|cell| (cell.text, cell.place))
            .collect()
    };
    let rows: Vec<Vec<(String, TextPlace)>> = rows.into_iter().map(cells).collect();
    let (grid, diagnostics) = sabaki_parser::dsl::table::grid(path.span.file, &rows);
    let whole = !sabaki_diagnostic::diagnostic::has_errors(&diagnostics);
    typer.diagnostics.extend(diagnostics);
    whole.then_some(grid)
}

fn row(
    rule: &mut CompiledRule,
    cells: &Row,
    columns: &[Column],
    words: &Words,
    typer: &mut Typer<'_>,
) -> bool {
    let mut whole = true;
    for (column, cell) in columns.iter().zip(&cells.cells) {
        if matches!(cell.kind, CellKind::Any) {
            continue;
        }
        let fine = match &column.kind {
            ColumnKind::Condition(head) => match condition(head, cell, typer) {
                Some(condition) => {
                    rule.when.push(Arc::new(condition));
                    true
                }
                None => false,
            },
            ColumnKind::Then(name) => match find_action(name, words, typer)
                .and_then(|action| then(action, cell, words, typer))
            {
                Some(then) => {
                    rule.thens.push(then);
                    true
                }
                None => false,
            },
            ColumnKind::Hold(name) => hold(rule, name, cell, words, typer),
            ColumnKind::Error => false,
        };
        whole &= fine;
    }
    whole
}

fn hold(
    rule: &mut CompiledRule,
    name: &sabaki_parser::syntax::expression::Name,
    cell: &Cell,
    words: &Words,
    typer: &mut Typer<'_>,
) -> bool {
    let everything = ["everything", "全部", "すべて", "全て"].contains(&key(&name.text).as_str());
    let because = match &cell.kind {
        CellKind::Reason(reason) => reason.clone(),
        _ => rule.name.to_string(),
    };
    let mut actions = Vec::new();
    if !everything {
        match find_action(name, words, typer) {
            Some(action) => actions.push(action),
            None => return false,
        }
    }
    rule.holds.push(CompiledHold {
        span: cell.span,
        everything,
        actions,
        because,
    });
    true
}

fn then(action: usize, cell: &Cell, words: &Words, typer: &mut Typer<'_>) -> Option<CompiledThen> {
    let declared = words.vocabulary.actions.get(action)?;
    let args: Vec<Expr> = match (&cell.kind, declared.params.len()) {
        (CellKind::Yes, 0) => Vec::new(),
        (CellKind::Yes, _) => return report(NEEDS_ARGUMENT, cell.span, &declared.id, typer),
        (CellKind::Argument(_), 0) => return report(NEEDS_NONE, cell.span, &declared.id, typer),
        (CellKind::Argument(expr), _) => match &expr.kind {
            ExprKind::Tuple(values) => values.clone(),
            _ => vec![expr.clone()],
        },
        _ => return None,
    };
    let types = declared.params.iter().map(|param| Some(&param.ty));
    let types = types.chain(std::iter::repeat(None));
    let args: Vec<Expr> = types
        .zip(args)
        .map(|(ty, arg)| match ty {
            Some(Type::Text) => as_text(arg),
            _ => arg,
        })
        .collect();
    if declared.params.len() > 1 && args.len() != declared.params.len() {
        let wrong = action::wrong_count(declared, cell.span, args.len());
        typer.diagnostics.push(wrong.help("cell"));
        return None;
    }
    let call = action::with_args(action, cell.span, &args, words, typer)?;
    Some(CompiledThen {
        span: cell.span,
        calls: vec![call],
        after: None,
        from: None,
        at: None,
        during: None,
        every: None,
    })
}

fn report<T>(code: Code, span: Span, action: &str, typer: &mut Typer<'_>) -> Option<T> {
    typer
        .diagnostics
        .push(Diagnostic::new(code, span).arg("name", action));
    None
}

/// A bare word as a text.
fn as_text(expr: Expr) -> Expr {
    let text = match &expr.kind {
        ExprKind::Name(name) => name.text.clone(),
        ExprKind::Literal(Literal::Int(n)) => n.to_string(),
        _ => return expr,
    };
    Expr {
        kind: ExprKind::Literal(Literal::Text(text)),
        span: expr.span,
    }
}

/// あり and なし beside a yes-or-no field.
fn as_bool(expr: Expr) -> Expr {
    let flag = match &expr.kind {
        ExprKind::Name(name) if name.text == "あり" => true,
        ExprKind::Name(name) if name.text == "なし" => false,
        _ => return expr,
    };
    Expr {
        kind: ExprKind::Literal(Literal::Bool(flag)),
        span: expr.span,
    }
}

/// What a condition cell says, the head put in front.
fn condition(head: &Expr, cell: &Cell, typer: &mut Typer<'_>) -> Option<Condition> {
    let ty = typer.type_of(head, Place::Order);
    let read = |expr: &Expr| match ty {
        Some(Type::Text) => as_text(expr.clone()),
        Some(Type::Bool) => as_bool(expr.clone()),
        _ => expr.clone(),
    };
    let span = cell.span;
    let value = Box::new(head.clone());
    let kind = match &cell.kind {
        CellKind::Values { negated, values } => match values.as_slice() {
            [one] => ExprKind::Compare {
                op: Spanned::new(
                    if *negated {
                        CompareOp::NotEqual
                    } else {
                        CompareOp::Equal
                    },
                    span,
                ),
                left: value,
                right: Box::new(read(one)),
            },
            several => ExprKind::In {
                negated: *negated,
                value,
                set: Box::new(Expr {
                    kind: ExprKind::Tuple(several.iter().map(read).collect()),
                    span,
                }),
            },
        },
        CellKind::InList { negated, list } => ExprKind::In {
            negated: *negated,
            value,
            set: Box::new(Expr {
                kind: ExprKind::Name(list.clone()),
                span: list.span,
            }),
        },
        CellKind::Compare { op, value: with } => ExprKind::Compare {
            op: Spanned::new(*op, span),
            left: value,
            right: Box::new(read(with)),
        },
        CellKind::Range { low, high } => ExprKind::Between {
            negated: false,
            value,
            low: Box::new(read(low)),
            high: Box::new(read(high)),
        },
        CellKind::Is { negated, what } => ExprKind::Is {
            negated: *negated,
            value,
            what: Spanned::new(*what, span),
        },
        CellKind::Condition(expr) => return typer.condition(expr, Place::Order),
        CellKind::Any
        | CellKind::Yes
        | CellKind::Argument(_)
        | CellKind::Reason(_)
        | CellKind::Error => return None,
    };
    let mut condition = typer.condition(&Expr { kind, span }, Place::Order)?;
    condition.span = span;
    Some(condition)
}
