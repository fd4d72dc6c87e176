//! A getOrder answer becomes orders: pure, so that recorded answers can be simulated.

use sabaki_diagnostic::reason::Reason;
use sabaki_order::id::OrderNumber;
use sabaki_order::known::Known;
use sabaki_order::order::Order;
use serde_json::{Map, Value};

use super::order_model;
use super::record::{Record, RecordError};
use super::wire::{Message, gateway_error, messages};

/// What a getOrder answer held.
#[derive(Debug)]
pub struct Decoded {
    /// Each record of `OrderModelList`, in its order. One bad record spoils no other.
    pub orders: Vec<Result<Order, UnreadableOrder>>,
    /// Numbers that the answer names as not fetched.
    pub not_fetched: Vec<OrderNumber>,
    /// `version` of the answer, where it says one.
    pub version: Option<i64>,
}

/// A record that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadableOrder {
    /// Its order number, if at least that could be read.
    pub number: Option<OrderNumber>,
    /// The field and what is wrong with it, without its value.
    pub reason: Reason,
}

/// Why an answer has no orders in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.told())]
pub enum NotOrders {
    /// Not JSON, or broken.
    NotJson {
        /// Line of the first error.
        line: usize,
        /// Column of it.
        column: usize,
    },
    /// JSON, but not what getOrder answers.
    Other,
    /// The gateway's error answer (`Results`).
    Gateway {
        /// `ES01-01` and the like.
        code: String,
        /// Its words.
        message: String,
    },
    /// An answer with messages only.
    MessagesOnly(Vec<String>),
    /// An answer whose list is empty.
    Empty,
}

impl NotOrders {
    /// For people.
    pub fn told(&self) -> Reason {
        match self {
            Self::NotJson { line, column } => Reason::of("reason.answer.broken_json")
                .with("line", line)
                .with("column", column),
            Self::Other => Reason::of("reason.answer.of_another").with("what", "getOrder"),
            Self::Gateway { code, message } => Reason::of("reason.rms.gateway")
                .with("code", code)
                .with("words", message),
            Self::MessagesOnly(words) => {
                Reason::of("reason.rms.said").with("words", words.join(", "))
            }
            Self::Empty => Reason::of("reason.rms.no_orders"),
        }
    }
}

/// Reads what getOrder answered, of any version from 3 to 10.
///
/// `null` and `[]` mean none where the reference says so, −9999 is unknown, unknown codes are kept
/// as they are, and HTML entities stay in the remarks.
///
/// # Errors
/// [`NotOrders`] if there is not a single record in it.
pub fn orders_from_response(bytes: &[u8]) -> Result<Decoded, NotOrders> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let answer: Value = serde_json::from_slice(bytes).map_err(|error| NotOrders::NotJson {
        line: error.line(),
        column: error.column(),
    })?;
    orders_from_answer(&answer)
}

/// The same for an answer that is parsed already.
pub(super) fn orders_from_answer(answer: &Value) -> Result<Decoded, NotOrders> {
    let Value::Object(answer) = answer else {
        return Err(NotOrders::Other);
    };
    let said = messages(answer);
    let records = match answer.get("OrderModelList") {
        Some(Value::Array(records)) => records.as_slice(),
        Some(Value::Null) => &[],
        Some(_) => return Err(NotOrders::Other),
        None => return Err(without_list(answer, &said)),
    };
    if records.is_empty() {
        let errors: Vec<String> = said
            .iter()
            .filter(|message| message.is_error())
            .map(Message::in_short)
            .collect();
        return Err(if errors.is_empty() {
            NotOrders::Empty
        } else {
            NotOrders::MessagesOnly(errors)
        });
    }
    Ok(Decoded {
        orders: records.iter().map(order).collect(),
        not_fetched: said
            .iter()
            .filter(|message| message.code == NOT_FETCHED)
            .filter_map(|message| message.order_number.as_deref().map(OrderNumber::new))
            .collect(),
        version: answer.get("version").and_then(Value::as_i64),
    })
}

const NOT_FETCHED: &str = "ORDER_EXT_API_GET_ORDER_WARNING_101";

fn without_list(answer: &Map<String, Value>, said: &[Message]) -> NotOrders {
    if let Some((code, message)) = gateway_error(answer) {
        NotOrders::Gateway { code, message }
    } else if said.is_empty() {
        NotOrders::Other
    } else {
        NotOrders::MessagesOnly(said.iter().map(Message::in_short).collect())
    }
}

fn order(record: &Value) -> Result<Order, UnreadableOrder> {
    let Value::Object(fields) = record else {
        return Err(UnreadableOrder {
            number: None,
            reason: Reason::of("reason.record.no_object"),
        });
    };
    let record = Record::root(fields);
    let number = match record.filled("orderNumber") {
        Ok(Known::Value(number)) => OrderNumber::new(number),
        Ok(Known::None | Known::Unknown) => {
            return Err(UnreadableOrder {
                number: None,
                reason: RecordError::Missing("orderNumber".to_owned()).told(),
            });
        }
        Err(error) => {
            return Err(UnreadableOrder {
                number: None,
                reason: error.told(),
            });
        }
    };
    order_model::read(&record, number.clone()).map_err(|error| UnreadableOrder {
        number: Some(number),
        reason: error.told(),
    })
}
