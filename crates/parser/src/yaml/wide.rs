//! Full-width signs where YAML wants half-width ones: `rule：名前`, indentation by U+3000.
//!
//! They are reported, mended in a copy, and the copy is read with the way back to what was written,
//! so that the rest of the file is read as it was meant.

use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::source::{FileId, Span};

use super::build::Built;
use super::key;
use super::node::{Node, NodeKind, Style};
use super::report::{self, WideSign};

const WIDE_BLANK: char = '\u{3000}';

/// A full-width sign that somebody typed for a half-width one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hit {
    /// Its first byte.
    pub(super) at: usize,
    end: usize,
    sign: WideSign,
    /// Where the key or item that it spoils starts.
    text: usize,
}

/// A text with its full-width signs mended, and the way back to what was written.
#[derive(Debug, Default)]
pub(super) struct Mended {
    /// What YAML reads.
    pub(super) text: String,
    shifts: Vec<Shift>,
}

/// From here on both texts go on together.
#[derive(Debug, Clone, Copy)]
struct Shift {
    read: usize,
    written: usize,
    /// The end of what was written for it, where it was mended.
    end: Option<usize>,
}

impl Mended {
    /// The text with these signs mended.
    pub(super) fn new(source: &str, hits: &[Hit]) -> Self {
        let mut mended = Self::default();
        let mut from = 0;
        mended.shift(0, None);
        for hit in hits {
            mended.text.push_str(source.get(from..hit.at).unwrap_or(""));
            mended.shift(hit.at, Some(hit.end));
            mended.text.push_str(&half(source, *hit));
            mended.shift(hit.end, None);
            from = hit.end;
        }
        mended.text.push_str(source.get(from..).unwrap_or(""));
        mended
    }

    fn shift(&mut self, written: usize, end: Option<usize>) {
        let read = self.text.len();
        self.shifts.push(Shift { read, written, end });
    }

    /// The byte that was written where this one is read.
    pub(super) fn written(&self, read: usize) -> usize {
        let after = self.shifts.partition_point(|shift| shift.read <= read);
        match after
            .checked_sub(1)
            .and_then(|index| self.shifts.get(index))
        {
            Some(shift) if shift.end.is_some() && read > shift.read => {
                shift.end.unwrap_or(shift.written)
            }
            Some(shift) => shift.written + read - shift.read,
            None => read,
        }
    }
}

fn half(source: &str, hit: Hit) -> String {
    let wide = source.get(hit.at..hit.end).unwrap_or("");
    match hit.sign {
        WideSign::Colon => ": ".to_owned(),
        WideSign::Dash => "-".to_owned(),
        WideSign::BlankAfter => " ".to_owned(),
        WideSign::Indentation => wide.replace(WIDE_BLANK, "  "),
    }
}

/// What to say about these signs.
pub(super) fn reports(file: FileId, source: &str, hits: &[Hit]) -> Vec<Diagnostic> {
    let said = |hit: &Hit| {
        let span = Span::new(file, hit.at, hit.end);
        report::wide_sign(span, hit.sign, &half(source, *hit))
    };
    hits.iter().map(said).collect()
}

/// The signs that stand in the way: where the text stops being YAML those before that place, else
/// those that became the beginning of a key or an item.
pub(super) fn hits(source: &str, built: &Built) -> Vec<Hit> {
    let mut found: Vec<Hit> = Vec::new();
    let mut offset = 0;
    for line in source.split_inclusive('\n') {
        if built.broken_at.is_some_and(|at| offset > at) {
            break;
        }
        // A line without such a sign, as most are, has nothing to find.
        if line.contains(is_wide) {
            scan_line(line, offset, &mut found);
        }
        offset += line.len();
    }
    if found.is_empty() {
        return found;
    }
    let mut places = Places::default();
    if let Some(root) = &built.root {
        places.survey(root);
    }
    let broken = built.broken_at.is_some();
    found.retain(|hit| !places.in_quotes(hit.at) && (broken || places.starts_at(hit.text)));
    found
}

