//! Payments are asked for only where rules read them.

use jiff::Timestamp;
use sabaki_order::known::Known;
use sabaki_order::order::{MallStatus, Payment};

use super::bench::{Bench, FLOW, rules};
use super::world::{number, slip};
use crate::journal::entry::Event;
use crate::observe::payments::CHUNK;

const PAID: &str = "
rule 「入金」 when payment_status = 決済手続き完了 then mark_paid
";

fn payment(status: i64) -> Payment {
    Payment {
        status: Known::Value(status),
        completed_at: Known::Value(Timestamp::UNIX_EPOCH),
    }
}

fn asked(bench: &Bench) -> u64 {
    let inner = bench.world.lock();
    inner.requests.get("payments").copied().unwrap_or_default()
}

fn waits_for_payment(bench: &Bench) {
    let mut world = bench.world.lock();
    world.status(&number(1), MallStatus::RakutenProcessing);
    let waiting = slip(&number(1), sabaki_order::slip::SlipStatus::AwaitingPayment);
    world.slips.insert(number(1), vec![waiting]);
}

#[tokio::test(start_paused = true)]
async fn nobody_asks_where_no_rule_reads_it() {
    let bench = Bench::new(FLOW).with_orders(3);
    bench.once().await;
    assert_eq!(asked(&bench), 0);
}

#[tokio::test(start_paused = true)]
async fn a_rule_that_reads_it_has_it_again_before_the_act() {
    let bench = Bench::new(PAID).with_orders(1);
    waits_for_payment(&bench);
    bench.once().await;
    assert_eq!(
        bench.deeds("mark_paid", &number(1)),
        0,
        "unknown does nothing"
    );
    let payments = |status| [(number(1), payment(status))].into();
    bench.world.lock().payments = payments(30200);
    bench.once_after(5).await;
    assert_eq!(bench.deeds("mark_paid", &number(1)), 0);
    bench.world.lock().payments = payments(30300);
    bench.once_after(5).await;
    assert_eq!(bench.deeds("mark_paid", &number(1)), 1);
    let state = bench.state(&number(1)).unwrap();
    assert_eq!(state.facts["payment_status"], "procedure_completed");
    assert_eq!(
        state.facts["payment_completed_at"],
        "1970-01-01T09:00:00+09:00"
    );
    assert_eq!(state.facts["changed"], serde_json::json!([]));
    let seen = |e: &Event| matches!(e, Event::Observed { changed } if changed.contains_key("payment_status"));
    assert_eq!(bench.count(seen), 3);
}

#[tokio::test(start_paused = true)]
async fn fewer_orders_are_worked_together() {
    let count = u32::try_from(CHUNK).unwrap() + 1;
    let bench = Bench::new(PAID).with_orders(count);
    bench.once().await;
    assert_eq!(asked(&bench), 2);
}

#[test]
fn a_condition_an_exception_and_a_name_for_one_read_it() {
    let reads = |text: &str| rules(text).reads("payment_status");
    assert!(reads(PAID));
    assert!(reads(
        "rule 「a」 when status = 注文確認待ち unless 決済状況 = 決済NG then confirm"
    ));
    assert!(reads(
        "let 済 = 決済状況 = 決済手続き完了\nrule 「a」 when 済 then mark_paid"
    ));
    assert!(!reads(FLOW));
    assert!(!rules(FLOW).reads("no_such_field"));
}
