//! From what ネクストエンジン answered to done, refused or doubtful, by its six-digit code.

use sabaki_engine::port::outcome::{Outcome, PortError, RefusalKind};

use super::TARGET;
use super::wire::{Envelope, Said};
use crate::http::send::{Answer, SendError};
use crate::http::text::fit;

/// Why a call did not succeed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CallError {
    /// Certainly nothing was done.
    Nothing(PortError),
    /// The access token is not the current one (002002); nothing was done.
    StaleToken,
    /// Both tokens are gone, or a person must log in (002003, 002004, redirect); nothing was done.
    LoggedOut(String),
    /// The request was understood and refused, or for a bulk call partly refused.
    Refused { code: String, said: Said },
    /// It may have been done.
    Doubt(String),
}

impl CallError {
    /// The same for a call that changes nothing.
    pub(super) fn of_read(self) -> PortError {
        match self {
            Self::Nothing(error) => error,
            Self::StaleToken => not_authorised("002002"),
            Self::LoggedOut(reason) => not_authorised(&reason),
            Self::Refused { code, said } => PortError::Rejected {
                target: TARGET,
                reason: words(&code, &said),
            },
            Self::Doubt(reason) => not_answered(reason),
        }
    }
}

pub(super) fn not_answered(reason: impl Into<String>) -> PortError {
    PortError::NotAnswered {
        target: TARGET,
        reason: reason.into(),
    }
}

pub(super) fn not_authorised(reason: &str) -> PortError {
    PortError::NotAuthorised {
        target: TARGET,
        reason: reason.to_owned(),
    }
}

/// Code and text in one line.
pub(super) fn words(code: &str, said: &Said) -> String {
    let text = match said {
        Said::Text(text) => text.clone(),
        Said::Each(list) => {
            let each: Vec<_> = list
                .iter()
                .map(|of| format!("{}: {} {}", of.slip, of.code, of.message))
                .collect();
            each.join(", ")
        }
    };
    fit(&format!("{code} {text}"), []).trim().to_owned()
}

/// The envelope of an answer, before anything is made of it.
pub(super) fn envelope(answer: Result<Answer, SendError>) -> Result<Envelope, CallError> {
    let answer = match answer {
        Ok(answer) => answer,
        Err(SendError::NotSent(reason)) => return Err(CallError::Nothing(not_answered(reason))),
        Err(SendError::Unclear(reason)) => return Err(CallError::Doubt(reason)),
    };
    // Which content type it sends is documented nowhere, so the envelope decides.
    let envelope = Envelope::parse(&answer.body).ok_or_else(|| without_envelope(&answer))?;
    if envelope.result == "success" && answer.status != 200 {
        // Whoever put that status there did not mean success.
        return Err(CallError::Doubt(format!(
            "HTTP {} beside `success`",
            answer.status
        )));
    }
    Ok(envelope)
}

fn without_envelope(answer: &Answer) -> CallError {
    let status = answer.status;
    match status {
        404 | 405 | 415 => CallError::Nothing(PortError::Rejected {
            target: TARGET,
            reason: format!("HTTP {status}; is the address right?"),
        }),
        429 => CallError::Nothing(not_answered("HTTP 429, too many requests")),
        _ => CallError::Doubt(if (300..400).contains(&status) {
            "it redirects elsewhere, which is not followed".to_owned()
        } else if (200..300).contains(&status) && !answer.says_json {
            "a page instead of an answer; under maintenance?".to_owned()
        } else {
            format!("HTTP {status} without a usable answer (wrong client id, or under maintenance)")
        }),
    }
}

/// Whether a body without envelope looks like maintenance, for reads.
pub(super) fn is_maintenance(answer: &Answer) -> bool {
    matches!(answer.status, 502..=504) || (answer.status == 200 && !answer.says_json)
}

/// What an envelope says.
pub(super) fn judge(envelope: Envelope) -> Result<Envelope, CallError> {
    if envelope.result == "success" {
        return Ok(envelope);
    }
    let text = words(&envelope.code, &envelope.said);
    // The code first: sources do not settle whether 002004 comes with `error` or `redirect`.
    Err(match envelope.code.as_str() {
        "002002" => CallError::StaleToken,
        "002003" | "002004" => CallError::LoggedOut(text),
        "002007" | "003004" | "003005" => CallError::Nothing(PortError::Unavailable {
            target: TARGET,
            reason: text,
        }),
        // Overload, and a path that is gone for moments while they deploy.
        "000001" | "003001" | "003002" => CallError::Nothing(not_answered(text)),
        "000002" | "001001" | "002001" | "004001" => CallError::Nothing(PortError::Rejected {
            target: TARGET,
            reason: text,
        }),
        // "Unrecoverable": how far it came is not said.
        "999999" => CallError::Doubt(text),
        _ if envelope.result == "redirect" => CallError::LoggedOut(text),
        _ if envelope.result == "error" && !envelope.code.is_empty() => CallError::Refused {
            code: envelope.code,
            said: envelope.said,
        },
        _ => CallError::Doubt(format!("an answer of an unknown kind {text}")),
    })
}

/// What a refusal code of an update means to the engine.
pub(super) fn kind(code: &str) -> RefusalKind {
    match code {
        "020006" => RefusalKind::ChangedMeanwhile,
        // 受注取込中; the others are treated as busy by clients in the field (unconfirmed).
        "020007" | "006005" | "008003" | "009005" | "011007" => RefusalKind::Busy,
        "020015" => RefusalKind::Data,
        _ => RefusalKind::Other,
    }
}

/// A refusal with the far side's words; `cover` are values that must not appear.
pub(super) fn refusal(code: &str, message: &str, cover: &[String]) -> Outcome {
    Outcome::Refused {
        kind: kind(code),
        reason: fit(
            format!("{code} {message}").trim(),
            cover.iter().map(String::as_str),
        ),
    }
}