fn scan_line(line: &str, offset: usize, found: &mut Vec<Hit>) {
    let mut rest = line.trim_end();
    let mut at = offset;
    loop {
        let indent = rest.len() - rest.trim_start_matches(is_blank).len();
        let blanks = rest.get(..indent).unwrap_or("");
        let end = at + indent;
        if let Some(first) = blanks.find(WIDE_BLANK) {
            let sign = WideSign::Indentation;
            let at = at + first;
            found.push(Hit {
                at,
                end,
                sign,
                text: at,
            });
        }
        rest = rest.get(indent..).unwrap_or("");
        at = end;
        if let Some(after) = rest
            .strip_prefix('-')
            .filter(|after| after.starts_with(is_blank))
        {
            rest = after;
            at += 1;
            continue;
        }
        let wide = rest.strip_prefix(['－', 'ー', '−']);
        let Some(after) = wide.filter(|after| after.starts_with(is_blank)) else {
            break;
        };
        let sign = WideSign::Dash;
        let end = at + rest.len() - after.len();
        found.push(Hit {
            at,
            end,
            sign,
            text: at,
        });
        rest = after;
        at = end;
    }
    match rest.find([':', '：']) {
        Some(colon) if key::is_any(rest.get(..colon).unwrap_or("")) => {
            scan_colon(rest, at, colon, found);
        }
        Some(_) | None => drop_without_key(rest, offset, found),
    }
}

const fn is_wide(c: char) -> bool {
    matches!(c, WIDE_BLANK | '：' | '－' | 'ー' | '−')
}

const fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | WIDE_BLANK)
}

fn scan_colon(rest: &str, text: usize, colon: usize, found: &mut Vec<Hit>) {
    let tail = rest.get(colon..).unwrap_or("");
    if tail.starts_with('：') {
        let sign = WideSign::Colon;
        let at = text + colon;
        let end = at + '：'.len_utf8();
        found.push(Hit {
            at,
            end,
            sign,
            text,
        });
    } else if tail
        .get(1..)
        .is_some_and(|tail| tail.starts_with(WIDE_BLANK))
    {
        let sign = WideSign::BlankAfter;
        let at = text + colon + 1;
        let end = at + WIDE_BLANK.len_utf8();
        found.push(Hit {
            at,
            end,
            sign,
            text,
        });
    }
}

/// Wide blanks before anything but an item or a key are left alone when the line is only text.
fn drop_without_key(rest: &str, offset: usize, found: &mut Vec<Hit>) {
    if rest.is_empty() || rest.starts_with('#') {
        found.retain(|hit| hit.at < offset);
    }
}

/// Places in the order of the file.
#[derive(Default)]
struct Places {
    /// Quoted and block texts.
    quoted: Vec<Span>,
    /// Where keys and items without quotes start.
    starts: Vec<u32>,
}

impl Places {
    fn in_quotes(&self, at: usize) -> bool {
        let after = self.quoted.partition_point(|span| span.range().start <= at);
        let before = after
            .checked_sub(1)
            .and_then(|index| self.quoted.get(index));
        before.is_some_and(|span| span.range().contains(&at))
    }

    fn starts_at(&self, at: usize) -> bool {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        self.starts.binary_search(&at).is_ok()
    }

    fn survey(&mut self, node: &Node) {
        match &node.kind {
            NodeKind::Scalar(scalar) => match scalar.style {
                Style::Plain => self.starts.push(node.span.start),
                Style::Absent => {}
                Style::Single | Style::Double | Style::Block => self.quoted.push(node.span),
            },
            NodeKind::Sequence(items) => {
                for item in items {
                    self.survey(item);
                }
            }
            NodeKind::Mapping(entries) => {
                for entry in entries {
                    if entry.key_plain {
                        self.starts.push(entry.key_span.start);
                    }
                    self.survey(&entry.value);
                }
            }
            NodeKind::Refused => {}
        }
    }
}
