//! Names and types: an expression of the syntax tree becomes a typed tree that can be evaluated.
//!
//! Start with [`tree`] (what an expression becomes), then [`scope`] (what a name can mean), then
//! the lowering: `expression`, `condition`, `term`, `membership`, `text`.

mod bounds;
mod condition;
mod expression;
pub mod lists;
mod membership;
mod pattern;
pub mod report;
pub mod scope;
mod term;
mod text;
pub mod tree;
pub mod typer;
mod unknown_name;

pub(crate) use condition::holds as condition_holds;
