//! `sabaki explain`: why an order is where it is, and what happens next and when.

use std::path::PathBuf;

use clap::Args;
use sabaki_interpreter::explain::{explain, json};
use sabaki_order::vocabulary::shipped;

use crate::arguments::Format;
use crate::config::resolve::Config;
use crate::control::client;
use crate::control::protocol::{Answer, Request};
use crate::exit::Exit;
use crate::orders::instant;
use crate::orders::read::{self, Reading, WithoutSlips};
use crate::output::Output;
use crate::problem::Problem;
use crate::render;
use crate::render::order_table::Words;
use crate::rules::{folder, set};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Order number in the state.
    #[arg(conflicts_with_all = ["rules", "order"])]
    order_number: Option<String>,
    /// Rule folder or file; several make one set.
    #[arg(long, requires = "order")]
    rules: Vec<PathBuf>,
    /// Order file.
    #[arg(long, requires = "rules")]
    order: Option<PathBuf>,
    /// File with slips.
    #[arg(long)]
    slips: Option<PathBuf>,
    /// Decide for this instant (JST).
    #[arg(long)]
    now: Option<String>,
    /// Further vocabulary files.
    #[arg(long)]
    vocabulary: Vec<PathBuf>,
    /// Configuration.
    #[arg(long, default_value = "sabaki.yaml")]
    config: PathBuf,
}

pub(crate) fn run(arguments: &Arguments, out: Output) -> Result<Exit, Problem> {
    match (&arguments.order_number, &arguments.order) {
        (Some(number), _) => from_state(number, arguments, out),
        (None, Some(order)) => from_file(order, arguments, out),
        (None, None) => Err(Problem::unusable("explain.needs")),
    }
}

/// The stored, masked explanation of the last decision.
fn from_state(number: &str, arguments: &Arguments, out: Output) -> Result<Exit, Problem> {
    let config = Config::read(&arguments.config)?;
    let number = number.to_owned();
    let Answer::Order { order, .. } = client::ask(&config.state(), Request::Order { number })?
    else {
        return Err(Problem::failure("control.failed").with("reason", "?"));
    };
    if out.format == Format::Json {
        out.json(&order.decision);
        return Ok(Exit::Fine);
    }
    let words = Words::new(out.lang);
    let introduction: Vec<String> = ["status", "settlement", "payment_method", "slip.status"]
        .iter()
        .map(|field| words.fact(&order, field))
        .filter(|text| !text.is_empty())
        .collect();
    let text = render::explanation::text(
        &order.decision,
        &introduction.join("・"),
        &shipped(),
        out.lang,
    );
    out.line(&text);
    Ok(Exit::Fine)
}

fn from_file(path: &std::path::Path, arguments: &Arguments, out: Output) -> Result<Exit, Problem> {
    let now = instant::of(arguments.now.as_deref())?;
    let set = set::read(&folder::one_set(&arguments.rules)?, &arguments.vocabulary)?;
    let rules = match set.usable(out) {
        Ok(rules) => rules,
        Err(exit) => return Ok(exit),
    };
    let reading = Reading {
        without_slips: WithoutSlips::Told,
        vocabulary: &set.vocabulary,
        slips_file: arguments.slips.as_deref(),
        now,
        out,
    };
    let mut exit = Exit::Fine;
    for record in read::read(path, &reading)? {
        match record {
            Err(unreadable) => {
                exit = Exit::Findings;
                super::simulate::unreadable(&unreadable, path, out);
            }
            Ok(order) => {
                let explanation = explain(&rules, &order.facts, now, &order.memory);
                let json = json::to_json(
                    &explanation,
                    &order.order_number,
                    rules.digest(),
                    &set.vocabulary,
                );
                if out.format == Format::Json {
                    out.json(&json);
                } else {
                    let introduction = render::decision::introduction(&order.facts, out.lang);
                    let text =
                        render::explanation::text(&json, &introduction, &set.vocabulary, out.lang);
                    out.line(&format!("{text}\n"));
                }
            }
        }
    }
    Ok(exit)
}
