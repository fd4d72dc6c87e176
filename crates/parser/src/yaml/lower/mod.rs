//! Nodes → syntax tree: what the keys of a rule file mean.

use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::source::{FileId, Span, Spanned};
use unicode_normalization::UnicodeNormalization as _;

use super::key::{self, Key};
use super::node::{Entry, Node, NodeKind, Scalar, Style};
use super::offset;
use super::report::{self, Shape};
use crate::dsl::character::is_word;
use crate::dsl::error;
use crate::dsl::keyword::{forbidden_ending, is_keyword};
use crate::place::{Piece, Place};
use crate::syntax::expression::Name;
use crate::syntax::file::Item;

mod condition;
mod definition;
mod head;
mod rule;
mod table;

/// The most bytes of a text.
const LONGEST_TEXT: usize = 4 * 1024;

/// What a fragment of the DSL gives.
type Read<T> = (Option<T>, Vec<Diagnostic>);

/// Lowers the document of one file.
pub(super) struct Lower<'a> {
    file: FileId,
    source: &'a str,
    /// What is wrong.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// A key that was understood, with its value.
#[derive(Clone, Copy)]
struct Known<'n> {
    key: Key,
    /// The key as it was written, for messages.
    name: &'n str,
    entry: &'n Entry,
}

impl<'a> Lower<'a> {
    /// A lowering of a file's text.
    pub(super) const fn new(file: FileId, source: &'a str) -> Self {
        Self {
            file,
            source,
            diagnostics: Vec::new(),
        }
    }

    /// The items of the file.
    pub(super) fn file(&mut self, root: &Node) -> Vec<Item> {
        let mut items = Vec::new();
        let NodeKind::Mapping(entries) = &root.kind else {
            if !is_absent(root) && root.kind != NodeKind::Refused {
                self.diagnostics.push(report::not_a_rule_file(root.span));
            }
            return items;
        };
        for known in self.keys(entries, key::FILE) {
            match known.key {
                Key::Language => items.extend(self.language(known)),
                Key::Partial => items.extend(self.partial(known)),
                Key::Let => items.extend(self.lets(known)),
                Key::Lists => items.extend(self.lists(known)),
                Key::Calendars => items.extend(self.calendars(known)),
                Key::Tables => items.extend(self.tables(known)),
                Key::Rules => items.extend(self.rules(known)),
                // The rest stands in rules, tables and conditions only: `keys` lets none through.
                Key::Rule
                | Key::When
                | Key::Unless
                | Key::Then
                | Key::Hold
                | Key::Because
                | Key::Priority
                | Key::From
                | Key::Until
                | Key::Owner
                | Key::Doc
                | Key::Shadow
                | Key::All
                | Key::Any
                | Key::None
                | Key::Table
                | Key::Policy
                | Key::Columns
                | Key::Rows
                | Key::File => {}
            }
        }
        items
    }

