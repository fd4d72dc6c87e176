//! `file:` addresses and paths.

use std::fmt::Write as _;

use std::path::{Path, PathBuf};

/// The path of a `file:` address; none for other addresses (unsaved documents).
pub(crate) fn path(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix("file://")?;
    let rest = rest.strip_prefix("localhost").unwrap_or(rest);
    let decoded = decode(rest)?;
    // `file:///c:/rules` on Windows.
    let drive = decoded.get(2..3) == Some(":");
    let plain = if drive {
        decoded.trim_start_matches('/')
    } else {
        &decoded
    };
    (plain.starts_with('/') || drive).then(|| PathBuf::from(plain))
}

/// The address of a path, spelled as editors spell it.
pub(crate) fn of_path(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    let mut uri = String::from("file://");
    if !text.starts_with('/') {
        uri.push('/');
    }
    for byte in text.bytes() {
        let plain =
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/');
        if plain {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_paths_are_two_spellings_of_one_thing() {
        let given = Path::new("/店/a b.rules");
        let uri = of_path(given);
        assert_eq!(uri, "file:///%E5%BA%97/a%20b.rules");
        assert_eq!(path(&uri).as_deref(), Some(given));
        assert_eq!(path("untitled:1"), None);
        assert_eq!(path("file:///a%G0"), None);
    }
}
