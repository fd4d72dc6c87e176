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
    /// The UTF-16 units before every so many bytes, so that a place far out on a long line is found
    /// as fast as others.
    units: Vec<usize>,
}

/// How many bytes lie between two counts of units.
const STEP: usize = 1024;

/// The next beginning of a character at or before a byte.
fn boundary(text: &str, at: usize) -> usize {
    let near = (0..=at.min(text.len())).rev();
    near.into_iter()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

fn units(text: &str, from: usize, to: usize) -> usize {
    let part = text.get(from..to).unwrap_or("");
    part.chars().map(char::len_utf16).sum()
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
        let mut counted = Vec::with_capacity(text.len() / STEP + 1);
        let (mut before, mut from) = (0, 0);
        for at in (0..=text.len()).step_by(STEP) {
            let at = boundary(text, at);
            before += units(text, from, at);
            from = at;
            counted.push(before);
        }
        Self {
            starts,
            units: counted,
        }
    }

    /// The UTF-16 units before the beginning of a character.
    fn units_before(&self, text: &str, offset: usize) -> usize {
        let step = offset / STEP;
        let counted = self.units.get(step).copied().unwrap_or(0);
        counted + units(text, boundary(text, step * STEP), offset)
    }

    /// The position of a byte offset; an offset inside a character counts as its beginning.
    pub(crate) fn position(&self, text: &str, offset: usize, encoding: Encoding) -> Position {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= offset).max(1) - 1;
        let start = self.starts.get(line).copied().unwrap_or(0);
        let column = match encoding {
            Encoding::Utf8 => offset - start,
            Encoding::Utf16 => self.units_before(text, offset) - self.units_before(text, start),
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
    fn places_on_a_long_line_are_counted_as_on_a_short_one() {
        let text = format!("\n{}", "発🎁x".repeat(1_000));
        let lines = Lines::new(&text);
        for (count, (offset, _)) in text.match_indices('x').enumerate() {
            let position = lines.position(&text, offset, Encoding::Utf16);
            let column = u32::try_from(count).unwrap() * 4 + 3;
            assert_eq!((position.line, position.character), (1, column));
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
