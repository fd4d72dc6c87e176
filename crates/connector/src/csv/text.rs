//! The bytes of a file become text: what they are is found out, never assumed.

use encoding_rs::{DecoderResult, SHIFT_JIS};

use super::problem::NotOrders;
use super::reading::Limits;

/// How a file was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without a mark.
    Utf8,
    /// UTF-8 with a byte order mark in front.
    Utf8WithMark,
    /// CP932, what RMS writes.
    Cp932,
}

impl Encoding {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8WithMark => "UTF-8 (BOM)",
            Self::Cp932 => "CP932",
        }
    }
}

/// The text of a file without mark and without the end sign of old systems (0x1A).
pub(super) fn text(bytes: &[u8], limits: Limits) -> Result<(String, Encoding), NotOrders> {
    if bytes.len() > limits.file_bytes {
        return Err(NotOrders::TooLarge {
            bytes: bytes.len(),
            most: limits.file_bytes,
        });
    }
    let bytes = without_end_sign(bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(NotOrders::Empty);
    }
    other_kind(bytes)?;
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        let text =
            std::str::from_utf8(rest).map_err(|error| not_utf8(bytes, error.valid_up_to() + 3))?;
        return Ok((text.to_owned(), Encoding::Utf8WithMark));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((text.to_owned(), Encoding::Utf8)),
        Err(error) if begins_as_utf8(bytes) => Err(not_utf8(bytes, error.valid_up_to())),
        Err(_) => cp932(bytes).map(|text| (text, Encoding::Cp932)),
    }
}

pub(super) fn without_end_sign(bytes: &[u8]) -> &[u8] {
    let end = bytes
        .iter()
        .rposition(|byte| *byte != 0x1A)
        .map_or(0, |last| last + 1);
    bytes.get(..end).unwrap_or_default()
}

/// Files of another kind that end in .csv.
fn other_kind(bytes: &[u8]) -> Result<(), NotOrders> {
    let start: Vec<u8> = bytes.iter().take(64).copied().collect();
    let zeros = start.split(|byte| *byte == 0).count() - 1;
    if start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF") || zeros * 4 > start.len() {
        return Err(NotOrders::Utf16);
    }
    if start.starts_with(b"PK\x03\x04") || start.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(NotOrders::Workbook);
    }
    let unmarked = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&start);
    if unmarked.trim_ascii_start().starts_with(b"<") {
        return Err(NotOrders::Page);
    }
    Ok(())
}

/// Whether the first line is UTF-8 with characters beyond ASCII: then the whole file means to be.
fn begins_as_utf8(bytes: &[u8]) -> bool {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or(bytes);
    std::str::from_utf8(line).is_ok_and(|line| !line.is_ascii())
}

fn not_utf8(bytes: &[u8], offset: usize) -> NotOrders {
    not_decodable("UTF-8", bytes, offset)
}

fn not_decodable(encoding: &'static str, bytes: &[u8], offset: usize) -> NotOrders {
    let before = bytes.iter().take(offset);
    NotOrders::NotDecodable {
        encoding,
        offset,
        line: 1 + before.filter(|byte| **byte == b'\n').count(),
    }
}

/// `decode` of the library would sniff a mark and put U+FFFD for what is broken; this does neither.
fn cp932(bytes: &[u8]) -> Result<String, NotOrders> {
    let mut decoder = SHIFT_JIS.new_decoder_without_bom_handling();
    let most = decoder
        .max_utf8_buffer_length_without_replacement(bytes.len())
        .unwrap_or(bytes.len());
    let mut text = String::with_capacity(most);
    let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    match result {
        DecoderResult::InputEmpty => Ok(text),
        DecoderResult::OutputFull => Err(not_decodable("CP932", bytes, read)),
        DecoderResult::Malformed(length, after) => {
            let back = usize::from(length) + usize::from(after);
            Err(not_decodable("CP932", bytes, read.saturating_sub(back)))
        }
    }
}
