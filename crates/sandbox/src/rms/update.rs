//! The small updates: ひとことメモ and its neighbours, 備考, 配送方法.

use serde_json::json;

use crate::rms::Body;
use crate::rms::check::Check;
use crate::rms::envelope::{Answer, Level, message};
use crate::world::World;
use crate::world::ledger::Effect;
use crate::world::order::Order;

const DELIVERY_NAMES: [&str; 11] = [
    "宅配便",
    "小型宅配便",
    "大型宅配便",
    "クール便",
    "メール便",
    "国際配送",
    "コンビニ受取",
    "ロッカー受取",
    "店頭受取",
    "発送を伴わない",
    "郵便局受取",
];

/// Answers for a single order: the change is made, or the refusal says why not.
pub(crate) fn single(
    world: &mut World,
    function: &'static str,
    number: Option<String>,
    check: Check<'_>,
    done: &str,
    change: impl FnOnce(&mut Order),
) -> Answer {
    let (true, Some(number)) = (check.is_clean(), number) else {
        return Answer::refused(check.messages, Vec::new());
    };
    let Some(order) = world.orders.get_mut(&number) else {
        return Answer::refused(
            vec![message(
                Level::Error,
                function,
                "101",
                "指定された注文は存在しません。",
            )],
            vec![number],
        );
    };
    change(order);
    let body = json!({"MessageModelList": [message(Level::Info, function, "101", done)]});
    Answer::ok(body, vec![number], Effect::Updated)
}

fn has_length(text: Option<&String>, most: usize) -> bool {
    text.is_none_or(|text| text.chars().count() <= most)
}

pub(crate) fn update_order_memo(world: &mut World, body: &Body) -> Answer {
    const NAME: &str = "UPDATE_ORDERMEMO";
    let mut check = Check::new(body, NAME);
    let number = check.required_text("orderNumber");
    let sub_status = check.number("subStatusId");
    let class = check.number("deliveryClass");
    let day = check.date("deliveryDate");
    let term = check.number("shippingTerm");
    let memo = check.text("memo");
    let operator = check.text("operator");
    let plug = check.text("mailPlugSentence");
    for (key, text, most) in [
        ("memo", &memo, 1000),
        ("operator", &operator, 6),
        ("mailPlugSentence", &plug, 1024),
    ] {
        if !has_length(text.as_ref(), most) {
            check.malformed(key);
        }
    }
    // A key that is there but empty removes the text; one that is left out keeps it.
    let removes = |key: &str| {
        body.get(key)
            .is_some_and(|value| value.as_str() == Some(""))
    };
    let (no_memo, no_plug) = (removes("memo"), removes("mailPlugSentence"));
    single(
        world,
        NAME,
        number,
        check,
        "ひとことメモ、担当者情報等の更新設定が完了しました。",
        |order| {
            order.sub_status = sub_status.or(order.sub_status);
            order.delivery_class = class.or(order.delivery_class);
            order.delivery_date = day.or(order.delivery_date);
            order.delivery_term = term.or(order.delivery_term);
            order.memo = if no_memo {
                None
            } else {
                memo.or(order.memo.take())
            };
            order.operator = operator.or(order.operator.take());
            order.mail_plug = if no_plug {
                None
            } else {
                plug.or(order.mail_plug.take())
            };
        },
    )
}

pub(crate) fn update_order_remarks(world: &mut World, body: &Body) -> Answer {
    const NAME: &str = "UPDATE_ORDERREMARKS";
    let mut check = Check::new(body, NAME);
    let number = check.required_text("orderNumber");
    let gift = check.number("giftCheck");
    let given = body
        .get("remarks")
        .map(|value| value.as_str().map(str::to_owned));
    if gift.is_none() && given.is_none() {
        check.missing("remarks");
    }
    if gift.is_some_and(|gift| !(0..=1).contains(&gift)) {
        check.malformed("giftCheck");
    }
    if given
        .as_ref()
        .is_some_and(|text| !has_length(text.as_ref(), 4000))
    {
        check.malformed("remarks");
    }
    single(
        world,
        NAME,
        number,
        check,
        "備考情報の更新設定が完了しました。",
        |order| {
            order.gift = gift.map_or(order.gift, |gift| gift == 1);
            if let Some(text) = given {
                order.remarks = text.filter(|text| !text.is_empty());
            }
        },
    )
}

pub(crate) fn update_order_delivery(world: &mut World, body: &Body) -> Answer {
    const NAME: &str = "UPDATE_ORDERDELIVERY";
    let mut check = Check::new(body, NAME);
    let number = check.required_text("orderNumber");
    let name = check.required_text("deliveryName");
    if name
        .as_ref()
        .is_some_and(|name| !DELIVERY_NAMES.contains(&name.as_str()))
    {
        check.malformed("deliveryName");
    }
    single(
        world,
        NAME,
        number,
        check,
        "配送方法の更新設定が完了しました。",
        |order| {
            if let Some(name) = name {
                order.delivery_name = name;
            }
        },
    )
}
