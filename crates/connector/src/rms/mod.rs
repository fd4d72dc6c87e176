//! 楽天市場: the RMS 楽天ペイ受注API as a [`Mall`](sabaki_engine::port::mall::Mall).
//!
#![doc = include_str!("docs.md")]

pub mod config;
pub mod decode;
mod order_model;
mod package_model;
mod record;
mod wire;
