//! The server as an editor meets it.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that meets something else than it expects may stop there"
)]

mod case;
mod client;
mod protocol;
mod robust;
mod schemas;
mod sessions;
mod show;
mod typing;
mod validate;
