//! YAML events → nodes, with everything refused that rule files may not contain.

use granit_parser::{Event, Parser, ScalarStyle, ScanError, StructureStyle, Tag};
use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::source::{FileId, Span};

use super::node::{Entry, Node, NodeKind, Scalar, Style};
use super::report;
use super::wide::Mended;
use crate::syntax::file::Comment;

/// Most levels of lists and maps inside each other.
const DEPTH: usize = 64;

/// What could be read of a file.
#[derive(Debug)]
pub(super) struct Built {
    /// The one document, as far as it could be read; nothing for an empty file.
    pub(super) root: Option<Node>,
    /// All comments in order.
    pub(super) comments: Vec<Comment>,
    /// What is wrong.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The byte at which the text stopped being YAML.
    pub(super) broken_at: Option<usize>,
    /// The end of the last scalar.
    pub(super) last_end: usize,
}

/// Reads a text as one YAML document; with mended signs, the mended text is read in its place.
pub(super) fn build(file: FileId, source: &str, mended: &Mended) -> Built {
    let mut builder = Builder::new(file, source, mended);
    let options = granit_parser::options! {
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        disallow_directives: true,
        max_buffered_comment_events: usize::MAX,
        // Maps within lists count twice as fast as these: the builder counts for itself.
        flow_nesting_limit: DEPTH * 2,
        block_nesting_limit: DEPTH * 2,
    };
    for event in Parser::new_from_str_with_options(&mended.text, options) {
        let go_on = match event {
            Ok((event, span)) => builder.event(event, span),
            Err(error) => {
                builder.broken(&error);
                false
            }
        };
        if !go_on {
            break;
        }
    }
    builder.finish()
}

/// A list or map that is not closed yet.
struct Frame {
    start: Span,
    content: Content,
}

enum Content {
    Sequence(Vec<Node>),
    Mapping {
        entries: Vec<Entry>,
        key: Option<Node>,
    },
}

struct Builder<'a> {
    file: FileId,
    source: &'a str,
    mended: &'a Mended,
    open: Vec<Frame>,
    root: Option<Node>,
    documents: usize,
    comments: Vec<Comment>,
    /// The newest plain scalar's end, for the comment behind it.
    last_end: usize,
    diagnostics: Vec<Diagnostic>,
    broken_at: Option<usize>,
}

impl<'a> Builder<'a> {
    const fn new(file: FileId, source: &'a str, mended: &'a Mended) -> Self {
        Self {
            file,
            source,
            mended,
            open: Vec::new(),
            root: None,
            documents: 0,
            comments: Vec::new(),
            last_end: 0,
            diagnostics: Vec::new(),
            broken_at: None,
        }
    }

