//! The kit over every connector that we ship.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use jiff::SignedDuration;
use sabaki_connector::json_oms::JsonOms;
use sabaki_connector::kit::mall::{MallBench, MallCan};
use sabaki_connector::kit::oms::{OmsBench, OmsCan};
use sabaki_connector::kit::{Caused, Trouble, mall, oms};
use sabaki_engine::port::mall::{Mall, SearchWindow};
use sabaki_engine::port::oms::Oms;
use sabaki_order::id::OrderNumber;
use sabaki_order::order::Order;
use serde_json::{Value, json};

use crate::orders::order;
use crate::python_oms::PythonOms;
use crate::sandbox::{HASTY, World};

/// What the sandbox calls a trouble.
pub(crate) const fn fault_kind(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::TimeOutBefore => "timeout_before_effect",
        Trouble::TimeOutAfter => "timeout_after_effect",
        Trouble::CutAnswer => "cut_body",
        Trouble::Maintenance => "http_503",
    }
}

/// The sandbox as a far side of RMS and of ネクストエンジン.
struct Sandboxed(World);

impl Sandboxed {
    async fn start() -> Self {
        Self(World::start(&json!([]), HASTY).await.0)
    }

    fn place(&self, wish: Value) -> OrderNumber {
        let wish = json!({ "orders": [wish] });
        OrderNumber::new(self.0.handle.create_orders(&wish).unwrap().swap_remove(0))
    }

    fn sabotage(&self, calls: &[&str], trouble: Trouble) -> Caused {
        let kind = fault_kind(trouble);
        for call in calls {
            let wish = json!({"call": call, "kind": kind, "times": 1, "hold_seconds": 2});
            self.0.handle.set_fault(&wish).unwrap();
        }
        Caused::Yes
    }

    fn all_well(&self) {
        self.0.handle.clear_faults();
        self.0.handle.advance(SignedDuration::from_secs(30));
    }
}

#[async_trait]
impl MallBench for Sandboxed {
    fn mall(&self) -> &dyn Mall {
        &self.0.mall
    }

    fn can(&self) -> BTreeSet<MallCan> {
        let all = MallCan::ALL.into_iter();
        all.filter(|action| *action != MallCan::MarkProcessed)
            .collect()
    }

    fn window(&self) -> SearchWindow {
        self.0.window()
    }

    async fn to_confirm(&self) -> OrderNumber {
        self.place(json!({"settlement": "common", "payment_method": "credit_card"}))
    }

    async fn to_ship(&self) -> OrderNumber {
        self.place(json!({"status": 300, "payment_method": "credit_card"}))
    }

    async fn confirmed(&self, number: &OrderNumber) -> bool {
        self.0.truth(number)["status"] != 100
    }

    async fn parcels(&self, number: &OrderNumber) -> usize {
        self.0.truth(number)["shipping_rows"]
            .as_array()
            .unwrap()
            .len()
    }

    async fn cause(&self, trouble: Trouble) -> Caused {
        let calls = [
            "confirmOrder",
            "updateOrderShipping",
            "cancelOrder",
            "updateOrderSubStatus",
            "updateOrderMemo",
        ];
        self.sabotage(&calls, trouble)
    }

    async fn calm(&self) {
        self.all_well();
    }
}

#[async_trait]
impl OmsBench for Sandboxed {
    fn oms(&self) -> &dyn Oms {
        &self.0.oms
    }

    fn can(&self) -> BTreeSet<OmsCan> {
        [OmsCan::Import, OmsCan::Tag, OmsCan::Lock].into()
    }

    async fn fresh_order(&self) -> Order {
        let number = self.place(json!({"payment_method": "credit_card"}));
        self.0.order(&number).await
    }

    async fn truth(&self, number: &OrderNumber) -> usize {
        usize::try_from(self.0.truth(number)["slips"].as_u64().unwrap()).unwrap()
    }

    async fn edit(&self, number: &OrderNumber) {
        // The lock of ネクストエンジン counts in seconds.
        self.0.handle.advance(SignedDuration::from_secs(30));
        let wish = json!({"who": "staff", "does": "edit", "order": number.as_str()});
        self.0.handle.person(&wish).unwrap();
    }

    async fn cause(&self, trouble: Trouble) -> Caused {
        self.sabotage(&["receiveorder_base/upload"], trouble)
    }

    async fn calm(&self) {
        self.all_well();
    }
}

/// The example in Python as a far side.
struct Python {
    far_side: PythonOms,
    oms: JsonOms,
    count: AtomicU32,
}

#[async_trait]
impl OmsBench for Python {
    fn oms(&self) -> &dyn Oms {
        &self.oms
    }

    fn can(&self) -> BTreeSet<OmsCan> {
        [OmsCan::Import, OmsCan::Tag, OmsCan::Lock].into()
    }

    async fn fresh_order(&self) -> Order {
        let n = self.count.fetch_add(1, Ordering::Relaxed);
        order(&format!("220518-20261124-{n:010}"), &json!({}))
    }

    async fn truth(&self, number: &OrderNumber) -> usize {
        self.far_side.slips(number.as_str()).await
    }

    async fn edit(&self, number: &OrderNumber) {
        self.far_side
            .staff(number.as_str(), json!({"note": "見本"}))
            .await;
    }

    async fn cause(&self, trouble: Trouble) -> Caused {
        let word = match trouble {
            Trouble::TimeOutBefore => "before",
            Trouble::TimeOutAfter => "after",
            Trouble::CutAnswer => "cut",
            Trouble::Maintenance => "maintenance",
        };
        self.far_side.trouble(json!(word)).await;
        Caused::Yes
    }

    async fn calm(&self) {
        self.far_side.trouble(Value::Null).await;
    }
}

#[tokio::test]
async fn rms() {
    assert_eq!(mall::run(&Sandboxed::start().await).await, []);
}

#[tokio::test]
async fn next_engine() {
    assert_eq!(oms::run(&Sandboxed::start().await).await, []);
}

#[tokio::test]
async fn json_oms() {
    let Some(far_side) = PythonOms::start() else {
        return;
    };
    let oms = far_side.oms();
    let bench = Python {
        far_side,
        oms,
        count: AtomicU32::new(1),
    };
    assert_eq!(oms::run(&bench).await, []);
}

/// An OMS that claims an import without one: the kit sees it.
struct Boastful(Python);

#[async_trait]
impl OmsBench for Boastful {
    fn oms(&self) -> &dyn Oms {
        self.0.oms()
    }

    fn can(&self) -> BTreeSet<OmsCan> {
        [OmsCan::Import, OmsCan::Tag].into()
    }

    async fn fresh_order(&self) -> Order {
        self.0.fresh_order().await
    }

    /// Its far side has nothing.
    async fn truth(&self, _number: &OrderNumber) -> usize {
        0
    }

    async fn edit(&self, _number: &OrderNumber) {}

    async fn cause(&self, _trouble: Trouble) -> Caused {
        Caused::CannotBe
    }

    async fn calm(&self) {}
}

#[tokio::test]
async fn the_kit_sees_what_is_claimed_and_not_so() {
    let Some(far_side) = PythonOms::start() else {
        return;
    };
    let oms = far_side.oms();
    let bench = Boastful(Python {
        far_side,
        oms,
        count: AtomicU32::new(1),
    });
    let cases: Vec<_> = oms::run(&bench).await.into_iter().map(|v| v.case).collect();
    assert_eq!(cases, ["an import happens once"]);
}
