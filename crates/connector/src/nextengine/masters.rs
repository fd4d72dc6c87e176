//! Lists of the account that names are looked up in: read once, and again when a name is not found.

use sabaki_diagnostic::reason::Reason;
use std::collections::BTreeMap;
use std::sync::Arc;

use sabaki_engine::port::outcome::PortError;
use tokio::sync::RwLock;

use super::account::NextEngineAccount;
use super::calls::{info, search};
use super::config::{NextEngineShop, UploadPattern};
use super::wire::{Row, path, text};

/// A list from key to id, as it was read last.
type List = RwLock<Arc<BTreeMap<String, String>>>;

/// The lists.
#[derive(Default)]
pub(super) struct Masters {
    ship_methods: List,
    time_slots: List,
    pattern: RwLock<Option<String>>,
}

impl Masters {
    /// 発送方法区分 by name.
    pub(super) async fn ship_method(
        &self,
        account: &NextEngineAccount,
        name: &str,
    ) -> Result<Option<String>, PortError> {
        let name = name.trim();
        if let Some(id) = self.ship_methods.read().await.get(name) {
            return Ok(Some(id.clone()));
        }
        let mut list = BTreeMap::new();
        for row in info(account, path::DELIVERY).await? {
            if !deleted(&row, "delivery_deleted_flag")
                && let (Some(id), Some(name)) =
                    (text(&row, "delivery_id"), text(&row, "delivery_name"))
            {
                list.insert(name.trim().to_owned(), id);
            }
        }
        let id = list.get(name).cloned();
        *self.ship_methods.write().await = Arc::new(list);
        Ok(id)
    }

    /// 配達希望時間帯区分 by name, for a 発送方法. Ids are not trimmed: a blank one is a real one.
    pub(super) async fn time_slot(
        &self,
        account: &NextEngineAccount,
        ship_method: &str,
        name: &str,
    ) -> Result<Option<String>, PortError> {
        let key = slot_key(ship_method, name);
        if let Some(id) = self.time_slots.read().await.get(&key) {
            return Ok(Some(id.clone()));
        }
        let rows = search(
            account,
            path::FORWARDING_AGENT,
            &[
                "forwarding_agent_id",
                "forwarding_agent_type",
                "forwarding_agent_type_id",
                "forwarding_agent_type_name",
                "forwarding_agent_deleted_flag",
            ],
            &[("forwarding_agent_type-eq", "jikantaisitei_kbn")],
        )
        .await?;
        let mut list = BTreeMap::new();
        for row in rows {
            if !deleted(&row, "forwarding_agent_deleted_flag")
                && let (Some(method), Some(id), Some(name)) = (
                    text(&row, "forwarding_agent_id"),
                    text(&row, "forwarding_agent_type_id"),
                    text(&row, "forwarding_agent_type_name"),
                )
            {
                list.insert(slot_key(&method, &name), id);
            }
        }
        let id = list.get(&key).cloned();
        *self.time_slots.write().await = Arc::new(list);
        Ok(id)
    }

    /// The pattern of an import: the configured one, or the only live 汎用 one of the shop.
    pub(super) async fn upload_pattern(
        &self,
        account: &NextEngineAccount,
        shop: &NextEngineShop,
    ) -> Result<Result<String, Reason>, PortError> {
        match &shop.upload_pattern {
            UploadPattern::Id(id) => return Ok(Ok(id.clone())),
            UploadPattern::Auto => {}
        }
        if let Some(id) = self.pattern.read().await.clone() {
            return Ok(Ok(id));
        }
        let rows = info(account, path::UPLOAD_PATTERN).await?;
        let shop_id = shop.shop.to_string();
        let fitting: Vec<String> = rows
            .iter()
            .filter(|row| {
                let is = |field: &str, value: &str| text(row, field).as_deref() == Some(value);
                is("receive_order_upload_pattern_shop_id", &shop_id)
                    && is("receive_order_upload_pattern_format_id", GENERAL_FORMAT)
                    && !deleted(row, "receive_order_upload_pattern_deleted_flag")
            })
            .filter_map(|row| text(row, "receive_order_upload_pattern_id"))
            .collect();
        match fitting.as_slice() {
            [id] => {
                *self.pattern.write().await = Some(id.clone());
                Ok(Ok(id.clone()))
            }
            [] => Ok(Err(
                Reason::of("reason.ne.no_upload_pattern").with("shop", shop_id)
            )),
            several => Ok(Err(Reason::of("reason.ne.upload_patterns")
                .with("shop", shop_id)
                .with("count", several.len())
                .with("ids", several.join("、")))),
        }
    }
}

/// 汎用 among the format ids (one source).
const GENERAL_FORMAT: &str = "90";

/// Older answers lack the flag.
fn deleted(row: &Row, flag: &str) -> bool {
    text(row, flag).as_deref() == Some("1")
}

fn slot_key(ship_method: &str, name: &str) -> String {
    format!("{ship_method}\u{0}{}", name.trim())
}
