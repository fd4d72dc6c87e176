//! One function a call: searches page by page, masters, upload and its que.

use jiff::civil;
use sabaki_diagnostic::reason::Reason;
use sabaki_engine::port::outcome::PortError;

use super::account::NextEngineAccount;
use super::outcome::{CallError, not_answered};
use super::wire::{Row, path, text};
use crate::http::form::Form;

/// Rows a page. The far side allows more; the size of an answer is what we keep small.
const PAGE: usize = 500;
/// A far side that never sends a short page must not keep us for ever.
const MOST_PAGES: usize = 1000;

/// All rows that fit the conditions. `count` of an answer is the page's, so a short page ends it.
pub(super) async fn search(
    account: &NextEngineAccount,
    path: &'static str,
    fields: &[&str],
    conditions: &[(&str, &str)],
) -> Result<Vec<Row>, PortError> {
    let mut rows = Vec::new();
    for page in 0..MOST_PAGES {
        let mut form = Form::default();
        form.add("fields", fields.join(","));
        for (condition, value) in conditions {
            form.add(condition, value);
        }
        form.add("offset", (page * PAGE).to_string())
            .add("limit", PAGE.to_string());
        let answer = account.read(path, form).await?;
        let short = answer.data.len() < PAGE;
        rows.extend(answer.data);
        if short {
            return Ok(rows);
        }
    }
    Err(not_answered(Reason::of("reason.ne.endless_search")))
}

/// An `info` call.
pub(super) async fn info(
    account: &NextEngineAccount,
    path: &'static str,
) -> Result<Vec<Row>, PortError> {
    Ok(account.read(path, Form::default()).await?.data)
}

/// Uploads a gzipped CSV; answers the que's id.
pub(super) async fn upload(
    account: &NextEngineAccount,
    pattern: &str,
    gzipped: &[u8],
) -> Result<String, CallError> {
    let mut form = Form::default();
    form.add("receive_order_upload_pattern_id", pattern)
        .add("data_type_1", "gz")
        .add("data_1", gzipped);
    let answer = account.write(path::SLIP_UPLOAD, form).await?;
    answer
        .field("que_id")
        .or_else(|| answer.data.first().and_then(|row| text(row, "que_id")))
        .filter(|id| !id.is_empty())
        .ok_or_else(|| CallError::Doubt(Reason::of("reason.ne.no_que_id")))
}

/// How far a que is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Que {
    /// 処理待ち or 処理中, or not listed yet.
    Running,
    /// 成功
    Done,
    /// 失敗, and what it says.
    Failed(String),
}

/// Looks at a que once.
pub(super) async fn que(account: &NextEngineAccount, id: &str) -> Result<Que, PortError> {
    let rows = search(
        account,
        path::QUE,
        &["que_id", "que_status_id", "que_message"],
        &[("que_id-eq", id)],
    )
    .await?;
    let Some(row) = rows
        .iter()
        .find(|row| text(row, "que_id").as_deref() == Some(id))
    else {
        return Ok(Que::Running);
    };
    match text(row, "que_status_id").as_deref() {
        Some("2") => Ok(Que::Done),
        Some("0" | "1") => Ok(Que::Running),
        Some("-1") => Ok(Que::Failed(text(row, "que_message").unwrap_or_default())),
        _ => Err(not_answered(Reason::of("reason.ne.que_unknown"))),
    }
}

/// A day as updates take it.
pub(super) fn date(on: civil::Date) -> String {
    format!("{on} 00:00:00")
}
