//! The flow table, and what a pass costs.

use sabaki_order::known::Known;
use sabaki_order::order::{MallStatus, Settlement};
use sabaki_order::slip::Deposit;

use super::bench::{Bench, FLOW, shop};
use super::world::number;
use crate::step::context::Mode;

#[tokio::test(start_paused = true)]
async fn import_and_confirm_in_one_pass_then_paid_then_reported_once() {
    let bench = Bench::new(FLOW).with_orders(1);
    let order = number(1);
    let pass = bench.once().await;
    assert!(pass.is_fine(), "{pass:?}");
    assert_eq!(
        (pass.of("import", "done"), pass.of("confirm", "done")),
        (1, 1)
    );
    bench
        .world
        .lock()
        .status(&order, MallStatus::AwaitingShipment);
    let pass = bench.once_after(5).await;
    assert_eq!(pass.of("mark_paid", "done"), 1, "{pass:?}");
    bench.world.lock().ship(&order);
    bench.once_after(5).await;
    for _ in 0..3 {
        // The status stays 発送待ち until the night: the rows say that it is done.
        bench.once_after(5).await;
    }
    let ledger: Vec<_> = bench.world.lock().ledger.iter().map(|d| d.call).collect();
    assert_eq!(ledger, ["import", "confirm", "mark_paid", "report"]);
    bench.world.lock().status(&order, MallStatus::Shipped);
    bench.once_after(600).await;
    assert!(!bench.state(&order).unwrap().open);
    assert!(bench.state(&order).unwrap().intents.is_empty());
}

#[tokio::test(start_paused = true)]
async fn selectable_is_imported_at_awaiting_shipment_and_never_paid() {
    let bench = Bench::new(FLOW).with_orders(1);
    let order = number(1);
    let selectable = Known::Value(Settlement::Selectable);
    bench
        .world
        .lock()
        .orders
        .get_mut(&order)
        .unwrap()
        .settlement = selectable;
    bench.once().await;
    assert_eq!(bench.deeds("import", &order), 0);
    bench
        .world
        .lock()
        .status(&order, MallStatus::AwaitingShipment);
    bench.once_after(5).await;
    bench.once_after(5).await;
    assert_eq!(bench.deeds("import", &order), 1);
    assert_eq!(
        bench.world.lock().slip(&order).paid,
        Known::Value(Deposit::Unpaid)
    );
}

#[tokio::test(start_paused = true)]
async fn a_jump_to_awaiting_shipment_is_imported_and_paid_in_one_pass() {
    let bench = Bench::new(FLOW).with_orders(1);
    bench
        .world
        .lock()
        .status(&number(1), MallStatus::AwaitingShipment);
    let pass = bench.once().await;
    assert_eq!(
        (pass.of("import", "done"), pass.of("mark_paid", "done")),
        (1, 1),
        "{pass:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn protective_requests_shape_the_import() {
    let rules = format!("{FLOW} rule 「前払」 when gift then await_payment");
    let bench = Bench::new(&rules).with_orders(2);
    bench.world.lock().orders.get_mut(&number(1)).unwrap().gift = Known::Unknown;
    bench.once().await;
    let mut world = bench.world.lock();
    let waits = |slip: &sabaki_order::slip::Slip| !slip.waiting.value().unwrap().is_empty();
    assert!(waits(world.slip(&number(1))), "unknown protects");
    assert!(!waits(world.slip(&number(2))));
    assert_eq!(world.requests.get("change"), None, "the import brought it");
}

#[tokio::test(start_paused = true)]
async fn orders_cost_hundreds_of_requests_and_few_commits() {
    let bench = Bench::new(FLOW).with_orders(300);
    let mut settings = bench.settings.clone();
    settings.limits.irreversible_per_pass = 5000;
    settings.limits.irreversible_per_hour = 5000;
    let bench = Bench { settings, ..bench };
    let pass = bench.once().await;
    assert_eq!(pass.of("confirm", "done"), 300);
    let world = bench.world.lock();
    let requests = |call| world.requests.get(call).copied().unwrap_or(0);
    let mall = requests("search") + requests("get") + requests("confirm");
    let needed = 1 + 3 + 3 + 3;
    assert!(mall * 10 <= needed * 11, "{:?}", world.requests);
    assert!(
        requests("slips") <= 6 && requests("import") <= 3,
        "{:?}",
        world.requests
    );
    assert!(
        bench.store.kept().commits <= 7,
        "{}",
        bench.store.kept().commits
    );
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_plans_and_leaves_no_trace() {
    let bench = Bench::new(FLOW).with_orders(2);
    let mut engine = bench.engine().await;
    let pass = engine.run_shop_once(&shop(), Mode::DryRun).await.unwrap();
    let steps: usize = pass.plans.iter().map(|plan| plan.steps.len()).sum();
    assert_eq!(steps, 4, "{pass:?}");
    assert_eq!(pass.of("confirm", "due"), 2);
    assert!(bench.world.lock().ledger.is_empty());
    assert_eq!(bench.store.kept().commits, 0);
    assert!(
        serde_json::to_string(&pass)
            .unwrap()
            .contains("\"confirm\"")
    );
}

#[tokio::test(start_paused = true)]
async fn when_nothing_happens_the_journal_stops_growing() {
    let rules = format!("{FLOW} rule 「古い」 when now - ordered_at >= 400d then tag 「古い」");
    let bench = Bench::new(&rules).with_orders(3);
    bench.once().await;
    bench.once_after(5).await;
    let before = bench.journal().len();
    for _ in 0..5 {
        bench.once_after(5).await;
    }
    assert_eq!(bench.journal().len(), before);
}
