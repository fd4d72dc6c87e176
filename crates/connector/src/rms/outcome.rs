//! From what RMS answered to done, already done, refused or doubtful.

use sabaki_diagnostic::reason::Reason;
use sabaki_engine::port::outcome::{Outcome, PortError, RefusalKind};
use serde_json::{Map, Value};

use super::TARGET;
use super::wire::{Message, gateway_error, messages};
use crate::http::send::{Answer, SendError};
use crate::http::text::fit;

/// What is known after a write.
#[derive(Debug)]
pub(super) enum Written {
    /// RMS worked on it and says message by message how it went.
    Answered(Vec<Message>),
    /// RMS refused the request as a whole (HTTP 400): nothing was applied.
    RefusedWhole(Vec<Message>),
    /// It may have been done.
    Doubt(Reason),
}

/// A read that gave nothing usable.
pub(super) fn not_answered(reason: impl Into<Reason>) -> PortError {
    PortError::NotAnswered {
        target: TARGET,
        reason: reason.into(),
    }
}

/// What a read came to: the object of a 200, or why there is none.
pub(super) fn judge_read(
    answer: Result<Answer, SendError>,
) -> Result<Map<String, Value>, PortError> {
    let answer = answer.map_err(|error| not_answered(error.into_reason()))?;
    if let Some(error) = refused_by_gateway(&answer) {
        return Err(error);
    }
    let status = answer.status;
    match status {
        200 => object(&answer).ok_or_else(|| not_answered(Reason::of("reason.answer.not_json"))),
        300..=399 => Err(rejected(Reason::of("reason.http.redirect"))),
        400 => {
            let said = object(&answer).map(|o| messages(&o)).unwrap_or_default();
            Err(rejected(list(&said)))
        }
        503 => Err(PortError::Unavailable {
            target: TARGET,
            reason: Reason::of("reason.http_status").with("status", status),
        }),
        _ => Err(not_answered(
            Reason::of("reason.http_status").with("status", status),
        )),
    }
}

/// What a write came to. An error means that nothing was done.
pub(super) fn judge_written(answer: Result<Answer, SendError>) -> Result<Written, PortError> {
    let answer = match answer {
        Ok(answer) => answer,
        Err(SendError::NotSent(reason)) => return Err(not_answered(reason)),
        Err(SendError::Unclear(reason)) => return Ok(Written::Doubt(reason)),
    };
    if let Some(error) = refused_by_gateway(&answer) {
        return Err(error);
    }
    let said = object(&answer).map(|o| messages(&o)).unwrap_or_default();
    Ok(match answer.status {
        200 if !said.is_empty() => Written::Answered(said),
        400 if !said.is_empty() && said.iter().all(Message::is_error) => {
            Written::RefusedWhole(said)
        }
        status => Written::Doubt(Reason::of("reason.http.no_usable_answer").with("status", status)),
    })
}

/// The gateway lets nothing through to the order service in these cases, so nothing was done.
fn refused_by_gateway(answer: &Answer) -> Option<PortError> {
    let said = object(answer).and_then(|object| gateway_error(&object));
    let status = answer.status;
    if status >= 500 {
        return None;
    }
    let words = match &said {
        Some((code, message)) => Reason::of("reason.http.said")
            .with("status", status)
            .with("words", format!("{code} {message}")),
        None => Reason::of("reason.http_status").with("status", status),
    };
    let code = said.as_ref().map(|(code, _)| code.as_str());
    let authorisation = matches!(status, 401 | 403)
        // ES04-01 is also what a wrong or inactive key and a function not ticked give.
        || code.is_some_and(|code| code.starts_with("ES01") || code == "ES04-01");
    if authorisation {
        return Some(PortError::NotAuthorised {
            target: TARGET,
            reason: Reason::of("reason.rms.licence").because("reason", words),
        });
    }
    match status {
        429 => Some(not_answered(Reason::of("reason.http.too_many"))),
        404 | 405 | 415 => Some(rejected(words)),
        _ if said.is_some() => Some(rejected(words)),
        _ => None,
    }
}

fn rejected(reason: impl Into<Reason>) -> PortError {
    PortError::Rejected {
        target: TARGET,
        reason: reason.into(),
    }
}

fn object(answer: &Answer) -> Option<Map<String, Value>> {
    if !answer.says_json {
        return None;
    }
    match serde_json::from_str(&answer.body) {
        Ok(Value::Object(object)) => Some(object),
        Ok(_) | Err(_) => None,
    }
}

fn list(said: &[Message]) -> Reason {
    if said.is_empty() {
        return Reason::of("reason.http.no_usable_answer").with("status", 400);
    }
    let words: Vec<_> = said.iter().map(Message::in_short).collect();
    Reason::of("reason.rms.said").with("words", words.join(", "))
}

