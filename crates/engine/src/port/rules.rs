//! Where rules come from while the engine runs: a watcher of a folder, or `apply`.

use sabaki_diagnostic::reason::Reason;
use std::sync::Arc;

use async_trait::async_trait;
use sabaki_order::id::ShopId;

use super::decider::Decider;

/// News about the rules.
#[derive(Clone)]
pub enum RuleNews {
    /// A checked set, to be put to work.
    Loaded(Arc<dyn Decider>),
    /// Files that were refused; the last good set goes on.
    Refused {
        /// The first error, without personal data.
        reason: Reason,
    },
}

/// Delivers rule sets as they change.
#[async_trait]
pub trait RuleSource: Send + Sync {
    /// Waits for the next news and the shops that it is for; no shop named means all. Pends for
    /// ever where rules never change.
    async fn next(&self) -> (Vec<ShopId>, RuleNews);
}

/// Rules that never change while the engine runs.
#[derive(Debug, Clone, Copy, Default)]
pub struct FixedRules;

#[async_trait]
impl RuleSource for FixedRules {
    async fn next(&self) -> (Vec<ShopId>, RuleNews) {
        std::future::pending().await
    }
}