    fn event(&mut self, event: Event<'_>, at: granit_parser::Span) -> bool {
        let span = self.span(&at);
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.diagnostics.push(report::second_document(span));
                    return false;
                }
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.diagnostics.push(report::alias(span, self.text(span)));
                let kind = NodeKind::Refused;
                self.put(Node { kind, span });
            }
            Event::Anchor(..) => self.diagnostics.push(report::anchor(span)),
            Event::Comment(text, _) => self.comment(&text, span),
            Event::Scalar(text, style, _, tag) => {
                self.tag(tag.as_deref(), &at);
                self.scalar(text.into_owned(), style, span);
            }
            Event::SequenceStart(_, _, tag) => {
                self.tag(tag.as_deref(), &at);
                return self.open(span, Content::Sequence(Vec::new()));
            }
            Event::MappingStart(style, _, tag) => {
                self.tag(tag.as_deref(), &at);
                let key = None;
                let entries = Vec::new();
                // A block map starts where its first key does, which is where the event stands.
                let start = match style {
                    StructureStyle::Block => {
                        Span::new(self.file, span.range().start, span.range().start)
                    }
                    StructureStyle::Flow => span,
                };
                return self.open(start, Content::Mapping { entries, key });
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(Some(span)),
            _ => {}
        }
        true
    }

    fn span(&self, at: &granit_parser::Span) -> Span {
        let range = at.byte_range().unwrap_or(0..0);
        let written = |at| self.mended.written(at);
        Span::new(self.file, written(range.start), written(range.end))
    }

    fn text(&self, span: Span) -> &'a str {
        self.source.get(span.range()).unwrap_or("")
    }

    fn tag(&mut self, tag: Option<&Tag>, at: &granit_parser::Span) {
        if tag.is_some_and(|tag| !tag.is_yaml_core_schema_tag("str")) {
            let span = at.tag_span().unwrap_or(*at);
            let span = self.span(&span);
            self.diagnostics.push(report::tag(span, self.text(span)));
        }
    }

    fn comment(&mut self, text: &str, span: Span) {
        let start = span.range().start;
        let before = self.source.get(..start).unwrap_or("");
        let line = before.rsplit(['\n', '\r']).next().unwrap_or("");
        let own_line = line.trim_matches([' ', '\t', '\u{feff}']).is_empty();
        if !own_line {
            let gap = self.source.get(self.last_end..start).unwrap_or("x");
            if gap.chars().all(|c| matches!(c, ' ' | '\t')) {
                self.mark_comment(span);
            }
        }
        self.comments.push(Comment {
            span,
            text: text.to_owned(),
            own_line,
        });
    }

    /// Notes a comment on the plain scalar right before it.
    fn mark_comment(&mut self, comment: Span) {
        let node = match self.open.last_mut().map(|frame| &mut frame.content) {
            Some(Content::Sequence(items)) => items.last_mut(),
            Some(Content::Mapping { entries, key: None }) => {
                entries.last_mut().map(|entry| &mut entry.value)
            }
            Some(Content::Mapping { key: Some(_), .. }) => None,
            None => self.root.as_mut(),
        };
        if let Some(Node {
            kind: NodeKind::Scalar(scalar),
            ..
        }) = node
            && scalar.style == Style::Plain
        {
            scalar.comment = Some(comment);
        }
    }

    fn scalar(&mut self, text: String, style: ScalarStyle, span: Span) {
        let style = match style {
            ScalarStyle::Plain if span.start == span.end => Style::Absent,
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted => Style::Single,
            ScalarStyle::DoubleQuoted => Style::Double,
            ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
        };
        let mut span = span;
        if style == Style::Block {
            let length = self.text(span).trim_end().len();
            span = Span::new(self.file, span.range().start, span.range().start + length);
        }
        self.last_end = span.range().end;
        let text = if style == Style::Absent {
            String::new()
        } else {
            text
        };
        let kind = NodeKind::Scalar(Scalar {
            text,
            style,
            comment: None,
        });
        self.put(Node { kind, span });
    }

    fn open(&mut self, start: Span, content: Content) -> bool {
        if self.open.len() >= DEPTH {
            self.diagnostics.push(report::too_deep(start));
            return false;
        }
        self.open.push(Frame { start, content });
        true
    }

    fn close(&mut self, end: Option<Span>) {
        let Some(frame) = self.open.pop() else {
            return;
        };
        let mut span = frame.start;
        let kind = match frame.content {
            Content::Sequence(items) => {
                if let Some(last) = items.last() {
                    span = span.to(last.span);
                }
                NodeKind::Sequence(items)
            }
            Content::Mapping { mut entries, key } => {
                if let Some(key) = key {
                    let kind = NodeKind::Scalar(Scalar {
                        text: String::new(),
                        style: Style::Absent,
                        comment: None,
                    });
                    let span = key.span.at_end();
                    self.entry(&mut entries, key, Node { kind, span });
                }
                if let Some(last) = entries.last() {
                    span = span.to(last.span());
                }
                NodeKind::Mapping(entries)
            }
        };
        // A flow list or map has brackets; a block one ends with its last child.
        if let Some(end) = end
            && end.end > end.start
        {
            span = span.to(end);
        }
        self.put(Node { kind, span });
    }

    fn put(&mut self, node: Node) {
        match self.open.last_mut().map(|frame| &mut frame.content) {
            None => {
                if self.root.is_none() {
                    self.root = Some(node);
                }
            }
            Some(Content::Sequence(items)) => items.push(node),
            Some(Content::Mapping { entries, key }) => match key.take() {
                None => *key = Some(node),
                Some(key) => {
                    let mut taken = std::mem::take(entries);
                    self.entry(&mut taken, key, node);
                    if let Some(Frame {
                        content: Content::Mapping { entries, .. },
                        ..
                    }) = self.open.last_mut()
                    {
                        *entries = taken;
                    }
                }
            },
        }
    }

    fn entry(&mut self, entries: &mut Vec<Entry>, key: Node, value: Node) {
        let NodeKind::Scalar(scalar) = key.kind else {
            if !matches!(key.kind, NodeKind::Refused) {
                self.diagnostics.push(report::key_not_text(key.span));
            }
            return;
        };
        if scalar.style == Style::Plain && scalar.text == "<<" {
            self.diagnostics.push(report::merge_key(key.span));
            return;
        }
        entries.push(Entry {
            key: scalar.text,
            key_span: key.span,
            key_plain: scalar.style == Style::Plain,
            value,
        });
    }

    fn broken(&mut self, error: &ScanError) {
        let at = error
            .marker()
            .byte_offset()
            .unwrap_or(self.mended.text.len());
        let at = self.mended.written(at);
        self.broken_at = Some(at);
        let diagnostic = report::syntax(self.file, self.source, at, error.kind());
        self.diagnostics.push(diagnostic);
    }

    fn finish(mut self) -> Built {
        while !self.open.is_empty() {
            self.close(None);
        }
        Built {
            root: self.root,
            comments: self.comments,
            diagnostics: self.diagnostics,
            broken_at: self.broken_at,
            last_end: self.last_end,
        }
    }
}
