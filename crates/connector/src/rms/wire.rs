//! The shapes that RMS sends and takes; they never leave this folder.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::http::text::fit;

/// One entry of `MessageModelList`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) kind: String,
    pub(super) code: String,
    pub(super) text: String,
    pub(super) order_number: Option<String>,
    /// Of an asynchronous report that was accepted.
    pub(super) request_id: Option<String>,
}

impl Message {
    pub(super) fn is_error(&self) -> bool {
        self.kind == "ERROR"
    }

    /// The code, and the text where it can only name a field of ours: any other text might quote an
    /// order, and here nobody knows its personal values.
    pub(super) fn in_short(&self) -> String {
        let code = fit(&self.code, []);
        if self.is_about_the_request() {
            format!("{code} {}", fit(&self.text, []))
        } else {
            code
        }
    }

    /// 009 missing, 010 empty, 011 bad format: the same in all functions as far as seen.
    pub(super) fn is_about_the_request(&self) -> bool {
        ["_ERROR_009", "_ERROR_010", "_ERROR_011"]
            .iter()
            .any(|end| self.code.ends_with(end))
    }
}

/// The messages of an answer; none if there is no such list.
pub(super) fn messages(answer: &Map<String, Value>) -> Vec<Message> {
    let Some(Value::Array(list)) = answer.get("MessageModelList") else {
        return Vec::new();
    };
    let text = |entry: &Value, key: &str| {
        entry
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    list.iter()
        .map(|entry| Message {
            kind: text(entry, "messageType"),
            code: text(entry, "messageCode"),
            text: text(entry, "message"),
            order_number: given(entry, "orderNumber"),
            request_id: given(entry, "requestId"),
        })
        .collect()
}

fn given(entry: &Value, key: &str) -> Option<String> {
    let text = entry.get(key).and_then(Value::as_str)?;
    (!text.is_empty()).then(|| text.to_owned())
}

/// What getResultUpdateOrderShippingAsync says order by order; an element without a number (still
/// running, unknown, expired: all the same to RMS) says nothing of any.
pub(super) fn results(answer: &Map<String, Value>) -> BTreeMap<String, Vec<Message>> {
    let Some(Value::Array(list)) = answer.get("ResultShippingModelList") else {
        return BTreeMap::new();
    };
    list.iter()
        .filter_map(|entry| {
            let number = given(entry, "orderNumber")?;
            Some((number, messages(entry.as_object()?)))
        })
        .collect()
}

/// Code and words of the gateway's envelope, if it is one.
pub(super) fn gateway_error(answer: &Map<String, Value>) -> Option<(String, String)> {
    let results = answer.get("Results")?;
    let text = |key: &str| {
        fit(
            results.get(key).and_then(Value::as_str).unwrap_or_default(),
            [],
        )
    };
    Some((text("errorCode"), text("message")))
}

/// searchOrder.
#[derive(Serialize)]
pub(super) struct SearchOrder {
    #[serde(rename = "orderProgressList")]
    pub(super) progress: &'static [i64],
    /// 1 注文日. Never 0: that answers an empty list without an error.
    #[serde(rename = "dateType")]
    pub(super) date_type: u8,
    #[serde(rename = "startDatetime")]
    pub(super) start: String,
    #[serde(rename = "endDatetime")]
    pub(super) end: String,
    #[serde(rename = "PaginationRequestModel")]
    pub(super) pagination: Pagination,
}

/// Which page, in which order.
#[derive(Serialize)]
pub(super) struct Pagination {
    #[serde(rename = "requestRecordsAmount")]
    pub(super) amount: u32,
    #[serde(rename = "requestPage")]
    pub(super) page: u32,
    #[serde(rename = "SortModelList")]
    pub(super) sort: [Sort; 1],
}

/// Ascending by 注文日時.
#[derive(Serialize)]
pub(super) struct Sort {
    #[serde(rename = "sortColumn")]
    pub(super) column: u8,
    #[serde(rename = "sortDirection")]
    pub(super) direction: u8,
}

/// getOrder; without a version: confirmOrder.
#[derive(Serialize)]
pub(super) struct OrderNumbers<'a> {
    #[serde(rename = "orderNumberList")]
    pub(super) numbers: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<u8>,
}

/// getPayment.
#[derive(Serialize)]
pub(super) struct GetPayment<'a> {
    #[serde(rename = "orderNumber")]
    pub(super) number: &'a str,
    pub(super) version: u8,
}

/// updateOrderShipping; an element of updateOrderShippingAsync.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct UpdateShipping<'a> {
    #[serde(rename = "orderNumber")]
    pub(super) number: &'a str,
    /// Spelt exactly so.
    #[serde(rename = "BasketidModelList")]
    pub(super) baskets: Vec<Basket<'a>>,
}

impl UpdateShipping<'_> {
    /// How many rows it writes; RMS says something of each.
    pub(super) fn rows(&self) -> usize {
        self.baskets.iter().map(|basket| basket.rows.len()).sum()
    }
}

/// updateOrderShippingAsync.
#[derive(Serialize)]
pub(super) struct UpdateShippingAsync<'a> {
    #[serde(rename = "OrderShippingModelList")]
    pub(super) orders: Vec<&'a UpdateShipping<'a>>,
}

/// getResultUpdateOrderShippingAsync.
#[derive(Serialize)]
pub(super) struct RequestId<'a> {
    #[serde(rename = "requestId")]
    pub(super) id: &'a str,
}

/// The rows of one destination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Basket<'a> {
    #[serde(rename = "basketId")]
    pub(super) id: i64,
    #[serde(rename = "ShippingModelList")]
    pub(super) rows: Vec<ShippingRow<'a>>,
}

/// A row: without an id it is added, with one it is filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct ShippingRow<'a> {
    #[serde(rename = "shippingDetailId", skip_serializing_if = "Option::is_none")]
    pub(super) detail_id: Option<i64>,
    #[serde(rename = "deliveryCompany")]
    pub(super) carrier: &'a str,
    #[serde(rename = "shippingNumber")]
    pub(super) tracking_number: &'a str,
    #[serde(rename = "shippingDate")]
    pub(super) shipped_on: String,
}

/// cancelOrder.
#[derive(Serialize)]
pub(super) struct CancelOrder<'a> {
    #[serde(rename = "orderNumber")]
    pub(super) number: &'a str,
    /// 0 商品設定に合わせる
    #[serde(rename = "inventoryRestoreType")]
    pub(super) restore: u8,
    #[serde(rename = "changeReasonDetailApply")]
    pub(super) reason: u8,
}

/// updateOrderMemo: what is left out stays as it is.
#[derive(Serialize)]
pub(super) struct UpdateMemo<'a> {
    #[serde(rename = "orderNumber")]
    pub(super) number: &'a str,
    pub(super) memo: &'a str,
}

/// updateOrderSubStatus.
#[derive(Serialize)]
pub(super) struct UpdateSubStatus<'a> {
    #[serde(rename = "subStatusId")]
    pub(super) id: i64,
    #[serde(rename = "orderNumberList")]
    pub(super) numbers: [&'a str; 1],
}
