//! `language`, `partial`, `let`, `lists`, `calendars`.

use sabaki_diagnostic::source::{Span, Spanned};

use super::super::key::{self, Key};
use super::super::node::{Entry, Node, NodeKind, Style};
use super::super::report::{self, Shape};
use super::{Known, Lower, number, switch};
use crate::dsl::fragment;
use crate::syntax::calendar::{Calendar, CalendarLine};
use crate::syntax::expression::{Expr, ExprKind, Name};
use crate::syntax::file::{Item, Let, List, ListSource};
use crate::syntax::literal::Literal;

/// The version of the language that this parser reads.
const VERSION: i64 = 1;

impl Lower<'_> {
    pub(super) fn language(&mut self, known: Known<'_>) -> Option<Item> {
        let node = &known.entry.value;
        let scalar = self.scalar(node, known.name, Shape::Number)?;
        let version = number(&scalar.text);
        if version != Some(VERSION) {
            self.diagnostics
                .push(report::language(node.span, &scalar.text));
        }
        let span = known.entry.span();
        version.map(|version| Item::Language(Spanned::new(version, span)))
    }

    pub(super) fn partial(&mut self, known: Known<'_>) -> Option<Item> {
        let span = known.entry.span();
        self.switch(known)?.then_some(Item::Partial(span))
    }

    /// `true` or `false` under a key.
    pub(super) fn switch(&mut self, known: Known<'_>) -> Option<bool> {
        let node = &known.entry.value;
        let scalar = self.scalar(node, known.name, Shape::Switch)?;
        let read = switch(&scalar.text);
        if read.is_none() {
            self.wrong(node, known.name, Shape::Switch);
        }
        read
    }

    pub(super) fn lets(&mut self, known: Known<'_>) -> Vec<Item> {
        let names = self.names(known);
        let mut items = Vec::new();
        for (name, entry) in names {
            let span = entry.span();
            let value = self.expression(&entry.value, &entry.key);
            items.push(Item::Let(Let { span, name, value }));
        }
        items
    }

    pub(super) fn lists(&mut self, known: Known<'_>) -> Vec<Item> {
        let names = self.names(known);
        let mut items = Vec::new();
        for (name, entry) in names {
            if let Some(source) = self.list_source(entry) {
                let span = entry.span();
                items.push(Item::List(List { span, name, source }));
            }
        }
        items
    }

    fn list_source(&mut self, entry: &Entry) -> Option<ListSource> {
        match &entry.value.kind {
            NodeKind::Sequence(values) => {
                if values.is_empty() {
                    let span = entry.value.span;
                    self.diagnostics.push(report::empty(span, &entry.key));
                }
                let values = values
                    .iter()
                    .filter_map(|value| self.list_value(value, &entry.key));
                Some(ListSource::Inline(values.collect()))
            }
            NodeKind::Mapping(entries) => {
                let span = entry.value.span;
                let known = self.keys(entries, key::SOURCE);
                let Some(first) = known.first() else {
                    if entries.is_empty() {
                        let key = Key::From.names().0;
                        self.diagnostics.push(report::missing_key(span, key));
                    }
                    return None;
                };
                self.text(*first).map(ListSource::File)
            }
            NodeKind::Scalar(_) | NodeKind::Refused => {
                self.wrong(&entry.value, &entry.key, Shape::Entries);
                None
            }
        }
    }

    /// An entry of a list. In YAML's quotes it is a text, unless it has the DSL's quotes as well.
    fn list_value(&mut self, node: &Node, key: &str) -> Option<Expr> {
        let scalar = self.scalar(node, key, Shape::Text)?;
        let inner = scalar.text.trim_start();
        let quoted = scalar.style != Style::Plain && !inner.starts_with(['"', '「', '『']);
        if quoted {
            let text = scalar.text.clone();
            return Some(Expr {
                kind: ExprKind::Literal(Literal::Text(text)),
                span: node.span,
            });
        }
        // What is no value of the language is a text: 特急 至急, a value spelled like a keyword.
        let opened = inner.starts_with(['"', '「', '『']);
        self.fragment(node, key, Shape::Text, |text, place| {
            let (value, diagnostics) = fragment::list_value(text, place);
            if value.is_some() || opened {
                return (value, diagnostics);
            }
            let kind = ExprKind::Literal(Literal::Text(text.trim().to_owned()));
            let span = place.span(0, text.trim_end().len());
            (Some(Expr { kind, span }), Vec::new())
        })
    }

    pub(super) fn calendars(&mut self, known: Known<'_>) -> Vec<Item> {
        let names = self.names(known);
        let mut items = Vec::new();
        for (name, entry) in names {
            items.push(Item::Calendar(self.calendar(name, entry)));
        }
        items
    }

    fn calendar(&mut self, name: Name, entry: &Entry) -> Calendar {
        let key = entry.key.as_str();
        let span: Span = entry.span();
        let lines: Vec<CalendarLine> = match &entry.value.kind {
            NodeKind::Sequence(nodes) => nodes
                .iter()
                .filter_map(|node| self.fragment(node, key, Shape::Text, fragment::calendar_lines))
                .flatten()
                .collect(),
            NodeKind::Scalar(_) | NodeKind::Mapping(_) | NodeKind::Refused => self
                .fragment(&entry.value, key, Shape::Texts, fragment::calendar_lines)
                .unwrap_or_default(),
        };
        Calendar { span, name, lines }
    }
}
