//! What rules and tables share: priority, period, owner, doc, shadow.

use sabaki_diagnostic::source::Spanned;

use super::super::key::Key;
use super::super::report::Shape;
use super::{Known, Lower, number};
use crate::dsl::fragment;
use crate::syntax::literal::Moment;
use crate::syntax::rule::Head;

impl Lower<'_> {
    /// Reads a key of a head; whether it was one.
    pub(super) fn head_key(&mut self, head: &mut Head, known: Known<'_>) -> bool {
        match known.key {
            Key::Priority => head.priority = self.priority(known),
            Key::From => head.from = self.moment(known),
            Key::Until => head.until = self.moment(known),
            Key::Owner => head.owner = self.text(known),
            Key::Doc => head.doc = self.text(known),
            Key::Shadow => {
                let span = known.entry.span();
                head.shadow = self.switch(known).and_then(|on| on.then_some(span));
            }
            Key::Language
            | Key::Let
            | Key::Lists
            | Key::Calendars
            | Key::Tables
            | Key::Rules
            | Key::Partial
            | Key::Rule
            | Key::When
            | Key::Unless
            | Key::Then
            | Key::Hold
            | Key::Because
            | Key::All
            | Key::Any
            | Key::None
            | Key::Table
            | Key::Policy
            | Key::Columns
            | Key::Rows
            | Key::File => return false,
        }
        true
    }

    fn priority(&mut self, known: Known<'_>) -> Option<Spanned<i64>> {
        let node = &known.entry.value;
        let scalar = self.scalar(node, known.name, Shape::Number)?;
        let read = number(&scalar.text);
        if read.is_none() {
            self.wrong(node, known.name, Shape::Number);
        }
        read.map(|read| Spanned::new(read, node.span))
    }

    fn moment(&mut self, known: Known<'_>) -> Option<Spanned<Moment>> {
        let node = &known.entry.value;
        self.fragment(node, known.name, Shape::Text, fragment::moment)
    }
}
