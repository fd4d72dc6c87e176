//! `cancelOrder` and `cancelOrderAfterShipping`.

use serde_json::json;

use crate::rms::Body;
use crate::rms::check::Check;
use crate::rms::envelope::{Answer, Level, message};
use crate::world::World;
use crate::world::ledger::Effect;
use crate::world::life_cycle::NotCancelled;

/// Reasons that can be written, buyer's side first.
const BUYERS_REASONS: [i64; 6] = [1, 2, 3, 4, 5, 6];
const SHOPS_REASONS: [i64; 5] = [8, 10, 13, 14, 15];

pub(crate) fn cancel_order(world: &mut World, body: &Body) -> Answer {
    cancel(
        world,
        body,
        "CANCEL_ORDER",
        "キャンセル申請に成功しました。",
        World::cancel,
    )
}

pub(crate) fn cancel_order_after_shipping(world: &mut World, body: &Body) -> Answer {
    let done = "キャンセルに成功しました。";
    cancel(
        world,
        body,
        "CANCEL_ORDER_AFTER_SHIPPING",
        done,
        World::cancel_after_shipping,
    )
}

fn cancel(
    world: &mut World,
    body: &Body,
    function: &'static str,
    done: &str,
    act: fn(&mut World, &str, i64, i64) -> Result<(), NotCancelled>,
) -> Answer {
    let mut check = Check::new(body, function);
    let number = check.required_text("orderNumber");
    let restore = check.required_number("inventoryRestoreType");
    let reason = check.required_number("changeReasonDetailApply");
    if restore.is_some_and(|restore| !(0..=2).contains(&restore)) {
        check.malformed("inventoryRestoreType");
    }
    if reason
        .is_some_and(|reason| !BUYERS_REASONS.contains(&reason) && !SHOPS_REASONS.contains(&reason))
    {
        check.malformed("changeReasonDetailApply");
    }
    let (true, Some(number), Some(reason)) = (check.is_clean(), number, reason) else {
        return Answer::refused(check.messages, Vec::new());
    };
    let side = i64::from(BUYERS_REASONS.contains(&reason));
    let (code, text) = match act(world, &number, side, reason) {
        Ok(()) => {
            let body = json!({"MessageModelList": [message(Level::Info, function, "101", done)]});
            return Answer::ok(body, vec![number], Effect::Cancelled);
        }
        Err(NotCancelled::Unknown) => ("101", "指定された注文は存在しません。"),
        Err(NotCancelled::WrongProgress) => ("102", "キャンセルできないステータスです。"),
        Err(NotCancelled::Shipped) => ("103", "発送日が登録されているため、キャンセルできません。"),
    };
    Answer::refused(
        vec![message(Level::Error, function, code, text)],
        vec![number],
    )
}
