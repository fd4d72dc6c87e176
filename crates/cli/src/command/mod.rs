//! The commands, one file each: its arguments, what it runs, what it prints.

pub(crate) mod check;
pub(crate) mod demo;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod explain_code;
pub(crate) mod fmt;
pub(crate) mod help;
pub(crate) mod init;
pub(crate) mod login;
pub(crate) mod lsp;
pub(crate) mod orders;
pub(crate) mod pause;
pub(crate) mod release;
pub(crate) mod resume;
pub(crate) mod run;
pub(crate) mod sandbox;
pub(crate) mod schema;
pub(crate) mod show;
pub(crate) mod simulate;
pub(crate) mod state;
pub(crate) mod test;
pub(crate) mod test_from;
mod test_order;

use crate::problem::Problem;

/// The runtime that commands with I/O run on.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, Problem> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Problem::failure("cli.runtime").because(&error))
}
