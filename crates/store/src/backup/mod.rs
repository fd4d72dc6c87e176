//! Backups: the records as JSON Lines, with counts, head hash and digest; tokens are left out.
//!
//! A copy of sled's files is no backup. A restored store opens in doubt mode (照会モード), and each
//! account needs `sabaki login` again.

pub mod error;
pub mod export;
pub mod import;
pub mod line;
