//! The world of the tests: orders, slips, a ledger, scripted faults, enumerated crash points.

use std::collections::{BTreeMap, VecDeque};
use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sabaki_order::id::{OrderNumber, SlipId};
use sabaki_order::known::Known;
use sabaki_order::order::{MallStatus, Order, Package, Payment, Person, Settlement, ShipmentRow};
use sabaki_order::personal::Personal;
use sabaki_order::slip::{Deposit, Slip, SlipPart, SlipStatus};
use sabaki_order::yen::Yen;
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::port::clock::Clock;
use crate::port::outcome::{Outcome, PortError, RefusalKind};
use crate::port::timer::Timer;

/// What goes wrong with one call.
#[derive(Debug, Clone)]
pub(super) enum Fault {
    /// Nothing happens, and nobody knows.
    LostBefore,
    /// It happens, and nobody knows.
    LostAfter,
    /// 503
    Unavailable,
    /// The key is not accepted.
    NotAuthorised,
    /// The whole request is refused.
    Rejected,
    /// The answer leaves out this order; it did not happen for it.
    Silent(OrderNumber),
    /// This order is refused.
    Refuse(OrderNumber, RefusalKind),
    /// Answered as done, and nothing happens.
    Lies,
    /// Something else happens in the world first.
    First(fn(&mut Inner)),
    /// It takes so long.
    Slow(Duration),
}

/// What happened, as the far side saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Deed {
    pub call: &'static str,
    pub order: OrderNumber,
}

#[derive(Default)]
pub(super) struct Inner {
    pub orders: BTreeMap<OrderNumber, Order>,
    pub slips: BTreeMap<OrderNumber, Vec<Slip>>,
    pub ledger: Vec<Deed>,
    pub faults: BTreeMap<&'static str, VecDeque<Fault>>,
    /// Orders whose record cannot be understood.
    pub garbled: Vec<OrderNumber>,
    /// An order that makes the mall refuse every reading with it.
    pub poison: Option<OrderNumber>,
    /// Payments, of which the mall tells only when it is asked.
    pub payments: BTreeMap<OrderNumber, Payment>,
    /// Requests by call.
    pub requests: BTreeMap<&'static str, u64>,
    /// Windows that were searched.
    pub windows: Vec<crate::port::mall::SearchWindow>,
    /// When the mall says that the key ends.
    pub key_ends: Option<Timestamp>,
    boundaries: u64,
    crash_at: Option<u64>,
}

/// The far side and its clock.
pub(super) struct World {
    inner: Mutex<Inner>,
    pub crashed: Notify,
    start: Instant,
}

pub(super) fn start() -> Timestamp {
    "2026-11-24T01:00:00Z".parse().unwrap()
}

impl World {
    /// Must be made within a paused runtime.
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self {
            inner: Mutex::default(),
            crashed: Notify::new(),
            start: Instant::now(),
        })
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap()
    }

    pub(super) fn instant(&self) -> Timestamp {
        let passed = SignedDuration::try_from(self.start.elapsed()).unwrap();
        start().checked_add(passed).unwrap()
    }

    /// A boundary at which a process can die.
    pub(super) async fn boundary(&self) {
        let dies = {
            let mut inner = self.lock();
            inner.boundaries += 1;
            inner.crash_at == Some(inner.boundaries)
        };
        if dies {
            self.crashed.notify_one();
            pending::<()>().await;
        }
    }

    pub(super) fn boundaries(&self) -> u64 {
        self.lock().boundaries
    }

    pub(super) fn crash_at(&self, boundary: Option<u64>) {
        let mut inner = self.lock();
        inner.boundaries = 0;
        inner.crash_at = boundary;
    }

    /// Counts a request and takes its fault; slow ones take their time here.
    pub(super) async fn request(&self, call: &'static str) -> Option<Fault> {
        self.boundary().await;
        let fault = {
            let mut inner = self.lock();
            *inner.requests.entry(call).or_default() += 1;
            inner.faults.get_mut(call).and_then(VecDeque::pop_front)
        };
        match fault {
            Some(Fault::Slow(time)) => {
                tokio::time::sleep(time).await;
                None
            }
            Some(Fault::First(happens)) => {
                happens(&mut self.lock());
                None
            }
            other => other,
        }
    }
}

