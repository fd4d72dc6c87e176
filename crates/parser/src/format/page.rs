//! The page that the formatter writes on: lines, comments, blank lines between groups.

use sabaki_diagnostic::source::Span;
use unicode_width::UnicodeWidthStr as _;

use crate::syntax::file::Comment;

/// Columns that a line should not exceed.
pub(super) const WIDTH: usize = 100;

/// What may stand between a place and the comment that belongs to it.
const BESIDE: &str = " \t\u{3000},:'\"|()[]{}、，：＇＂｜（）［］｛｝「」『』“”‘’";

/// How many columns a text takes on a terminal.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// How wide a column is: as its widest text, those apart that fill a line by themselves. Every
/// text is filled up to it, so that it must not grow with the texts.
pub(super) fn widest(widths: impl Iterator<Item = usize>) -> usize {
    widths.filter(|width| *width <= WIDTH).max().unwrap_or(0)
}

/// Blanks.
pub(super) fn blanks(count: usize) -> String {
    " ".repeat(count)
}

/// Lines on their way out, and the comments that still wait for their place.
pub(super) struct Page<'a> {
    out: String,
    source: &'a str,
    comments: &'a [Comment],
    /// The end of what was written last, in the source.
    last_end: usize,
    /// Whether the next line is the first of its block: no blank line before it.
    fresh: bool,
}

impl<'a> Page<'a> {
    /// An empty page.
    pub(super) const fn new(source: &'a str) -> Self {
        Self {
            out: String::new(),
            source,
            comments: &[],
            last_end: 0,
            fresh: true,
        }
    }

    /// What was written.
    pub(super) fn finish(self) -> String {
        self.out
    }

    /// Whether nothing was written yet.
    pub(super) fn is_empty(&self) -> bool {
        self.out.is_empty()
    }

    /// Begins something that owns these comments.
    pub(super) fn begin(&mut self, comments: &'a [Comment]) {
        self.comments = comments;
    }

    /// A blank line, unless there is one or nothing stands above it.
    pub(super) fn blank(&mut self) {
        if !self.fresh && !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// Whether a blank line stands in the source between what was written last and this.
    fn gap_before(&self, at: usize) -> bool {
        let between = self.source.get(self.last_end..at).unwrap_or("");
        let mut lines = between.split('\n').skip(1).peekable();
        while let Some(line) = lines.next() {
            if lines.peek().is_some() && line.trim().is_empty() {
                return true;
            }
        }
        false
    }

    /// Whether comments stand between two places.
    pub(super) fn has_comments_between(&self, one: Span, next: Span) -> bool {
        self.comments
            .iter()
            .any(|comment| comment.span.start >= one.end && comment.span.end <= next.start)
    }

    /// Writes lines that stand for a place, with the comments before it and behind it.
    pub(super) fn unit(&mut self, span: Span, indent: usize, lines: &[String]) {
        // Comments stand as deep as the line that they are about.
        let first = lines.first().map_or("", String::as_str);
        let deeper = first.len() - first.trim_start_matches(' ').len();
        self.leading(span, indent + deeper);
        self.lines(indent, lines);
        self.trailing(span);
    }

    /// Writes a line that opens what holds a place first.
    pub(super) fn above(&mut self, first: Span, indent: usize, line: &str) {
        self.leading(first, indent);
        self.line(indent, line);
    }

    /// Writes a line that stands for nothing of its own.
    pub(super) fn line(&mut self, indent: usize, line: &str) {
        self.out.push_str(&blanks(indent));
        self.out.push_str(line);
        self.out.push('\n');
        self.fresh = true;
    }

    fn lines(&mut self, indent: usize, lines: &[String]) {
        for line in lines {
            self.out.push_str(&blanks(indent));
            self.out.push_str(line);
            self.out.push('\n');
        }
        self.fresh = false;
    }

    /// Comments before a place or inside it, and the blank line before it.
    fn leading(&mut self, span: Span, indent: usize) {
        self.flush(span.end, indent);
        let at = span.range().start;
        if at > self.last_end && self.gap_before(at) {
            self.blank();
        }
        self.last_end = self.last_end.max(span.range().end);
    }

    /// Writes all comments that stand before an offset, each on its own line.
    pub(super) fn flush(&mut self, end: u32, indent: usize) {
        while let Some((comment, rest)) = self.comments.split_first() {
            if comment.span.start >= end {
                break;
            }
            self.comments = rest;
            if comment.own_line && self.gap_before(comment.span.range().start) {
                self.blank();
            }
            self.lines(indent, &[written(comment)]);
            self.last_end = self.last_end.max(comment.span.range().end);
        }
    }

    /// Writes what is left of the comments.
    pub(super) fn end(&mut self, indent: usize) {
        self.flush(u32::MAX, indent);
    }

    /// The comment on the line on which a place ends.
    fn trailing(&mut self, span: Span) {
        let Some((comment, rest)) = self.comments.split_first() else {
            return;
        };
        let gap = span.range().end..comment.span.range().start;
        let Some(gap) = self.source.get(gap) else {
            return;
        };
        if comment.own_line || !gap.chars().all(|c| BESIDE.contains(c)) {
            return;
        }
        self.comments = rest;
        self.last_end = self.last_end.max(comment.span.range().end);
        if self.out.ends_with('\n') {
            self.out.pop();
        }
        self.out.push_str("  ");
        self.out.push_str(&written(comment));
        self.out.push('\n');
    }
}

/// A comment as it is written: a blank after `#`.
fn written(comment: &Comment) -> String {
    // YAML ends a line at each of these, so the rest would be no comment.
    let text = comment
        .text
        .replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], " ");
    let text = text.trim_end();
    let text = text.strip_prefix('\u{3000}').unwrap_or(text);
    if text.is_empty() || text.starts_with([' ', '\t', '#', '!', '-', '=', '*']) {
        format!("#{text}")
    } else {
        format!("# {text}")
    }
}

/// Breaks a text at commas outside quotes, so that no line is wider than it should be.
pub(super) fn fill(text: &str, indent: usize, hanging: usize) -> Vec<String> {
    if indent + width(text) <= WIDTH {
        return vec![text.to_owned()];
    }
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in at_commas(text) {
        let wide = indent + width(&line) + width(piece.trim_end()) > WIDTH;
        if wide && !line.trim().is_empty() {
            lines.push(line.trim_end().to_owned());
            line = blanks(hanging);
        }
        line.push_str(piece);
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// The text in pieces that end with a comma and a blank outside quotes.
fn at_commas(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut close: Option<char> = None;
    let mut before = ' ';
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match close {
            Some(_) if escaped => escaped = false,
            Some('"' | '/') if c == '\\' => escaped = true,
            Some(wanted) if c == wanted => close = None,
            Some(_) => {}
            None => match c {
                '"' => close = Some('"'),
                '「' => close = Some('」'),
                '『' => close = Some('』'),
                '/' if before == ' ' => close = Some('/'),
                ' ' if before == ',' => {
                    pieces.extend(text.get(start..=at));
                    start = at + 1;
                }
                _ => {}
            },
        }
        before = c;
    }
    pieces.extend(text.get(start..));
    pieces
}
