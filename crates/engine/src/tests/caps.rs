//! Caps on irreversible effects, per pass and per hour.

use std::time::Duration;

use super::bench::{Bench, FLOW, shop};
use super::books::books_agree;
use crate::step::context::Mode;

#[tokio::test(start_paused = true)]
async fn caps_hold_back_the_rest_and_say_so_once() {
    let mut bench = Bench::new(FLOW).with_orders(10);
    bench.settings.limits.irreversible_per_pass = 8;
    bench.settings.limits.irreversible_per_hour = 12;
    let mut engine = bench.engine().await;
    let mut sent = Vec::new();
    for _ in 0..4 {
        engine.run_shop_once(&shop(), Mode::Live).await.unwrap();
        sent.push(bench.world.lock().ledger.len());
        tokio::time::advance(Duration::from_secs(300)).await;
    }
    assert_eq!(sent, [8, 12, 12, 12]);
    assert_eq!(bench.alarms("engine.alarm.cap"), 1);
    tokio::time::advance(Duration::from_secs(3600)).await;
    engine.run_shop_once(&shop(), Mode::Live).await.unwrap();
    assert_eq!(bench.world.lock().ledger.len(), 20);
    books_agree(&bench);
}

#[tokio::test(start_paused = true)]
async fn the_hour_counts_across_restarts() {
    let mut bench = Bench::new(FLOW).with_orders(10);
    bench.settings.limits.irreversible_per_hour = 12;
    bench.settings.limits.irreversible_per_pass = 8;
    bench.once().await;
    bench.once_after(5).await;
    bench.once_after(5).await;
    assert_eq!(bench.world.lock().ledger.len(), 12);
    bench.once_after(58).await;
    assert_eq!(
        bench.world.lock().ledger.len(),
        20,
        "the first eight are an hour old"
    );
}
