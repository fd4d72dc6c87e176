//! The whole surface against the sandbox, which knows nothing of this crate.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sabaki_connector::nextengine::NextEngineOms;
use sabaki_connector::nextengine::account::NextEngineAccount;
use sabaki_connector::nextengine::config::{NextEngineConfig, NextEngineShop, QueWait};
use sabaki_connector::rms::RmsMall;
use sabaki_connector::rms::config::RmsConfig;
use sabaki_engine::port::clock::Clock;
use sabaki_engine::port::mall::{Mall, MallCall, OrderReading, Parcel, SearchWindow};
use sabaki_engine::port::oms::{ImportCall, ImportShape, Oms, SlipCall, SlipChange};
use sabaki_engine::port::outcome::{IntentKey, Outcome, PortError};
use sabaki_order::id::OrderNumber;
use sabaki_order::known::Known;
use sabaki_order::order::{MallStatus, Order, Settlement};
use sabaki_order::slip::{Deposit, Slip, SlipStatus};
use sabaki_sandbox::{ClockMode, RunningSandbox, Sandbox, SandboxHandle, SandboxOptions};
use serde_json::{Value, json};

use crate::fixture::{error_word, word, words};
use crate::orders::{key, settings};
use crate::tokens::Tokens;

pub(crate) struct SandboxClock(pub(crate) SandboxHandle);

impl Clock for SandboxClock {
    fn now(&self) -> Timestamp {
        self.0.now().iso().parse().unwrap()
    }
}

/// A sandbox with its clock held, and our clients against it.
pub(crate) struct World {
    sandbox: RunningSandbox,
    pub(crate) handle: SandboxHandle,
    pub(crate) mall: RmsMall,
    account: NextEngineAccount,
    pub(crate) oms: NextEngineOms,
    tokens: Arc<Tokens>,
    pub(crate) key: IntentKey,
}

/// Time for a busy machine to answer.
const PATIENT: Duration = Duration::from_secs(10);
/// Time for faults that never answer.
pub(crate) const HASTY: Duration = Duration::from_millis(400);

impl World {
    pub(crate) async fn start(orders: &Value, patience: Duration) -> (Self, Vec<OrderNumber>) {
        let options = SandboxOptions {
            clock: ClockMode::Manual,
            ..SandboxOptions::default()
        };
        let sandbox = Sandbox::start(&options).await.unwrap();
        let handle = sandbox.handle();
        let numbers = handle.create_orders(&json!({ "orders": orders })).unwrap();
        let known = sandbox.credentials();
        let mut http = settings();
        http.total_timeout = patience;
        let mall = RmsMall::new(RmsConfig {
            url: sandbox.base_url(),
            service_secret: known.service_secret.into(),
            license_key: known.license_key.into(),
            requests_per_second: None,
            http: http.clone(),
        })
        .unwrap();
        let tokens: Arc<Tokens> = Arc::default();
        let account = NextEngineAccount::new(
            NextEngineConfig {
                account: "main".to_owned(),
                url: sandbox.base_url(),
                client_id: known.client_id.into(),
                client_secret: known.client_secret.into(),
                first_tokens: None,
                http,
            },
            Arc::clone(&tokens) as _,
        )
        .unwrap()
        .with_clock(Arc::new(SandboxClock(handle.clone())));
        account.login(&known.uid, &known.state).await.unwrap();
        let mut shop = NextEngineShop::new(1);
        shop.carriers = [("20".to_owned(), "1001".to_owned())].into();
        shop.que = QueWait {
            first: Duration::from_millis(1),
            longest: Duration::from_secs(2),
        };
        let world = Self {
            oms: NextEngineOms::new(account.clone(), shop),
            sandbox,
            handle,
            mall,
            account,
            tokens,
            key: key("k"),
        };
        (world, numbers.into_iter().map(OrderNumber::new).collect())
    }

