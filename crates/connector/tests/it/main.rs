//! The connectors over real connections: against a server that answers from a script, and against
//! the sandbox.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, and its input is its own"
)]

mod fixture;
mod json_oms;
mod json_oms_example;
mod kit;
mod kit_more;
mod mail_tls;
mod nextengine_account;
mod nextengine_import;
mod nextengine_outcome;
mod nextengine_parallel;
mod notices;
mod notices_together;
mod openapi;
mod orders;
mod python_oms;
mod rms_decode;
mod rms_doubt;
mod rms_older;
mod rms_older_sandbox;
mod rms_outcome;
mod rms_payment;
mod rms_search;
mod sandbox;
mod sandbox_faults;
mod script;
mod secrets;
mod shipping;
mod smtp_script;
mod tls_smtp;
mod tokens;
