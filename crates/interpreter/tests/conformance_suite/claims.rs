//! What the checker proves about a generated set is tried with orders: never true, always true,
//! never legal. Tables, periods, calendars and definitions are part of these sets.

use sabaki_diagnostic::source::{FileId, Span};
use sabaki_interpreter::compile::compile;
use sabaki_interpreter::rule_files::RuleFiles;
use sabaki_parser::syntax::file::Item;
use sabaki_parser::syntax::rule::Part;
use sabaki_parser::syntax::table::{ColumnKind, TableBody};

use super::chance::Chance;
use super::model::{Set, json};
use super::pen::Pen;
use super::run::shipped;
use super::slow_decision::{Own, own};

/// Orders that each claim is tried with.
const ORDERS: usize = 60;

/// A rule or row by its number among all of them, and its calls in order.
struct Place {
    span: Span,
    calls: Vec<Span>,
}

/// The rules and then the rows of a set, as they stand in its plain text.
fn places(text: &str) -> Vec<Place> {
    let file = sabaki_parser::parsed::parse(FileId(0), "plain.rules", text).file;
    let (mut rules, mut rows) = (Vec::new(), Vec::new());
    for item in &file.items {
        match item {
            Item::Rule(rule) => {
                let thens = rule.parts.iter().filter_map(|part| match part {
                    Part::Then(then) => Some(then),
                    Part::Hold(_) => None,
                });
                let calls = thens.flat_map(|then| then.actions.iter().map(|call| call.span));
                rules.push(Place {
                    span: rule.span,
                    calls: calls.collect(),
                });
            }
            Item::Table(table) => {
                let TableBody::Inline(grid) = &table.body else {
                    continue;
                };
                for row in &grid.rows {
                    let cells = row.cells.iter().zip(&grid.columns);
                    let calls = cells.filter(|(cell, column)| {
                        let does = matches!(column.kind, ColumnKind::Then(_));
                        does && cell.kind != sabaki_parser::syntax::table::CellKind::Any
                    });
                    rows.push(Place {
                        span: row.span,
                        calls: calls.map(|(cell, _)| cell.span).collect(),
                    });
                }
            }
            _ => {}
        }
    }
    rules.append(&mut rows);
    rules
}

/// A claim: its code, the rule or row, and the call that is never legal.
type Claim = (String, usize, Option<usize>);

fn claims(text: &str) -> Vec<Claim> {
    let mut files = RuleFiles::default();
    files.sources.add("plain.rules", text);
    let compiled = compile(shipped(), &files);
    let places = places(text);
    let claims = compiled.diagnostics.iter().filter_map(|d| {
        let code = d.code().to_string();
        let of =
            |place: &Place| place.span.start <= d.span().start && d.span().end <= place.span.end;
        let at = places.iter().position(of)?;
        let call = places[at].calls.iter().position(|call| *call == d.span());
        ["W1202", "W1203", "E0401"]
            .contains(&code.as_str())
            .then_some((code, at, call))
    });
    claims.collect()
}

fn wrong((code, at, call): &Claim, own: &[Own]) -> bool {
    let own = &own[*at];
    match code.as_str() {
        "W1202" => own.condition == Some(true),
        "W1203" => own.condition == Some(false),
        _ => own.condition == Some(true) && own.legal[call.unwrap()] == Some(true),
    }
}

fn tried(set: &Set, chance: &mut Chance, claims: &[Claim]) -> Option<String> {
    for _ in 0..ORDERS {
        let (order, now) = (chance.order(), chance.now());
        let own = own(set, &order, now);
        if let Some(claim) = claims.iter().find(|claim| wrong(claim, &own)) {
            return Some(format!("{claim:?}\n{}\n{now}", json(&order)));
        }
    }
    None
}

/// Claims of the sets with these seeds that an order shows to be wrong, and how many were tried.
pub(crate) fn failures(seeds: std::ops::Range<u64>) -> (Vec<String>, usize) {
    let (mut failures, mut count) = (Vec::new(), 0);
    for seed in seeds {
        let mut chance = Chance::new(seed);
        let set = chance.set();
        let text = Pen::plain().set(&set);
        let claims = claims(&text);
        count += claims.len();
        if let Some(said) = tried(&set, &mut chance, &claims).filter(|_| !claims.is_empty()) {
            failures.push(format!("seed {seed}: {said}\n{text}"));
        }
    }
    (failures, count)
}