    pub(crate) async fn order(&self, number: &OrderNumber) -> Order {
        let mut readings = self.mall.read(std::slice::from_ref(number)).await.unwrap();
        match readings.swap_remove(0) {
            OrderReading::Read(order) => *order,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn slip(&self, number: &OrderNumber) -> Slip {
        let mut slips = self.oms.slips(std::slice::from_ref(number)).await.unwrap();
        let mut slips = slips.remove(number).unwrap();
        assert_eq!(slips.len(), 1, "{number}");
        slips.swap_remove(0)
    }

    /// Reports the order with [`parcel`].
    async fn report(&self, order: &Order) -> Outcome {
        let call = MallCall {
            key: &self.key,
            order,
        };
        let parcels = [parcel(order)];
        self.mall.report_shipment(call, &parcels).await.unwrap()
    }

    pub(crate) async fn confirm(&self, orders: &[&Order]) -> Result<Vec<Outcome>, PortError> {
        let calls: Vec<_> = orders
            .iter()
            .map(|order| MallCall {
                key: &self.key,
                order,
            })
            .collect();
        self.mall.confirm(&calls).await
    }

    /// Where the sandbox listens.
    pub(crate) fn url(&self) -> String {
        self.sandbox.base_url()
    }

    pub(crate) async fn import(&self, order: &Order) -> Result<Vec<Outcome>, PortError> {
        let call = ImportCall {
            key: &self.key,
            order,
            shape: ImportShape::default(),
            attempt: 1,
        };
        self.oms.import(&[call]).await
    }

    pub(crate) async fn change(
        &self,
        order: &Order,
        slip: &Slip,
        changes: &[SlipChange],
    ) -> Result<Vec<Outcome>, PortError> {
        let call = SlipCall {
            slip,
            order,
            changes: changes.iter().map(|c| (&self.key, c.clone())).collect(),
        };
        Ok(self.oms.change(&[call]).await?.swap_remove(0))
    }

    /// The sandbox's truth about an order.
    pub(crate) fn truth(&self, number: &OrderNumber) -> Value {
        let mut orders = self.handle.orders();
        orders.retain(|order| order["order_number"] == number.as_str());
        orders.swap_remove(0)
    }

    /// Lets time run until the order has this status.
    fn wait_for(&self, number: &OrderNumber, status: i64) {
        for _ in 0..200 {
            if self.truth(number)["status"] == status {
                return;
            }
            self.handle.advance_to_next().unwrap();
        }
        panic!("{number} never reached {status}");
    }

    pub(crate) fn window(&self) -> SearchWindow {
        let now = SandboxClock(self.handle.clone()).now();
        let ago = |days: i64| {
            now.checked_sub(SignedDuration::from_hours(24 * days))
                .unwrap()
        };
        SearchWindow {
            from: ago(60),
            until: now,
        }
    }

    pub(crate) fn fault(&self, call: &str, kind: &str) {
        self.handle.clear_faults();
        self.handle
            .set_fault(&json!({"call": call, "kind": kind, "times": 1, "hold_seconds": 2}))
            .unwrap();
    }
}

pub(crate) fn parcel(order: &Order) -> Parcel {
    Parcel {
        basket_id: order.packages[0].basket_id,
        carrier: "1001".to_owned(),
        tracking_number: "000000000011".to_owned(),
        shipped_on: "2026-11-25".parse().unwrap(),
    }
}

#[tokio::test]
async fn a_card_order_from_search_to_shipment() {
    let (world, numbers) = World::start(
        &json!([
            {"settlement": "common", "payment_method": "credit_card"},
            {"settlement": "selectable", "payment_method": "cash_on_delivery"},
            {"settlement": "common", "payment_method": "credit_card", "total": null},
        ]),
        PATIENT,
    )
    .await;
    let mut found = world.mall.search(world.window()).await.unwrap();
    found.sort();
    let mut wanted = numbers.clone();
    wanted.sort();
    assert_eq!(found, wanted);

    let card = world.order(&numbers[0]).await;
    let cod = world.order(&numbers[1]).await;
    let unsettled = world.order(&numbers[2]).await;
    assert_eq!(card.status, MallStatus::AwaitingConfirmation);
    assert_eq!(card.settlement, Known::Value(Settlement::Common));
    assert_eq!(cod.settlement, Known::Value(Settlement::Selectable));
    assert_eq!(unsettled.total, Known::Unknown);

    // Import, then confirmation; each a second time.
    assert_eq!(words(&world.import(&card).await), "done");
    assert_eq!(words(&world.import(&card).await), "already_done");
    assert_eq!(
        words(&world.import(&unsettled).await),
        "refused amount_unsettled"
    );
    let all = [&card, &cod, &unsettled];
    assert_eq!(
        words(&world.confirm(&all).await),
        "done, done, refused amount_unsettled"
    );
    assert_eq!(words(&world.confirm(&[&card]).await), "already_done");
    let slip = world.slip(&numbers[0]).await;
    assert_eq!(slip.total.value(), card.total.value());

    // Payment.
    world.wait_for(&numbers[0], 300);
    let card = world.order(&numbers[0]).await;
    assert_eq!(card.status, MallStatus::AwaitingShipment);
    let paid = [
        SlipChange::MarkPaid {
            on: jiff::civil::date(2026, 11, 25),
        },
        SlipChange::Tag("要連絡".to_owned()),
        SlipChange::Note("A&B <確認>".to_owned()),
    ];
    assert_eq!(
        words(&world.change(&card, &slip, &paid).await),
        "done, done, done"
    );
    // The slip has changed since: its lock is old now.
    let stale = world
        .change(&card, &slip, &[SlipChange::Note("二度目".to_owned())])
        .await;
    assert_eq!(words(&stale), "refused changed_meanwhile");
    let slip = world.slip(&numbers[0]).await;
    assert_eq!(slip.paid, Known::Value(Deposit::Paid));
    assert!(slip.tags.value().unwrap().contains("要連絡"));
    assert_eq!(slip.note.value().unwrap(), "A&B <確認>");
    assert_eq!(
        words(&world.change(&card, &slip, &paid).await),
        "already_done, already_done, already_done"
    );

    // Shipping in ネクストエンジン and the report.
    let released = world
        .handle
        .person(&json!({"who": "staff", "does": "release", "order": numbers[0].as_str()}));
    let shipped = world.handle.person(
        &json!({"who": "staff", "does": "ship", "order": numbers[0].as_str(),
        "tracking_number": "000000000011", "carrier": "1001"}),
    );
    shipped.unwrap_or_else(|error| panic!("{error:?}, released: {released:?}"));
    let slip = world.slip(&numbers[0]).await;
    assert_eq!(slip.status, Known::Value(SlipStatus::Shipped));
    assert_eq!(
        slip.tracking_number,
        Known::Value("000000000011".to_owned())
    );
    assert!(slip.shipped_on.value().is_some());
    assert_eq!(word(&world.report(&card).await), "done");
    let card = world.order(&numbers[0]).await;
    assert_eq!(word(&world.report(&card).await), "already_done");
    let rows = &world.truth(&numbers[0])["shipping_rows"];
    assert_eq!(rows.as_array().unwrap().len(), 1, "{rows}");
    assert_eq!(rows[0]["tracking_number"], "000000000011");
    world.sandbox.shutdown().await;
}

#[tokio::test]
async fn the_memo() {
    let wish = json!([{"settlement": "common", "payment_method": "credit_card"}]);
    let (world, numbers) = World::start(&wish, PATIENT).await;
    let order = world.order(&numbers[0]).await;
    let call = MallCall {
        key: &world.key,
        order: &order,
    };
    assert_eq!(
        word(
            &world
                .mall
                .set_memo(call, "のし 内祝 & 確認済")
                .await
                .unwrap()
        ),
        "done"
    );
    assert_eq!(
        word(&world.mall.set_memo(call, &"長".repeat(1001)).await.unwrap()),
        "refused data"
    );
    let order = world.order(&numbers[0]).await;
    assert_eq!(order.memo, Known::Value("のし 内祝 & 確認済".to_owned()));
    let call = MallCall {
        key: &world.key,
        order: &order,
    };
    assert_eq!(
        word(
            &world
                .mall
                .set_memo(call, "のし 内祝 & 確認済")
                .await
                .unwrap()
        ),
        "already_done"
    );
}

#[tokio::test]
async fn the_other_calls() {
    let (world, numbers) = World::start(
        &json!([
            {"settlement": "common", "payment_method": "credit_card"},
            {"settlement": "common", "payment_method": "bank_transfer"},
        ]),
        PATIENT,
    )
    .await;
    let order = world.order(&numbers[0]).await;
    let call = MallCall {
        key: &world.key,
        order: &order,
    };
    assert_eq!(
        word(&world.mall.set_sub_status(call, "要確認").await.unwrap()),
        "done"
    );
    assert_eq!(
        word(&world.mall.set_sub_status(call, "出荷準備中").await.unwrap()),
        "refused data"
    );
    let order = world.order(&numbers[0]).await;
    assert_eq!(order.sub_status, Known::Value("要確認".to_owned()));
    let call = MallCall {
        key: &world.key,
        order: &order,
    };
    assert_eq!(
        word(&world.mall.set_sub_status(call, "要確認").await.unwrap()),
        "already_done"
    );
    assert_eq!(word(&world.mall.cancel(call, "1").await.unwrap()), "done");
    let order = world.order(&numbers[0]).await;
    let call = MallCall {
        key: &world.key,
        order: &order,
    };
    assert_eq!(
        word(&world.mall.cancel(call, "1").await.unwrap()),
        "already_done"
    );
    assert_eq!(words(&world.confirm(&[&order]).await), "refused cancelled");
    let expires = world.mall.credentials_expire_at().await.unwrap().unwrap();
    assert!(expires > world.window().until);
    let nobody = OrderNumber::new("987654-20261101-0000000000");
    let readings = world
        .mall
        .read(&[nobody.clone(), numbers[1].clone()])
        .await
        .unwrap();
    assert!(matches!(&readings[0], OrderReading::Missing { number } if *number == nobody));
    assert!(matches!(&readings[1], OrderReading::Read(_)));

    // A slip that waits for payment and for a check as it comes in.
    let order = world.order(&numbers[1]).await;
    let shape = ImportShape {
        await_payment: true,
        await_check: true,
    };
    let import = ImportCall {
        key: &world.key,
        order: &order,
        shape,
        attempt: 1,
    };
    assert_eq!(words(&world.oms.import(&[import]).await), "done");
    let slip = world.slip(&numbers[1]).await;
    let waits = slip.waiting.value().unwrap();
    assert!(waits.contains(&SlipStatus::AwaitingCheck), "{waits:?}");
    assert!(waits.contains(&SlipStatus::AwaitingPayment), "{waits:?}");
    let day = jiff::civil::date(2026, 12, 1);
    let changes = [
        SlipChange::SetShipMethod("ゆうパック".to_owned()),
        SlipChange::SetShipDate(day),
        SlipChange::SetWishedDate(day),
        SlipChange::SetTimeSlot("午前中".to_owned()),
    ];
    let results = world.change(&order, &slip, &changes).await;
    assert!(
        words(&results).starts_with("done, done, done"),
        "{results:?}"
    );
    let slip = world.slip(&numbers[1]).await;
    assert_eq!(slip.ship_method, Known::Value("ゆうパック".to_owned()));
    assert_eq!(slip.ship_date, Known::Value(day));
    let company = world.account.company().await.unwrap();
    assert!(!company.ne_id.is_empty());
}

#[tokio::test]
async fn tokens_over_days() {
    let (world, numbers) = World::start(&json!([{}]), PATIENT).await;
    let logins = world.tokens.puts().len();
    for _ in 0..3 {
        world.handle.advance(SignedDuration::from_hours(25));
        world.oms.slips(&numbers).await.unwrap();
    }
    assert_eq!(world.tokens.puts().len(), logins + 3, "one new pair a day");
    world.handle.advance(SignedDuration::from_hours(24 * 4));
    let error = world.oms.slips(&numbers).await.unwrap_err();
    assert_eq!(error_word(&error), "not_authorised");
    let known = world.sandbox.credentials();
    world.account.login(&known.uid, &known.state).await.unwrap();
    world.oms.slips(&numbers).await.unwrap();
}
