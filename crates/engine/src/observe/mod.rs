//! From what was read to what is recorded: facts, what changed, what others did, what came of
//! open intents.

pub mod besides;
pub mod masked;
pub mod others;
pub mod outlook;
pub mod payments;
pub mod record;
pub mod worked;