/// What a code of one function means. The number after ERROR means different things in different
/// functions, so the whole code is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Means {
    Done,
    AlreadyDone,
    Refused(RefusalKind),
}

/// The functions that change something, each with the codes that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// confirmOrder
    Confirm,
    /// updateOrderShipping
    Shipping,
    /// cancelOrder
    Cancel,
    /// updateOrderSubStatus
    SubStatus,
    /// updateOrderMemo
    Memo,
}

impl Change {
    fn means(self, code: &str) -> Option<Means> {
        use Means::{AlreadyDone, Done, Refused};
        let known: &[(&str, Means)] = match self {
            Self::Confirm => &[
                ("ORDER_EXT_API_CONFIRM_ORDER_INFO_101", Done),
                (
                    "ORDER_EXT_API_CONFIRM_ORDER_ERROR_102",
                    Refused(RefusalKind::Cancelled),
                ),
                ("ORDER_EXT_API_CONFIRM_ORDER_ERROR_103", AlreadyDone),
                (
                    "ORDER_EXT_API_CONFIRM_ORDER_ERROR_105",
                    Refused(RefusalKind::AmountUnsettled),
                ),
            ],
            Self::Shipping => &[
                ("ORDER_EXT_API_UPDATE_ORDERSHIPPING_INFO_101", Done),
                ("ORDER_EXT_API_UPDATE_ORDERSHIPPING_INFO_102", Done),
                (
                    "ORDER_EXT_API_UPDATE_ORDERSHIPPING_ERROR_011",
                    Refused(RefusalKind::Data),
                ),
                (
                    "ORDER_EXT_API_UPDATE_ORDERSHIPPING_ERROR_102",
                    Refused(RefusalKind::Cancelled),
                ),
            ],
            Self::Memo => &[("ORDER_EXT_API_UPDATE_ORDERMEMO_INFO_101", Done)],
            Self::Cancel => &[("ORDER_EXT_API_CANCEL_ORDER_INFO_101", Done)],
            Self::SubStatus => &[
                ("ORDER_EXT_API_UPDATE_ORDERSUBSTATUS_INFO_101", Done),
                (
                    "ORDER_EXT_API_UPDATE_ORDERSUBSTATUS_ERROR_101",
                    Refused(RefusalKind::Cancelled),
                ),
                // The name was looked up for the status that the order had: it has moved on.
                (
                    "ORDER_EXT_API_UPDATE_ORDERSUBSTATUS_ERROR_102",
                    Refused(RefusalKind::ChangedMeanwhile),
                ),
            ],
        };
        known
            .iter()
            .find(|(known, _)| *known == code)
            .map(|(_, means)| *means)
    }
}

/// The outcome for one order from the messages about it. `cover` are values that must not appear
/// in the reason.
pub(super) fn judge(change: Change, said: &[&Message], cover: &[String]) -> Outcome {
    let mut outcomes: Vec<Outcome> = said
        .iter()
        .filter_map(|message| one(change, message, cover))
        .collect();
    outcomes.dedup();
    match outcomes.len() {
        1 => outcomes.swap_remove(0),
        0 => Outcome::Doubtful {
            reason: Reason::of("reason.rms.nothing_of_order"),
        },
        // Several refusals are one refusal; done and refused together are neither.
        _ if outcomes
            .iter()
            .all(|outcome| matches!(outcome, Outcome::Refused { .. })) =>
        {
            outcomes.swap_remove(0)
        }
        _ => Outcome::Doubtful {
            reason: Reason::of("reason.rms.contradiction"),
        },
    }
}

fn one(change: Change, message: &Message, cover: &[String]) -> Option<Outcome> {
    match change.means(&message.code) {
        Some(Means::Done) => Some(Outcome::Done),
        Some(Means::AlreadyDone) => Some(Outcome::AlreadyDone),
        Some(Means::Refused(kind)) => Some(refused(kind, message, cover)),
        None if message.is_error() => Some(refused(kind_by_pattern(message), message, cover)),
        // A warning or a note that nobody has explained proves nothing either way.
        None => None,
    }
}

fn kind_by_pattern(message: &Message) -> RefusalKind {
    if message.is_about_the_request() {
        RefusalKind::Data
    } else {
        RefusalKind::Other
    }
}

fn refused(kind: RefusalKind, message: &Message, cover: &[String]) -> Outcome {
    Outcome::Refused {
        kind,
        reason: Reason::of("reason.rms.refused")
            .with("code", fit(&message.code, []))
            .with(
                "words",
                fit(&message.text, cover.iter().map(String::as_str)),
            ),
    }
}
