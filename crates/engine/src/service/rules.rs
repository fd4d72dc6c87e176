//! Puts new rules to work: one atomic swap for each shop, and the last good set after an error.

use std::sync::Arc;

use sabaki_order::id::ShopId;

use crate::journal::entry::Event;
use crate::port::rules::RuleNews;
use crate::port::store::{Commit, StoreError};
use crate::service::shared::Shared;
use crate::step::context::RulesInForce;

/// Follows the rule source until the engine stops.
pub(crate) async fn follow(shared: Arc<Shared>) -> Result<(), StoreError> {
    loop {
        let (shops, news) = tokio::select! {
            biased;
            () = shared.stopped() => return Ok(()),
            news = shared.ports.rules.next() => news,
        };
        take(&shared, &shops, news).await?;
    }
}

pub(crate) async fn take(
    shared: &Shared,
    shops: &[ShopId],
    news: RuleNews,
) -> Result<(), StoreError> {
    let what = match news {
        RuleNews::Refused { reason } => {
            let shop = shops.first().or_else(|| shared.shops.keys().next());
            shared
                .alarm("engine.alarm.rules_refused", shop, &reason)
                .await;
            Event::RulesRefused { reason }
        }
        RuleNews::Loaded(decider) => {
            let rules_version = decider.version().to_owned();
            let since = shared.now();
            for (shop, slot) in &shared.shops {
                if shops.is_empty() || shops.contains(shop) {
                    let decider = Arc::clone(&decider);
                    slot.rules.store(Arc::new(RulesInForce { decider, since }));
                    slot.bell.notify_one();
                }
            }
            tracing::info!(%rules_version, "new rules are at work");
            Event::RulesLoaded { rules_version }
        }
    };
    let journal = vec![shared.entry(what)];
    let commit = Commit {
        journal,
        ..Commit::default()
    };
    shared.ports.store.commit(commit).await
}
