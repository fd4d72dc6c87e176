//! The `sabaki` command: puts the parts together, reads arguments, renders for people and for programs.
//!
//! Nothing is decided here. Each command is one file in `command/` (arguments, run, output); what a
//! person reads is rendered in `render/`; `rules/` reads a rule folder from disk. Start with
//! `arguments.rs`, then the command that you are after.

mod arguments;
mod command;
mod config;
mod control;
mod demo;
mod exit;
mod language;
mod orders;
mod output;
mod problem;
mod render;
mod rules;
mod service;
mod starter;
mod state;

use std::process::ExitCode;

/// Rules are read and checked on several threads, where the system's allocator asks the kernel a
/// thousand times: an eighth of the time of `check`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    arguments::main().into()
}
