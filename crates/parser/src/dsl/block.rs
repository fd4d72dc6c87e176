//! One block of a file: which grammar reads it, and what becomes of it.

use sabaki_diagnostic::diagnostic::Diagnostic;

use super::cut::{Block, BlockKind};
use super::grammar::Rule;
use super::lower::definition::TableHead;
use super::lower::expression::error_at;
use super::read::Piece;
use super::scan::Scanned;
use super::{error, lines, table};
use crate::place::Place;
use crate::share;
use crate::syntax::calendar::Calendar;
use crate::syntax::expression::{Expr, Name};
use crate::syntax::file::{Item, Let, List, ListSource};
use crate::syntax::table::{Table, TableBody};

/// What a block becomes.
pub(super) type Read = (Option<Item>, Vec<Diagnostic>);

/// Reads blocks, in their order.
pub(super) fn read_all(scanned: &Scanned, place: &Place, blocks: &[Block]) -> Vec<Read> {
    let bytes = |block: &Block| block.end - block.start;
    share::read(blocks, bytes, |block| read(scanned, place, *block))
}

/// Reads a block.
pub(crate) fn read(
    scanned: &Scanned,
    place: &Place,
    block: Block,
) -> (Option<Item>, Vec<Diagnostic>) {
    let piece = Piece {
        scanned,
        place,
        start: block.start,
        end: block.end,
    };
    if let Some(at) = block.too_deep {
        return (None, vec![error::too_deep(piece.bracket(at))]);
    }
    match block.kind {
        BlockKind::Rule => piece.read(Rule::rule_block, |lowering, pair| {
            lowering.rule(pair).map(Item::Rule)
        }),
        BlockKind::Let => {
            let (item, found) = piece.read(Rule::let_block, |lowering, pair| {
                lowering.definition(pair).map(Item::Let)
            });
            let broken = |(name, value): (Name, Expr)| {
                Item::Let(Let {
                    span: name.span,
                    name,
                    value,
                })
            };
            (item.or_else(|| name_of(piece).map(broken)), found)
        }
        BlockKind::List => {
            let (item, found) = piece.read(Rule::list_block, |lowering, pair| {
                lowering.list(pair).map(Item::List)
            });
            let broken = |(name, value): (Name, Expr)| {
                Item::List(List {
                    span: name.span,
                    name,
                    source: ListSource::Inline(vec![value]),
                })
            };
            (item.or_else(|| name_of(piece).map(broken)), found)
        }
        BlockKind::Partial => piece.read(Rule::partial_block, |lowering, pair| {
            Some(Item::Partial(lowering.pair_span(&pair)))
        }),
        BlockKind::Calendar => calendar(piece),
        BlockKind::Table => read_table(piece),
        BlockKind::Stray => {
            let found = piece.text().split_whitespace().next().unwrap_or("");
            let start = piece.start + piece.text().find(found).unwrap_or(0);
            let written = |at| scanned.written(at);
            let span = place.span(written(start), written(start + found.len()));
            (None, vec![error::no_block(span, found)])
        }
    }
}

/// The name of a definition that is broken further on, so that its uses are no errors too.
fn name_of(piece: Piece<'_>) -> Option<(Name, Expr)> {
    let (name, _) = piece.read(Rule::definition_start, |lowering, pair| {
        let name = pair.into_inner().find(|p| p.as_rule() == Rule::defined)?;
        Some(lowering.name(&name))
    });
    name.map(|name| {
        let value = error_at(name.span);
        (name, value)
    })
}

/// The first line that is not blank, and the rest.
fn split_first_line(piece: Piece<'_>) -> (Piece<'_>, Piece<'_>) {
    let text = piece.text();
    let at = piece.start + text.find('\n').unwrap_or(text.len());
    (Piece { end: at, ..piece }, Piece { start: at, ..piece })
}

fn calendar(piece: Piece<'_>) -> (Option<Item>, Vec<Diagnostic>) {
    let (head, body) = split_first_line(piece);
    let (named, mut diagnostics) = head.read(Rule::calendar_block, |lowering, pair| {
        let span = lowering.span(0, piece.text().trim_end().len());
        Some((lowering.calendar_name(pair)?, span))
    });
    let (lines, found) = lines::calendar(body);
    diagnostics.extend(found);
    let item = named.map(|(name, span)| Item::Calendar(Calendar { span, name, lines }));
    (item, diagnostics)
}

fn read_table(piece: Piece<'_>) -> (Option<Item>, Vec<Diagnostic>) {
    let rows_at = lines::lines(piece)
        .iter()
        .find(|line| line.text().starts_with('|'))
        .map_or(piece.end, |line| line.start);
    let head = Piece {
        end: rows_at,
        ..piece
    };
    let body = Piece {
        start: rows_at,
        ..piece
    };
    let whole = piece.text().trim_end().len();
    let (head, mut diagnostics) = head.read(Rule::table_block, |lowering, pair| {
        let mut head: TableHead = lowering.table_head(pair)?;
        head.span = lowering.span(0, whole);
        Some(head)
    });
    let (grid, found) = table::rows(body);
    diagnostics.extend(found);
    let Some(head) = head else {
        return (None, diagnostics);
    };
    match (&head.file, grid.columns.is_empty()) {
        (Some(file), false) => {
            diagnostics.push(error::rows_twice(head.name.span, file.span));
        }
        (None, true) => diagnostics.push(error::no_rows(head.name.span)),
        (Some(_), true) | (None, false) => {}
    }
    let body = head.file.map_or(TableBody::Inline(grid), TableBody::File);
    let table = Table {
        span: head.span,
        name: head.name,
        policy: head.policy,
        head: head.head,
        when: head.when,
        unless: head.unless,
        body,
    };
    (Some(Item::Table(table)), diagnostics)
}
