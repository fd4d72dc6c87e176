//! An open document: its text as the editor has it, and how changes are taken in.

use std::sync::Arc;

use gen_lsp_types::TextDocumentContentChangeEvent;

use crate::position::{Encoding, Lines};

/// A text with its line table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text {
    /// The text.
    pub(crate) text: Arc<str>,
    /// Where its lines begin.
    pub(crate) lines: Lines,
}

impl Text {
    pub(crate) fn new(text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        Self {
            lines: Lines::new(&text),
            text,
        }
    }
}

/// A document that the editor holds open.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    /// Its address as the client spells it.
    pub(crate) uri: String,
    /// Its version, as the client counts.
    pub(crate) version: i32,
    /// Its text.
    pub(crate) content: Text,
}

impl Document {
    /// Takes in changes, in order.
    pub(crate) fn change(
        &mut self,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) {
        for change in changes {
            self.content = match change {
                TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
                    let Text { text, lines } = &self.content;
                    let start = lines.offset(text, part.range.start, encoding);
                    let end = lines.offset(text, part.range.end, encoding).max(start);
                    let before = text.get(..start).unwrap_or("");
                    let after = text.get(end..).unwrap_or("");
                    Text::new([before, &part.text, after].concat())
                }
                TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => {
                    Text::new(whole.text)
                }
            };
        }
        self.version = version;
    }
}
