//! The two envelopes of RMS: the gateway's `Results`, and the order service's `MessageModelList`.

use serde_json::{Value, json};

use crate::wire::Reply;
use crate::world::ledger::Effect;

/// A refusal of the gateway, before the order service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gateway {
    BadRequest,
    Unauthorised,
    NotFound,
    MethodNotAllowed,
    UnsupportedMediaType,
}

impl Gateway {
    pub(crate) fn reply(self) -> Reply {
        let (status, code, message) = match self {
            Self::BadRequest => (400, "ES04-01", "Bad Request"),
            Self::Unauthorised => (401, "ES01-01", "Un-Authorised"),
            Self::NotFound => (404, "ES04-01", "Not Found"),
            Self::MethodNotAllowed => (405, "ES04-01", "Method Not Allowed"),
            Self::UnsupportedMediaType => (415, "ES04-03", "Unsupported Media Type"),
        };
        let body = json!({"Results": {"errorCode": code, "message": message}});
        Reply::new(status, "application/json;charset=UTF-8", body.to_string())
    }
}

/// `messageType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Info,
    Warning,
    Error,
}

impl Level {
    const fn word(self) -> &'static str {
        match self {
            Self::Info => "INFO",
            Self::Warning => "WARNING",
            Self::Error => "ERROR",
        }
    }
}

/// A `MessageModel` without an order number.
pub(crate) fn message(level: Level, function: &str, number: &str, text: &str) -> Value {
    let word = level.word();
    json!({
        "messageType": word,
        "messageCode": format!("ORDER_EXT_API_{function}_{word}_{number}"),
        "message": text,
    })
}

/// A `MessageModel` about one order.
pub(crate) fn message_about(
    level: Level,
    function: &str,
    number: &str,
    text: &str,
    order: &str,
) -> Value {
    let mut model = message(level, function, number, text);
    if let Some(model) = model.as_object_mut() {
        model.insert("orderNumber".to_owned(), json!(order));
    }
    model
}

/// What a function answers, and what it did.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
    pub(crate) orders: Vec<String>,
    pub(crate) refused: Vec<String>,
    pub(crate) effect: Effect,
}

impl Answer {
    pub(crate) fn ok(body: Value, orders: Vec<String>, effect: Effect) -> Self {
        Self {
            status: 200,
            body,
            orders,
            refused: Vec::new(),
            effect,
        }
    }

    /// The order service refuses the request as a whole.
    pub(crate) fn refused(messages: Vec<Value>, orders: Vec<String>) -> Self {
        Self {
            status: 400,
            body: json!({"MessageModelList": messages}),
            orders,
            refused: Vec::new(),
            effect: Effect::None,
        }
    }
}
