//! `sabaki simulate`: what rules would do to recorded orders; no effect anywhere.

use std::path::PathBuf;

use clap::Args;
use sabaki_interpreter::decide::decide;
use sabaki_interpreter::decision::json::to_json;

use crate::arguments::Format;
use crate::exit::Exit;
use crate::orders::given::Given;
use crate::output::Output;
use crate::problem::Problem;
use crate::render;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Rule folder or file; several make one set.
    #[arg(long, required = true)]
    rules: Vec<PathBuf>,
    /// Order file: facts, a getOrder answer of RMS, CSV.
    #[arg(long)]
    orders: PathBuf,
    #[command(flatten)]
    given: Given,
}

pub(crate) fn run(arguments: &Arguments, out: Output) -> Result<Exit, Problem> {
    let given = &arguments.given;
    let now = given.now()?;
    let set = given.set(&arguments.rules)?;
    let rules = match set.usable(out) {
        Ok(rules) => rules,
        Err(exit) => return Ok(exit),
    };
    let records = given.orders(&arguments.orders, &set, now, out)?;
    let mut exit = Exit::Fine;
    for record in &records {
        match record {
            Err(unreadable) => {
                exit = Exit::Findings;
                unreadable.tell(&arguments.orders, out);
            }
            Ok(order) => {
                let decision = decide(&rules, &order.facts, now, &order.memory);
                match out.format {
                    Format::Json => out.json(&to_json(
                        &decision,
                        &order.order_number,
                        rules.digest(),
                        &set.vocabulary,
                    )),
                    Format::Human | Format::Sarif | Format::Junit => {
                        let text = render::decision::text(
                            &decision,
                            &order.order_number,
                            &order.facts,
                            out.lang,
                        );
                        out.line(&text);
                    }
                }
            }
        }
    }
    Ok(exit)
}
