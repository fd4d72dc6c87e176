//! 発送完了報告 against the sandbox: several parcels, several destinations, and many orders in one
//! asynchronous report.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use sabaki_connector::rms::RmsMall;
use sabaki_connector::rms::config::RmsConfig;
use sabaki_connector::rms::report::ReportWait;
use sabaki_engine::plan::parcels::{NoParcels, parcels};
use sabaki_engine::port::mall::{Mall, MallCall, Parcel, ShipmentReport};
use sabaki_engine::port::oms::Oms as _;
use sabaki_engine::port::outcome::{IntentKey, Outcome, PortError};
use sabaki_order::id::OrderNumber;
use sabaki_order::order::Order;
use sabaki_order::slip::{Slip, SlipPart};
use serde_json::{Value, json};

use crate::fixture::words;
use crate::orders::{key, settings};
use crate::rms_older::Notes;
use crate::sandbox::{SandboxClock, World, parcel};

const PATIENT: Duration = Duration::from_secs(10);

/// A shop that reports, with its notes.
struct Reporter {
    mall: RmsMall,
}

impl Reporter {
    /// Looks at a result so long.
    fn new(world: &World, notes: &Arc<Notes>, longest: Duration) -> Self {
        let known = world.handle.credentials();
        let mut http = settings();
        http.total_timeout = PATIENT;
        let mall = RmsMall::new(RmsConfig {
            url: world.url(),
            service_secret: known.service_secret.into(),
            license_key: known.license_key.into(),
            requests_per_second: None,
            http,
        });
        let wait = ReportWait {
            first: Duration::from_millis(1),
            longest,
        };
        let mall = mall.unwrap().with_notebook(Arc::clone(notes) as _, wait);
        let clock = SandboxClock(world.handle.clone());
        Self {
            mall: mall.with_clock(Arc::new(clock)),
        }
    }

    async fn report(&self, orders: &[(Order, Vec<Parcel>)]) -> Result<Vec<Outcome>, PortError> {
        let keys: Vec<IntentKey> = orders.iter().map(|(o, _)| key(o.number.as_str())).collect();
        let reports: Vec<_> = orders
            .iter()
            .zip(&keys)
            .map(|((order, parcels), key)| ShipmentReport {
                call: MallCall { key, order },
                parcels,
            })
            .collect();
        self.mall.report_shipments(&reports).await
    }
}

/// Orders in 発送待ち, each with one parcel.
async fn ready(count: usize) -> (World, Vec<OrderNumber>) {
    let wish = json!({"settlement": "common", "status": 300});
    World::start(&json!(vec![wish; count]), PATIENT).await
}

async fn with_parcels(world: &World, numbers: &[OrderNumber]) -> Vec<(Order, Vec<Parcel>)> {
    let mut orders = Vec::new();
    for number in numbers {
        let order = world.order(number).await;
        let parcel = parcel(&order);
        orders.push((order, vec![parcel]));
    }
    orders
}

/// How often a function was called over the wire; what a report does later it does to one order.
fn calls(world: &World, call: &str) -> usize {
    let ledger = world.handle.ledger_since(1);
    let later = |line: &Value| {
        let one = line["orders"]
            .as_array()
            .is_some_and(|orders| orders.len() == 1);
        call == "updateOrderShippingAsync" && one
    };
    let is = |line: &&Value| line["call"] == call && !later(line);
    ledger.iter().filter(is).count()
}

fn rows(world: &World, number: &OrderNumber) -> usize {
    world.truth(number)["shipping_rows"]
        .as_array()
        .unwrap()
        .len()
}

#[tokio::test]
async fn many_orders_are_one_asynchronous_report() {
    let (world, numbers) = ready(6).await;
    let mut orders = with_parcels(&world, &numbers).await;
    // One is cancelled since it was read: the result says so of this one only.
    let cancelled = json!({"who": "mall", "does": "cancel", "order": numbers[1].as_str()});
    let is_cancelled = world.handle.person(&cancelled).is_ok();
    // One has a carrier that RMS does not know: refused, and the others are sent again.
    orders[2].1[0].carrier = "9999".to_owned();
    let reporter = Reporter::new(&world, &Arc::default(), PATIENT);
    let outcomes = words(&reporter.report(&orders).await);
    let second = if is_cancelled {
        "refused cancelled"
    } else {
        "done"
    };
    assert_eq!(
        outcomes,
        format!("done, {second}, refused data, done, done, done")
    );
    assert_eq!(calls(&world, "updateOrderShipping"), 0);
    assert_eq!(calls(&world, "updateOrderShippingAsync"), 2);
    // The first look finds nothing yet, which is no success.
    assert_eq!(calls(&world, "getResultUpdateOrderShippingAsync"), 2);
    let read = with_parcels(&world, &numbers).await;
    let again: Vec<_> = read.into_iter().skip(3).collect();
    assert_eq!(
        words(&reporter.report(&again).await),
        "already_done, already_done, already_done"
    );
    assert_eq!(calls(&world, "updateOrderShipping"), 0);
    assert_eq!(rows(&world, &numbers[3]), 1);
}

