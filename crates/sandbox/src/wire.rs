//! A request and its answer as plain data, so that the world can be asked with and without a network.

use std::collections::BTreeMap;

/// What a client sent, already read from the wire.
#[derive(Clone, Default)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path without the query.
    pub path: String,
    /// The query without its question mark; empty when there is none.
    pub query: String,
    /// Header values by lower-case name.
    pub headers: BTreeMap<String, String>,
    /// The body as it came.
    pub body: Vec<u8>,
}

impl std::fmt::Debug for Request {
    // Headers and bodies carry credentials and personal values: neither is ever shown.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Request")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl Request {
    /// A header's value, or nothing.
    pub fn header(&self, lower_case_name: &str) -> Option<&str> {
        self.headers.get(lower_case_name).map(String::as_str)
    }

    /// The value of a query parameter, decoded.
    pub fn query_value(&self, name: &str) -> Option<String> {
        pairs(self.query.as_bytes())
            .into_iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| String::from_utf8_lossy(&value).into_owned())
    }
}

/// What the client is to receive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// Headers in the order in which they are written.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Reply {
    /// An answer of the given type.
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("content-type", content_type.to_owned())],
            body: body.into(),
        }
    }

    /// A JSON answer as the control paths give it.
    pub fn json(status: u16, body: &serde_json::Value) -> Self {
        Self::new(status, "application/json; charset=utf-8", body.to_string())
    }
}

/// How the answer gets to the client, or does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// As it should.
    Whole,
    /// Nothing comes for this many seconds, then the connection is closed.
    Held {
        /// Real seconds.
        seconds: u32,
    },
    /// The connection is reset at once.
    Reset,
    /// The body trickles over so many seconds.
    Slow {
        /// Real seconds.
        seconds: u32,
    },
    /// The connection is closed in the middle of the body.
    CutBody,
}

/// Splits `a=1&b=2`, with `+` and percent signs decoded; values stay bytes, since ネクストエンジン takes gzip so.
pub(crate) fn pairs(text: &[u8]) -> Vec<(String, Vec<u8>)> {
    text.split(|byte| *byte == b'&')
        .filter(|part| !part.is_empty())
        .map(|part| {
            let mut sides = part.splitn(2, |byte| *byte == b'=');
            let key = decoded(sides.next().unwrap_or_default());
            let value = decoded(sides.next().unwrap_or_default());
            (String::from_utf8_lossy(&key).into_owned(), value)
        })
        .collect()
}

fn decoded(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.iter().copied();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => out.push(b' '),
            b'%' => {
                let after = rest.as_slice_hex();
                match after {
                    Some(value) => {
                        rest.next();
                        rest.next();
                        out.push(value);
                    }
                    None => out.push(b'%'),
                }
            }
            other => out.push(other),
        }
    }
    out
}

/// Looks at the next two bytes as a hexadecimal number without taking them.
trait PeekHex {
    fn as_slice_hex(&self) -> Option<u8>;
}

impl PeekHex for std::iter::Copied<std::slice::Iter<'_, u8>> {
    fn as_slice_hex(&self) -> Option<u8> {
        let mut ahead = self.clone();
        let high = char::from(ahead.next()?).to_digit(16)?;
        let low = char::from(ahead.next()?).to_digit(16)?;
        u8::try_from(high * 16 + low).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn form_values_keep_every_byte() {
        let found = pairs(b"a=%1f%8B+x&b=%E6%B3%A8&c&d=100%");
        assert_eq!(found[0], ("a".into(), vec![0x1f, 0x8b, b' ', b'x']));
        assert_eq!(found[1].1, "注".as_bytes());
        assert_eq!(found[2], ("c".into(), vec![]));
        assert_eq!(found[3].1, b"100%");
    }
}
