//! From what a channel answered to done, refused or doubtful. A doubtful message is sent again:
//! twice is better than never.

use std::error::Error as _;
use std::io;

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
    if let Some(code) = error.status() {
        let key = match u16::from(code) {
            530 | 534 | 535 | 538 => "reason.notice.smtp_login",
            _ => "reason.notice.smtp",
        };
        let words = Reason::of(key).with("code", code);
        return if error.is_transient() {
            busy(words)
        } else {
            refused(words)
        };
    }
    match cause(&error) {
        Some(Cause::NotTrusted(words)) => {
            refused(Reason::of("reason.notice.not_trusted").with("words", words))
        }
        Some(Cause::NoTls) => refused(Reason::of("reason.notice.no_tls")),
        Some(Cause::NoConnection) => busy(Reason::of("reason.notice.no_connection")),
        None if error.is_tls() => refused(Reason::of("reason.notice.no_tls")),
        None if error.is_client() => refused(Reason::of("reason.notice.no_way")),
        None => Outcome::Doubtful {
            reason: Reason::of("reason.notice.no_answer"),
        },
    }
}

/// Why no mail can have left.
enum Cause {
    NotTrusted(String),
    NoTls,
    NoConnection,
}

/// The mail library calls a failed handshake a failed connection; what it was stands beneath.
fn cause(error: &smtp::Error) -> Option<Cause> {
    let beneath = std::iter::successors(error.source(), |error| (*error).source());
    let io = beneath.filter_map(|error| error.downcast_ref::<io::Error>());
    for io in io {
        let tls = io.get_ref().and_then(|e| e.downcast_ref::<rustls::Error>());
        match tls {
            Some(rustls::Error::InvalidCertificate(why)) => {
                return Some(Cause::NotTrusted(format!("{why}")));
            }
            // What is sent after the handshake may be cut by an alert of the far side.
            Some(rustls::Error::AlertReceived(_)) | None => {}
            Some(_) => return Some(Cause::NoTls),
        }
        match io.kind() {
            io::ErrorKind::ConnectionRefused
            | io::ErrorKind::HostUnreachable
            | io::ErrorKind::NetworkUnreachable => return Some(Cause::NoConnection),
            _ => {}
        }
    }
    None
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
