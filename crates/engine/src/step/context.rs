//! What a step may look at beside the state and the event.

use std::sync::Arc;

use jiff::Timestamp;

use crate::limits::ShopSettings;
use crate::plan::batch::BatchSizes;
use crate::port::decider::Decider;
use crate::port::store::Switch;

/// The rules at work, and since when: what was observed before that is not acted on.
#[derive(Clone)]
pub struct RulesInForce {
    /// The rules.
    pub decider: Arc<dyn Decider>,
    /// When they were put to work.
    pub since: Timestamp,
}

/// Whether a pass has effects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Stores and acts.
    Live,
    /// 予行: decides and plans, stores nothing, acts nothing.
    DryRun,
}

/// The surroundings of one step, as they are at that instant.
#[derive(Clone)]
pub struct Context<'a> {
    /// The instant.
    pub now: Timestamp,
    /// The shop's settings.
    pub settings: &'a ShopSettings,
    /// The rules.
    pub rules: &'a RulesInForce,
    /// The stop switch.
    pub switch: &'a Switch,
    /// How many orders one call may carry.
    pub sizes: BatchSizes,
    /// Whether the pass has effects.
    pub mode: Mode,
}
