//! Operation of a service: questions and commands, over its socket or on the store itself.
//!
//! `protocol` is what is asked and answered, `answer` gives answers from a store, `server` listens
//! beside a running service, `client` asks it, or opens the store where no service runs.

pub(crate) mod answer;
pub(crate) mod client;
pub(crate) mod offline;
pub(crate) mod protocol;
pub(crate) mod server;
pub(crate) mod standing;