impl Inner {
    pub(super) fn fault(&mut self, call: &'static str, fault: Fault) {
        self.faults.entry(call).or_default().push_back(fault);
    }

    /// How often something happened to an order.
    pub(super) fn deeds(&self, call: &str, order: &OrderNumber) -> usize {
        let deeds = self.ledger.iter();
        deeds
            .filter(|d| d.call == call && d.order == *order)
            .count()
    }

    pub(super) fn status(&mut self, order: &OrderNumber, status: MallStatus) {
        self.orders.get_mut(order).unwrap().status = status;
    }

    pub(super) fn slip(&mut self, order: &OrderNumber) -> &mut Slip {
        self.slips.get_mut(order).unwrap().first_mut().unwrap()
    }

    pub(super) fn slip_of(&mut self, order: &OrderNumber, id: &SlipId) -> &mut Slip {
        let slips = self.slips.get_mut(order).unwrap();
        slips.iter_mut().find(|slip| slip.id == *id).unwrap()
    }

    /// A person splits a slip off the order's first one.
    pub(super) fn split(&mut self, order: &OrderNumber) -> SlipId {
        let slips = self.slips.get_mut(order).unwrap();
        let mut new = slips[0].clone();
        new.id = SlipId::new(format!("{}-{}", new.id, slips.len()));
        new.part = SlipPart::DividedFrom(slips[0].id.clone());
        slips.push(new);
        slips.last().unwrap().id.clone()
    }

    /// The warehouse ships one slip of several.
    pub(super) fn ship_slip(&mut self, order: &OrderNumber, id: &SlipId, number: &str) {
        let slip = self.slip_of(order, id);
        slip.status = Known::Value(SlipStatus::Shipped);
        slip.tracking_number = Known::Value(number.to_owned());
        slip.carrier = Known::Value("1003".to_owned());
        slip.shipped_on = Known::Value(jiff::civil::date(2026, 11, 24));
    }

    /// The warehouse ships the slip.
    pub(super) fn ship(&mut self, order: &OrderNumber) {
        let slip = self.slip(order);
        slip.status = Known::Value(SlipStatus::Shipped);
        slip.tracking_number = Known::Value("100000000001".to_owned());
        slip.carrier = Known::Value("1003".to_owned());
        slip.shipped_on = Known::Value(jiff::civil::date(2026, 11, 24));
    }
}

/// How a fault of a whole call is answered; none: the call goes its way.
pub(super) fn broken(fault: Option<&Fault>) -> Option<PortError> {
    let reason = "scripted".into();
    let target = "test";
    match fault? {
        Fault::LostBefore | Fault::LostAfter => Some(PortError::NotAnswered { target, reason }),
        Fault::Unavailable => Some(PortError::Unavailable { target, reason }),
        Fault::NotAuthorised => Some(PortError::NotAuthorised { target, reason }),
        Fault::Rejected => Some(PortError::Rejected { target, reason }),
        Fault::Silent(_) | Fault::Refuse(..) | Fault::Lies | Fault::First(_) | Fault::Slow(_) => {
            None
        }
    }
}

/// The outcome of one effect under a fault; `happen` is called where it happens.
pub(super) fn outcome(
    fault: Option<&Fault>,
    order: &OrderNumber,
    happen: impl FnOnce() -> Outcome,
) -> Outcome {
    let doubtful = || Outcome::Doubtful {
        reason: "scripted".into(),
    };
    match fault {
        Some(Fault::LostBefore) => doubtful(),
        Some(Fault::LostAfter) => {
            happen();
            doubtful()
        }
        Some(Fault::Lies) => Outcome::Done,
        Some(Fault::Silent(silent)) if silent == order => doubtful(),
        Some(Fault::Refuse(refused, kind)) if refused == order => refuse(*kind),
        _ => happen(),
    }
}

