//! The compiled rule set: immutable, shared, identified by the digest of its canonical form.

use std::sync::Arc;

use jiff::{Timestamp, civil};
use sabaki_diagnostic::source::{Sources, Span};
use sabaki_parser::syntax::table::Policy;

use super::access::Access;
use super::program::Program;
use crate::decision::RuleName;
use crate::memory::RuleKey;
use crate::typing::tree::{Condition, Term};

/// A rule set ready to decide.
#[derive(Debug, Clone)]
pub struct RuleSet {
    pub(crate) program: Program,
    pub(crate) rules: Vec<CompiledRule>,
    pub(crate) tables: Vec<CompiledTable>,
    pub(crate) digest: String,
    pub(crate) sources: Arc<Sources>,
    pub(crate) partial: bool,
    /// Whether time alone can change any decision of it.
    pub(crate) timely: bool,
    /// The rules whose time is counted from when they began to match, in their order.
    pub(crate) timed: Vec<usize>,
    /// Which rules can match an order at all.
    pub(crate) access: Access,
}

/// A compiled rule or table row.
#[derive(Debug, Clone)]
pub struct CompiledRule {
    /// Its name, or `FILE:LINE`.
    pub name: RuleName,
    /// How memory knows it.
    pub key: RuleKey,
    /// Its place.
    pub span: Span,
    /// Who looks after it.
    pub owner: Option<String>,
    /// Larger wins.
    pub priority: i64,
    /// First instant of its period.
    pub from: Option<Timestamp>,
    /// Instant after its period.
    pub until: Option<Timestamp>,
    /// Decided and journaled, never done.
    pub shadow: bool,
    /// All of these must be true.
    pub when: Vec<Arc<Condition>>,
    /// This must be false.
    pub unless: Option<Arc<Condition>>,
    /// What it requests.
    pub thens: Vec<CompiledThen>,
    /// What it holds.
    pub holds: Vec<CompiledHold>,
    /// The fields that it reads (the clock's left out), sorted.
    pub reads: Vec<usize>,
    /// Its table and row, from 0.
    pub row: Option<(usize, usize)>,
    /// Whether its time is counted from when it began to match.
    pub timed: bool,
    /// Whether the clock alone can change what it says.
    pub timely: bool,
    /// The digest of its canonical form.
    pub digest: String,
}

/// What a `then` requests, and when.
#[derive(Debug, Clone)]
pub struct CompiledThen {
    /// Its place.
    pub span: Span,
    /// The actions.
    pub calls: Vec<CompiledCall>,
    /// `after`, in seconds.
    pub after: Option<i64>,
    /// `from`
    pub from: Option<Term>,
    /// `at`
    pub at: Option<civil::Time>,
    /// `during`, a calendar's index.
    pub during: Option<usize>,
    /// `every`: seconds and times.
    pub every: Option<(i64, u32)>,
}

/// An action with its arguments.
#[derive(Debug, Clone)]
pub struct CompiledCall {
    /// Its place.
    pub span: Span,
    /// The action's index.
    pub action: usize,
    /// Its arguments in order.
    pub args: Vec<Term>,
}

/// What a `hold` stops, and why.
#[derive(Debug, Clone)]
pub struct CompiledHold {
    /// Its place.
    pub span: Span,
    /// Whether it holds all irreversible actions.
    pub everything: bool,
    /// The actions that it holds by name.
    pub actions: Vec<usize>,
    /// The reason.
    pub because: String,
}

/// A table: its rows are rules.
#[derive(Debug, Clone)]
pub struct CompiledTable {
    /// The place of its name.
    pub span: Span,
    /// How rows compete.
    pub policy: Policy,
    /// The rules of its rows, in order.
    pub rows: Vec<usize>,
}

impl RuleSet {
    /// `sha256:…` of the canonical form: the rules version.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Its rules and table rows.
    pub fn rules(&self) -> &[CompiledRule] {
        &self.rules
    }

    /// A rule by its name or key.
    pub fn rule(&self, name: &str) -> Option<&CompiledRule> {
        self.rules
            .iter()
            .find(|rule| &*rule.name == name || rule.key.0 == name)
    }

    /// The files it was made from, for messages and explanations.
    pub fn sources(&self) -> &Arc<Sources> {
        &self.sources
    }

    /// The vocabulary it was compiled for; facts must be laid out for the same.
    pub fn vocabulary(&self) -> &Arc<crate::vocabulary::model::Vocabulary> {
        &self.program.vocabulary
    }

    /// The same set without its index of rules, which decides the same more slowly.
    #[must_use]
    pub fn without_index(&self) -> Self {
        Self {
            access: Access::everything(self.rules.len()),
            ..self.clone()
        }
    }

    /// Whether it does not claim to cover every order.
    pub fn is_partial(&self) -> bool {
        self.partial
    }
}
