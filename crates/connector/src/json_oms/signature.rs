//! The signature of a request: HMAC-SHA256 over method, path, instant and body digest.

use std::fmt::Write as _;

use hmac::{Hmac, Mac as _};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

/// How old a signed request may be, in seconds; also how far ahead the sender's clock may go.
pub const REPLAY_WINDOW: i64 = 300;

/// Shortest secret, in characters: below that it could be tried out.
pub(crate) const SHORTEST_SECRET: usize = 16;

/// Name of the header with the signature.
pub const SIGNATURE: &str = "sabaki-signature";
/// Name of the header with the instant, in whole seconds since 1970.
pub const TIMESTAMP: &str = "sabaki-timestamp";
/// Name of the header with the version of the protocol.
pub const PROTOCOL: &str = "sabaki-protocol";

/// What is signed: one line each, and no line break at the end.
fn signed_text(method: &str, path: &str, timestamp: i64, body: &[u8]) -> String {
    let digest = hex(&Sha256::digest(body));
    format!("v1\n{method}\n{path}\n{timestamp}\n{digest}")
}

/// The value of the signature header; none only for a key that HMAC does not take, and it takes
/// every one.
pub fn sign(
    secret: &SecretString,
    method: &str,
    path: &str,
    timestamp: i64,
    body: &[u8],
) -> Option<String> {
    let mut mac = mac(secret)?;
    mac.update(signed_text(method, path, timestamp, body).as_bytes());
    Some(format!("v1={}", hex(&mac.finalize().into_bytes())))
}

/// What is wrong with a signed request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// Outside of the replay window.
    #[error("the timestamp is outside of the replay window")]
    Stale,
    /// It is none, or another one.
    #[error("the signature does not fit")]
    Wrong,
}

/// Checks a signature as a receiver must: the instant first, then in constant time.
///
/// # Errors
/// [`SignatureError`]
pub fn verify(secret: &SecretString, request: Signed<'_>, now: i64) -> Result<(), SignatureError> {
    let age = now.checked_sub(request.timestamp);
    if age.is_none_or(|age| age.checked_abs().is_none_or(|age| age > REPLAY_WINDOW)) {
        return Err(SignatureError::Stale);
    }
    let given = request.signature.strip_prefix("v1=").and_then(unhex);
    let (Some(given), Some(mut mac)) = (given, mac(secret)) else {
        return Err(SignatureError::Wrong);
    };
    let text = signed_text(
        request.method,
        request.path,
        request.timestamp,
        request.body,
    );
    mac.update(text.as_bytes());
    mac.verify_slice(&given).map_err(|_| SignatureError::Wrong)
}

/// A request as it came, with what it says of itself.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'a> {
    /// In capitals.
    pub method: &'a str,
    /// As it stands in the request line, without query.
    pub path: &'a str,
    /// Whole seconds since 1970.
    pub timestamp: i64,
    /// The header's value.
    pub signature: &'a str,
    /// All of it.
    pub body: &'a [u8],
}

fn mac(secret: &SecretString) -> Option<Hmac<Sha256>> {
    Hmac::new_from_slice(secret.expose_secret().as_bytes()).ok()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _never_fails = write!(out, "{byte:02x}");
        out
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(16)).collect();
    digits?
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => u8::try_from(high * 16 + low).ok(),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_changed_does_not_fit() {
        let secret = SecretString::from("見本-secret-0123456789");
        let (path, body) = ("/oms/imports", b"{\"shop\":\"a\"}".as_slice());
        let signature = sign(&secret, "POST", path, 1000, body).unwrap();
        let good = Signed {
            method: "POST",
            path,
            timestamp: 1000,
            signature: &signature,
            body,
        };
        let cases = [
            (good, 1000, Ok(())),
            (good, 1300, Ok(())),
            (good, 700, Ok(())),
            (good, 1301, Err(SignatureError::Stale)),
            (good, 699, Err(SignatureError::Stale)),
            (good, i64::MIN, Err(SignatureError::Stale)),
            (
                Signed {
                    method: "GET",
                    ..good
                },
                1000,
                Err(SignatureError::Wrong),
            ),
            (
                Signed {
                    path: "/oms/imports/",
                    ..good
                },
                1000,
                Err(SignatureError::Wrong),
            ),
            (
                Signed {
                    timestamp: 1001,
                    ..good
                },
                1000,
                Err(SignatureError::Wrong),
            ),
            (
                Signed {
                    body: b"{}",
                    ..good
                },
                1000,
                Err(SignatureError::Wrong),
            ),
            (
                Signed {
                    signature: "v1=00",
                    ..good
                },
                1000,
                Err(SignatureError::Wrong),
            ),
            (
                Signed {
                    signature: "v1=0",
                    ..good
                },
                1000,
                Err(SignatureError::Wrong),
            ),
            (
                Signed {
                    signature: "",
                    ..good
                },
                1000,
                Err(SignatureError::Wrong),
            ),
        ];
        for (request, now, expected) in cases {
            assert_eq!(
                verify(&secret, request, now),
                expected,
                "{request:?} at {now}"
            );
        }
        let other = SecretString::from("another-secret-0123456789");
        assert_eq!(verify(&other, good, 1000), Err(SignatureError::Wrong));
    }

    /// Fixed, so that other languages can check theirs against it.
    #[test]
    fn the_documented_example() {
        let secret = SecretString::from("sample-secret-0123456789");
        let body = br#"{"shop":"honten","order_numbers":[]}"#;
        let signature = sign(&secret, "POST", "/slips/search", 1_795_482_000, body).unwrap();
        assert_eq!(
            signature,
            include_str!("../../../../docs/json-oms.openapi.yaml")
                .split("example: v1=")
                .nth(1)
                .and_then(|rest| rest.split_whitespace().next())
                .map(|hex| format!("v1={hex}"))
                .unwrap()
        );
    }
}
