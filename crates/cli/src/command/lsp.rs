//! `sabaki lsp`: the language server, over standard input and output.

use clap::Args;
use sabaki_lsp::{Ended, Host};

use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::rules::configured;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Editors name the transport; this is the only one.
    #[arg(long, hide = true)]
    stdio: bool,
}

pub(crate) fn run(arguments: &Arguments, out: Output) -> Result<Exit, Problem> {
    let _ = arguments.stdio;
    match sabaki_lsp::run_stdio(Host {
        lang: out.lang,
        vocabulary: configured::vocabulary,
    }) {
        Ok(Ended::InOrder) => Ok(Exit::Fine),
        Ok(Ended::Lost) => Ok(Exit::Findings),
        Err(error) => Err(Problem::unusable("cli.lsp").because(&error)),
    }
}
