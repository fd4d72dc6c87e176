//! `application/x-www-form-urlencoded` bodies, also with bytes that are no text.

use std::fmt::Write as _;

/// A form under construction.
#[derive(Default, Clone)]
pub(crate) struct Form(String);

impl Form {
    /// Adds a field.
    pub(crate) fn add(&mut self, name: &str, value: impl AsRef<[u8]>) -> &mut Self {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        escape(&mut self.0, name.as_bytes());
        self.0.push('=');
        escape(&mut self.0, value.as_ref());
        self
    }

    /// The body.
    pub(crate) fn into_body(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}

fn escape(out: &mut String, bytes: &[u8]) {
    for &byte in bytes {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' => {
                out.push(char::from(byte));
            }
            b' ' => out.push('+'),
            _ => {
                let _never_fails = write!(out, "%{byte:02X}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        let mut form = Form::default();
        form.add("a b", "x&=あ").add("data", [0u8, 255, b'~']);
        assert_eq!(
            String::from_utf8(form.into_body()).unwrap(),
            "a+b=x%26%3D%E3%81%82&data=%00%FF%7E"
        );
    }
}