#[tokio::test]
async fn a_few_are_reported_at_once() {
    let (world, numbers) = ready(3).await;
    let orders = with_parcels(&world, &numbers).await;
    let reporter = Reporter::new(&world, &Arc::default(), PATIENT);
    assert_eq!(words(&reporter.report(&orders).await), "done, done, done");
    assert_eq!(calls(&world, "updateOrderShipping"), 3);
    assert_eq!(calls(&world, "updateOrderShippingAsync"), 0);
}

#[tokio::test]
async fn a_crash_before_the_result_loses_nothing() {
    let (world, numbers) = ready(4).await;
    let orders = with_parcels(&world, &numbers).await;
    let notes: Arc<Notes> = Arc::default();
    let hasty = Reporter::new(&world, &notes, Duration::ZERO);
    let doubtful = "doubtful, doubtful, doubtful, doubtful";
    assert_eq!(words(&hasty.report(&orders).await), doubtful);
    assert_eq!(rows(&world, &numbers[0]), 0);
    // Another process with the same notes, the order as it was read before.
    let next = Reporter::new(&world, &notes, PATIENT);
    assert_eq!(words(&next.report(&orders).await), "done, done, done, done");
    assert_eq!(calls(&world, "updateOrderShippingAsync"), 1);
    for number in &numbers {
        assert_eq!(rows(&world, number), 1);
    }
}

#[tokio::test]
async fn a_report_whose_answer_was_lost_is_not_sent_twice_while_it_may_run() {
    let (world, numbers) = ready(4).await;
    let orders = with_parcels(&world, &numbers).await;
    let notes: Arc<Notes> = Arc::default();
    let reporter = Reporter::new(&world, &notes, PATIENT);
    let doubtful = "doubtful, doubtful, doubtful, doubtful";
    world.fault("updateOrderShippingAsync", "lost_response");
    assert_eq!(words(&reporter.report(&orders).await), doubtful);
    world.handle.clear_faults();
    assert_eq!(
        words(&reporter.report(&orders).await),
        doubtful,
        "it may still run"
    );
    assert_eq!(calls(&world, "updateOrderShippingAsync"), 1);
    world.handle.advance(SignedDuration::from_mins(31));
    let read = with_parcels(&world, &numbers).await;
    let done = "already_done, already_done, already_done, already_done";
    assert_eq!(words(&reporter.report(&read).await), done);
    assert_eq!(rows(&world, &numbers[0]), 1);
}

#[tokio::test]
async fn a_report_that_never_ran_is_sent_again_in_the_end() {
    let (world, numbers) = ready(4).await;
    let orders = with_parcels(&world, &numbers).await;
    let reporter = Reporter::new(&world, &Arc::default(), PATIENT);
    world.fault("updateOrderShippingAsync", "reset_before_effect");
    let doubtful = "doubtful, doubtful, doubtful, doubtful";
    assert_eq!(words(&reporter.report(&orders).await), doubtful);
    world.handle.clear_faults();
    world.handle.advance(SignedDuration::from_mins(31));
    assert_eq!(
        words(&reporter.report(&orders).await),
        "done, done, done, done"
    );
    assert_eq!(rows(&world, &numbers[0]), 1);
}

#[tokio::test]
async fn where_nothing_can_be_noted_nothing_is_sent() {
    let (world, numbers) = ready(4).await;
    let orders = with_parcels(&world, &numbers).await;
    let reporter = Reporter::new(&world, &Arc::new(Notes::that_fail()), PATIENT);
    assert!(reporter.report(&orders).await.is_err());
    assert_eq!(calls(&world, "updateOrderShippingAsync"), 0);
}

async fn slips(world: &World, number: &OrderNumber) -> Vec<Slip> {
    let mut slips = world.oms.slips(std::slice::from_ref(number)).await.unwrap();
    slips.remove(number).unwrap()
}

