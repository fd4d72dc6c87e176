//! One bad order stops nothing else: back-off, the visible queue, bad batches.

use super::bench::{Bench, FLOW};
use super::books::books_agree;
use super::world::{Fault, number};
use crate::port::outcome::RefusalKind;

#[tokio::test(start_paused = true)]
async fn one_refused_order_backs_off_and_ends_in_the_queue() {
    let mut bench = Bench::new(FLOW).with_orders(3);
    bench.settings.limits.attempts = 4;
    let attempts = |bench: &Bench| bench.world.lock().requests["confirm"];
    for _ in 0..10 {
        let refused = Fault::Refuse(number(2), RefusalKind::Other);
        bench.world.lock().fault("confirm", refused);
    }
    let pass = bench.once().await;
    assert_eq!((pass.of("confirm", "done"), pass.failed), (2, 1));
    let failure = bench.state(&number(2)).unwrap().failures["confirm"].clone();
    assert!(failure.retry_at.unwrap() > bench.world.instant());
    bench.once().await;
    assert_eq!(attempts(&bench), 1, "not before its time");
    for _ in 0..6 {
        bench.once_after(120).await;
    }
    assert_eq!(attempts(&bench), 4);
    let state = bench.state(&number(2)).unwrap();
    let failure = &state.failures["confirm"];
    assert_eq!((failure.count, failure.retry_at), (4, None));
    assert!(
        state.open && failure.reason == "scripted".into(),
        "listed, not dropped"
    );
    // A change of the order wakes it.
    bench.world.lock().faults.clear();
    bench.world.lock().orders.get_mut(&number(2)).unwrap().gift =
        sabaki_order::known::Known::Value(true);
    bench.once_after(5).await;
    assert_eq!(bench.deeds("confirm", &number(2)), 1);
    books_agree(&bench);
}

#[tokio::test(start_paused = true)]
async fn unsettled_amounts_wait_for_a_change_of_the_order() {
    let bench = Bench::new(FLOW).with_orders(1);
    let unsettled = Fault::Refuse(number(1), RefusalKind::AmountUnsettled);
    bench.world.lock().fault("import", unsettled);
    bench.once().await;
    bench.once_after(600).await;
    assert_eq!(
        bench.world.lock().requests["import"],
        2,
        "the confirmation changed the order"
    );
    assert_eq!(bench.deeds("import", &number(1)), 1);
}

#[tokio::test(start_paused = true)]
async fn a_bad_order_that_spoils_its_batch_is_found_and_the_others_go_through() {
    let bench = Bench::new(FLOW).with_orders(3);
    for _ in 0..2 {
        // All three; then the two of the first half.
        bench.world.lock().fault("confirm", Fault::Rejected);
    }
    bench.world.lock().fault("confirm", Fault::Rejected);
    let pass = bench.once().await;
    assert_eq!(
        (pass.of("confirm", "done"), pass.of("confirm", "refused")),
        (2, 1),
        "{pass:?}"
    );
    books_agree(&bench);
}

#[tokio::test(start_paused = true)]
async fn a_notice_without_a_channel_stops_no_other_step() {
    let rules =
        format!("{FLOW} rule 「知らせ」 when status = 注文確認待ち then notify 「mail」 「見本」");
    let bench = Bench::new(&rules).with_orders(1);
    let pass = bench.once().await;
    assert_eq!(
        (pass.of("confirm", "done"), pass.of("notify", "refused")),
        (1, 1)
    );
    books_agree(&bench);
}
