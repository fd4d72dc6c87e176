//! The older order API against the sandbox, which knows nothing of this crate.

use std::sync::Arc;
use std::time::Duration;

use sabaki_connector::rms_older::RmsOlderMall;
use sabaki_connector::rms_older::config::{JobWait, RmsOlderConfig};
use sabaki_engine::port::mall::{Mall, MallCall, OrderReading, SearchWindow};
use sabaki_engine::port::outcome::{Outcome, PortError};
use sabaki_order::id::OrderNumber;
use sabaki_order::known::Known;
use sabaki_order::order::{MallStatus, Order};
use serde_json::{Value, json};

use crate::fixture::words;
use crate::orders::key;
use crate::rms_older::{Notes, config};
use crate::sandbox::{HASTY, World};

struct Older {
    world: World,
    notes: Arc<Notes>,
    mall: RmsOlderMall,
}

impl Older {
    async fn start(orders: &Value) -> (Self, Vec<OrderNumber>) {
        let (world, numbers) = World::start(orders, Duration::from_secs(10)).await;
        world.handle.assume(|a| a.older_strict_order = true);
        let notes = Arc::new(Notes::default());
        let mall = RmsOlderMall::new(&settings(&world), Arc::clone(&notes) as _).unwrap();
        (Self { world, notes, mall }, numbers)
    }

    async fn order(&self, number: &OrderNumber) -> Order {
        let mut readings = self.mall.read(std::slice::from_ref(number)).await.unwrap();
        match readings.swap_remove(0) {
            OrderReading::Read(order) => *order,
            other => panic!("{other:?}"),
        }
    }

    async fn mark(&self, order: &Order) -> Result<Vec<Outcome>, PortError> {
        let key = key("intent");
        let call = MallCall { key: &key, order };
        Ok(vec![self.mall.mark_processed(call).await?])
    }

    /// How often the sandbox set a status for us.
    fn changes(&self) -> usize {
        let ledger = self.world.handle.ledger_since(1);
        let changed =
            |line: &&Value| line["call"] == "older/changeStatus" && line["effect"] == "updated";
        ledger.iter().filter(changed).count()
    }
}

pub(crate) fn settings(world: &World) -> RmsOlderConfig {
    let known = world.handle.credentials();
    let mut settings = config(&world.url());
    settings.service_secret = known.service_secret.into();
    settings.license_key = known.license_key.into();
    "sandbox-shop".clone_into(&mut settings.shop_url);
    settings.http.total_timeout = HASTY;
    settings.job = JobWait {
        first: Duration::from_millis(1),
        longest: Duration::from_millis(300),
    };
    settings
}

#[tokio::test]
async fn an_order_from_search_to_processed() {
    let (older, numbers) = Older::start(&json!([
        {"api": "older", "payment_method": "13", "remarks": "急ぎません\n二行目"},
        {"payment_method": "1"},
        {"api": "older", "total": null},
        {"api": "older", "status": "処理済"},
    ]))
    .await;
    let now = older.world.handle.now().timestamp();
    let window = SearchWindow {
        from: now
            .checked_sub(jiff::SignedDuration::from_hours(60 * 24))
            .unwrap(),
        until: now,
    };
    let mut found = older.mall.search(window).await.unwrap();
    found.sort();
    assert_eq!(found, [numbers[0].clone(), numbers[2].clone()]);
    let missing = older.mall.read(&numbers[1..2]).await.unwrap();
    assert!(matches!(missing[0], OrderReading::Missing { .. }));

    let order = older.order(&numbers[0]).await;
    assert_eq!(order.status, MallStatus::New);
    assert_eq!(order.payment_method, Known::Value(13));
    assert_eq!(
        order.remarks.value().unwrap().expose(),
        "急ぎません\n二行目"
    );
    let unsettled = older.order(&numbers[2]).await;
    assert_eq!(unsettled.total, Known::Unknown);
    assert_eq!(words(&older.world.import(&order).await), "done");
    assert_eq!(
        words(&older.world.import(&unsettled).await),
        "refused amount_unsettled"
    );

    assert_eq!(words(&older.mark(&order).await), "done");
    assert_eq!(older.order(&numbers[0]).await.status, MallStatus::Processed);
    assert_eq!(words(&older.mark(&order).await), "already_done");
    assert_eq!(older.changes(), 1);
    let imported = older.world.handle.ledger_since(1);
    let imported = imported.iter().filter(|l| l["effect"] == "imported");
    assert_eq!(imported.count(), 1);
}

