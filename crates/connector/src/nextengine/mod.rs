//! ネクストエンジン: a shop's part of an account as an [`Oms`](sabaki_engine::port::oms::Oms).
//!
#![doc = include_str!("docs.md")]

pub mod account;
mod calls;
pub mod config;
pub(crate) mod cp932;
pub mod decode;
pub(crate) mod general_csv;
mod identity;
mod import;
mod masters;
mod oms;
mod outcome;
mod que_lines;
mod slip_model;
mod status;
pub mod tokens;
mod update;
mod uploads;
mod wire;
mod xml;

pub use oms::NextEngineOms;

/// What errors call this far side.
const TARGET: &str = "ネクストエンジン";
