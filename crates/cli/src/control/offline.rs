//! Commands on a store that no service has open.

use std::sync::Arc;

use jiff::Timestamp;
use sabaki_engine::journal::entry::{Event, JournalEntry};
use sabaki_engine::port::store::{Commit, Store, StoreError, Switch};
use sabaki_interpreter::memory::{Release, RuleKey};

use super::answer;
use super::protocol::{Answer, Request};

/// Answers a request from the store alone.
pub(crate) async fn answer_to(request: Request, store: &Arc<dyn Store>) -> Answer {
    let result = match request {
        Request::Orders => return answer::orders(store).await,
        Request::Order { number } => return answer::order(store, &number).await,
        Request::Release {
            number,
            rule,
            person,
        } => release(store, &number, &rule, person).await,
        Request::Pause { reason } => {
            let switch = Switch::Paused {
                reason: reason.clone(),
            };
            set(store, switch, Event::Paused { reason }).await
        }
        Request::Resume => set(store, Switch::Running, Event::Resumed).await,
    };
    result.unwrap_or_else(answer::failed)
}

async fn set(store: &Arc<dyn Store>, switch: Switch, what: Event) -> Result<Answer, StoreError> {
    let entry = JournalEntry {
        at: Timestamp::now(),
        shop: None,
        order: None,
        what,
    };
    store
        .commit(Commit {
            journal: vec![entry],
            switch: Some(switch),
            ..Commit::default()
        })
        .await?;
    Ok(Answer::Done)
}

/// Releases a hold that the last decision names. Without the rules at hand the release has no
/// fingerprint of its own: the engine gives it one when it sees the order next.
async fn release(
    store: &Arc<dyn Store>,
    number: &str,
    rule: &str,
    person: Option<String>,
) -> Result<Answer, StoreError> {
    let Some(mut order) = answer::find(store, number).await? else {
        return Ok(Answer::NoSuchOrder);
    };
    if !holds(&order.decision, rule) {
        return Ok(Answer::NoSuchRule);
    }
    let entry = JournalEntry {
        at: Timestamp::now(),
        shop: Some(order.shop.clone()),
        order: Some(order.number.clone()),
        what: Event::Released {
            rule: rule.to_owned(),
            person: person.clone(),
        },
    };
    order.memory.releases.push(Release {
        rule: RuleKey(rule.to_owned()),
        fingerprint: None,
        person,
    });
    store
        .commit(Commit {
            orders: vec![order],
            journal: vec![entry],
            ..Commit::default()
        })
        .await?;
    Ok(Answer::Done)
}

fn holds(decision: &serde_json::Value, rule: &str) -> bool {
    let held = decision
        .get("held")
        .or_else(|| decision.pointer("/decision/held"))
        .and_then(serde_json::Value::as_array);
    held.into_iter()
        .flatten()
        .filter_map(|held| held.get("rules")?.as_array())
        .flatten()
        .any(|name| name.as_str() == Some(rule))
}
