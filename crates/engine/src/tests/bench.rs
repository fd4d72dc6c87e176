//! What every test stands on: a shop with the rules of the flow table, in a world of its own.

use std::sync::Arc;
use std::time::Duration;

use sabaki_interpreter::compile::compile;
use sabaki_interpreter::facts::read::FactsReader;
use sabaki_interpreter::rule_files::RuleFiles;
use sabaki_interpreter::vocabulary::model::Vocabulary;
use sabaki_order::id::{OrderNumber, ShopId};
use sabaki_order::known::Known;
use sabaki_order::order::{Settlement, ShipmentRow};
use sabaki_order::vocabulary::shipped;
use serde_json::{Value as Json, json};

use super::fake_mall::FakeMall;
use super::fake_oms::FakeOms;
use super::fake_store::FakeStore;
use super::world::{World, order};
use crate::decider::rules::RulesDecider;
use crate::journal::entry::{Event, JournalEntry};
use crate::limits::ShopSettings;
use crate::port::decider::{Decider, Seen};
use crate::port::notices::NoChannel;
use crate::port::rules::{FixedRules, RuleSource};
use crate::port::store::OrderState;
use crate::service::engine::{Engine, Shop};
use crate::service::perform::ShopPorts;
use crate::service::shared::Ports;
use crate::step::context::Mode;
use crate::summary::PassSummary;

/// The flow table of 楽天共通決済 and 選択制決済.
pub(super) const FLOW: &str = "
rule 「取込」 when status in (注文確認待ち, 楽天処理中, 発送待ち) and settlement = common then import
rule 「確認」 when status = 注文確認待ち then confirm
rule 「選択制取込」 when status = 発送待ち then import
rule 「入金」 when status = 発送待ち and settlement = common then mark_paid
rule 「報告」 when slip.status = 出荷済み then report_shipment
";

pub(super) struct Bench {
    pub world: Arc<World>,
    pub store: Arc<FakeStore>,
    pub settings: ShopSettings,
    pub rules: Arc<dyn Decider>,
    pub source: Arc<dyn RuleSource>,
}

pub(super) fn shop() -> ShopId {
    ShopId::new("honten")
}

pub(super) fn rules(text: &str) -> Arc<dyn Decider> {
    let mut files = RuleFiles::default();
    files.sources.add("test.rules", text);
    let compiled = compile(&shipped(), &files);
    let rules = compiled.rules;
    let rules = rules.unwrap_or_else(|| panic!("{:?}", compiled.diagnostics));
    let reader = std::sync::Mutex::new(FactsReader::new(&shipped()));
    let facts = move |_: &Arc<Vocabulary>, seen: &Seen<'_>| {
        let mut reader = reader.lock().unwrap();
        reader.read(&facts_of(seen)).unwrap().facts
    };
    Arc::new(RulesDecider::new(rules, Arc::new(facts)))
}

impl Bench {
    pub(super) fn new(text: &str) -> Self {
        let world = World::new();
        let mut settings = ShopSettings::new(shop());
        settings.limits.settle = jiff::SignedDuration::ZERO;
        Self {
            store: FakeStore::new(&world),
            world,
            settings,
            rules: rules(text),
            source: Arc::new(FixedRules),
        }
    }

    /// So many orders that have just been placed.
    pub(super) fn with_orders(self, count: u32) -> Self {
        for n in 1..=count {
            let order = order(n);
            let number = order.number.clone();
            self.world.lock().orders.insert(number, order);
        }
        self
    }

    /// A process that starts.
    pub(super) async fn engine(&self) -> Engine {
        let world = &self.world;
        let ports = Ports {
            store: self.store.clone(),
            clock: world.clone(),
            timer: world.clone(),
            notices: Arc::new(NoChannel),
            rules: self.source.clone(),
        };
        let shop = Shop {
            settings: self.settings.clone(),
            ports: ShopPorts {
                mall: Arc::new(FakeMall(world.clone())),
                oms: Arc::new(FakeOms(world.clone())),
            },
            rules: self.rules.clone(),
        };
        Engine::new(ports, vec![shop]).await.unwrap()
    }

