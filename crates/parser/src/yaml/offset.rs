//! From an offset in a decoded scalar back to the source: piece by piece, in the same order.

use super::node::Style;

/// A stretch that stands in the decoded text as it stands in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    /// Where it starts in the decoded text.
    pub(super) decoded: usize,
    /// Where it starts in the source file.
    pub(super) source: usize,
    /// How many bytes are the same; none for an escape, which is a place of its own.
    pub(super) length: usize,
}

/// The stretches of a scalar: `slice` is its source with quotes, `base` where that starts.
pub(super) fn stretches(slice: &str, base: usize, decoded: &str, style: Style) -> Vec<Stretch> {
    match style {
        Style::Absent => Vec::new(),
        Style::Plain | Style::Block => lines(slice, base, decoded),
        Style::Single | Style::Double => Quoted::new(slice, base, style).walk(),
    }
}

const fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t')
}

const fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r')
}

/// Plain and block scalars: a line without its outer blanks stands in the decoded text as it is.
fn lines(slice: &str, base: usize, decoded: &str) -> Vec<Stretch> {
    let mut out = Vec::new();
    let mut at = 0;
    let mut offset = 0;
    for line in slice.split_inclusive(is_break) {
        let inner = line.trim_end_matches(is_break);
        let content = inner.trim_matches(is_blank);
        let lead = inner.len() - inner.trim_start_matches(is_blank).len();
        if !content.is_empty() {
            let rest = decoded.get(at..).unwrap_or("");
            let skipped = rest.len() - rest.trim_start_matches([' ', '\t', '\n']).len();
            if rest
                .get(skipped..)
                .is_some_and(|rest| rest.starts_with(content))
            {
                at += skipped;
                out.push(Stretch {
                    decoded: at,
                    source: base + offset + lead,
                    length: content.len(),
                });
                at += content.len();
            }
        }
        offset += line.len();
    }
    out
}

/// Walks a quoted scalar escape by escape.
struct Quoted<'a> {
    rest: &'a str,
    source: usize,
    decoded: usize,
    style: Style,
    out: Vec<Stretch>,
}

impl<'a> Quoted<'a> {
    fn new(slice: &'a str, base: usize, style: Style) -> Self {
        let quote = if style == Style::Single { '\'' } else { '"' };
        let inner = slice.strip_prefix(quote).unwrap_or(slice);
        let inner = inner.strip_suffix(quote).unwrap_or(inner);
        Self {
            rest: inner,
            source: base + 1,
            decoded: 0,
            style,
            out: Vec::new(),
        }
    }

    fn walk(mut self) -> Vec<Stretch> {
        while let Some(c) = self.rest.chars().next() {
            if self.fold() {
                continue;
            }
            match (self.style, c) {
                (Style::Single, '\'') => self.take(2, 1),
                (Style::Double, '\\') => self.escape(),
                _ => self.take(c.len_utf8(), c.len_utf8()),
            }
        }
        self.out.push(Stretch {
            decoded: self.decoded,
            source: self.source,
            length: 0,
        });
        self.out
    }

    /// Blanks, a line end and the next line's indentation become a blank or line ends.
    fn fold(&mut self) -> bool {
        let line = self.rest.trim_start_matches(is_blank);
        if !line.starts_with(is_break) {
            return false;
        }
        let (breaks, length) = skip_breaks(line);
        self.skip(self.rest.len() - line.len() + length);
        self.decoded += if breaks == 1 { 1 } else { breaks - 1 };
        true
    }

    fn escape(&mut self) {
        let after = self.rest.get(1..).unwrap_or("");
        let Some(c) = after.chars().next() else {
            self.take(1, 1);
            return;
        };
        let digits = match c {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            '\n' | '\r' => {
                let (breaks, length) = skip_breaks(after);
                self.skip(1 + length);
                self.decoded += breaks - 1;
                return;
            }
            _ => {
                let decoded = match c {
                    'N' | '_' => 2,
                    'L' | 'P' => 3,
                    _ => 1,
                };
                self.take(1 + c.len_utf8(), decoded);
                return;
            }
        };
        let code = hex(after.get(1..=digits));
        let surrogate = (0xD800..0xDC00).contains(&code);
        if surrogate {
            self.take(12, 4);
        } else {
            let decoded = char::from_u32(code).map_or(0, char::len_utf8);
            self.take(2 + digits, decoded);
        }
    }

    /// So many bytes of source stand for so many bytes of decoded text.
    fn take(&mut self, source: usize, decoded: usize) {
        let length = if self.rest.starts_with(escape_sign(self.style)) {
            0
        } else {
            source
        };
        let joined = self.out.last_mut().filter(|last| {
            length > 0
                && last.length > 0
                && last.decoded + last.length == self.decoded
                && last.source + last.length == self.source
        });
        match joined {
            Some(last) => last.length += length,
            None => self.out.push(Stretch {
                decoded: self.decoded,
                source: self.source,
                length,
            }),
        }
        self.decoded += decoded;
        self.skip(source);
    }

    fn skip(&mut self, source: usize) {
        self.source += source.min(self.rest.len());
        self.rest = self.rest.get(source..).unwrap_or("");
    }
}

/// How many line ends follow each other with nothing but blanks between, and the bytes up to the
/// next text.
fn skip_breaks(text: &str) -> (usize, usize) {
    let mut rest = text;
    let mut breaks = 0;
    loop {
        let line = rest.trim_start_matches(is_blank);
        let after = line
            .strip_prefix("\r\n")
            .or_else(|| line.strip_prefix(is_break));
        match after {
            Some(after) => {
                breaks += 1;
                rest = after;
            }
            None => return (breaks, text.len() - line.len()),
        }
    }
}

