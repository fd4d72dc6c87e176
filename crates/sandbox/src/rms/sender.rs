//! `updateOrderSender`, the part that shops automate: postage, 代引料, prices and the payment method.

use serde_json::{Value, json};

use crate::rms::Body;
use crate::rms::check::{Check, integer};
use crate::rms::envelope::{Answer, Level, message};
use crate::world::World;
use crate::world::amounts::UNDETERMINED;
use crate::world::codes::{PaymentMethod, Progress};
use crate::world::ledger::Effect;
use crate::world::order::{Order, Package};

const NAME: &str = "UPDATE_ORDERSENDER";
/// The most yen, and the most pieces, of a line: sums of them stay far inside 64 bits.
const MOST: i64 = 10_000_000;

pub(crate) fn update_order_sender(world: &mut World, body: &Body) -> Answer {
    let mut check = Check::new(body, NAME);
    let number = check.required_text("orderNumber");
    let packages = check.required_list("PackageModelList");
    let reduction = check.number("reductionReason");
    let after = check
        .number("afterSettlementMethodCode")
        .map(|code| PaymentMethod::parse(&code.to_string()));
    if matches!(after, Some(None)) {
        check.malformed("afterSettlementMethodCode");
    }
    let Some(order) = number.as_ref().and_then(|number| world.orders.get(number)) else {
        if number.is_some() && check.is_clean() {
            check.messages.push(message(
                Level::Error,
                NAME,
                "101",
                "指定された注文は存在しません。",
            ));
        }
        return Answer::refused(check.messages, number.into_iter().collect());
    };
    let mut changed = order.clone();
    for package in packages {
        edit_package(&mut check, &mut changed, package);
    }
    let result = if check.is_clean() {
        settle(order, changed, after.flatten(), reduction)
    } else {
        Err(check.messages)
    };
    let orders = vec![order.number.clone()];
    match result {
        Err(messages) => Answer::refused(messages, orders),
        Ok(changed) => {
            let moved = changed.progress != order.progress;
            let number = changed.number.clone();
            world.orders.insert(number.clone(), changed);
            if moved {
                world.schedule(&number);
            }
            let text = "送付先情報の更新設定が完了しました。";
            Answer::ok(
                json!({"MessageModelList": [message(Level::Info, NAME, "101", text)]}),
                orders,
                Effect::Updated,
            )
        }
    }
}

fn edit_package(check: &mut Check<'_>, order: &mut Order, wish: &Value) {
    let basket = wish.get("basketId").and_then(integer);
    let Some(package) = order
        .packages
        .iter_mut()
        .find(|package| Some(package.basket_id) == basket)
    else {
        check.malformed("basketId");
        return;
    };
    for (key, is_postage) in [("postagePrice", true), ("deliveryPrice", false)] {
        let Some(given) = wish.get(key).filter(|given| !given.is_null()) else {
            continue;
        };
        match integer(given) {
            Some(yen) if (0..=MOST).contains(&yen) || yen == UNDETERMINED => {
                let amount = (yen != UNDETERMINED).then_some(yen);
                if is_postage {
                    package.postage = amount;
                } else {
                    package.cod_fee = amount;
                }
            }
            Some(_) | None => check.malformed(key),
        }
    }
    edit_items(check, package, wish);
    if let Some(noshi) = wish.get("noshi") {
        package.noshi = noshi
            .as_str()
            .filter(|text| !text.is_empty())
            .map(str::to_owned);
    }
}

fn edit_items(check: &mut Check<'_>, package: &mut Package, wish: &Value) {
    for item in wish
        .get("ItemModelList")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let id = item.get("itemDetailId").and_then(integer);
        let Some(stored) = package
            .items
            .iter_mut()
            .find(|stored| Some(stored.id) == id)
        else {
            check.malformed("itemDetailId");
            continue;
        };
        if let Some(price) = item
            .get("price")
            .and_then(integer)
            .filter(|price| (0..=MOST).contains(price))
        {
            stored.price = price;
        }
        if let Some(units) = item
            .get("units")
            .and_then(integer)
            .filter(|units| (0..=MOST).contains(units))
        {
            stored.units = units;
        }
    }
}

/// Business rules: where the order stands, falling amounts, 代引 without a fee.
fn settle(
    before: &Order,
    mut changed: Order,
    after: Option<&'static PaymentMethod>,
    reduction: Option<i64>,
) -> Result<Order, Vec<Value>> {
    let refused = |code: &str, text: &str| Err(vec![message(Level::Error, NAME, code, text)]);
    let allowed = matches!(
        before.progress,
        Progress::AwaitingConfirmation | Progress::RakutenProcessing | Progress::AwaitingShipment
    );
    if !allowed {
        return refused("102", "更新できないステータスです。");
    }
    if let Some(method) = after {
        if before.progress != Progress::AwaitingConfirmation {
            return refused("103", "支払方法を変更できないステータスです。");
        }
        if method.code == 2
            && changed
                .packages
                .iter()
                .all(|package| package.cod_fee == Some(0))
        {
            return refused("136", "代引料を指定して下さい。");
        }
        changed.payment = method;
        changed.settlement = method.settlement;
    }
    let (was, is) = (before.amounts().request, changed.amounts().request);
    if was.zip(is).is_some_and(|(was, is)| is < was) && reduction.is_none() {
        return refused("009", "reductionReasonの項目を指定して下さい。");
    }
    if was != is && before.progress == Progress::AwaitingShipment {
        changed.progress = Progress::AwaitingChange;
    }
    Ok(changed)
}
