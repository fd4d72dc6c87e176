//! `sabaki resume`: irreversible actions go on.

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
    /// Configuration.
    #[arg(long, default_value = "sabaki.yaml")]
    config: PathBuf,
}

pub(crate) fn run(arguments: &Arguments, out: Output) -> Result<Exit, Problem> {
    let config = Config::read(&arguments.config)?;
    client::ask(&config.state(), Request::Resume)?;
    out.done("resume.done");
    Ok(Exit::Fine)
}
