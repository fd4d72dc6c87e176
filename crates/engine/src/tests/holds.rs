//! Holds win, also after planning; nothing is sent on old facts.

use std::time::Duration;

use sabaki_order::known::Known;
use sabaki_order::personal::Personal;

use super::bench::{Bench, FLOW, rules, shop};
use super::books::books_agree;
use super::world::{Fault, Inner, number};
use crate::port::store::Switch;
use crate::step::context::Mode;

const HOLD: &str = "rule 「備考」 when remarks is not empty hold confirm because 「備考あり」";

fn remarks(world: &mut Inner) {
    let order = world.orders.get_mut(&number(1)).unwrap();
    order.remarks = Known::Value(Personal::new("見本の備考"));
}

#[tokio::test(start_paused = true)]
async fn a_hold_that_appears_between_plan_and_act_stops_the_act() {
    let bench = Bench::new(&format!("{FLOW}{HOLD}")).with_orders(2);
    // The import takes longer than facts may be old; meanwhile the remark appears.
    bench
        .world
        .lock()
        .fault("import", Fault::Slow(Duration::from_secs(130)));
    bench.world.lock().fault("slips", Fault::First(|_| {}));
    let once = bench.once();
    let appears = async {
        tokio::time::sleep(Duration::from_secs(60)).await;
        remarks(&mut bench.world.lock());
    };
    let (pass, ()) = tokio::join!(once, appears);
    assert_eq!(bench.deeds("confirm", &number(1)), 0, "held");
    assert_eq!(bench.deeds("confirm", &number(2)), 1);
    assert_eq!(
        (pass.of("confirm", "held"), pass.failed),
        (1, 0),
        "{pass:?}"
    );
    assert!(bench.state(&number(1)).unwrap().intents.is_empty());
    books_agree(&bench);
}

#[tokio::test(start_paused = true)]
async fn without_delay_there_is_no_extra_read() {
    let bench = Bench::new(FLOW).with_orders(2);
    bench.once().await;
    assert_eq!(bench.world.lock().requests["get"], 2, "get and read back");
}

#[tokio::test(start_paused = true)]
async fn facts_too_old_are_never_acted_on_however_slow_everything_is() {
    let bench = Bench::new(FLOW).with_orders(1);
    for _ in 0..20 {
        bench
            .world
            .lock()
            .fault("slips", Fault::Slow(Duration::from_secs(150)));
    }
    bench.once().await;
    assert!(bench.world.lock().ledger.is_empty());
    bench.world.lock().faults.clear();
    bench.once().await;
    assert_eq!(bench.deeds("confirm", &number(1)), 1);
    books_agree(&bench);
}

#[tokio::test(start_paused = true)]
async fn a_pause_in_the_middle_of_a_chunk_stops_what_is_not_sent() {
    let bench = Bench::new(FLOW).with_orders(1);
    bench
        .world
        .lock()
        .fault("import", Fault::Slow(Duration::from_secs(10)));
    let mut engine = bench.engine().await;
    let handle = engine.handle();
    let shop = shop();
    let pauses = async {
        tokio::time::sleep(Duration::from_secs(5)).await;
        handle.pause("棚卸").await.unwrap();
    };
    let (pass, ()) = tokio::join!(engine.run_shop_once(&shop, Mode::Live), pauses);
    pass.unwrap();
    assert_eq!(bench.deeds("import", &number(1)), 1, "was on its way");
    assert_eq!(bench.deeds("confirm", &number(1)), 0);
    books_agree(&bench);
    // The switch survives a restart, and holds nothing back that can be undone.
    assert!(matches!(bench.store.kept().switch, Switch::Paused { .. }));
    bench.once_after(5).await;
    assert_eq!(bench.deeds("confirm", &number(1)), 0);
    let engine = bench.engine().await;
    engine.handle().resume().await.unwrap();
    drop(engine);
    bench.once_after(5).await;
    assert_eq!(bench.deeds("confirm", &number(1)), 1);
}

#[tokio::test(start_paused = true)]
async fn unread_slips_hold_whatever_depends_on_them() {
    let bench = Bench::new(FLOW).with_orders(1);
    bench.world.lock().fault("slips", Fault::Unavailable);
    let pass = bench.once().await;
    assert!(!pass.complete);
    assert_eq!(bench.deeds("import", &number(1)), 0);
    bench.once_after(5).await;
    assert_eq!(bench.deeds("import", &number(1)), 1);
}

#[tokio::test(start_paused = true)]
async fn decisions_of_old_rules_never_act_after_a_swap() {
    let bench = Bench::new(FLOW).with_orders(1);
    let stricter = rules(&format!(
        "{FLOW} rule 「止」 when true hold confirm because 「試し」"
    ));
    bench
        .world
        .lock()
        .fault("import", Fault::Slow(Duration::from_secs(10)));
    let mut engine = bench.engine().await;
    let handle = engine.handle();
    let shop = shop();
    let swaps = async {
        tokio::time::sleep(Duration::from_secs(5)).await;
        let news = crate::port::rules::RuleNews::Loaded(stricter);
        crate::service::rules::take(&handle.shared, &[], news)
            .await
            .unwrap();
    };
    let (pass, ()) = tokio::join!(engine.run_shop_once(&shop, Mode::Live), swaps);
    assert_eq!(pass.unwrap().of("confirm", "held"), 1);
    assert_eq!(bench.deeds("confirm", &number(1)), 0);
    books_agree(&bench);
}
