//! kill -9 at every boundary: before and after each request, each effect and each commit.

use std::time::Duration;

use jiff::SignedDuration;
use sabaki_order::order::MallStatus;

use super::bench::{Bench, FLOW, shop};
use super::books::books_agree;
use super::world::number;
use crate::step::context::Mode;

const PASSES: usize = 4;

/// The life of two orders, one pass a step; the world moves between passes as it would.
async fn life(bench: &Bench) {
    for pass in 0..PASSES {
        run_until_crash(bench).await;
        goes_on(bench, pass);
        tokio::time::advance(Duration::from_secs(300)).await;
    }
}

/// Payment arrives; later the warehouse ships.
fn goes_on(bench: &Bench, pass: usize) {
    let mut world = bench.world.lock();
    for order in [number(1), number(2)] {
        let status = world.orders[&order].status;
        if status == MallStatus::RakutenProcessing {
            world.status(&order, MallStatus::AwaitingShipment);
        } else if pass >= 1
            && status == MallStatus::AwaitingShipment
            && world.slips.contains_key(&order)
        {
            world.ship(&order);
        }
    }
}

/// A process that makes one pass, unless it dies before.
async fn run_until_crash(bench: &Bench) {
    let mut engine = bench.engine().await;
    let shop = shop();
    tokio::select! {
        biased;
        () = bench.world.crashed.notified() => {}
        pass = engine.run_shop_once(&shop, Mode::Live) => {
            pass.unwrap();
        }
    }
}

fn scenario() -> Bench {
    Bench::new(FLOW).with_orders(2)
}

fn each_once(bench: &Bench, at: u64) {
    for order in [number(1), number(2)] {
        for call in ["import", "confirm", "mark_paid", "report"] {
            assert_eq!(
                bench.deeds(call, &order),
                1,
                "{call} {order}, crash at {at}"
            );
        }
        let state = bench.state(&order).unwrap();
        assert!(
            state.intents.is_empty(),
            "crash at {at}: {:?}",
            state.intents
        );
        assert_eq!(bench.world.lock().slips[&order].len(), 1);
    }
    books_agree(bench);
}

#[tokio::test(start_paused = true)]
async fn every_crash_point_leaves_each_effect_once() {
    let bench = scenario();
    life(&bench).await;
    let boundaries = bench.world.boundaries();
    each_once(&bench, 0);
    assert!(boundaries > 40, "{boundaries}");
    for at in 1..=boundaries {
        let bench = scenario();
        bench.world.crash_at(Some(at));
        life(&bench).await;
        bench.world.crash_at(None);
        life(&bench).await;
        each_once(&bench, at);
    }
}

#[tokio::test(start_paused = true)]
async fn a_second_crash_while_recovering_changes_nothing() {
    for (first, second) in [(9, 3), (11, 7), (13, 9), (15, 11), (12, 5), (10, 12)] {
        let bench = scenario();
        bench.world.crash_at(Some(first));
        run_until_crash(&bench).await;
        bench.world.crash_at(Some(second));
        run_until_crash(&bench).await;
        bench.world.crash_at(None);
        life(&bench).await;
        life(&bench).await;
        each_once(&bench, first * 100 + second);
    }
}

#[tokio::test(start_paused = true)]
async fn one_undisturbed_pass_makes_good_what_many_crashes_broke_off() {
    let boundaries = {
        let bench = scenario();
        run_until_crash(&bench).await;
        bench.world.boundaries()
    };
    for at in 1..=boundaries {
        let mut bench = scenario();
        // As under a clock that stands still: no wait, and no time goes by between the lives.
        bench.settings.limits.settle = SignedDuration::ZERO;
        for _ in 0..3 {
            bench.world.crash_at(Some(at));
            run_until_crash(&bench).await;
        }
        bench.world.crash_at(None);
        let mut engine = bench.engine().await;
        let pass = engine.run_shop_once(&shop(), Mode::Live).await.unwrap();
        assert!(pass.is_fine(), "crash at {at}: {pass:?}");
        for order in [number(1), number(2)] {
            for call in ["import", "confirm"] {
                assert_eq!(bench.deeds(call, &order), 1, "{call} {order}, {at}");
            }
            let state = bench.state(&order).unwrap();
            assert!(state.failures.is_empty(), "{at}: {:?}", state.failures);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_cannot_write_stops_everything_before_it_is_sent() {
    let bench = scenario();
    bench.store.kept().full = true;
    let mut engine = bench.engine().await;
    let result = engine.run_shop_once(&shop(), Mode::Live).await;
    assert!(result.is_err());
    assert!(bench.world.lock().ledger.is_empty());
}
