//! Positions as the editor counts them (UTF-8 or UTF-16 columns) and byte offsets of a text.

use std::ops::Range as Bytes;

use gen_lsp_types::{Position, Range};
use sabaki_diagnostic::source::Span;

/// How columns are counted in this session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 units: what every editor understands.
    Utf16,
}

/// Where the lines of a text begin. Lines end as editors have it: LF, CR LF or CR.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    pub(crate) fn new(text: &str) -> Self {
        let mut starts = vec![0];
        let bytes = text.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            let ends = *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
            if ends {
                starts.push(at + 1);
            }
        }
        Self { starts }
    }

    /// The position of a byte offset; an offset inside a character counts as its beginning.
    pub(crate) fn position(&self, text: &str, offset: usize, encoding: Encoding) -> Position {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= offset).max(1) - 1;
        let start = self.starts.get(line).copied().unwrap_or(0);
        let before = text.get(start..offset).unwrap_or("");
        let column = match encoding {
            Encoding::Utf8 => before.len(),
            Encoding::Utf16 => before.chars().map(char::len_utf16).sum(),
        };
        Position {
            line: number(line),
            character: number(column),
        }
    }

    /// The byte offset of a position: past the end of a line is its end, past the last line the end
    /// of the text, inside a character its beginning.
    pub(crate) fn offset(&self, text: &str, position: Position, encoding: Encoding) -> usize {
        let line = position.line as usize;
        let Some(&start) = self.starts.get(line) else {
            return text.len();
        };
        let end = self.starts.get(line + 1).copied().unwrap_or(text.len());
        let whole = text.get(start..end).unwrap_or("");
        let content = whole.trim_end_matches(['\n', '\r']);
        let mut left = position.character as usize;
        let mut offset = start;
        for c in content.chars() {
            let width = match encoding {
                Encoding::Utf8 => c.len_utf8(),
                Encoding::Utf16 => c.len_utf16(),
            };
            if left < width {
                break;
            }
            left -= width;
            offset += c.len_utf8();
        }
        offset
    }

    /// The range of a stretch of bytes.
    pub(crate) fn range(&self, text: &str, bytes: Bytes<usize>, encoding: Encoding) -> Range {
        Range {
            start: self.position(text, bytes.start, encoding),
            end: self.position(text, bytes.end, encoding),
        }
    }
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Whether a cursor at this offset touches a span: inside it or at either end.
pub(crate) fn touches(span: Span, offset: usize) -> bool {
    (span.start as usize) <= offset && offset <= (span.end as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_as_agreed() {
        let text = "x\r\n発送🎁か\u{3099}待ち";
        let lines = Lines::new(text);
        let offset = text.find('待').unwrap();
        for (encoding, column) in [(Encoding::Utf8, 16), (Encoding::Utf16, 6)] {
            let position = lines.position(text, offset, encoding);
            assert_eq!((position.line, position.character), (1, column));
            assert_eq!(lines.offset(text, position, encoding), offset);
        }
    }

    #[test]
    fn positions_that_do_not_exist_are_clamped() {
        let text = "あ\r\nb\rc";
        let lines = Lines::new(text);
        let at = |line, character| {
            let position = Position { line, character };
            lines.offset(text, position, Encoding::Utf16)
        };
        assert_eq!(at(0, 99), 3);
        assert_eq!(at(1, 1), 6);
        assert_eq!(at(2, 9), 8);
        assert_eq!(at(9, 9), 8);
        assert_eq!(
            lines.offset(
                text,
                Position {
                    line: 0,
                    character: 1
                },
                Encoding::Utf8
            ),
            0
        );
    }
}
