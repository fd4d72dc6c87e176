//! A local RMS 楽天ペイ受注API and ネクストエンジン API to run clients against.

pub mod jst;
pub mod wire;