pub(super) fn refuse(kind: RefusalKind) -> Outcome {
    Outcome::Refused {
        kind,
        reason: "scripted".into(),
    }
}

impl Clock for World {
    fn now(&self) -> Timestamp {
        self.instant()
    }
}

#[async_trait::async_trait]
impl Timer for World {
    async fn sleep_until(&self, at: Timestamp) {
        let wait = at.duration_since(self.instant());
        if let Ok(wait) = Duration::try_from(wait) {
            tokio::time::sleep(wait).await;
        }
    }
}

pub(super) fn number(n: u32) -> OrderNumber {
    OrderNumber::new(format!("220518-20261124-{n:010}"))
}

/// An order that has just been placed: 注文確認待ち, 共通決済.
pub(super) fn order(n: u32) -> Order {
    let yen = |n| Known::Value(Yen::new(n).unwrap());
    Order {
        number: number(n),
        status: MallStatus::AwaitingConfirmation,
        sub_status: Known::None,
        settlement: Known::Value(Settlement::Common),
        payment_method: Known::Value(1),
        payment_name: Known::Value("クレジットカード".to_owned()),
        ordered_at: Known::Value(start()),
        confirmed_at: Known::None,
        fixed_at: Known::None,
        reported_at: Known::None,
        total: yen(3500),
        total_price: yen(3500),
        goods_total: yen(3000),
        postage: yen(500),
        cod_fee: yen(0),
        payment_charge: yen(0),
        coupon_total: yen(0),
        points_used: yen(0),
        remarks: Known::Value(Personal::default()),
        gift: Known::Value(false),
        wrapping: Known::Value(false),
        wrapping_price: yen(0),
        social_gift: Known::Value(false),
        multiple_destinations: Known::Value(false),
        same_as_buyer: Known::Value(true),
        isolated_island: Known::Value(false),
        order_type: Known::Value(1),
        caution: Known::Value(0),
        rakuten_checking: Known::Value(false),
        next_day_delivery: Known::Value(false),
        one_day_operation: Known::Value(false),
        modified: Known::Value(false),
        wished_delivery_date: Known::None,
        wished_time_slot: Known::None,
        delivery_name: Known::Value("宅配便".to_owned()),
        delivery_class: Known::Value(0),
        memo: Known::None,
        buyer: Person {
            family_name: Personal::new("見本"),
            first_name: Personal::new("一子"),
            ..Person::default()
        },
        packages: vec![Package {
            basket_id: 1,
            recipient: Known::Value(Person::default()),
            isolated_island: Known::Value(false),
            noshi: Known::None,
            postage: yen(500),
            items: Vec::new(),
            shipments: Vec::new(),
            default_carrier: Known::None,
        }],
        changes: Vec::new(),
        due_dates: Vec::new(),
        cancel_due: Known::Unknown,
        payment: Payment::default(),
    }
}

/// A slip as an import leaves it.
pub(super) fn slip(order: &OrderNumber, status: SlipStatus) -> Slip {
    Slip {
        id: sabaki_order::id::SlipId::new(format!("S{order}")),
        order_number: order.clone(),
        part: SlipPart::Whole,
        consignee: Known::Unknown,
        status: Known::Value(status),
        waiting: Known::Value([status].into()),
        paid: Known::Value(Deposit::Unpaid),
        payment_exempt: Known::Value(false),
        approval: Known::None,
        total: Known::Unknown,
        ship_method_id: Known::None,
        ship_method: Known::None,
        tracking_number: Known::None,
        carrier: Known::None,
        shipped_on: Known::None,
        ship_date: Known::None,
        tags: Known::Value(std::collections::BTreeSet::new()),
        note: Known::Value(String::new()),
        remarks: Known::None,
        lock: "1".to_owned(),
    }
}

pub(super) fn row(parcel: &crate::port::mall::Parcel) -> ShipmentRow {
    ShipmentRow {
        detail_id: 1,
        carrier: Known::Value(parcel.carrier.clone()),
        tracking_number: Known::Value(parcel.tracking_number.clone()),
        shipped_on: Known::Value(parcel.shipped_on),
    }
}
