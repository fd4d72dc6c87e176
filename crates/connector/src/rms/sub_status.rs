//! サブステータス by name: the shop's own list, read once and again when a name is not in it.

use sabaki_diagnostic::reason::Reason;
use std::collections::BTreeMap;
use std::sync::Arc;

use sabaki_engine::port::outcome::PortError;
use serde_json::{Map, Value};
use tokio::sync::RwLock;

use super::calls::Client;
use super::outcome::not_answered;
use super::wire::{Message, messages};

/// From status code and name to id.
type List = BTreeMap<(i64, String), i64>;

/// The list as it was read last.
#[derive(Default)]
pub(super) struct SubStatuses(RwLock<Arc<List>>);

impl SubStatuses {
    /// The id of a name in a status; none if the shop has no such sub-status there.
    pub(super) async fn id(
        &self,
        client: &Client,
        status: i64,
        name: &str,
    ) -> Result<Option<i64>, PortError> {
        let key = (status, name.to_owned());
        if let Some(id) = self.0.read().await.get(&key) {
            return Ok(Some(*id));
        }
        let answer = client.read("getSubStatusList", &Map::new()).await?;
        let list = Arc::new(read_list(&answer)?);
        let id = list.get(&key).copied();
        *self.0.write().await = list;
        Ok(id)
    }
}

fn read_list(answer: &Map<String, Value>) -> Result<List, PortError> {
    let said = messages(answer);
    if said.iter().any(Message::is_error) {
        let words: Vec<_> = said.iter().map(Message::in_short).collect();
        return Err(not_answered(
            Reason::of("reason.rms.said").with("words", words.join(", ")),
        ));
    }
    let statuses = match answer.get("StatusModelList") {
        Some(Value::Array(statuses)) => statuses.as_slice(),
        Some(Value::Null) => &[],
        _ => {
            return Err(not_answered(
                Reason::of("reason.answer.not_complete").with("what", "getSubStatusList"),
            ));
        }
    };
    let mut list = List::new();
    for status in statuses {
        let code = status.get("orderProgress").and_then(Value::as_i64);
        let subs = status.get("SubStatusModelList").and_then(Value::as_array);
        for sub in subs.into_iter().flatten() {
            let id = sub.get("subStatusId").and_then(Value::as_i64);
            let name = sub.get("subStatusName").and_then(Value::as_str);
            if let (Some(code), Some(id), Some(name)) = (code, id, name) {
                list.insert((code, name.to_owned()), id);
            }
        }
    }
    Ok(list)
}