/// Fault of the write, what comes of it, what comes of the next attempt, and how often it happened.
#[tokio::test]
async fn doubts_are_settled_and_the_effect_stays_one() {
    for (kind, first, second, changes) in [
        ("timeout_before_effect", "doubtful", "done", 1),
        ("timeout_after_effect", "doubtful", "doubtful", 0),
        ("reset_after_effect", "doubtful", "doubtful", 0),
        ("malformed_body", "doubtful", "doubtful", 0),
        ("cut_body", "doubtful", "doubtful", 0),
        ("http_503", "doubtful", "done", 1),
        ("http_503_after_effect", "doubtful", "doubtful", 0),
        ("job_stuck", "doubtful", "doubtful", 0),
        ("expired_key", "error not_authorised", "done", 1),
    ] {
        let (older, numbers) = Older::start(&json!([{"api": "older"}])).await;
        let order = older.order(&numbers[0]).await;
        older.world.fault("changeStatus", kind);
        assert_eq!(words(&older.mark(&order).await), first, "{kind}");
        assert!(
            older
                .notes
                .texts
                .lock()
                .unwrap()
                .contains_key(&key("intent")),
            "{kind}"
        );
        // What was accepted runs on: the job is asked about, and nothing is sent again.
        assert_eq!(words(&older.mark(&order).await), second, "{kind}");
        assert_eq!(older.changes(), changes, "{kind}");
        if second == "doubtful" && kind != "job_stuck" {
            older
                .world
                .handle
                .advance(jiff::SignedDuration::from_secs(30));
            assert_eq!(words(&older.mark(&order).await), "already_done", "{kind}");
            assert_eq!(older.changes(), 1, "{kind}");
        }
    }
}

#[tokio::test]
async fn a_person_who_was_first_is_left_alone() {
    let (older, numbers) = Older::start(&json!([{"api": "older"}])).await;
    let order = older.order(&numbers[0]).await;
    for (status, expected) in [
        ("保留", "refused changed_meanwhile"),
        ("当店の確認待ち", "refused changed_meanwhile"),
        ("処理済", "already_done"),
    ] {
        let wish = json!({"who": "staff", "does": "set_status", "order": numbers[0].as_str(), "status": status});
        older.world.handle.person(&wish).unwrap();
        assert_eq!(words(&older.mark(&order).await), expected, "{status}");
    }
    assert_eq!(older.changes(), 0);
}

#[tokio::test]
async fn a_forgotten_job_is_begun_anew_only_while_the_order_is_new() {
    let (older, numbers) = Older::start(&json!([{"api": "older"}])).await;
    let order = older.order(&numbers[0]).await;
    older.world.fault("changeStatus", "job_stuck");
    assert_eq!(words(&older.mark(&order).await), "doubtful");
    older.world.fault("getResult", "result_gone");
    assert_eq!(words(&older.mark(&order).await), "done");
    assert_eq!(older.changes(), 1);
}

#[tokio::test]
async fn bundles_and_several_destinations_are_not_imported() {
    let (older, parents) = Older::start(&json!([
        {"api": "older"},
        {"api": "older", "destinations": 2},
    ]))
    .await;
    let wish = json!({"orders": [{"api": "older", "enclosed_in": parents[0].as_str()}]});
    let child = older.world.handle.create_orders(&wish).unwrap().remove(0);
    for (number, expected) in [
        (&parents[0], "refused data"),
        (&parents[1], "refused data"),
        (&OrderNumber::new(child), "refused amount_unsettled"),
    ] {
        let order = older.order(number).await;
        assert_eq!(
            words(&older.world.import(&order).await),
            expected,
            "{number}"
        );
    }
}
