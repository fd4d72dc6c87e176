//! What an answer proves: HTTP 200 says little, the `errorCode` inside says it all.

use sabaki_diagnostic::reason::Reason;
use sabaki_engine::port::outcome::PortError;

use super::TARGET;
use super::element::Element;
use crate::http::send::{Answer, SendError};
use crate::http::text::fit;

/// Nothing was found: an empty result, not a failure.
const NOTHING_FOUND: &str = "E10-001";
/// The window begins more than 730 days ago.
const TOO_FAR_BACK: &str = "E04-109";

/// The `return` of an answer.
#[derive(Debug, Clone)]
pub(super) struct Return {
    /// `N00-000` and the like.
    code: String,
    /// Its words.
    message: String,
    /// All of it.
    pub(super) body: Element,
}

/// What the code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// `N…`: done, or accepted.
    Good,
    /// `W…`: partly, see each `unitError`.
    Partly,
    /// Nothing was found.
    Nothing,
    /// The window begins too far back.
    TooFarBack,
    /// Any other error.
    Failed,
}

/// A `unitError`: what is wrong with one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UnitError {
    /// The order number, or what was taken for one.
    pub(super) order: String,
    /// `E04-151` and the like.
    pub(super) code: String,
    /// Its words.
    pub(super) message: String,
}

impl Return {
    pub(super) fn says(&self) -> Says {
        match self.code.as_str() {
            NOTHING_FOUND => Says::Nothing,
            TOO_FAR_BACK => Says::TooFarBack,
            code if code.starts_with('N') => Says::Good,
            code if code.starts_with('W') => Says::Partly,
            _ => Says::Failed,
        }
    }

    /// Code and words.
    pub(super) fn in_short(&self) -> String {
        fit(&format!("{} {}", self.code, self.message), [])
    }

    pub(super) fn unit_errors(&self) -> Vec<UnitError> {
        unit_errors(&self.body)
    }
}

/// The unit errors of an element.
pub(super) fn unit_errors(element: &Element) -> Vec<UnitError> {
    let word = |error: &Element, name| error.word(name).unwrap_or_default().to_owned();
    element
        .many("unitError")
        .map(|error| UnitError {
            order: word(error, "orderKey"),
            code: word(error, "errorCode"),
            message: word(error, "message"),
        })
        .collect()
}

/// A read that gave nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NoReturn {
    /// Why.
    pub(super) error: PortError,
    /// A smaller question may be answered: it took too long or was too large.
    pub(super) too_much: bool,
}

/// What a write came to.
#[derive(Debug)]
pub(super) enum Written {
    /// A receipt: accepted at best, never done.
    Receipt(Return),
    /// It may have been accepted.
    Doubt(Reason),
}

/// A read that gave nothing usable.
pub(super) fn not_answered(reason: impl Into<Reason>) -> PortError {
    PortError::NotAnswered {
        target: TARGET,
        reason: reason.into(),
    }
}

/// What a read came to.
pub(super) fn judge_read(
    operation: &str,
    answer: Result<Answer, SendError>,
) -> Result<Return, NoReturn> {
    let plain = |error| NoReturn {
        error,
        too_much: false,
    };
    let answer = answer.map_err(|error| NoReturn {
        too_much: error.asked_too_much(),
        error: not_answered(error.into_reason()),
    })?;
    if let Some(error) = turned_away(&answer) {
        return Err(plain(error));
    }
    let found = find(operation, &answer);
    match found {
        Found::Return(found) => match unauthorised(&found) {
            Some(error) => Err(plain(error)),
            None => Ok(found),
        },
        Found::Fault(words) => Err(plain(rejected(words))),
        Found::Neither(_) if answer.status == 503 => Err(plain(PortError::Unavailable {
            target: TARGET,
            reason: Reason::of("reason.http_status").with("status", answer.status),
        })),
        Found::Neither(_) if matches!(answer.status, 300..=499) => Err(plain(rejected(
            Reason::of("reason.http_status").with("status", answer.status),
        ))),
        Found::Neither(reason) => Err(plain(not_answered(reason))),
    }
}

/// What a write came to. An error means that nothing was accepted.
pub(super) fn judge_written(
    operation: &str,
    answer: Result<Answer, SendError>,
) -> Result<Written, PortError> {
    let answer = match answer {
        Ok(answer) => answer,
        Err(SendError::NotSent(reason)) => return Err(not_answered(reason)),
        Err(SendError::Unclear(reason)) => return Ok(Written::Doubt(reason)),
    };
    if let Some(error) = turned_away(&answer) {
        return Err(error);
    }
    match find(operation, &answer) {
        Found::Return(found) => match unauthorised(&found) {
            Some(error) => Err(error),
            None => Ok(Written::Receipt(found)),
        },
        Found::Fault(words) | Found::Neither(words) => Ok(Written::Doubt(words)),
    }
}

/// What stands before the service and lets nothing through to it.
fn turned_away(answer: &Answer) -> Option<PortError> {
    let status = answer.status;
    match status {
        401 | 403 => Some(PortError::NotAuthorised {
            target: TARGET,
            reason: Reason::of("reason.http_status").with("status", status),
        }),
        404 | 405 | 415 => Some(rejected(
            Reason::of("reason.http_status").with("status", status),
        )),
        429 => Some(not_answered(Reason::of("reason.http.too_many"))),
        _ => None,
    }
}

/// `E02-…` comes with HTTP 200: the key, the shop or the permission is wrong, and nothing was done.
fn unauthorised(found: &Return) -> Option<PortError> {
    found
        .code
        .starts_with("E02")
        .then(|| PortError::NotAuthorised {
            target: TARGET,
            reason: Reason::of("reason.rms.licence_or_shop").with("words", found.in_short()),
        })
}

fn rejected(reason: impl Into<Reason>) -> PortError {
    PortError::Rejected {
        target: TARGET,
        reason: reason.into(),
    }
}

enum Found {
    Return(Return),
    Fault(Reason),
    Neither(Reason),
}

fn find(operation: &str, answer: &Answer) -> Found {
    let Ok(root) = Element::parse(&answer.body) else {
        return Found::Neither(Reason::of("reason.http.not_xml").with("status", answer.status));
    };
    let body = (root.name() == "Envelope")
        .then(|| root.one("Body"))
        .flatten();
    if let Some(fault) = body.and_then(|body| body.one("Fault")) {
        let words = fault.word("faultstring").unwrap_or_default();
        return Found::Fault(Reason::of("reason.rms.fault").with("words", fit(words, [])));
    }
    let response = body.and_then(|body| body.one(&format!("{operation}Response")));
    let found = response.and_then(|response| response.one("return"));
    let code = found.and_then(|found| found.word("errorCode"));
    match (answer.status, found, code) {
        (200, Some(found), Some(code)) => Found::Return(Return {
            code: code.to_owned(),
            message: found.word("message").unwrap_or_default().to_owned(),
            body: found.clone(),
        }),
        (200, _, _) => {
            Found::Neither(Reason::of("reason.answer.of_another").with("what", operation))
        }
        (status, _, _) => Found::Neither(Reason::of("reason.http_status").with("status", status)),
    }
}
