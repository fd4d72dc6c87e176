//! The loop: polls, wake-ups, commands, shutdown.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use sabaki_order::id::ShopId;
use sabaki_order::known::Known;
use sabaki_order::personal::Personal;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{Receiver, channel};

use super::bench::{Bench, FLOW, rules, shop};
use super::world::{Fault, number, order};
use crate::journal::entry::Event;
use crate::port::rules::{RuleNews, RuleSource};
use crate::service::handle::CommandError;

#[tokio::test(start_paused = true)]
async fn it_polls_at_once_and_then_at_its_pace() {
    let bench = Bench::new(FLOW).with_orders(1);
    let engine = bench.engine().await;
    let handle = engine.handle();
    let running = tokio::spawn(engine.run());
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(bench.deeds("confirm", &number(1)), 1);
    bench.world.lock().orders.insert(number(2), order(2));
    tokio::time::sleep(Duration::from_secs(301)).await;
    assert_eq!(bench.deeds("confirm", &number(2)), 1);
    handle.shut_down();
    running.await.unwrap().unwrap();
    assert!((2..=3).contains(&bench.world.lock().requests["search"]));
}

#[tokio::test(start_paused = true)]
async fn a_due_time_wakes_it_for_that_order_without_a_search() {
    let rules = "rule 「確認」 when status = 注文確認待ち then confirm after 12m from ordered_at";
    let mut bench = Bench::new(rules).with_orders(2);
    bench.settings.poll.every = jiff::SignedDuration::from_hours(1);
    let engine = bench.engine().await;
    let handle = engine.handle();
    let running = tokio::spawn(engine.run());
    tokio::time::sleep(Duration::from_secs(719)).await;
    assert_eq!(bench.deeds("confirm", &number(1)), 0);
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(bench.deeds("confirm", &number(1)), 1);
    handle.shut_down();
    running.await.unwrap().unwrap();
    assert_eq!(bench.world.lock().requests["search"], 1);
}

#[tokio::test(start_paused = true)]
async fn a_release_lets_one_hold_go_until_what_it_reads_changes() {
    let hold = "rule 「備考」 when remarks is not empty hold confirm because 「備考あり」";
    let bench = Bench::new(&format!("{FLOW}{hold}")).with_orders(1);
    let remark = |text: &str| {
        let mut world = bench.world.lock();
        let order = world.orders.get_mut(&number(1)).unwrap();
        order.remarks = Known::Value(Personal::new(text));
    };
    remark("見本");
    let engine = bench.engine().await;
    let handle = engine.handle();
    let running = tokio::spawn(engine.run());
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(bench.deeds("confirm", &number(1)), 0);
    let release = async |rule: &str, n| {
        handle
            .release(&shop(), &number(n), rule, Some("担当".to_owned()))
            .await
    };
    assert_eq!(release("無い", 1).await, Err(CommandError::NoSuchRule));
    assert_eq!(release("備考", 9).await, Err(CommandError::NoSuchOrder));
    release("備考", 1).await.unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(
        bench.deeds("confirm", &number(1)),
        1,
        "at once, not at the next poll"
    );
    assert_eq!(bench.count(|e| matches!(e, Event::Released { .. })), 1);
    let release = &bench.state(&number(1)).unwrap().memory.releases[0];
    assert!(release.fingerprint.is_some());
    handle.shut_down();
    running.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_finishes_the_chunk_with_its_outcomes() {
    let mut bench = Bench::new(FLOW).with_orders(4);
    bench.settings.limits.chunk = 2;
    bench
        .world
        .lock()
        .fault("import", Fault::Slow(Duration::from_secs(20)));
    let engine = bench.engine().await;
    let handle = engine.handle();
    let running = tokio::spawn(engine.run());
    tokio::time::sleep(Duration::from_secs(5)).await;
    handle.shut_down();
    running.await.unwrap().unwrap();
    assert_eq!(bench.deeds("confirm", &number(2)), 1);
    assert_eq!(bench.deeds("confirm", &number(3)), 0);
    assert!(
        bench.store.kept().cursors.is_empty(),
        "the pass was not complete"
    );
    super::books::books_agree(&bench);
}

struct Watched(Mutex<Receiver<RuleNews>>);

#[async_trait]
impl RuleSource for Watched {
    async fn next(&self) -> (Vec<ShopId>, RuleNews) {
        match self.0.lock().await.recv().await {
            Some(news) => (Vec::new(), news),
            None => std::future::pending().await,
        }
    }
}

#[tokio::test(start_paused = true)]
async fn new_rules_are_at_work_at_once() {
    let (send, receive) = channel(1);
    let mut bench = Bench::new("rule 「何も」 when gift then tag 「贈」").with_orders(1);
    bench.source = Arc::new(Watched(Mutex::new(receive)));
    let engine = bench.engine().await;
    let handle = engine.handle();
    let running = tokio::spawn(engine.run());
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(bench.deeds("confirm", &number(1)), 0);
    send.send(RuleNews::Loaded(rules(FLOW))).await.unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(bench.deeds("confirm", &number(1)), 1);
    handle.shut_down();
    running.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_failing_store_ends_the_engine() {
    let bench = Bench::new(FLOW).with_orders(1);
    bench.store.kept().full = true;
    let engine = bench.engine().await;
    assert!(engine.run().await.is_err());
    assert!(bench.world.lock().ledger.is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_cannot_go_on_does_not_keep_it_busy() {
    let hold = "rule 「止」 when gift hold confirm because 「試し」";
    let bench = Bench::new(&format!("{FLOW}{hold}")).with_orders(2);
    // Refused once, then held: its next attempt passes without one.
    let refused = Fault::Refuse(number(1), crate::port::outcome::RefusalKind::Busy);
    bench.world.lock().fault("confirm", refused);
    let holds = |world: &mut super::world::Inner| {
        world.orders.get_mut(&number(1)).unwrap().gift = Known::Value(true);
    };
    bench.world.lock().fault("get", Fault::First(|_| {}));
    bench.world.lock().fault("get", Fault::First(holds));
    bench.world.lock().fault("import", Fault::Lies);
    bench.world.lock().fault("import", Fault::Lies);
    let engine = bench.engine().await;
    let handle = engine.handle();
    let running = tokio::spawn(engine.run());
    tokio::time::sleep(Duration::from_secs(3590)).await;
    handle.shut_down();
    running.await.unwrap().unwrap();
    let requests = bench.world.lock().requests.clone();
    assert!(requests["get"] < 40, "{requests:?}");
}

#[tokio::test(start_paused = true)]
async fn what_becomes_due_by_our_own_step_follows_at_once() {
    let tag = "rule 「印」 when status = 楽天処理中 then tag 「確認済」";
    let bench = Bench::new(&format!("{FLOW}{tag}")).with_orders(1);
    let engine = bench.engine().await;
    let handle = engine.handle();
    let running = tokio::spawn(engine.run());
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(bench.deeds("tag", &number(1)), 1);
    handle.shut_down();
    running.await.unwrap().unwrap();
}
