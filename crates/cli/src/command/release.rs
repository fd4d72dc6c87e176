//! `sabaki release ORDER --rule RULE`: a person lets go of one rule's hold on one order.

use std::path::PathBuf;

use clap::Args;

use crate::config::resolve::Config;
use crate::control::client;
use crate::control::protocol::Request;
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Order number.
    order_number: String,
    /// Name of the rule.
    #[arg(long)]
    rule: String,
    /// Who releases it.
    #[arg(long)]
    by: Option<String>,
    /// Configuration.
    #[arg(long, default_value = "sabaki.yaml")]
    config: PathBuf,
}

pub(crate) fn run(arguments: &Arguments, out: Output) -> Result<Exit, Problem> {
    let config = Config::read(&arguments.config)?;
    let request = Request::Release {
        number: arguments.order_number.clone(),
        rule: arguments.rule.clone(),
        person: arguments.by.clone(),
    };
    client::ask(&config.state(), request)?;
    out.done("release.done");
    Ok(Exit::Fine)
}
