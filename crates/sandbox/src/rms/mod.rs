//! RMS 楽天ペイ受注API: from a request to an answer in one of its two envelopes.

pub(crate) mod cancel;
pub(crate) mod check;
pub(crate) mod confirm;
pub(crate) mod envelope;
pub(crate) mod get;
pub(crate) mod license;
pub(crate) mod package;
pub(crate) mod payment;
pub(crate) mod report;
pub(crate) mod search;
pub(crate) mod sender;
pub(crate) mod shipping;
pub(crate) mod sub_status;
pub(crate) mod update;

use base64::Engine;
use serde_json::{Map, Value, json};

use crate::wire::{Reply, Request};
use crate::world::World;
use crate::world::fault::Fault;
use crate::world::ledger::{Effect, Note};
use envelope::{Answer, Gateway, Level, message};

/// What a handler gets: the request's object.
pub(crate) type Body = Map<String, Value>;

type Handler = fn(&mut World, &Body) -> Answer;

/// Path, the part of the message codes, handler.
const FUNCTIONS: [(&str, &str, Handler); 15] = [
    ("searchOrder", "SEARCH_ORDER", search::search_order),
    ("getOrder", "GET_ORDER", get::get_order),
    ("confirmOrder", "CONFIRM_ORDER", confirm::confirm_order),
    (
        "updateOrderShipping",
        "UPDATE_ORDERSHIPPING",
        shipping::update_order_shipping,
    ),
    (
        "updateOrderShippingAsync",
        "UPDATE_ORDERSHIPPING_ASYNC",
        report::update_order_shipping_async,
    ),
    (
        "getResultUpdateOrderShippingAsync",
        "GET_RESULT_UPDATEORDERSHIPPING_ASYNC",
        report::get_result,
    ),
    (
        "updateOrderMemo",
        "UPDATE_ORDERMEMO",
        update::update_order_memo,
    ),
    (
        "updateOrderRemarks",
        "UPDATE_ORDERREMARKS",
        update::update_order_remarks,
    ),
    (
        "updateOrderDelivery",
        "UPDATE_ORDERDELIVERY",
        update::update_order_delivery,
    ),
    (
        "getSubStatusList",
        "GET_SUBSTATUS_LIST",
        sub_status::get_sub_status_list,
    ),
    (
        "updateOrderSubStatus",
        "UPDATE_ORDERSUBSTATUS",
        sub_status::update_order_sub_status,
    ),
    ("cancelOrder", "CANCEL_ORDER", cancel::cancel_order),
    (
        "cancelOrderAfterShipping",
        "CANCEL_ORDER_AFTER_SHIPPING",
        cancel::cancel_order_after_shipping,
    ),
    ("getPayment", "GET_PAYMENT", payment::get_payment),
    (
        "updateOrderSender",
        "UPDATE_ORDERSENDER",
        sender::update_order_sender,
    ),
];

/// The name of a call in the ledger and in faults, or nothing for a path of someone else.
pub(crate) fn call_name(path: &str) -> Option<String> {
    let path = path.strip_suffix('/').unwrap_or(path);
    if path == license::PATH {
        return Some("licenseKeyExpiryDate".to_owned());
    }
    let name = path.strip_prefix("/es/")?;
    Some(name.strip_prefix("2.0/order/").unwrap_or(name).to_owned())
}

/// Answers a call; the note says for the ledger what it did.
pub(crate) fn answer(world: &mut World, request: &Request, call: &str) -> (Reply, Note) {
    let (reply, note) = match let_in(world, request, call) {
        Err(gateway) => (gateway.reply(), Note::nothing(call)),
        Ok(Call::License) => (license::expiry_date(world, request), Note::nothing(call)),
        Ok(Call::Function(function, body)) => {
            let (_, code, handler) = function;
            let answer = if world.is_sabotaged(Fault::AllError) {
                all_error(code, &body)
            } else {
                handler(world, &body)
            };
            let note = Note {
                refused: answer.refused,
                ..Note::new(call, answer.orders, answer.effect)
            };
            (
                Reply::new(
                    answer.status,
                    "application/json;charset=UTF-8",
                    answer.body.to_string(),
                ),
                note,
            )
        }
    };
    (with_headers(world, reply), note)
}

enum Call {
    License,
    Function((&'static str, &'static str, Handler), Body),
}

