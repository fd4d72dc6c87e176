//! The syntax tree that both spellings become, with the span of everything a message may mark.

pub mod calendar;
pub mod dump;
pub mod expression;
pub mod file;
pub mod literal;
pub mod rule;
pub(crate) mod shift;
pub mod table;