const fn escape_sign(style: Style) -> char {
    if matches!(style, Style::Single) {
        '\''
    } else {
        '\\'
    }
}

fn hex(digits: Option<&str>) -> u32 {
    digits.map_or(0, |digits| u32::from_str_radix(digits, 16).unwrap_or(0))
}

#[cfg(test)]
#[allow(clippy::string_slice, reason = "a test may fail loudly")]
mod tests {
    use sabaki_diagnostic::source::FileId;

    use super::super::build::{Built, build};
    use super::super::node::{Node, NodeKind, Scalar, Style};
    use super::super::wide::Mended;
    use super::*;
    use crate::testing::Chance;

    /// All scalars with their places.
    fn scalars(node: &Node, out: &mut Vec<(Scalar, std::ops::Range<usize>)>) {
        match &node.kind {
            NodeKind::Scalar(scalar) => out.push((scalar.clone(), node.span.range())),
            NodeKind::Sequence(items) => {
                for item in items {
                    scalars(item, out);
                }
            }
            NodeKind::Mapping(entries) => {
                for entry in entries {
                    scalars(&entry.value, out);
                }
            }
            NodeKind::Refused => {}
        }
    }

    /// A random text of words, blanks, line ends and signs that the style can hold.
    fn random_text(chance: &mut Chance, style: Style) -> String {
        const WORDS: &[&str] = &[
            "a",
            "status",
            "発送待ち",
            "ｶﾞ",
            "🎁",
            "=",
            "3,000円",
            "x:y",
            "「至急」",
            "-",
            "(",
            ")",
        ];
        let mut text = String::from("w");
        for _ in 0..chance.below(12) {
            match chance.below(8) {
                0 => text.push_str("  "),
                1 if style != Style::Plain => text.push('\''),
                2 if style != Style::Plain => text.push('"'),
                3 if style == Style::Double => text.push('\\'),
                4 if style == Style::Double => text.push('\t'),
                5 if style == Style::Double || style == Style::Block => text.push('\n'),
                6 => text.push(' '),
                _ => text.push_str(chance.of(WORDS)),
            }
        }
        if style == Style::Plain {
            text.trim().to_owned()
        } else {
            text
        }
    }

    /// Writes a text in a style, broken over lines and escaped at random.
    fn written(chance: &mut Chance, text: &str, style: Style) -> String {
        match style {
            Style::Absent => String::new(),
            Style::Plain => text.replace(' ', chance.of(&[" ", "   ", "\n    "])),
            Style::Single => {
                let folded = text.replace(' ', chance.of(&[" ", "\n    ", "\n\n  "]));
                format!("'{}'", folded.replace('\'', "''"))
            }
            Style::Double => {
                let mut out = String::from("\"");
                for c in text.chars() {
                    match c {
                        '"' | '\\' => out.extend(['\\', c]),
                        '\n' => out.push_str("\\n"),
                        '\t' => out.push_str("\\t"),
                        ' ' => out.push_str(chance.of(&[" ", "\\x20", "\n   ", "\\\n  \\ "])),
                        _ if chance.below(6) == 0 => {
                            let code = u32::from(c);
                            let escape = format!("\\U{code:08x}");
                            out.push_str(&escape);
                        }
                        _ => out.push(c),
                    }
                }
                out.push('"');
                out
            }
            Style::Block => {
                let head = chance.of(&["|", "|-", "|+", ">", ">-", "> # c"]);
                let indented = text.replace('\n', "\n    ");
                format!("{head}\n    {indented}\n")
            }
        }
    }

    #[test]
    fn every_stretch_stands_in_the_source_as_in_the_decoded_text() {
        let mut chance = Chance::new(7);
        let styles = [Style::Plain, Style::Single, Style::Double, Style::Block];
        let mut seen = 0;
        for _ in 0..4_000 {
            let style = chance.one(&styles);
            let text = random_text(&mut chance, style);
            let mut source = format!("a:\n  - {}\n  - z\n", written(&mut chance, &text, style));
            if chance.below(3) == 0 {
                source = source.replace('\n', "\r\n");
            }
            let Built {
                root, broken_at, ..
            } = build(FileId(0), &source, &Mended::new(&source, &[]));
            if broken_at.is_some() {
                continue;
            }
            let mut found = Vec::new();
            scalars(&root.unwrap(), &mut found);
            for (scalar, range) in found {
                seen += 1;
                check(&source, &scalar, range);
            }
        }
        assert!(seen > 6_000, "too few texts were YAML: {seen}");
    }

    fn check(source: &str, scalar: &Scalar, range: std::ops::Range<usize>) {
        let slice = &source[range.clone()];
        let out = stretches(slice, range.start, &scalar.text, scalar.style);
        let mut covered = vec![false; scalar.text.len()];
        let mut last = (0, 0);
        for stretch in &out {
            assert!((stretch.decoded, stretch.source) >= last, "{source:?}");
            last = (stretch.decoded, stretch.source);
            let decoded = &scalar.text[stretch.decoded..stretch.decoded + stretch.length];
            let there = &source[stretch.source..stretch.source + stretch.length];
            assert_eq!(decoded, there, "{source:?} {scalar:?}");
            covered[stretch.decoded..stretch.decoded + stretch.length].fill(true);
        }
        if matches!(scalar.style, Style::Single | Style::Double) {
            let end = out.last().map(|stretch| stretch.decoded);
            assert_eq!(end, Some(scalar.text.len()), "{source:?} {scalar:?}");
            return;
        }
        let missed = scalar
            .text
            .char_indices()
            .find(|(at, c)| !c.is_whitespace() && !covered[*at]);
        assert_eq!(missed, None, "{source:?} {scalar:?}");
    }
}