fn person(world: &World, who: &str, does: &str, number: &OrderNumber, more: &Value) {
    let mut wish = json!({"who": who, "does": does, "order": number.as_str()});
    for (name, value) in more.as_object().unwrap() {
        wish[name] = value.clone();
    }
    world
        .handle
        .person(&wish)
        .unwrap_or_else(|error| panic!("{does}: {error:?}"));
}

/// Staff ship one slip of an order, whoever has paid.
fn ship(world: &World, number: &OrderNumber, slip: &Slip, tracking: &str) {
    let slip = slip.id.as_str();
    let paid = json!({"slip": slip, "fields": {"receive_order_deposit_type_id": "2"}});
    person(world, "staff", "edit", number, &paid);
    let left = json!({"slip": slip, "tracking_number": tracking, "carrier": "1001"});
    person(world, "staff", "ship", number, &left);
}

#[tokio::test]
async fn a_split_order_is_reported_when_both_parcels_have_left() {
    let wish = json!([{"settlement": "common", "status": 300, "items": 2}]);
    let (world, numbers) = World::start(&wish, PATIENT).await;
    let number = &numbers[0];
    person(&world, "oms", "take_in", number, &json!({}));
    person(&world, "staff", "split", number, &json!({}));
    let both = slips(&world, number).await;
    let parts: Vec<_> = both.iter().map(|slip| slip.part.clone()).collect();
    let divided = SlipPart::DividedFrom(both[0].id.clone());
    assert_eq!(parts, [SlipPart::Whole, divided]);

    ship(&world, number, &both[0], "000000000011");
    let order = world.order(number).await;
    let now = slips(&world, number).await;
    assert_eq!(parcels(&order, &now), Err(NoParcels::NotAllLeft));
    ship(&world, number, &both[1], "000000000012");
    let now = slips(&world, number).await;
    let both = parcels(&order, &now).unwrap();
    assert_eq!(both.len(), 2);

    let reporter = Reporter::new(&world, &Arc::default(), PATIENT);
    let report = vec![(order, both)];
    assert_eq!(words(&reporter.report(&report).await), "done");
    // The stub is filled, a row is added: two rows and none left empty.
    let truth = &world.truth(number)["shipping_rows"];
    let given: Vec<_> = truth
        .as_array()
        .unwrap()
        .iter()
        .map(|r| &r["tracking_number"])
        .collect();
    assert_eq!(given, ["000000000011", "000000000012"]);
    let read = vec![(world.order(number).await, report[0].1.clone())];
    assert_eq!(words(&reporter.report(&read).await), "already_done");
}

#[tokio::test]
async fn each_destination_gets_its_own_parcel() {
    let wish = json!([{"settlement": "common", "status": 300, "destinations": 3}]);
    let (world, numbers) = World::start(&wish, PATIENT).await;
    let number = &numbers[0];
    let order = world.order(number).await;
    assert_eq!(words(&world.import(&order).await), "refused data");
    person(&world, "oms", "take_in", number, &json!({}));
    let all = slips(&world, number).await;
    assert_eq!(all.len(), 3);
    let parent = SlipPart::DeliveryOf(all[0].id.clone());
    assert_eq!(all[2].part, parent);
    // The last one first, so that nothing hangs on the order of slips.
    for (slip, tracking) in all.iter().rev().zip(["13", "12", "11"]) {
        ship(&world, number, slip, tracking);
    }
    let order = world.order(number).await;
    let now = slips(&world, number).await;
    let found = parcels(&order, &now).unwrap();
    let baskets: Vec<i64> = order.packages.iter().map(|p| p.basket_id).collect();
    let of = |tracking: &str| found.iter().find(|p| p.tracking_number == tracking);
    let given = ["11", "12", "13"].map(|tracking| of(tracking).unwrap().basket_id);
    assert_eq!(given.to_vec(), baskets);

    let reporter = Reporter::new(&world, &Arc::default(), PATIENT);
    assert_eq!(words(&reporter.report(&[(order, found)]).await), "done");
    assert_eq!(calls(&world, "updateOrderShipping"), 1);
    assert_eq!(rows(&world, number), 3, "three stubs, filled");

    // An address that a person changed on a slip fits no destination.
    let moved = json!({"slip": all[1].id.as_str(),
        "fields": {"receive_order_consignee_address1": "東京都架空区別の町9-9"}});
    person(&world, "staff", "edit", number, &moved);
    let order = world.order(number).await;
    let now = slips(&world, number).await;
    assert_eq!(parcels(&order, &now), Err(NoParcels::NotAssigned));
}