    /// The keys that are understood, each once; the others are reported.
    fn keys<'n>(&mut self, entries: &'n [Entry], allowed: &[Key]) -> Vec<Known<'n>> {
        let mut known: Vec<Known<'n>> = Vec::new();
        for entry in entries {
            let name = entry.key.as_str();
            let Some(key) = key::find(allowed, name) else {
                let near = key::near(allowed, name);
                let list = key::list(allowed);
                let shown = name.trim();
                self.diagnostics
                    .push(report::unknown_key(entry.key_span, shown, near, &list));
                continue;
            };
            match known.iter().find(|other| other.key == key) {
                Some(first) => {
                    let first = first.entry.key_span;
                    self.diagnostics
                        .push(report::key_twice(entry.key_span, name, first));
                }
                None => known.push(Known { key, name, entry }),
            }
        }
        known
    }

    /// Names that the user gives, each once, with their values.
    fn names<'n>(&mut self, known: Known<'n>) -> Vec<(Name, &'n Entry)> {
        let NodeKind::Mapping(entries) = &known.entry.value.kind else {
            // `let:` with nothing below defines nothing yet.
            if !is_absent(&known.entry.value) {
                self.wrong(&known.entry.value, known.name, Shape::Map);
            }
            return Vec::new();
        };
        let mut names: Vec<(Name, &'n Entry)> = Vec::new();
        let mut seen = std::collections::HashMap::new();
        for entry in entries {
            let text = key::normal(&entry.key).into_owned();
            let span = entry.key_span;
            if let Some(first) = seen.get(&text) {
                self.diagnostics
                    .push(report::key_twice(span, &entry.key, *first));
                continue;
            }
            self.check_name(&text, span);
            seen.insert(text.clone(), span);
            names.push((Name { text, span }, entry));
        }
        names
    }

    /// A name must be usable in expressions.
    fn check_name(&mut self, name: &str, span: Span) {
        let starts = name.chars().next().is_some_and(|c| !c.is_ascii_digit());
        let said = if is_keyword(name) {
            error::keyword_as_name(span, name)
        } else if let Some(ending) = forbidden_ending(name) {
            error::bad_name(span, name, ending)
        } else if !starts || !name.chars().all(is_word) {
            report::no_name(span, name)
        } else {
            return;
        };
        self.diagnostics.push(said);
    }

    /// Reports that a value has the wrong shape, or that there is none.
    fn wrong(&mut self, node: &Node, key: &str, wanted: Shape) {
        let diagnostic = match &node.kind {
            NodeKind::Refused => return,
            NodeKind::Scalar(scalar) if scalar.style == Style::Absent => {
                report::empty(node.span, key)
            }
            NodeKind::Scalar(_) | NodeKind::Sequence(_) | NodeKind::Mapping(_) => {
                report::shape(node.span, key, wanted)
            }
        };
        self.diagnostics.push(diagnostic);
    }

    /// The scalar under a key.
    fn scalar<'n>(&mut self, node: &'n Node, key: &str, wanted: Shape) -> Option<&'n Scalar> {
        match &node.kind {
            NodeKind::Scalar(scalar) if scalar.style != Style::Absent => Some(scalar),
            NodeKind::Scalar(_)
            | NodeKind::Sequence(_)
            | NodeKind::Mapping(_)
            | NodeKind::Refused => {
                self.wrong(node, key, wanted);
                None
            }
        }
    }

    /// A text for people: a name, a reason.
    fn text(&mut self, known: Known<'_>) -> Option<Spanned<String>> {
        let node = &known.entry.value;
        let scalar = self.scalar(node, known.name, Shape::Text)?;
        if scalar.text.len() > LONGEST_TEXT {
            self.diagnostics.push(error::text_too_long(node.span));
        }
        self.check_cut(node.span, scalar);
        let text = scalar.text.trim_end_matches(['\n', '\r']).to_owned();
        Some(Spanned::new(text, node.span))
    }

    /// A text of the DSL, read by one of its fragments.
    fn fragment<T>(
        &mut self,
        node: &Node,
        key: &str,
        wanted: Shape,
        read: impl FnOnce(&str, &Place) -> Read<T>,
    ) -> Option<T> {
        let scalar = self.scalar(node, key, wanted)?;
        if scalar.text.trim().is_empty() {
            self.diagnostics.push(report::empty(node.span, key));
            return None;
        }
        if self.is_cut(node.span, scalar) {
            return None;
        }
        self.check_cut(node.span, scalar);
        let place = self.place(node.span, scalar);
        let (read, diagnostics) = read(&scalar.text, &place);
        self.diagnostics.extend(diagnostics);
        read
    }

    /// Where each byte of a decoded scalar stands in the file.
    fn place(&self, span: Span, scalar: &Scalar) -> Place {
        let slice = self.source.get(span.range()).unwrap_or("");
        let start = span.range().start;
        let pieces = offset::stretches(slice, start, &scalar.text, scalar.style)
            .into_iter()
            .map(|stretch| Piece {
                decoded: stretch.decoded,
                source: stretch.source,
                length: stretch.length,
            })
            .collect();
        Place::pieces(self.file, pieces)
    }

    /// Whether ` #` cut an expression within its quotes; says so.
    fn is_cut(&mut self, span: Span, scalar: &Scalar) -> bool {
        let Some(comment) = scalar.comment.filter(|_| opens_quote(&scalar.text)) else {
            return false;
        };
        let whole = self.source.get(span.to(comment).range()).unwrap_or("");
        self.diagnostics
            .push(report::cut_expression(comment, span, whole));
        true
    }

    /// ` #1`: a comment that looks like a part of the text.
    fn check_cut(&mut self, span: Span, scalar: &Scalar) {
        let Some(comment) = scalar.comment else {
            return;
        };
        let after = self.source.get(comment.range()).unwrap_or("");
        let next = after.chars().nth(1);
        if next.is_some_and(|c| !c.is_whitespace() && !matches!(c, '#' | '-' | '=' | '*' | '!')) {
            let whole = self.source.get(span.to(comment).range()).unwrap_or("");
            self.diagnostics
                .push(report::cut_text(comment, span, whole));
        }
    }
}

fn is_absent(node: &Node) -> bool {
    matches!(&node.kind, NodeKind::Scalar(scalar) if scalar.style == Style::Absent)
}

/// Whether a quote is open at the end of the text; quotes inside `/…/` are none.
fn opens_quote(text: &str) -> bool {
    let mut close: Option<char> = None;
    let mut escaped = false;
    let mut before = ' ';
    for c in text.chars() {
        match close {
            Some('"' | '/') if escaped => escaped = false,
            Some('"' | '/') if c == '\\' => escaped = true,
            Some(wanted) if c == wanted => close = None,
            Some(_) => {}
            None => {
                close = match c {
                    '"' => Some('"'),
                    '「' => Some('」'),
                    '『' => Some('』'),
                    '/' if !before.is_ascii_digit() => Some('/'),
                    _ => None,
                };
            }
        }
        before = c;
    }
    close.is_some_and(|wanted| wanted != '/')
}

/// A whole number as people type it, full-width digits and thousands commas aside.
fn number(text: &str) -> Option<i64> {
    let text: String = text.nfkc().collect();
    text.trim().replace(['−', 'ー'], "-").parse().ok()
}

/// `true` and `false` as people type them.
fn switch(text: &str) -> Option<bool> {
    let text: String = text.nfkc().collect();
    match text.trim() {
        "true" | "yes" | "on" | "True" | "TRUE" | "はい" | "あり" => Some(true),
        "false" | "no" | "off" | "False" | "FALSE" | "いいえ" | "なし" => Some(false),
        _ => None,
    }
}
