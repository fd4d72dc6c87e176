//! `rules`: each a map of the words of a rule.

use sabaki_diagnostic::source::{Span, Spanned};

use super::super::key::{self, Key};
use super::super::node::{Node, NodeKind};
use super::super::report::{self, Shape};
use super::{Known, Lower};
use crate::dsl::fragment;
use crate::share;
use crate::syntax::file::Item;
use crate::syntax::rule::{Head, Part, Rule};

impl Lower<'_> {
    pub(super) fn rules(&mut self, known: Known<'_>) -> Vec<Item> {
        self.each(known, Self::rule)
            .into_iter()
            .map(Item::Rule)
            .collect()
    }

    /// The members of a list of maps, read in shares on a few threads: none needs another.
    pub(super) fn each<T: Send>(
        &mut self,
        known: Known<'_>,
        read: impl Fn(&mut Self, &Node, &str) -> Option<T> + Sync,
    ) -> Vec<T> {
        let value = &known.entry.value;
        let NodeKind::Sequence(nodes) = &value.kind else {
            // `rules: []` and `rules:` with nothing below are rule files that say nothing yet.
            if !super::is_absent(value) {
                self.wrong(value, known.name, Shape::List);
            }
            return Vec::new();
        };
        let (file, source) = (self.file, self.source);
        let bytes = |node: &Node| node.span.range().len();
        let shares = share::each(nodes, bytes, |nodes: &[Node]| {
            let mut lower = Self::new(file, source);
            let read = |node| read(&mut lower, node, known.name);
            let members: Vec<T> = nodes.iter().filter_map(read).collect();
            (members, lower.diagnostics)
        });
        let mut all = Vec::with_capacity(nodes.len());
        for (members, diagnostics) in shares {
            all.extend(members);
            self.diagnostics.extend(diagnostics);
        }
        all
    }

    fn rule(&mut self, node: &Node, list: &str) -> Option<Rule> {
        let NodeKind::Mapping(entries) = &node.kind else {
            self.wrong(node, list, Shape::Map);
            return None;
        };
        let mut name = None;
        let mut head = Head::default();
        let mut when = None;
        let mut unless = None;
        let mut because = None;
        let mut unread_hold = false;
        let mut parts = Vec::new();
        let mut has_parts = false;
        let known = self.keys(entries, key::RULE);
        // A key that was not understood is probably the one that is missing.
        let understood = known.len() == entries.len();
        for known in known {
            match known.key {
                Key::Rule => name = self.text(known),
                Key::When => when = Some(self.condition(known)),
                Key::Unless => unless = Some(self.condition(known)),
                Key::Then | Key::Hold => {
                    has_parts = true;
                    let whole = self.parts(known, &mut parts);
                    // A hold that could not be read may be the one that the reason is for.
                    unread_hold |= known.key == Key::Hold && !whole;
                }
                Key::Because => {
                    because = self.text(known).map(|text| (text, known.entry.span()));
                }
                Key::Priority
                | Key::From
                | Key::Until
                | Key::Owner
                | Key::Doc
                | Key::Shadow
                | Key::Language
                | Key::Let
                | Key::Lists
                | Key::Calendars
                | Key::Tables
                | Key::Rules
                | Key::Partial
                | Key::All
                | Key::Any
                | Key::None
                | Key::Table
                | Key::Policy
                | Key::Columns
                | Key::Rows
                | Key::File => {
                    self.head_key(&mut head, known);
                }
            }
        }
        self.apply_because(&mut parts, because, unread_hold);
        if !has_parts && understood {
            self.diagnostics.push(report::no_part(node.span));
        }
        let Some(when) = when else {
            if understood {
                let key = Key::When.names().0;
                self.diagnostics.push(report::missing_key(node.span, key));
            }
            return None;
        };
        Some(Rule {
            span: node.span,
            name,
            head,
            when,
            unless,
            parts,
        })
    }

    /// The parts under `then` or `hold`: one, or a list. Whether all of them could be read.
    fn parts(&mut self, known: Known<'_>, parts: &mut Vec<Part>) -> bool {
        let value = &known.entry.value;
        let before = parts.len();
        match &value.kind {
            NodeKind::Sequence(nodes) if nodes.is_empty() => {
                self.diagnostics.push(report::empty(value.span, known.name));
                false
            }
            NodeKind::Sequence(nodes) => {
                for node in nodes {
                    parts.extend(self.part(known, node));
                }
                parts.len() == before + nodes.len()
            }
            NodeKind::Scalar(_) | NodeKind::Mapping(_) | NodeKind::Refused => {
                parts.extend(self.part(known, value));
                parts.len() > before
            }
        }
    }

    fn part(&mut self, known: Known<'_>, node: &Node) -> Option<Part> {
        if known.key == Key::Hold {
            let hold = self.fragment(node, known.name, Shape::Texts, fragment::hold)?;
            return Some(Part::Hold(hold));
        }
        let then = self.fragment(node, known.name, Shape::Texts, fragment::actions)?;
        Some(Part::Then(then))
    }

    /// `because` beside the holds is the reason of those that give none.
    fn apply_because(
        &mut self,
        parts: &mut [Part],
        because: Option<(Spanned<String>, Span)>,
        unread_hold: bool,
    ) {
        let Some((because, span)) = because else {
            return;
        };
        let mut used = false;
        for part in parts {
            match part {
                Part::Hold(hold) if hold.because.is_none() => {
                    hold.because = Some(because.clone());
                    used = true;
                }
                Part::Hold(_) | Part::Then(_) => {}
            }
        }
        if !used && !unread_hold {
            self.diagnostics.push(report::because_without_hold(span));
        }
    }
}
