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
use crate::orders::instant;
use crate::orders::read::{self, Reading, Recorded, Unreadable, WithoutSlips};
use crate::output::Output;
use crate::problem::Problem;
use crate::render;
use crate::render::difference::Summary;
use crate::rules::folder;
use crate::rules::set::{self, Set};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Rule folder or file as it was.
    old: PathBuf,
    /// Rule folder or file as it is to be.
    new: PathBuf,
    /// Order file: facts, a getOrder answer of RMS, CSV.
    #[arg(long)]
    orders: PathBuf,
    /// File with slips.
    #[arg(long)]
    slips: Option<PathBuf>,
    /// Decide for this instant (JST).
    #[arg(long)]
    now: Option<String>,
    /// Further vocabulary files.
    #[arg(long)]
    vocabulary: Vec<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, out: Output) -> Result<Exit, Problem> {
    let now = instant::of(arguments.now.as_deref())?;
    let mut sides = Vec::new();
    for path in [&arguments.old, &arguments.new] {
        let files = folder::one_set(std::slice::from_ref(path))?;
        let set = set::read(&files, &arguments.vocabulary)?;
        match set.usable(out) {
            Ok(rules) => sides.push((set, rules)),
            Err(exit) => return Ok(exit),
        }
    }
    let [(old, old_rules), (new, new_rules)] = &*sides else {
        return Ok(Exit::Unusable);
    };
    let records = read(arguments, old, now, out)?;
    // Facts are laid out for a vocabulary: each side reads the orders with its own.
    let again = if old.vocabulary == new.vocabulary {
        None
    } else {
        Some(read(arguments, new, now, out)?)
    };
    let mut summary = Summary::default();
    for (at, record) in records.iter().enumerate() {
        let other = again.as_ref().map_or(Some(record), |again| again.get(at));
        match (record, other) {
            (Ok(before), Some(Ok(after))) => {
                let before = (
                    before,
                    &decide(old_rules, &before.facts, now, &before.memory),
                );
                let after = (after, &decide(new_rules, &after.facts, now, &after.memory));
                let sides = Sides { before, after, now };
                sides.tell(&mut summary, out);
            }
            (Err(unreadable), _) | (_, Some(Err(unreadable))) => {
                summary.unreadable += 1;
                super::simulate::unreadable(unreadable, &arguments.orders, out);
            }
            (Ok(_), None) => {}
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

type Record = Result<Recorded, Unreadable>;

fn read(
    arguments: &Arguments,
    set: &Set,
    now: Timestamp,
    out: Output,
) -> Result<Vec<Record>, Problem> {
    let reading = Reading {
        without_slips: WithoutSlips::Told,
        vocabulary: &set.vocabulary,
        slips_file: arguments.slips.as_deref(),
        now,
        out,
    };
    read::read(&arguments.orders, &reading)
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