    /// A process that starts, makes one pass and ends.
    pub(super) async fn once(&self) -> PassSummary {
        let mut engine = self.engine().await;
        engine.run_shop_once(&shop(), Mode::Live).await.unwrap()
    }

    /// The same, some time later.
    pub(super) async fn once_after(&self, minutes: u64) -> PassSummary {
        tokio::time::advance(Duration::from_secs(60 * minutes)).await;
        self.once().await
    }

    pub(super) fn deeds(&self, call: &str, order: &OrderNumber) -> usize {
        self.world.lock().deeds(call, order)
    }

    pub(super) fn state(&self, order: &OrderNumber) -> Option<OrderState> {
        let key = (shop(), order.clone());
        self.store.kept().orders.get(&key).cloned()
    }

    pub(super) fn journal(&self) -> Vec<JournalEntry> {
        self.store.kept().journal.clone()
    }

    pub(super) fn count(&self, is: impl Fn(&Event) -> bool) -> usize {
        self.journal().iter().filter(|e| is(&e.what)).count()
    }

    pub(super) fn alarms(&self, text: &str) -> usize {
        self.count(|e| matches!(e, Event::Alarm { text: t, .. } if t == text))
    }
}

/// Facts of the fields that these tests use.
fn facts_of(seen: &Seen<'_>) -> Json {
    let order = seen.order;
    let text = |known: &Known<String>| match known {
        Known::Value(text) => json!(text),
        Known::None => json!(""),
        Known::Unknown => Json::Null,
    };
    let complete =
        |rows: &[ShipmentRow]| !rows.is_empty() && rows.iter().all(ShipmentRow::is_complete);
    let destinations: Vec<_> = order
        .packages
        .iter()
        .map(|p| json!({"shipped": complete(&p.shipments), "prefecture": "東京都"}))
        .collect();
    let mut facts = json!({
        "order_number": order.number.as_str(),
        "status": order.status.id(),
        "settlement": match order.settlement {
            Known::Value(Settlement::Common) => json!("common"),
            Known::Value(Settlement::Selectable) => json!("selectable"),
            Known::None | Known::Unknown => Json::Null,
        },
        "sub_status": text(&order.sub_status),
        "gift": order.gift.value(),
        "postage": order.postage.value(),
        "remarks": order.remarks.value().map_or("", |r| r.expose()),
        "buyer.name": format!("{}{}", order.buyer.family_name.expose(), order.buyer.first_name.expose()),
        "ordered_at": order.ordered_at.value(),
        "first_seen_at": seen.first_seen_at,
        "destinations": destinations,
        "cancel_allowed": true,
    });
    let map = facts.as_object_mut().unwrap();
    match seen.slips {
        None => {
            for id in [
                "exists",
                "status",
                "waiting",
                "paid",
                "tracking_number",
                "tags",
            ] {
                map.insert(format!("slip.{id}"), Json::Null);
            }
        }
        Some([]) => {}
        Some([slip, ..]) => {
            map.insert("slip.exists".into(), json!(true));
            map.insert(
                "slip.status".into(),
                json!(slip.status.value().map(|s| s.id())),
            );
            let waiting = slip.waiting.value().into_iter().flatten();
            let waiting: Vec<_> = waiting
                .map(|s| s.id())
                .filter(|id| id.starts_with("awaiting") && *id != "awaiting_print")
                .collect();
            map.insert("slip.waiting".into(), json!(waiting));
            map.insert("slip.paid".into(), json!(slip.paid.value().map(|p| p.id())));
            map.insert("slip.tags".into(), json!(slip.tags.value()));
            map.insert("slip.tracking_number".into(), text(&slip.tracking_number));
            map.insert("slip.carrier".into(), text(&slip.carrier));
            let shipped_on = slip.shipped_on.value().map_or(json!(""), |d| json!(d));
            map.insert("slip.shipped_on".into(), shipped_on);
        }
    }
    facts
}
