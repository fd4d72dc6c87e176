//! `getPayment`: how far the money is.

use serde_json::{Value, json};

use crate::rms::Body;
use crate::rms::check::Check;
use crate::rms::envelope::{Answer, Level, message};
use crate::world::World;
use crate::world::amounts::on_wire;
use crate::world::codes::{Progress, Settlement};
use crate::world::ledger::Effect;
use crate::world::order::Order;

const NAME: &str = "GET_PAYMENT";

pub(crate) fn get_payment(world: &mut World, body: &Body) -> Answer {
    let mut check = Check::new(body, NAME);
    let number = check.required_text("orderNumber");
    let version = check.required_number("version");
    let (true, Some(number), Some(_)) = (check.is_clean(), number, version) else {
        return Answer::refused(check.messages, Vec::new());
    };
    let Some(order) = world.orders.get(&number) else {
        return Answer::refused(
            vec![message(
                Level::Error,
                NAME,
                "101",
                "指定された注文は存在しません。",
            )],
            vec![number],
        );
    };
    let body = json!({
        "MessageModelList": [message(Level::Info, NAME, "101", "決済情報取得に成功しました。")],
        "OrderModel": {"orderNumber": number, "PaymentModelList": [payment(order)]},
    });
    Answer::ok(body, vec![number], Effect::None)
}

fn status(order: &Order) -> i64 {
    if order.settlement == Settlement::Selectable {
        return 30000;
    }
    match order.progress {
        Progress::AwaitingConfirmation => 30100,
        Progress::RakutenProcessing => 30200,
        Progress::AwaitingShipment | Progress::AwaitingChange => 30300,
        Progress::Shipped | Progress::PaymentProcessing => 30500,
        Progress::PaymentProcessed => 30600,
        Progress::AwaitingCancel => 31100,
        Progress::Cancelled => 31200,
    }
}

fn payment(order: &Order) -> Value {
    let at = |instant: Option<crate::jst::Jst>| instant.map(crate::jst::Jst::rms);
    json!({
        "orderPaymentNumber": format!("{}-1", order.number),
        "paymentMethod": order.payment.code,
        "paymentAmount": on_wire(order.amounts().request),
        "paymentCharge": 0,
        "paymentStatus": status(order),
        "paymentProcReqDatetime": at(order.confirmed_at),
        "paymentProcNgDatetime": null,
        "paymentProcCmplDatetime": at(order.paid_at),
        "paymentProcCancelNgDate": null,
        "paymentProcCancelCmplDatetime": null,
        "paymentReqDatetime": at(order.reported_at),
        "paymentNgDatetime": null,
        "paymentFixDatetime": null,
        "paymentCancelNgDatetime": null,
        "paymentCancelCmplDatetime": null,
        "paymentCancelFixDatetime": null,
        "payExpectDate": null,
        "minusPayExpectDate": null,
        "paymentOrganizationLinkageNumberList": [],
        "PaymentCardModel": null,
        "PaymentMultiModel": null,
        "PaymentBankModel": null,
        "PaymentPayAfterModel": null,
        "RefundModelList": [],
        "AdditionalFeeModelList": [],
        "PaymentPaypalModel": null,
    })
}
