//! `let`, `list` and the head of a table.

use pest::iterators::Pair;
use sabaki_diagnostic::source::{Span, Spanned};

use super::Lowering;
use super::expression::error_at;
use crate::dsl::grammar::Rule;
use crate::syntax::expression::{Expr, Name};
use crate::syntax::file::{Let, List, ListSource};
use crate::syntax::rule::Head;
use crate::syntax::table::Policy;

/// Everything of a table but its rows.
pub(crate) struct TableHead {
    pub(crate) span: Span,
    pub(crate) name: Name,
    pub(crate) policy: Spanned<Policy>,
    pub(crate) head: Head,
    pub(crate) when: Option<Expr>,
    pub(crate) unless: Option<Expr>,
    pub(crate) file: Option<Spanned<String>>,
}

impl Lowering<'_> {
    /// `let N = E`
    pub(crate) fn definition(&mut self, pair: Pair<'_, Rule>) -> Option<Let> {
        let span = self.pair_span(&pair);
        let mut name = None;
        let mut value = error_at(span);
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::defined => name = Some(self.defined(&inner)),
                Rule::expression => value = self.expression(inner),
                _ => {}
            }
        }
        Some(Let {
            span,
            name: name?,
            value,
        })
    }

    /// `list N = (…)`, `list N from "f"`
    pub(crate) fn list(&mut self, pair: Pair<'_, Rule>) -> Option<List> {
        let span = self.pair_span(&pair);
        let mut name = None;
        let mut source = None;
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::defined => name = Some(self.defined(&inner)),
                Rule::text => source = Some(ListSource::File(self.text(&inner))),
                Rule::list_values => {
                    let values = inner
                        .into_inner()
                        .filter(|p| p.as_rule() == Rule::operand)
                        .map(|p| self.cell_operand(p))
                        .collect();
                    source = Some(ListSource::Inline(values));
                }
                _ => {}
            }
        }
        Some(List {
            span,
            name: name?,
            source: source?,
        })
    }

    /// The name of a calendar.
    pub(crate) fn calendar_name(&mut self, pair: Pair<'_, Rule>) -> Option<Name> {
        let name = pair.into_inner().find(|p| p.as_rule() == Rule::defined)?;
        Some(self.defined(&name))
    }

    /// `table N first …` up to its rows.
    pub(crate) fn table_head(&mut self, pair: Pair<'_, Rule>) -> Option<TableHead> {
        let span = self.pair_span(&pair);
        let mut name = None;
        let mut policy = None;
        let mut head = Head::default();
        let (mut when, mut unless, mut file) = (None::<Expr>, None::<Expr>, None);
        for inner in pair.into_inner() {
            let place = self.pair_span(&inner);
            match inner.as_rule() {
                Rule::defined => name = Some(self.defined(&inner)),
                Rule::text => {
                    let text = self.text(&inner);
                    name = Some(Name {
                        text: text.node,
                        span: text.span,
                    });
                }
                Rule::first => policy = Some(Spanned::new(Policy::First, place)),
                Rule::unique => policy = Some(Spanned::new(Policy::Unique, place)),
                Rule::collect => policy = Some(Spanned::new(Policy::Collect, place)),
                Rule::when => {
                    self.once(when.as_ref().map(|e| e.span), place);
                    when = Some(self.condition(inner));
                }
                Rule::unless => {
                    self.once(unless.as_ref().map(|e| e.span), place);
                    unless = Some(self.condition(inner));
                }
                Rule::file_body => {
                    let text = inner.into_inner().find(|p| p.as_rule() == Rule::text);
                    file = text.map(|p| self.text(&p));
                }
                _ => self.head_item(inner, &mut head),
            }
        }
        Some(TableHead {
            span,
            name: name?,
            policy: policy?,
            head,
            when,
            unless,
            file,
        })
    }
}
