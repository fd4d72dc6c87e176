//! The body of a request: form fields or multipart, with values as bytes.

use std::collections::BTreeMap;

use crate::wire::{Request, pairs};

/// The parameters of a call.
#[derive(Default)]
pub(crate) struct Form {
    values: BTreeMap<String, Vec<u8>>,
}

impl Form {
    pub(crate) fn read(request: &Request) -> Self {
        let kind = request.header("content-type").unwrap_or_default();
        let boundary = kind
            .split(';')
            .filter_map(|part| part.trim().strip_prefix("boundary="))
            .map(|boundary| boundary.trim_matches('"'))
            .next();
        let found = match boundary {
            Some(boundary) if kind.to_ascii_lowercase().starts_with("multipart/form-data") => {
                parts(&request.body, boundary)
            }
            _ => pairs(&request.body),
        };
        Self {
            values: found.into_iter().collect(),
        }
    }

    pub(crate) fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.values.get(name).map(Vec::as_slice)
    }

    /// A value as text; bytes that are not UTF-8 make it absent.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.bytes(name)
            .and_then(|value| std::str::from_utf8(value).ok())
    }

    /// All names with values that are text, in the order of the names.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().filter_map(|(name, value)| {
            std::str::from_utf8(value)
                .ok()
                .map(|value| (name.as_str(), value))
        })
    }
}

/// Cuts a multipart body at its boundary.
fn parts(body: &[u8], boundary: &str) -> Vec<(String, Vec<u8>)> {
    let mark = format!("--{boundary}").into_bytes();
    let mut found = Vec::new();
    let mut rest = body;
    let Some(first) = position(rest, &mark) else {
        return found;
    };
    rest = rest.get(first + mark.len()..).unwrap_or_default();
    while let Some(end) = position(rest, &mark) {
        let part = rest.get(..end).unwrap_or_default();
        found.extend(one_part(part));
        rest = rest.get(end + mark.len()..).unwrap_or_default();
    }
    found
}

fn one_part(part: &[u8]) -> Option<(String, Vec<u8>)> {
    let part = part.strip_prefix(b"\r\n").unwrap_or(part);
    let part = part.strip_suffix(b"\r\n").unwrap_or(part);
    let gap = position(part, b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(part.get(..gap)?).into_owned();
    let name = head.split("name=\"").nth(1)?.split('"').next()?.to_owned();
    Some((name, part.get(gap + 4..)?.to_vec()))
}

fn position(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len())
        .position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multipart_values_are_bytes() {
        let body = b"--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--B\r\nContent-Disposition: form-data; name=\"data_1\"; filename=\"x.csv\"\r\nContent-Type: text/csv\r\n\r\n\x1f\x8b\r\n\x00\r\n--B--\r\n";
        let mut request = Request {
            body: body.to_vec(),
            ..Request::default()
        };
        request.headers.insert(
            "content-type".into(),
            "multipart/form-data; boundary=B".into(),
        );
        let form = Form::read(&request);
        assert_eq!(form.text("a"), Some("1"));
        assert_eq!(form.bytes("data_1"), Some(b"\x1f\x8b\r\n\x00".as_slice()));
    }
}
