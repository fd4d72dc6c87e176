//! The envelope around every answer of ネクストエンジン; it never leaves this folder.

use sabaki_engine::port::store::TokenPair;
use serde_json::{Map, Value};

/// One row of `data`: names to texts or null.
pub(super) type Row = Map<String, Value>;

/// An answer that is one.
#[derive(Debug)]
pub(super) struct Envelope {
    pub(super) result: String,
    pub(super) code: String,
    pub(super) said: Said,
    pub(super) data: Vec<Row>,
    fields: Row,
}

/// `message` is a text, or for bulk calls a list of failed slips.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    Text(String),
    Each(Vec<SaidOfSlip>),
}

/// What a bulk call says of one slip that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SaidOfSlip {
    pub(super) slip: String,
    pub(super) code: String,
    pub(super) message: String,
}

impl Envelope {
    /// Reads a body. None: not JSON, or without `result`.
    pub(super) fn parse(body: &str) -> Option<Self> {
        let Ok(Value::Object(mut fields)) = serde_json::from_str(body) else {
            return None;
        };
        let result = text(&fields, "result")?;
        let said = match fields.remove("message") {
            Some(Value::Array(list)) => Said::Each(list.iter().map(said_of_slip).collect()),
            Some(Value::String(text)) => Said::Text(text),
            _ => Said::Text(String::new()),
        };
        let data = match fields.remove("data") {
            Some(Value::Array(rows)) => rows
                .into_iter()
                .filter_map(|row| match row {
                    Value::Object(row) => Some(row),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        };
        Some(Self {
            result,
            code: text(&fields, "code").unwrap_or_default(),
            said,
            data,
            fields,
        })
    }

    /// A field beside `data`, as text.
    pub(super) fn field(&self, name: &str) -> Option<String> {
        text(&self.fields, name)
    }

    /// The pair that this answer carries; what it leaves out stays as it was.
    pub(super) fn tokens(&self, before: Option<&TokenPair>) -> Option<TokenPair> {
        let access = self.field("access_token").filter(|t| !t.is_empty())?;
        let kept = |part: fn(&TokenPair) -> &String| before.map(part).cloned().unwrap_or_default();
        Some(TokenPair {
            access,
            refresh: self
                .field("refresh_token")
                .filter(|t| !t.is_empty())
                .unwrap_or_else(|| kept(|pair| &pair.refresh)),
            access_ends: self.field("access_token_end_date").unwrap_or_default(),
            refresh_ends: self
                .field("refresh_token_end_date")
                .unwrap_or_else(|| kept(|pair| &pair.refresh_ends)),
        })
    }
}

/// A field as text; numbers are taken as they are written.
pub(super) fn text(row: &Row, name: &str) -> Option<String> {
    match row.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn said_of_slip(entry: &Value) -> SaidOfSlip {
    let get = |name| {
        entry
            .as_object()
            .and_then(|entry| text(entry, name))
            .unwrap_or_default()
    };
    SaidOfSlip {
        slip: get("receive_order_id"),
        code: get("code"),
        message: get("message"),
    }
}

/// `/api_neauth`: the first token pair.
pub(super) mod path {
    pub(in super::super) const AUTH: &str = "api_neauth";
    pub(in super::super) const COMPANY: &str = "api_v1_login_company/info";
    pub(in super::super) const SLIP_SEARCH: &str = "api_v1_receiveorder_base/search";
    pub(in super::super) const SLIP_UPDATE: &str = "api_v1_receiveorder_base/update";
    pub(in super::super) const SLIP_BULK_UPDATE: &str = "api_v1_receiveorder_base/bulkupdate";
    pub(in super::super) const SLIP_UPLOAD: &str = "api_v1_receiveorder_base/upload";
    pub(in super::super) const ROW_SEARCH: &str = "api_v1_receiveorder_row/search";
    pub(in super::super) const UPLOAD_PATTERN: &str = "api_v1_receiveorder_uploadpattern/info";
    pub(in super::super) const FORWARDING_AGENT: &str =
        "api_v1_receiveorder_forwardingagent/search";
    pub(in super::super) const DELIVERY: &str = "api_v1_system_delivery/info";
    pub(in super::super) const QUE: &str = "api_v1_system_que/search";
}
