//! `sabaki explain`: why an order is where it is, and what happens next and when.

use std::path::{Path, PathBuf};

use clap::Args;
use sabaki_interpreter::explain::{explain, json};
use sabaki_order::vocabulary::shipped;

use crate::arguments::Format;
use crate::config::resolve::Config;
use crate::control::client;
use crate::control::protocol::{Answer, Request};
use crate::exit::Exit;
use crate::orders::given::Given;
use crate::output::Output;
use crate::problem::Problem;
use crate::render;
use crate::render::order_table::Words;

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
    #[command(flatten)]
    given: Given,
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

fn from_file(path: &Path, arguments: &Arguments, out: Output) -> Result<Exit, Problem> {
    let given = &arguments.given;
    let now = given.now()?;
    let set = given.set(&arguments.rules)?;
    let rules = match set.usable(out) {
        Ok(rules) => rules,
        Err(exit) => return Ok(exit),
    };
    let mut exit = Exit::Fine;
    for record in given.orders(path, &set, now, out)? {
        match record {
            Err(unreadable) => {
                exit = Exit::Findings;
                unreadable.tell(path, out);
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
