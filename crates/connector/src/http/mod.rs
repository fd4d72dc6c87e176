//! The one place that opens connections: time-outs, TLS, limits, pace, and what a failure proves.

pub(crate) mod endpoint;
pub(crate) mod form;
pub(crate) mod pace;
pub mod reach;
pub(crate) mod retry;
pub(crate) mod send;
pub mod settings;
pub(crate) mod text;
