//! `sabaki diff OLD NEW`: which orders a rule change treats differently.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use sabaki_interpreter::decide::decide;
use sabaki_interpreter::decision::Decision;
use sabaki_interpreter::decision::difference::{self, Change, Side};
use sabaki_interpreter::decision::json;
use sabaki_interpreter::time::jst;
use serde_json::{Value, json};

use crate::arguments::Format;
use crate::exit::Exit;
use crate::orders::given::Given;
use crate::orders::read::Recorded;
use crate::output::Output;
use crate::problem::Problem;
use crate::render;
use crate::render::difference::Summary;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Rule folder or file as it was.
    old: PathBuf,
    /// Rule folder or file as it is to be.
    new: PathBuf,
    /// Order file: facts, a getOrder answer of RMS, CSV.
    #[arg(long)]
    orders: PathBuf,
    #[command(flatten)]
    given: Given,
}

pub(crate) fn run(arguments: &Arguments, out: Output) -> Result<Exit, Problem> {
    let given = &arguments.given;
    let now = given.now()?;
    let old = given.set(std::slice::from_ref(&arguments.old))?;
    let new = given.set(std::slice::from_ref(&arguments.new))?;
    let (old_rules, new_rules) = match (old.usable(out), new.usable(out)) {
        (Ok(old), Ok(new)) => (old, new),
        (Err(exit), _) | (_, Err(exit)) => return Ok(exit),
    };
    let before = given.orders(&arguments.orders, &old, now, out)?;
    // Facts are laid out for a vocabulary: each side reads the orders with its own.
    let again = if old.vocabulary == new.vocabulary {
        None
    } else {
        Some(given.orders(&arguments.orders, &new, now, out)?)
    };
    let after = again.as_ref().unwrap_or(&before);
    if before.len() != after.len() {
        return Err(Problem::unusable("orders.changed").with("path", arguments.orders.display()));
    }
    let mut summary = Summary::default();
    for record in before.iter().zip(after) {
        match record {
            (Ok(before), Ok(after)) => {
                let before = (
                    before,
                    &decide(&old_rules, &before.facts, now, &before.memory),
                );
                let after = (after, &decide(&new_rules, &after.facts, now, &after.memory));
                let sides = Sides { before, after, now };
                sides.tell(&mut summary, out);
            }
            (Err(unreadable), _) | (_, Err(unreadable)) => {
                summary.unreadable += 1;
                unreadable.tell(&arguments.orders, out);
            }
        }
    }
    match out.format {
        Format::Json => out.json(&json!({"diff": {
            "orders": summary.orders,
            "different": summary.different,
            "unreadable": summary.unreadable,
            "old": old_rules.digest(),
            "new": new_rules.digest(),
        }})),
        Format::Human | Format::Sarif | Format::Junit => {
            out.line(&summary.text(&new.vocabulary, out.lang));
        }
    }
    let same = summary.different == 0 && summary.unreadable == 0;
    Ok(if same { Exit::Fine } else { Exit::Findings })
}

/// An order under both rule sets.
struct Sides<'a> {
    before: (&'a Recorded, &'a Decision),
    after: (&'a Recorded, &'a Decision),
    now: Timestamp,
}

impl Sides<'_> {
    fn tell(&self, summary: &mut Summary, out: Output) {
        fn side<'a>((order, decision): (&'a Recorded, &'a Decision)) -> Side<'a> {
            Side {
                decision,
                vocabulary: order.facts.vocabulary(),
            }
        }
        let changes = difference::changes(side(self.before), side(self.after));
        summary.add(&changes);
        if changes.is_empty() {
            return;
        }
        match out.format {
            Format::Json => out.json(&self.json(&changes)),
            Format::Human | Format::Sarif | Format::Junit => {
                let order = self.after.0;
                let text = render::difference::text(
                    &order.order_number,
                    &order.facts,
                    self.before.0.facts.vocabulary(),
                    &changes,
                    out.lang,
                );
                out.line(&text);
            }
        }
    }

    fn json(&self, changes: &[Change<'_>]) -> Value {
        let (before, after) = (self.before.0, self.after.0);
        let vocabularies = (before.facts.vocabulary(), after.facts.vocabulary());
        let changes = changes
            .iter()
            .map(|change| json::change(change, vocabularies.0, vocabularies.1));
        json!({
            "order_number": after.order_number,
            "at": jst::rfc3339(self.now),
            "changes": changes.collect::<Vec<Value>>(),
        })
    }
}
