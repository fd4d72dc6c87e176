//! Doubtful effects are read back before anything is repeated; doubt mode asks first.

use std::time::Duration;

use jiff::SignedDuration;
use sabaki_diagnostic::lang::Lang;
use sabaki_order::known::Known;
use sabaki_order::order::MallStatus;

use super::bench::{Bench, FLOW};
use super::books::books_agree;
use super::world::{Fault, number};
use crate::journal::entry::{Event, OutcomeSource};
use crate::port::outcome::{Outcome, RefusalKind};
use crate::port::store::Switch;

#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_read_back_and_not_repeated() {
    for call in ["confirm", "import"] {
        let bench = Bench::new(FLOW).with_orders(3);
        bench.world.lock().fault(call, Fault::LostAfter);
        let pass = bench.once().await;
        assert_eq!(pass.of(call, "done"), 3, "{pass:?}");
        bench.once_after(5).await;
        assert_eq!(bench.deeds(call, &number(1)), 1);
        let read_back = |e: &Event| matches!(e, Event::Outcome { action, by: OutcomeSource::ReadBack, outcome: Outcome::Done, .. } if action == call);
        assert_eq!(bench.count(read_back), 3);
        books_agree(&bench);
    }
}

#[tokio::test(start_paused = true)]
async fn what_reading_back_shows_not_to_have_happened_is_repeated_once() {
    for call in ["confirm", "import"] {
        let bench = Bench::new(FLOW).with_orders(3);
        bench.world.lock().fault(call, Fault::LostBefore);
        bench.once().await;
        assert_eq!(bench.deeds(call, &number(1)), 0);
        bench.once().await;
        assert_eq!(bench.deeds(call, &number(1)), 1);
        books_agree(&bench);
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_repeated_while_the_far_side_may_still_act() {
    let mut bench = Bench::new(FLOW).with_orders(1);
    bench.settings.limits.settle = SignedDuration::from_secs(90);
    bench.world.lock().fault("confirm", Fault::LostBefore);
    let pass = bench.once().await;
    assert_eq!(pass.of("confirm", "doubtful"), 1);
    assert_eq!(bench.state(&number(1)).unwrap().intents.len(), 1);
    tokio::time::advance(Duration::from_secs(60)).await;
    bench.once().await;
    assert_eq!(bench.world.lock().requests["confirm"], 1, "too early");
    // Now it happens after all.
    bench
        .world
        .lock()
        .status(&number(1), MallStatus::RakutenProcessing);
    bench.once_after(2).await;
    assert_eq!(bench.world.lock().requests["confirm"], 1);
    assert!(bench.state(&number(1)).unwrap().intents.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_silent_order_of_a_batch_is_doubtful_and_the_others_are_done() {
    let bench = Bench::new(FLOW).with_orders(3);
    bench
        .world
        .lock()
        .fault("confirm", Fault::Silent(number(2)));
    let pass = bench.once().await;
    assert_eq!(pass.of("confirm", "done"), 2);
    bench.once().await;
    assert_eq!(bench.deeds("confirm", &number(2)), 1);
    books_agree(&bench);
}

#[tokio::test(start_paused = true)]
async fn done_without_proof_is_not_done() {
    let bench = Bench::new(FLOW).with_orders(1);
    bench.world.lock().fault("import", Fault::Lies);
    let pass = bench.once().await;
    assert_eq!(pass.of("import", "done"), 0);
    assert_eq!(pass.of("import", "doubtful"), 1);
    bench.once().await;
    bench.once().await;
    assert_eq!(bench.deeds("import", &number(1)), 1);
    books_agree(&bench);
}

#[tokio::test(start_paused = true)]
async fn a_doubtful_report_is_never_blindly_repeated() {
    let bench = Bench::new(FLOW).with_orders(1);
    let order = number(1);
    bench.once().await;
    {
        let mut world = bench.world.lock();
        world.status(&order, MallStatus::AwaitingShipment);
        world.ship(&order);
        world.fault("report", Fault::LostAfter);
    }
    // The reading back fails too.
    bench.world.lock().fault("get", Fault::First(|_| {}));
    bench.world.lock().fault("get", Fault::LostBefore);
    let pass = bench.once_after(5).await;
    assert!(!pass.complete);
    assert_eq!(bench.state(&order).unwrap().intents.len(), 1);
    bench.once_after(5).await;
    let world = bench.world.lock();
    assert_eq!(world.orders[&order].packages[0].shipments.len(), 1);
    drop(world);
    books_agree(&bench);
}

#[tokio::test(start_paused = true)]
async fn a_cancel_in_flight_closes_the_order() {
    let bench = Bench::new(FLOW).with_orders(2);
    let cancels = |world: &mut super::world::Inner| {
        world.status(&number(1), MallStatus::AwaitingCancel);
    };
    bench.world.lock().fault("confirm", Fault::First(cancels));
    let pass = bench.once().await;
    assert_eq!(pass.of("confirm", "done"), 1);
    assert_eq!(pass.failed, 0, "a cancel is no failure");
    let refused = |e: &Event| {
        matches!(
            e,
            Event::Outcome {
                outcome: Outcome::Refused {
                    kind: RefusalKind::Cancelled,
                    ..
                },
                ..
            }
        )
    };
    assert_eq!(bench.count(refused), 1);
    bench.once_after(200).await;
    assert_eq!(bench.world.lock().requests["confirm"], 1);
}

#[tokio::test(start_paused = true)]
async fn doubt_mode_reads_everything_back_before_it_acts() {
    let bench = Bench::new(FLOW).with_orders(2);
    bench.store.kept().switch = Switch::Doubt {
        reason: "restored".into(),
    };
    let pass = bench.once().await;
    assert!(pass.complete);
    assert!(bench.world.lock().ledger.is_empty());
    assert_eq!(bench.store.kept().switch, Switch::Running);
    let alarms: Vec<_> = pass.alarms.iter().map(|a| a.told(Lang::En)).collect();
    assert!(
        alarms.len() == 1 && alarms[0].contains("doubt mode (restored)"),
        "{alarms:?}"
    );
    let pass = bench.once().await;
    assert_eq!(pass.alarms, [], "said once");
    assert_eq!(bench.deeds("confirm", &number(1)), 1);
}

#[tokio::test(start_paused = true)]
async fn an_incomplete_pass_does_not_end_doubt_mode() {
    let bench = Bench::new(FLOW).with_orders(2);
    bench.store.kept().switch = Switch::Doubt {
        reason: "restored".into(),
    };
    bench.world.lock().fault("get", Fault::LostBefore);
    bench.once().await;
    assert!(matches!(bench.store.kept().switch, Switch::Doubt { .. }));
}

#[tokio::test(start_paused = true)]
async fn a_person_who_edits_the_slip_is_not_run_over() {
    let rules = format!("{FLOW} rule 「印」 when status = 楽天処理中 then tag 「見た」");
    let bench = Bench::new(&rules).with_orders(1);
    bench.once().await;
    let edits = |world: &mut super::world::Inner| {
        let slip = world.slip(&number(1));
        slip.lock = "person".to_owned();
        slip.paid = Known::Value(sabaki_order::slip::Deposit::PartlyPaid);
    };
    bench.world.lock().fault("change", Fault::First(edits));
    let pass = bench.once_after(5).await;
    assert_eq!(pass.of("tag", "refused"), 1, "{pass:?}");
    assert_eq!(pass.failed, 0);
    assert_eq!(
        pass.of("tag", "done"),
        1,
        "read again, decided again, done: {pass:?}"
    );
    assert_eq!(bench.deeds("tag", &number(1)), 1);
    books_agree(&bench);
}