/// What the gateway checks before the order service sees anything.
fn let_in(world: &World, request: &Request, call: &str) -> Result<Call, Gateway> {
    let is_license = call == "licenseKeyExpiryDate";
    let function = FUNCTIONS.into_iter().find(|(name, _, _)| *name == call);
    if function.is_none() && !is_license {
        return Err(Gateway::NotFound);
    }
    if request.method != if is_license { "GET" } else { "POST" } {
        return Err(Gateway::MethodNotAllowed);
    }
    authorise(world, request)?;
    let Some(function) = function else {
        return Ok(Call::License);
    };
    if request.body.is_empty() && function.0 == "getSubStatusList" {
        return Ok(Call::Function(function, Body::new()));
    }
    if !has_charset(request.header("content-type").unwrap_or_default()) {
        return Err(Gateway::UnsupportedMediaType);
    }
    match serde_json::from_slice(&request.body) {
        Ok(Value::Object(body)) => Ok(Call::Function(function, body)),
        Ok(_) | Err(_) => Err(Gateway::BadRequest),
    }
}

fn authorise(world: &World, request: &Request) -> Result<(), Gateway> {
    let Some(given) = request.header("authorization") else {
        let bad = world.assumptions.no_authorization_is_bad_request;
        return Err(if bad {
            Gateway::BadRequest
        } else {
            Gateway::Unauthorised
        });
    };
    let known = &world.credentials;
    let pair = format!("{}:{}", known.service_secret, known.license_key);
    let expected = format!(
        "ESA {}",
        base64::engine::general_purpose::STANDARD.encode(pair)
    );
    let expired = world.now > known.license_ends || world.is_sabotaged(Fault::ExpiredKey);
    if given != expected || expired {
        return Err(Gateway::Unauthorised);
    }
    Ok(())
}

/// `application/json` with a UTF-8 charset; without the charset RMS answers 415.
fn has_charset(content_type: &str) -> bool {
    let lower = content_type.to_ascii_lowercase();
    let mut parts = lower.split(';').map(str::trim);
    parts.next() == Some("application/json")
        && parts.any(|part| part.replace(['"', ' '], "") == "charset=utf-8")
}

/// HTTP 200 with an error for every order of the request: the trap of the bulk calls.
fn all_error(code: &str, body: &Body) -> Answer {
    let orders = check::orders_of(body);
    let messages: Vec<Value> = orders
        .iter()
        .map(|order| {
            let mut one = message(Level::Error, code, "901", "システムエラーが発生しました。");
            if let Some(one) = one.as_object_mut() {
                one.insert("orderNumber".to_owned(), json!(order));
            }
            one
        })
        .collect();
    let messages = if messages.is_empty() {
        vec![message(
            Level::Error,
            code,
            "901",
            "システムエラーが発生しました。",
        )]
    } else {
        messages
    };
    let mut answer = json!({"MessageModelList": messages});
    if let (Some(answer), "GET_ORDER") = (answer.as_object_mut(), code) {
        answer.insert("OrderModelList".to_owned(), Value::Null);
    }
    Answer {
        status: 200,
        body: answer,
        orders: Vec::new(),
        refused: orders,
        effect: Effect::None,
    }
}

/// The headers of a recorded answer, with ids that come from the world's own count.
fn with_headers(world: &mut World, mut reply: Reply) -> Reply {
    let count = world.count();
    let id = format!("{:08x}-0000-4000-8000-{count:012x}", count % 0xffff_ffff);
    reply.headers.extend([
        ("requestid", id),
        ("timestamp", world.now.utc_header()),
        ("cache-control", "no-cache,no-store".to_owned()),
        ("pragma", "no-cache".to_owned()),
        ("server", "openresty".to_owned()),
        ("vary", "Accept-Encoding".to_owned()),
        ("x-content-type-options", "nosniff".to_owned()),
        ("x-xss-protection", "1; mode=block".to_owned()),
    ]);
    reply
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_charset_has_to_be_said() {
        for (given, fits) in [
            ("application/json; charset=utf-8", true),
            ("application/json;charset=UTF-8", true),
            ("application/json; charset=\"utf-8\"", true),
            ("application/json", false),
            ("application/json; charset=shift_jis", false),
            ("text/plain; charset=utf-8", false),
            ("", false),
        ] {
            assert_eq!(has_charset(given), fits, "{given}");
        }
    }
}
