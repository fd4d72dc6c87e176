//! Orders in several slips: nothing is reported before the last parcel has left, then all of it in
//! one report; and what is changed on one slip is changed on all.

use std::time::Duration;

use sabaki_order::id::{OrderNumber, SlipId};
use sabaki_order::known::Known;
use sabaki_order::order::{MallStatus, Person};
use sabaki_order::personal::Personal;
use sabaki_order::slip::{Consignee, Deposit, SlipPart, SlipStatus};

use super::bench::{Bench, FLOW, shop};
use super::books::books_agree;
use super::world::{Fault, Inner, number};
use crate::port::outcome::RefusalKind;
use crate::step::context::Mode;

/// An order in 発送待ち whose slip a person has split; gives the two slips.
async fn split(rules: &str) -> (Bench, OrderNumber, [SlipId; 2]) {
    let bench = Bench::new(rules).with_orders(1);
    let order = number(1);
    bench.once().await;
    let slips = {
        let mut world = bench.world.lock();
        world.status(&order, MallStatus::AwaitingShipment);
        let second = world.split(&order);
        [world.slip(&order).id.clone(), second]
    };
    bench.once_after(5).await;
    (bench, order, slips)
}

fn numbers(world: &Inner, order: &OrderNumber) -> Vec<String> {
    let rows = world.orders[order]
        .packages
        .iter()
        .flat_map(|p| &p.shipments);
    rows.filter_map(|row| row.tracking_number.value().cloned())
        .collect()
}

#[tokio::test(start_paused = true)]
async fn one_of_two_parcels_waits_for_the_other_and_both_go_in_one_report() {
    let (bench, order, [first, second]) = split(FLOW).await;
    bench.world.lock().ship_slip(&order, &first, "11");
    let pass = bench.once_after(5).await;
    assert_eq!(bench.deeds("report", &order), 0, "{pass:?}");
    bench.world.lock().ship_slip(&order, &second, "12");
    bench.once_after(5).await;
    bench.once_after(5).await;
    assert_eq!(bench.deeds("report", &order), 1);
    assert_eq!(numbers(&bench.world.lock(), &order), ["11", "12"]);
    assert_eq!(
        bench.deeds("mark_paid", &order),
        2,
        "each slip is marked as paid"
    );
    books_agree(&bench);
}

#[tokio::test(start_paused = true)]
async fn only_the_row_that_is_missing_is_reported() {
    let (bench, order, [first, second]) = split(FLOW).await;
    bench.world.lock().ship_slip(&order, &first, "11");
    // A person has reported the first parcel in RMS.
    {
        let mut world = bench.world.lock();
        let parcel = crate::port::mall::Parcel {
            basket_id: 1,
            carrier: "1003".to_owned(),
            tracking_number: "11".to_owned(),
            shipped_on: jiff::civil::date(2026, 11, 24),
        };
        let row = super::world::row(&parcel);
        world.orders.get_mut(&order).unwrap().packages[0]
            .shipments
            .push(row);
    }
    bench.once_after(5).await;
    assert_eq!(
        bench.deeds("report", &order),
        0,
        "the other parcel is still here"
    );
    bench.world.lock().ship_slip(&order, &second, "12");
    bench.once_after(5).await;
    bench.once_after(5).await;
    assert_eq!(bench.deeds("report", &order), 1);
    assert_eq!(numbers(&bench.world.lock(), &order), ["11", "12"]);
}

#[tokio::test(start_paused = true)]
async fn a_crash_anywhere_in_the_report_of_two_parcels_leaves_two_rows() {
    let mut at = 0;
    loop {
        at += 1;
        let (bench, order, [first, second]) = split(FLOW).await;
        {
            let mut world = bench.world.lock();
            world.ship_slip(&order, &first, "11");
            world.ship_slip(&order, &second, "12");
        }
        bench.world.crash_at(Some(at));
        let mut engine = bench.engine().await;
        let shop = shop();
        let ended = tokio::select! {
            biased;
            () = bench.world.crashed.notified() => false,
            pass = engine.run_shop_once(&shop, Mode::Live) => { pass.unwrap(); true }
        };
        drop(engine);
        bench.world.crash_at(None);
        for _ in 0..3 {
            bench.once_after(5).await;
        }
        assert_eq!(bench.deeds("report", &order), 1, "crash at {at}");
        assert_eq!(
            numbers(&bench.world.lock(), &order),
            ["11", "12"],
            "crash at {at}"
        );
        books_agree(&bench);
        if ended {
            assert!(at > 8, "{at}");
            break;
        }
    }
}

/// A second destination, and a slip for each.
fn to_two_places(world: &mut Inner, order: &OrderNumber, second: &SlipId) {
    let person = |name: &str| Person {
        family_name: Personal::new(name),
        postal_code: Personal::new("0000000"),
        prefecture: "東京都".to_owned(),
        city: Personal::new("架空区"),
        ..Person::default()
    };
    let consignee = |name: &str| {
        Known::Value(Consignee {
            name: Personal::new(name),
            postal_code: Personal::new("000-0000"),
            address: Personal::new("東京都架空区"),
        })
    };
    let there = world.orders.get_mut(order).unwrap();
    there.multiple_destinations = Known::Value(true);
    there.packages[0].recipient = Known::Value(person("見本"));
    let mut package = there.packages[0].clone();
    package.basket_id = 2;
    package.recipient = Known::Value(person("架空"));
    there.packages.push(package);
    let first = world.slip(order).id.clone();
    world.slip(order).consignee = consignee("架空");
    let slip = world.slip_of(order, second);
    slip.consignee = consignee("見本");
    slip.part = SlipPart::DeliveryOf(first);
}

