//! Rules: head, clauses, actions and time words.

use pest::iterators::Pair;
use sabaki_diagnostic::source::{Span, Spanned};

use super::Lowering;
use super::expression::error_at;
use crate::dsl::error;
use crate::dsl::grammar::Rule;
use crate::syntax::expression::Expr;
use crate::syntax::rule::{self, ActionCall, Every, Head, Hold, HoldTarget, Part, Then, Timing};

impl Lowering<'_> {
    /// A rule block.
    pub(crate) fn rule(&mut self, pair: Pair<'_, Rule>) -> Option<rule::Rule> {
        let span = self.pair_span(&pair);
        let mut name = None;
        let mut head = Head::default();
        let mut when: Option<Expr> = None;
        let mut unless: Option<Expr> = None;
        let mut parts = Vec::new();
        for inner in pair.into_inner() {
            let place = self.pair_span(&inner);
            match inner.as_rule() {
                Rule::text => name = Some(self.text(&inner)),
                Rule::when => when = Some(self.condition(inner)),
                Rule::unless => {
                    let first = unless.as_ref().map(|e| e.span);
                    let condition = self.condition(inner);
                    self.once(first, place);
                    unless = Some(condition);
                }
                Rule::then => {
                    let actions = inner.into_inner().find(|p| p.as_rule() == Rule::actions);
                    if let Some(actions) = actions {
                        let mut then = self.actions(actions);
                        then.span = place;
                        parts.push(Part::Then(then));
                    }
                }
                Rule::hold => {
                    let holding = inner.into_inner().find(|p| p.as_rule() == Rule::holding);
                    if let Some(holding) = holding {
                        let mut hold = self.holding(holding);
                        hold.span = place;
                        parts.push(Part::Hold(hold));
                    }
                }
                _ => self.head_item(inner, &mut head),
            }
        }
        if parts.is_empty() {
            self.report(error::rule_does_nothing(span.at_end()));
            return None;
        }
        Some(rule::Rule {
            span,
            name,
            head,
            when: when?,
            unless,
            parts,
        })
    }

    /// The expression of a `when` or `unless`.
    pub(crate) fn condition(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.pair_span(&pair);
        let expression = pair.into_inner().find(|p| p.as_rule() == Rule::expression);
        expression.map_or_else(|| error_at(span), |p| self.expression(p))
    }

    /// Reports what stands a second time.
    pub(crate) fn once(&mut self, first: Option<Span>, again: Span) {
        if let Some(first) = first {
            self.report(error::twice(again, first));
        }
    }

    /// One word of the head, with its value.
    pub(crate) fn head_item(&mut self, pair: Pair<'_, Rule>, head: &mut Head) {
        let place = self.pair_span(&pair);
        let rule = pair.as_rule();
        let mut values = pair
            .into_inner()
            .filter(|p| matches!(p.as_rule(), Rule::int | Rule::moment | Rule::text));
        let first = values.next();
        match rule {
            Rule::h_priority => {
                self.once(head.priority.as_ref().map(|v| v.span), place);
                head.priority = first.and_then(|p| self.int(&p));
            }
            Rule::h_from => {
                self.once(head.from.as_ref().map(|v| v.span), place);
                head.from = first.and_then(|p| self.moment(&p));
            }
            Rule::h_until => {
                self.once(head.until.as_ref().map(|v| v.span), place);
                head.until = first.and_then(|p| self.moment(&p));
            }
            Rule::h_owner => {
                self.once(head.owner.as_ref().map(|v| v.span), place);
                head.owner = first.map(|p| self.text(&p));
            }
            Rule::h_doc => {
                self.once(head.doc.as_ref().map(|v| v.span), place);
                head.doc = first.map(|p| self.text(&p));
            }
            Rule::h_shadow => {
                self.once(head.shadow, place);
                head.shadow = Some(place);
            }
            Rule::h_period_until => {
                self.once(head.until.as_ref().map(|v| v.span), place);
                head.until = first.and_then(|p| self.moment(&p));
            }
            Rule::h_period => {
                self.once(head.from.as_ref().map(|v| v.span), place);
                head.from = first.and_then(|p| self.moment(&p));
                if let Some(until) = values.next() {
                    self.once(head.until.as_ref().map(|v| v.span), place);
                    head.until = self.moment(&until);
                }
            }
            _ => {}
        }
    }

    /// What follows `then`.
    pub(crate) fn actions(&mut self, pair: Pair<'_, Rule>) -> Then {
        let span = self.pair_span(&pair);
        let mut actions = Vec::new();
        let mut timing = Timing::default();
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::action => actions.extend(self.action(inner)),
                Rule::comma => {}
                _ => self.timing(inner, &mut timing),
            }
        }
        Then {
            span,
            actions,
            timing,
        }
    }

    fn action(&mut self, pair: Pair<'_, Rule>) -> Option<ActionCall> {
        let span = self.pair_span(&pair);
        let mut action = None;
        let mut args = Vec::new();
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::action_name => action = Some(self.name(&inner)),
                Rule::argument => {
                    args.extend(inner.into_inner().next().map(|p| self.operand(p)));
                }
                _ => {}
            }
        }
        Some(ActionCall {
            span,
            action: action?,
            args,
        })
    }

    fn timing(&mut self, pair: Pair<'_, Rule>, timing: &mut Timing) {
        let place = self.pair_span(&pair);
        let rule = pair.as_rule();
        let mut inner = pair.into_inner().filter(|p| {
            matches!(
                p.as_rule(),
                Rule::duration | Rule::origin | Rule::time | Rule::name | Rule::int
            )
        });
        let Some(first) = inner.next() else {
            return;
        };
        match rule {
            Rule::t_after => {
                self.once(timing.after.as_ref().map(|v| v.span), place);
                timing.after = self.duration(&first);
            }
            Rule::t_from => {
                self.once(timing.from.as_ref().map(|v| v.span), place);
                timing.from = Some(Box::new(self.set_free(first)));
            }
            Rule::t_at => {
                self.once(timing.at.as_ref().map(|v| v.span), place);
                timing.at = self.time(&first);
            }
            Rule::t_during => {
                self.once(timing.during.as_ref().map(|v| v.span), place);
                timing.during = Some(self.name(&first));
            }
            Rule::t_every => {
                self.once(timing.every.as_ref().map(|v| v.span), place);
                let interval = self.duration(&first);
                let times = inner.next().and_then(|p| self.times(&p));
                if let (Some(interval), Some(times)) = (interval, times) {
                    timing.every = Some(Every {
                        span: place,
                        interval,
                        times,
                    });
                }
            }
            _ => {}
        }
    }

    fn times(&mut self, pair: &Pair<'_, Rule>) -> Option<Spanned<u32>> {
        let number = self.int(pair)?;
        let times = u32::try_from(number.node).ok().filter(|n| *n > 0);
        if times.is_none() {
            self.report(error::number_too_large(number.span, pair.as_str().trim()));
        }
        times.map(|n| Spanned::new(n, number.span))
    }

    /// The name or parenthesis that `from` counts from.
    fn set_free(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.pair_span(&pair);
        match pair.into_inner().next() {
            Some(inner) => self.operand(inner),
            None => error_at(span),
        }
    }

    /// What follows `hold`.
    pub(crate) fn holding(&mut self, pair: Pair<'_, Rule>) -> Hold {
        let span = self.pair_span(&pair);
        let mut targets = Vec::new();
        let mut because = None;
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::k_everything => {
                    targets.push(HoldTarget::Everything(self.pair_span(&inner)));
                }
                Rule::action_name => targets.push(HoldTarget::Action(self.name(&inner))),
                Rule::text => because = Some(self.text(&inner)),
                _ => {}
            }
        }
        Hold {
            span,
            targets,
            because,
        }
    }
}
