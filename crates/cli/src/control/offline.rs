//! Commands on a store that no service has open: the same commits that a running engine writes.

use std::sync::Arc;

use jiff::Timestamp;
use sabaki_engine::port::store::{Commit, Store, StoreError};
use sabaki_engine::service::command;
use sabaki_interpreter::memory::RuleKey;

use super::answer;
use super::protocol::{Answer, Request};

/// Answers a request from the store alone.
pub(crate) async fn answer_to(request: Request, store: &Arc<dyn Store>) -> Answer {
    let now = Timestamp::now();
    let result = match request {
        Request::Orders => return answer::orders(store).await,
        Request::Order { number } => return answer::order(store, &number).await,
        Request::Release {
            number,
            rule,
            person,
        } => release(store, &number, &rule, person).await,
        Request::Pause { reason } => done(store, command::pause(reason.into(), now)).await,
        Request::Resume => done(store, command::resume(now)).await,
    };
    result.unwrap_or_else(answer::failed)
}

async fn done(store: &Arc<dyn Store>, commit: Commit) -> Result<Answer, StoreError> {
    store.commit(commit).await?;
    Ok(Answer::Done)
}

/// Releases a hold that the last decision names; without the rules at hand, by the rule's name.
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
    let key = RuleKey(rule.to_owned());
    let commit = command::release(&mut order, key, rule.to_owned(), person, Timestamp::now());
    done(store, commit).await
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
