//! `sabaki simulate`: what rules would do to recorded orders; no effect anywhere.

use std::path::{Path, PathBuf};

use clap::Args;
use sabaki_interpreter::decide::decide;
use sabaki_interpreter::decision::json::to_json;
use serde_json::json;

use crate::arguments::Format;
use crate::exit::Exit;
use crate::orders::instant;
use crate::orders::read::{self, Reading, Unreadable, WithoutSlips};
use crate::output::Output;
use crate::problem::Problem;
use crate::render;
use crate::rules::{folder, set};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Rule folder or file; several make one set.
    #[arg(long, required = true)]
    rules: Vec<PathBuf>,
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
    let records = read::read(&arguments.orders, &reading)?;
    let mut exit = Exit::Fine;
    for record in &records {
        match record {
            Err(unreadable) => {
                exit = Exit::Findings;
                self::unreadable(unreadable, &arguments.orders, out);
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

/// Tells of a record that cannot be read.
pub(super) fn unreadable(unreadable: &Unreadable, path: &Path, out: Output) {
    match out.format {
        Format::Json => out.json(&json!({"error": {
            "line": unreadable.line,
            "order_number": unreadable.order_number,
            "code": unreadable.code,
            "message": unreadable.message,
        }})),
        Format::Human | Format::Sarif | Format::Junit => out.line(&format!(
            "{}: {}:{}: {} ({})\n",
            out.text("level.error", &[]),
            path.display(),
            unreadable.line,
            unreadable.message,
            unreadable.code,
        )),
    }
}
