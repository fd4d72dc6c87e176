//! Someone else may act: recognised, remembered, warned about when it is the pattern.

use sabaki_interpreter::memory::DoneBy;
use sabaki_order::known::Known;
use sabaki_order::order::MallStatus;

use super::bench::{Bench, FLOW};
use super::world::{Fault, Inner, number, slip};
use crate::journal::entry::Event;

const LATE: &str = "
rule 「確認」 when status = 注文確認待ち then confirm after 30m from ordered_at
";

fn others(bench: &Bench, what: &str) -> usize {
    bench.count(|e| matches!(e, Event::DoneByOther { action } if action == what))
}

#[tokio::test(start_paused = true)]
async fn a_step_without_our_intent_is_somebody_elses() {
    let bench = Bench::new(LATE).with_orders(1);
    bench.once().await;
    {
        let mut world = bench.world.lock();
        world.status(&number(1), MallStatus::RakutenProcessing);
        let imported = slip(&number(1), sabaki_order::slip::SlipStatus::AwaitingPrint);
        world.slips.insert(number(1), vec![imported]);
    }
    let pass = bench.once_after(5).await;
    assert_eq!(
        (
            pass.of("confirm", "done_by_other"),
            pass.of("import", "done_by_other")
        ),
        (1, 1)
    );
    bench.once_after(5).await;
    assert_eq!(
        (others(&bench, "confirm"), others(&bench, "import")),
        (1, 1)
    );
    let done = bench.state(&number(1)).unwrap().memory.done;
    assert!(
        done.iter().all(|d| d.by == DoneBy::Other) && done.len() == 2,
        "{done:?}"
    );
    assert_eq!(
        bench.alarms("engine.alarm.second_confirmer"),
        0,
        "once is no pattern"
    );
}

#[tokio::test(start_paused = true)]
async fn an_answer_of_already_done_is_somebody_elses_too() {
    let bench = Bench::new(FLOW).with_orders(1);
    let faster = |world: &mut Inner| world.status(&number(1), MallStatus::RakutenProcessing);
    bench.world.lock().fault("confirm", Fault::First(faster));
    let pass = bench.once().await;
    assert_eq!((pass.of("confirm", "done_by_other"), pass.failed), (1, 0));
    assert_eq!(others(&bench, "confirm"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_first_sight_beyond_it_invents_nothing() {
    let bench = Bench::new(FLOW).with_orders(1);
    bench
        .world
        .lock()
        .status(&number(1), MallStatus::RakutenProcessing);
    bench.once().await;
    bench.once_after(5).await;
    assert_eq!(others(&bench, "confirm"), 0);
}

#[tokio::test(start_paused = true)]
async fn the_pattern_is_warned_about_once() {
    let bench = Bench::new(LATE).with_orders(6);
    bench.once().await;
    for n in 1..=6 {
        bench
            .world
            .lock()
            .status(&number(n), MallStatus::RakutenProcessing);
    }
    let pass = bench.once_after(5).await;
    assert_eq!(bench.alarms("engine.alarm.second_confirmer"), 1);
    assert_eq!(pass.alarms[0].args["count"], "6".into());
}

#[tokio::test(start_paused = true)]
async fn confirmed_before_the_first_sight_but_while_we_watched_counts() {
    let bench = Bench::new(FLOW).with_orders(1);
    bench.once().await;
    let mut late = super::world::order(2);
    late.status = MallStatus::RakutenProcessing;
    late.confirmed_at = Known::Value(bench.world.instant());
    bench.world.lock().orders.insert(number(2), late);
    bench.once_after(5).await;
    assert_eq!(others(&bench, "confirm"), 1);
}
