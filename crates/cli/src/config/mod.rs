//! `sabaki.yaml`: one service's configuration, read whole before anything starts.
//!
//! `file` is what may be written (`schema` for editors), `secrets` where keys come from, `resolve` turns both into what the
//! service is built from and refuses what does not fit together.

pub(crate) mod csv;
pub(crate) mod duration;
pub(crate) mod file;
mod mistake;
pub(crate) mod notices;
pub(crate) mod older;
mod place;
pub(crate) mod resolve;
pub(crate) mod schema;
pub(crate) mod secrets;
