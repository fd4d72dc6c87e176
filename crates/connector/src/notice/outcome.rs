//! From what a channel answered to done, refused or doubtful. A doubtful message is sent again:
//! twice is better than never.

use lettre::transport::smtp;
use sabaki_diagnostic::reason::Reason;
use sabaki_engine::port::outcome::{Outcome, RefusalKind};

use crate::http::send::{Answer, SendError};

/// What an HTTP channel's answer means. Its body is never repeated to anybody.
pub(super) fn of_http(answer: Result<Answer, SendError>) -> Outcome {
    match answer {
        Ok(answer) => match answer.status {
            200..=299 => Outcome::Done,
            408 | 425 | 429 | 500..=599 => {
                busy(Reason::of("reason.http_status").with("status", answer.status))
            }
            300..=399 => refused(Reason::of("reason.http.redirect")),
            status => refused(Reason::of("reason.http_status").with("status", status)),
        },
        Err(SendError::NotSent(reason)) => busy(reason),
        Err(SendError::Unclear(reason)) => Outcome::Doubtful { reason },
    }
}

/// What a mail server's answer means. Its words may quote an address, so only its code is kept.
pub(super) fn of_mail<T>(answer: Result<T, smtp::Error>) -> Outcome {
    let Err(error) = answer else {
        return Outcome::Done;
    };
    let words = match error.status() {
        Some(code) => Reason::of("reason.notice.smtp").with("code", code),
        None if error.is_tls() => Reason::of("reason.notice.no_tls"),
        None => Reason::of("reason.notice.no_answer"),
    };
    if error.is_transient() {
        busy(words)
    } else if error.is_permanent() || error.is_client() || error.is_tls() {
        refused(words)
    } else {
        Outcome::Doubtful { reason: words }
    }
}

pub(super) fn busy(reason: Reason) -> Outcome {
    Outcome::Refused {
        kind: RefusalKind::Busy,
        reason,
    }
}

pub(super) fn refused(reason: Reason) -> Outcome {
    Outcome::Refused {
        kind: RefusalKind::Other,
        reason,
    }
}
