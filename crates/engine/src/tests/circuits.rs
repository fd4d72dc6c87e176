//! Circuits: silence in an outage, one alarm, timers that stand still meanwhile.

use std::time::Duration;

use super::bench::{Bench, FLOW, shop};
use super::world::{Fault, number};
use crate::step::context::Mode;

#[tokio::test(start_paused = true)]
async fn maintenance_is_probed_seldom_with_one_alarm() {
    let bench = Bench::new(FLOW).with_orders(200);
    let mut engine = bench.engine().await;
    for _ in 0..20 {
        bench.world.lock().fault("search", Fault::Unavailable);
    }
    for _ in 0..30 {
        engine.run_shop_once(&shop(), Mode::Live).await.unwrap();
        tokio::time::advance(Duration::from_secs(60)).await;
    }
    let requests = bench.world.lock().requests.clone();
    assert_eq!(requests["search"], 6, "one probing read in five minutes");
    assert_eq!(requests.get("get"), None);
    assert_eq!(bench.alarms("engine.alarm.unavailable"), 1);
    bench.world.lock().faults.clear();
    tokio::time::advance(Duration::from_secs(300)).await;
    engine.run_shop_once(&shop(), Mode::Live).await.unwrap();
    assert_eq!(bench.alarms("engine.answers_again"), 1);
    assert_eq!(bench.deeds("confirm", &number(200)), 1);
}

#[tokio::test(start_paused = true)]
async fn a_refused_key_opens_the_circuit_and_nothing_counts_as_failed() {
    let bench = Bench::new(FLOW).with_orders(2);
    bench.world.lock().fault("confirm", Fault::NotAuthorised);
    let pass = bench.once().await;
    assert_eq!((pass.failed, pass.complete), (0, false));
    assert_eq!(bench.alarms("engine.alarm.not_authorised"), 1);
    let state = bench.state(&number(1)).unwrap();
    assert!(state.intents.is_empty() && state.failures.is_empty());
    bench.once_after(5).await;
    assert_eq!(bench.deeds("confirm", &number(1)), 1);
    super::books::books_agree(&bench);
}

#[tokio::test(start_paused = true)]
async fn timers_stand_still_while_nothing_can_be_observed() {
    let rules = "rule 「確認」 when status = 注文確認待ち then confirm after 30m";
    let bench = Bench::new(rules).with_orders(1);
    let mut engine = bench.engine().await;
    let pass = async |engine: &mut crate::service::engine::Engine, minutes: u64| {
        tokio::time::advance(Duration::from_secs(60 * minutes)).await;
        engine.run_shop_once(&shop(), Mode::Live).await.unwrap()
    };
    pass(&mut engine, 0).await;
    bench.world.lock().fault("search", Fault::Unavailable);
    pass(&mut engine, 10).await;
    // Two hours without knowledge: not one minute of them counts.
    pass(&mut engine, 120).await;
    assert_eq!(bench.deeds("confirm", &number(1)), 0);
    pass(&mut engine, 19).await;
    assert_eq!(bench.deeds("confirm", &number(1)), 0);
    pass(&mut engine, 2).await;
    assert_eq!(bench.deeds("confirm", &number(1)), 1);
}

#[tokio::test(start_paused = true)]
async fn without_an_outage_the_timer_counts_across_restarts() {
    let rules = "rule 「確認」 when status = 注文確認待ち then confirm after 30m";
    let bench = Bench::new(rules).with_orders(1);
    bench.once().await;
    bench.once_after(29).await;
    assert_eq!(bench.deeds("confirm", &number(1)), 0);
    bench.once_after(1).await;
    assert_eq!(bench.deeds("confirm", &number(1)), 1);
}
