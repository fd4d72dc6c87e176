//! A local RMS 楽天ペイ受注API and ネクストエンジン API to run clients against.

pub(crate) mod control;
pub mod jst;
pub(crate) mod nextengine;
pub(crate) mod rms;
pub mod wire;
pub mod world;
