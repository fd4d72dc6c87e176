//! No order is lost: the cursor, the windows, orders that cannot be read.

use std::time::Duration;

use sabaki_order::known::Known;

use super::bench::{Bench, FLOW, shop};
use super::world::{Fault, number, order};
use crate::limits::{earlier, later};
use crate::step::context::Mode;

#[tokio::test(start_paused = true)]
async fn the_cursor_moves_only_when_every_order_is_recorded() {
    for (call, fault) in [
        ("search", Fault::LostBefore),
        ("search", Fault::Unavailable),
        ("search", Fault::NotAuthorised),
        ("get", Fault::LostBefore),
        ("get", Fault::Unavailable),
    ] {
        let bench = Bench::new(FLOW).with_orders(2);
        bench.world.lock().fault(call, fault.clone());
        let pass = bench.once().await;
        assert!(!pass.complete && !pass.is_fine(), "{call} {fault:?}");
        assert!(bench.store.kept().cursors.is_empty(), "{call} {fault:?}");
        let began = bench.world.instant();
        bench.once().await;
        let cursor = bench.store.kept().cursors[&shop()];
        assert_eq!(cursor.complete_until, began, "{call} {fault:?}");
        assert_eq!(bench.deeds("confirm", &number(2)), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn windows_overlap_and_a_start_looks_back_all_the_way() {
    let bench = Bench::new(FLOW).with_orders(1);
    let mut engine = bench.engine().await;
    let first = bench.world.instant();
    engine.run_shop_once(&shop(), Mode::Live).await.unwrap();
    tokio::time::advance(Duration::from_secs(300)).await;
    engine.run_shop_once(&shop(), Mode::Live).await.unwrap();
    let poll = bench.settings.poll.clone();
    let windows = bench.world.lock().windows.clone();
    assert_eq!(windows[0].from, earlier(first, poll.lookback));
    assert_eq!(windows[1].from, earlier(first, poll.overlap));
    assert_eq!(windows[1].until, bench.world.instant());
    bench.once().await;
    let windows = bench.world.lock().windows.clone();
    let oldest = earlier(bench.world.instant(), poll.lookback);
    assert_eq!(
        windows[2].from, oldest,
        "a new process trusts no cursor for less"
    );
}

#[tokio::test(start_paused = true)]
async fn after_an_outage_the_search_starts_at_the_last_complete_success() {
    let bench = Bench::new(FLOW).with_orders(1);
    let mut engine = bench.engine().await;
    let complete = bench.world.instant();
    engine.run_shop_once(&shop(), Mode::Live).await.unwrap();
    for _ in 0..3 {
        tokio::time::advance(Duration::from_secs(1200)).await;
        bench.world.lock().fault("search", Fault::Unavailable);
        engine.run_shop_once(&shop(), Mode::Live).await.unwrap();
    }
    let mut late = order(7);
    late.ordered_at = Known::Value(later(complete, jiff::SignedDuration::from_mins(2)));
    bench.world.lock().orders.insert(number(7), late);
    bench.world.lock().faults.clear();
    tokio::time::advance(Duration::from_secs(1200)).await;
    let pass = engine.run_shop_once(&shop(), Mode::Live).await.unwrap();
    assert!(pass.complete);
    let last = *bench.world.lock().windows.last().unwrap();
    assert_eq!(last.from, earlier(complete, bench.settings.poll.overlap));
    assert_eq!(bench.deeds("confirm", &number(7)), 1);
}

#[tokio::test(start_paused = true)]
async fn an_order_that_cannot_be_read_stays_in_the_books_and_stops_nothing() {
    let bench = Bench::new(FLOW).with_orders(3);
    bench.world.lock().garbled.push(number(2));
    let pass = bench.once().await;
    assert_eq!((pass.unreadable, pass.of("confirm", "done")), (1, 2));
    assert!(!pass.is_fine());
    let state = bench.state(&number(2)).unwrap();
    assert!(
        state.open
            && state.failures["read"]
                .reason
                .to_string()
                .contains("orderProgress")
    );
    bench.world.lock().garbled.clear();
    bench.once_after(60).await;
    assert_eq!(bench.deeds("confirm", &number(2)), 1);
    assert!(bench.state(&number(2)).unwrap().failures.is_empty());
}

#[tokio::test(start_paused = true)]
async fn first_seen_never_moves() {
    let bench = Bench::new(FLOW).with_orders(1);
    let first = bench.world.instant();
    bench.once().await;
    bench.once_after(60).await;
    let state = bench.state(&number(1)).unwrap();
    assert_eq!(state.first_seen_at, first);
    assert_eq!(state.last_seen_at, bench.world.instant());
}

#[tokio::test(start_paused = true)]
async fn an_order_that_spoils_every_reading_is_found_and_set_aside() {
    let bench = Bench::new(FLOW).with_orders(20);
    bench.world.lock().poison = Some(number(7));
    let pass = bench.once().await;
    assert_eq!(
        (pass.unreadable, pass.of("confirm", "done")),
        (1, 19),
        "{pass:?}"
    );
    assert!(pass.complete, "recorded, so the cursor may move");
    bench.world.lock().poison = None;
    bench.once_after(5).await;
    assert_eq!(bench.deeds("confirm", &number(7)), 1);
}