#[tokio::test(start_paused = true)]
async fn each_parcel_goes_to_its_own_destination() {
    let (bench, order, [first, second]) = split(FLOW).await;
    {
        let mut world = bench.world.lock();
        to_two_places(&mut world, &order, &second);
        world.ship_slip(&order, &first, "12");
        world.ship_slip(&order, &second, "11");
    }
    bench.once_after(5).await;
    bench.once_after(5).await;
    assert_eq!(bench.deeds("report", &order), 1);
    let world = bench.world.lock();
    let of = |at: usize| {
        world.orders[&order].packages[at].shipments[0]
            .tracking_number
            .clone()
    };
    assert_eq!(of(0), Known::Value("11".to_owned()));
    assert_eq!(of(1), Known::Value("12".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_parcel_that_fits_no_destination_is_not_reported() {
    let (bench, order, [first, second]) = split(FLOW).await;
    {
        let mut world = bench.world.lock();
        to_two_places(&mut world, &order, &second);
        world.ship_slip(&order, &first, "12");
        world.ship_slip(&order, &second, "11");
        world.slip_of(&order, &second).consignee = Known::Unknown;
    }
    let mut engine = bench.engine().await;
    tokio::time::advance(Duration::from_secs(300)).await;
    let pass = engine.run_shop_once(&shop(), Mode::Live).await.unwrap();
    assert_eq!(pass.of("report_shipment", "not_legal"), 1, "{pass:?}");
    assert_eq!(bench.deeds("report", &order), 0);
}

const PAID: &str = "rule 「取込」 when status = 注文確認待ち then import
rule 「入金」 when status = 発送待ち then mark_paid";

#[tokio::test(start_paused = true)]
async fn each_slip_is_changed_under_its_own_lock_until_all_are() {
    let paid = |bench: &Bench, order: &OrderNumber| {
        let world = bench.world.lock();
        let slips = world.slips[order].iter();
        slips
            .filter(|slip| slip.paid == Known::Value(Deposit::Paid))
            .count()
    };
    for fault in [
        None,
        Some(Fault::LostAfter),
        Some(Fault::LostBefore),
        Some(Fault::Refuse(number(1), RefusalKind::Busy)),
        Some(Fault::First(|world| {
            // A person edits one of the two slips first.
            world.slips.get_mut(&number(1)).unwrap()[1].lock = "edited".to_owned();
        })),
    ] {
        let bench = Bench::new(PAID).with_orders(1);
        let order = number(1);
        bench.once().await;
        {
            let mut world = bench.world.lock();
            world.status(&order, MallStatus::AwaitingShipment);
            world.split(&order);
            if let Some(fault) = fault.clone() {
                world.fault("change", fault);
            }
        }
        for _ in 0..4 {
            bench.once_after(30).await;
        }
        assert_eq!(paid(&bench, &order), 2, "{fault:?}");
        assert_eq!(bench.deeds("mark_paid", &order), 2, "{fault:?}");
        let state = bench.state(&order).unwrap();
        assert!(state.intents.is_empty(), "{fault:?} {:?}", state.intents);
    }
}

const KEEP: &str = "rule 「取込」 when status = 注文確認待ち then import
rule 「確認待ち」 when status = 発送待ち then await_check, tag \"要確認\"
rule 「発送方法」 when status = 発送待ち then set_ship_method \"宅配便\"";

#[tokio::test(start_paused = true)]
async fn what_has_left_is_not_stopped_and_ways_of_shipping_stay_with_a_person() {
    let bench = Bench::new(KEEP).with_orders(1);
    let order = number(1);
    bench.once().await;
    let second = {
        let mut world = bench.world.lock();
        let second = world.split(&order);
        world.ship_slip(&order, &second, "11");
        world.status(&order, MallStatus::AwaitingShipment);
        second
    };
    let pass = bench.once_after(5).await;
    assert_eq!(pass.of("await_check", "done"), 1, "{pass:?}");
    assert_eq!(pass.of("set_ship_method", "not_legal"), 1, "{pass:?}");
    assert_eq!(bench.deeds("await_check", &order), 1);
    assert_eq!(bench.deeds("tag", &order), 2, "a tag goes on every slip");
    assert_eq!(bench.deeds("other", &order), 0);
    let waits = Known::Value([SlipStatus::AwaitingCheck].into());
    {
        let mut world = bench.world.lock();
        assert_eq!(world.slip(&order).waiting, waits);
        assert_ne!(world.slip_of(&order, &second).waiting, waits);
    }
    let before = bench.journal().len();
    bench.once_after(5).await;
    assert_eq!(bench.deeds("tag", &order), 2);
    assert_eq!(bench.deeds("await_check", &order), 1);
    let after = bench.journal().len();
    assert!(after <= before + 1, "{:?}", &bench.journal()[before..]);
}
