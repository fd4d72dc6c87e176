//! The demo: a day and more of orders in a world of its own, over real HTTP, in seconds.
//!
//! `clock` is the sandbox's clock in the same process, `script` what people do in the story,
//! `play` moves the clock from one thing to the next with a pass after each, `screen` shows it.

pub(crate) mod clock;
pub(crate) mod play;
pub(crate) mod screen;
pub(crate) mod script;
