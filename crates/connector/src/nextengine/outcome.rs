//! From what ネクストエンジン answered to done, refused or doubtful, by its six-digit code.

use sabaki_diagnostic::reason::Reason;
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
    LoggedOut(Reason),
    /// The request was understood and refused, or for a bulk call partly refused.
    Refused { code: String, said: Said },
    /// It may have been done.
    Doubt(Reason),
}

impl CallError {
    /// The same for a call that changes nothing.
    pub(super) fn of_read(self) -> PortError {
        match self {
            Self::Nothing(error) => error,
            Self::StaleToken => not_authorised(Reason::of("reason.ne.stale_tokens")),
            Self::LoggedOut(reason) => not_authorised(reason),
            Self::Refused { code, said } => PortError::Rejected {
                target: TARGET,
                reason: answered(&code, &said),
            },
            Self::Doubt(reason) => not_answered(reason),
        }
    }
}

pub(super) fn not_answered(reason: impl Into<Reason>) -> PortError {
    PortError::NotAnswered {
        target: TARGET,
        reason: reason.into(),
    }
}

pub(super) fn not_authorised(reason: Reason) -> PortError {
    PortError::NotAuthorised {
        target: TARGET,
        reason,
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

/// What it said, as a reason.
pub(super) fn answered(code: &str, said: &Said) -> Reason {
    Reason::of("reason.ne.said").with("words", words(code, said))
}

/// Code and words of a refusal, covered already.
pub(super) fn said(code: &str, words: &str) -> Reason {
    Reason::of("reason.ne.said").with("words", format!("{code} {words}").trim())
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
        return Err(CallError::Doubt(
            Reason::of("reason.ne.success_beside").with("status", answer.status),
        ));
    }
    Ok(envelope)
}

fn without_envelope(answer: &Answer) -> CallError {
    let status = answer.status;
    match status {
        404 | 405 | 415 => CallError::Nothing(PortError::Rejected {
            target: TARGET,
            reason: Reason::of("reason.http.address").with("status", status),
        }),
        429 => CallError::Nothing(not_answered(Reason::of("reason.http.too_many"))),
        _ => CallError::Doubt(if (300..400).contains(&status) {
            Reason::of("reason.http.redirect")
        } else if (200..300).contains(&status) && !answer.says_json {
            Reason::of("reason.http.page").with("status", status)
        } else {
            Reason::of("reason.ne.no_envelope").with("status", status)
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
    let text = answered(&envelope.code, &envelope.said);
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
        _ => CallError::Doubt(Reason::of("reason.ne.unknown_answer").because("reason", text)),
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
        reason: said(code, &fit(message, cover.iter().map(String::as_str))),
    }
}
