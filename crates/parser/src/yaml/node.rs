//! What a YAML file says, before anyone asks what it means: scalars, lists and maps with places.

use sabaki_diagnostic::source::Span;

/// A value with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    /// What it is.
    pub(super) kind: NodeKind,
    /// Its place, quotes included.
    pub(super) span: Span,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NodeKind {
    /// A text: whatever YAML would make of `12` or `no`, here it is text.
    Scalar(Scalar),
    /// `- a`, `[a, b]`
    Sequence(Vec<Node>),
    /// `a: b`, `{a: b}`
    Mapping(Vec<Entry>),
    /// An alias; a diagnostic has been given.
    Refused,
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// The key's text, as decoded.
    pub(super) key: String,
    /// Where the key stands.
    pub(super) key_span: Span,
    /// Whether the key was written without quotes.
    pub(super) key_plain: bool,
    /// Its value.
    pub(super) value: Node,
}

impl Entry {
    /// Key and value together.
    pub(super) fn span(&self) -> Span {
        self.key_span.to(self.value.span)
    }
}

/// A text with how it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scalar {
    /// The decoded text.
    pub(super) text: String,
    /// How it was written.
    pub(super) style: Style,
    /// The comment that stands on the same line right behind it.
    pub(super) comment: Option<Span>,
}

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Style {
    /// Nothing at all: `key:`.
    Absent,
    /// Without quotes.
    Plain,
    /// `'…'`
    Single,
    /// `"…"`
    Double,
    /// `|` or `>`
    Block,
}
