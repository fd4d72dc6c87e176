//! The language server for rule files: what an editor shows while rules are written.
//!
//! Here live the conversation with the editor (LSP, over any `lsp_server` connection) and what it
//! is asked: diagnostics, completion, hover, navigation, renaming, formatting, quick fixes,
//! symbols and decisions for a sample order. Nothing is decided or proved here: parsing, typing and
//! deciding are the parser's and the interpreter's. No network, no async; the only files that are
//! read lie in the folder of an open rule file, and none of them is followed through a link.
//!
//! Start with [`server`] (the loop), then `session` (what is known), `set` (one folder as one rule
//! set) and `occurrence` (which name means what); each request is one file in `request/`. JSON
//! Schemas for editors are in [`schema`].

mod data;
mod disk;
mod document;
mod failure;
mod language;
mod name;
mod occurrence;
mod position;
mod publish;
mod request;
pub mod schema;
pub mod server;
mod session;
mod set;
mod settings;
mod uri;

pub use server::{Ended, run, run_stdio};
pub use settings::Host;
