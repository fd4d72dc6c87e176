//! The answer's envelope: result, code, message, and the token pair that comes with nearly everything.

use serde_json::{Value, json};

use crate::nextengine::merge;
use crate::wire::Reply;
use crate::world::World;
use crate::world::assumption::invented;
use crate::world::credential::NotLetIn;
use crate::world::ledger::{Effect, Note};

/// What a call gives when it succeeds.
pub(crate) struct Done {
    pub(crate) body: Value,
    pub(crate) note: Note,
}

impl Done {
    /// Rows with their number, which ネクストエンジン writes as text.
    pub(crate) fn rows(rows: Vec<Value>, note: Note) -> Self {
        Self {
            body: json!({"count": rows.len().to_string(), "data": rows}),
            note,
        }
    }

    pub(crate) fn count(count: usize, note: Note) -> Self {
        Self {
            body: json!({"count": count.to_string()}),
            note,
        }
    }

    pub(crate) fn empty(note: Note) -> Self {
        Self {
            body: json!({}),
            note,
        }
    }
}

/// Why a call was refused.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) code: &'static str,
    /// Text; for bulk calls an array with one object per failed slip.
    pub(crate) message: Value,
    /// The orders that were meant, for the ledger.
    pub(crate) orders: Vec<String>,
    /// What the call did all the same.
    pub(crate) done: Option<(Vec<String>, Effect)>,
}

impl Refusal {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: Value::String(message.into()),
            orders: Vec::new(),
            done: None,
        }
    }

    pub(crate) fn about(mut self, order: &str) -> Self {
        self.orders = vec![order.to_owned()];
        self
    }

    fn to_json(&self) -> Value {
        json!({"result": "error", "code": self.code, "message": self.message})
    }
}

/// A JSON answer as it stands.
pub(crate) fn plain(body: &Value) -> Reply {
    Reply::new(200, "application/json; charset=utf-8", body.to_string())
}

/// The ordinary answer: it carries the pair, also when it is an error.
pub(crate) fn with_tokens(world: &World, result: Result<Done, Refusal>) -> Reply {
    let mut body = match result {
        Ok(done) => {
            let mut body = done.body;
            merge(&mut body, &json!({"result": "success"}));
            body
        }
        Err(refusal) => refusal.to_json(),
    };
    merge(&mut body, &world.tokens.to_json());
    plain(&body)
}

/// The answer to someone who is not let in: without tokens.
pub(crate) fn not_let_in(world: &World, why: NotLetIn) -> Reply {
    let (result, code, message) = match why {
        NotLetIn::Missing => ("error", "002001", "access_tokenが指定されていません。"),
        NotLetIn::Superseded => ("error", "002002", "access_tokenが不正です。"),
        NotLetIn::LoginNeeded => ("redirect", invented::LOGIN_NEEDED, "再認証が必要です。"),
        NotLetIn::BothExpired if world.assumptions.expired_pair_is_error => (
            "error",
            "002004",
            "access_tokenとrefresh_tokenの有効期限が切れています。",
        ),
        NotLetIn::BothExpired => ("redirect", "002004", "再認証が必要です。"),
    };
    plain(&json!({"result": result, "code": code, "message": message}))
}
