//! What every test stands on: a shop with the rules of the flow table, in a world of its own.

use std::sync::Arc;
use std::time::Duration;

use sabaki_interpreter::compile::compile;
use sabaki_interpreter::rule_files::RuleFiles;
use sabaki_order::id::{OrderNumber, ShopId};
use sabaki_order::vocabulary::shipped;

use super::fake_mall::FakeMall;
use super::fake_oms::FakeOms;
use super::fake_store::FakeStore;
use super::world::{World, order};
use crate::decider::rules::RulesDecider;
use crate::journal::entry::{Event, JournalEntry};
use crate::limits::ShopSettings;
use crate::port::decider::Decider;
use crate::port::notices::{NoChannel, Notices};
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
    pub notices: Arc<dyn Notices>,
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
    Arc::new(RulesDecider::new(rules))
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
            notices: Arc::new(NoChannel),
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
            notices: self.notices.clone(),
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
