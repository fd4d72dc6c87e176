//! From what the OMS answered to done, already done, refused or doubtful.

use sabaki_diagnostic::reason::Reason;
use std::collections::BTreeMap;

use sabaki_engine::port::outcome::{Outcome, PortError, RefusalKind};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::TARGET;
use super::wire::{ErrorWords, KeyedResult, VERSION, WholeError};
use crate::http::send::{Answer, SendError};
use crate::http::text::fit;

/// What an exchange came to, for reads and writes alike.
#[derive(Debug)]
pub(super) enum Exchange<T> {
    /// A 200 in the protocol.
    Answered(T),
    /// Certainly nothing was done.
    Nothing(PortError),
    /// Something may have been done.
    Unclear(Reason),
}

/// The one function that knows what a status means.
pub(super) fn judge<T: DeserializeOwned>(answer: Result<Answer, SendError>) -> Exchange<T> {
    let answer = match answer {
        Ok(answer) => answer,
        Err(SendError::NotSent(reason)) => return Exchange::Nothing(not_answered(reason)),
        Err(SendError::Unclear(reason)) => return Exchange::Unclear(reason),
    };
    let status = answer.status;
    let body = protocol_body(&answer);
    let said: Option<ErrorWords> = body
        .clone()
        .and_then(|body| serde_json::from_value::<WholeError>(body).ok())
        .map(|whole| whole.error);
    let own_word = said.is_some();
    let reason = match said {
        Some(ErrorWords { code, message }) => Reason::of("reason.http.said")
            .with("status", status)
            .with("words", fit(&format!("{code} {message}"), [])),
        None => Reason::of("reason.http_status").with("status", status),
    };
    match status {
        200 => match body.map(serde_json::from_value) {
            Some(Ok(answer)) => Exchange::Answered(answer),
            Some(Err(_)) | None => {
                Exchange::Unclear(Reason::of("reason.oms.version").with("version", VERSION))
            }
        },
        401 | 403 => Exchange::Nothing(PortError::NotAuthorised {
            target: TARGET,
            reason: Reason::of("reason.oms.secret").because("reason", reason),
        }),
        300..=399 => Exchange::Nothing(rejected(Reason::of("reason.http.redirect"))),
        // Turned away at the door, by whoever stands there.
        400 | 404 | 405 | 413 | 415 | 422 => Exchange::Nothing(rejected(reason)),
        429 => Exchange::Nothing(unavailable(reason)),
        // In these only the OMS's own word says that it did nothing: a gateway may have lost its
        // answer.
        409 if own_word => Exchange::Nothing(rejected(reason)),
        503 if own_word => Exchange::Nothing(unavailable(reason)),
        _ => Exchange::Unclear(reason),
    }
}

/// For a read, an unclear answer is none.
pub(super) fn read<T>(exchange: Exchange<T>) -> Result<T, PortError> {
    match exchange {
        Exchange::Answered(answer) => Ok(answer),
        Exchange::Nothing(error) => Err(error),
        Exchange::Unclear(reason)
            if reason == Reason::of("reason.http_status").with("status", 503) =>
        {
            Err(unavailable(reason))
        }
        Exchange::Unclear(reason) => Err(not_answered(reason)),
    }
}

fn protocol_body(answer: &Answer) -> Option<Value> {
    if !answer.says_json {
        return None;
    }
    let body: Value = serde_json::from_str(&answer.body).ok()?;
    (body.get("protocol")?.as_u64()? == VERSION).then_some(body)
}

/// The outcomes of these keys, in their order. A key that the answer leaves out is doubtful, and
/// so is one that it names twice.
pub(super) fn outcomes<'a>(
    keys: impl Iterator<Item = (&'a str, Vec<String>)>,
    results: &[KeyedResult],
) -> Vec<Outcome> {
    let mut by_key: BTreeMap<&str, Vec<&KeyedResult>> = BTreeMap::new();
    for result in results {
        by_key.entry(&result.key).or_default().push(result);
    }
    keys.map(|(key, cover)| match by_key.get(key).map(Vec::as_slice) {
        Some([result]) => outcome(result, &cover),
        Some(_) => doubtful(Reason::of("reason.oms.key_twice")),
        None => doubtful(Reason::of("reason.nothing_of_change")),
    })
    .collect()
}

fn outcome(result: &KeyedResult, cover: &[String]) -> Outcome {
    let reason = match result.reason.as_deref() {
        Some(words) => Reason::of("reason.oms.said")
            .with("words", fit(words, cover.iter().map(String::as_str))),
        None => Reason::of("reason.oms.said_nothing"),
    };
    match result.result.as_str() {
        "done" => Outcome::Done,
        "already_done" => Outcome::AlreadyDone,
        "refused" => Outcome::Refused {
            kind: kind(result.kind.as_deref()),
            reason,
        },
        "doubtful" => Outcome::Doubtful { reason },
        other => doubtful(Reason::of("reason.oms.no_result").with("word", fit(other, []))),
    }
}

fn kind(word: Option<&str>) -> RefusalKind {
    match word {
        Some("cancelled") => RefusalKind::Cancelled,
        Some("amount_unsettled") => RefusalKind::AmountUnsettled,
        Some("changed_meanwhile") => RefusalKind::ChangedMeanwhile,
        Some("busy") => RefusalKind::Busy,
        Some("data") => RefusalKind::Data,
        Some(_) | None => RefusalKind::Other,
    }
}

pub(super) fn doubtful(reason: Reason) -> Outcome {
    Outcome::Doubtful { reason }
}

pub(super) fn not_answered(reason: impl Into<Reason>) -> PortError {
    PortError::NotAnswered {
        target: TARGET,
        reason: reason.into(),
    }
}

fn unavailable(reason: Reason) -> PortError {
    PortError::Unavailable {
        target: TARGET,
        reason,
    }
}

fn rejected(reason: Reason) -> PortError {
    PortError::Rejected {
        target: TARGET,
        reason,
    }
}
