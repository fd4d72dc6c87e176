//! A rule that stands elsewhere now: the same tree with its places moved.

use sabaki_diagnostic::source::{Span, Spanned};

use super::expression::{Expr, ExprKind, Name};
use super::rule::{ActionCall, Every, Head, Hold, HoldTarget, Part, Rule, Then, Timing};

/// What has places that can be moved.
pub(crate) trait Shift {
    /// Moves every place by so many bytes.
    fn shift(&mut self, by: i64);
}

impl Shift for Span {
    fn shift(&mut self, by: i64) {
        let moved = |at: u32| u32::try_from(i64::from(at).saturating_add(by)).unwrap_or(u32::MAX);
        self.start = moved(self.start);
        self.end = moved(self.end);
    }
}

impl<T> Shift for Spanned<T> {
    fn shift(&mut self, by: i64) {
        self.span.shift(by);
    }
}

impl<T: Shift> Shift for Option<T> {
    fn shift(&mut self, by: i64) {
        if let Some(inner) = self {
            inner.shift(by);
        }
    }
}

impl<T: Shift> Shift for Vec<T> {
    fn shift(&mut self, by: i64) {
        for inner in self {
            inner.shift(by);
        }
    }
}

impl<T: Shift> Shift for Box<T> {
    fn shift(&mut self, by: i64) {
        T::shift(self, by);
    }
}

impl Shift for Name {
    fn shift(&mut self, by: i64) {
        let Self { text: _, span } = self;
        span.shift(by);
    }
}

impl Shift for Expr {
    fn shift(&mut self, by: i64) {
        let Self { kind, span } = self;
        span.shift(by);
        match kind {
            ExprKind::Name(name) => name.shift(by),
            ExprKind::Literal(_) | ExprKind::Error => {}
            ExprKind::Tuple(all) | ExprKind::And(all) | ExprKind::Or(all) => all.shift(by),
            ExprKind::Paren(inner) | ExprKind::Not(inner) => inner.shift(by),
            ExprKind::Compare { op, left, right } => {
                op.shift(by);
                left.shift(by);
                right.shift(by);
            }
            ExprKind::Arithmetic { op, left, right } => {
                op.shift(by);
                left.shift(by);
                right.shift(by);
            }
            ExprKind::In {
                negated: _,
                value,
                set,
            } => {
                value.shift(by);
                set.shift(by);
            }
            ExprKind::Between {
                negated: _,
                value,
                low,
                high,
            } => {
                value.shift(by);
                low.shift(by);
                high.shift(by);
            }
            ExprKind::Text {
                test: _,
                negated: _,
                value,
                operand,
            } => {
                value.shift(by);
                operand.shift(by);
            }
            ExprKind::Matches {
                negated: _,
                value,
                pattern,
            } => {
                value.shift(by);
                pattern.shift(by);
            }
            ExprKind::Is {
                negated: _,
                value,
                what,
            } => {
                value.shift(by);
                what.shift(by);
            }
            ExprKind::During {
                negated: _,
                value,
                calendar,
            } => {
                value.shift(by);
                calendar.shift(by);
            }
            ExprKind::Quantifier {
                kind,
                list,
                predicate,
            } => {
                kind.shift(by);
                list.shift(by);
                predicate.shift(by);
            }
            ExprKind::Count { list, predicate } => {
                list.shift(by);
                predicate.shift(by);
            }
            ExprKind::Sum { member, predicate } => {
                member.shift(by);
                predicate.shift(by);
            }
            ExprKind::Call { function, args } => {
                function.shift(by);
                args.shift(by);
            }
        }
    }
}

impl Shift for Rule {
    fn shift(&mut self, by: i64) {
        let Self {
            span,
            name,
            head,
            when,
            unless,
            parts,
        } = self;
        span.shift(by);
        name.shift(by);
        head.shift(by);
        when.shift(by);
        unless.shift(by);
        parts.shift(by);
    }
}

impl Shift for Head {
    fn shift(&mut self, by: i64) {
        let Self {
            priority,
            from,
            until,
            owner,
            doc,
            shadow,
        } = self;
        priority.shift(by);
        from.shift(by);
        until.shift(by);
        owner.shift(by);
        doc.shift(by);
        shadow.shift(by);
    }
}

impl Shift for Part {
    fn shift(&mut self, by: i64) {
        match self {
            Self::Then(Then {
                span,
                actions,
                timing,
            }) => {
                span.shift(by);
                actions.shift(by);
                timing.shift(by);
            }
            Self::Hold(Hold {
                span,
                targets,
                because,
            }) => {
                span.shift(by);
                targets.shift(by);
                because.shift(by);
            }
        }
    }
}

impl Shift for ActionCall {
    fn shift(&mut self, by: i64) {
        let Self { span, action, args } = self;
        span.shift(by);
        action.shift(by);
        args.shift(by);
    }
}

impl Shift for Timing {
    fn shift(&mut self, by: i64) {
        let Self {
            after,
            from,
            at,
            during,
            every,
        } = self;
        after.shift(by);
        from.shift(by);
        at.shift(by);
        during.shift(by);
        every.shift(by);
    }
}

impl Shift for Every {
    fn shift(&mut self, by: i64) {
        let Self {
            span,
            interval,
            times,
        } = self;
        span.shift(by);
        interval.shift(by);
        times.shift(by);
    }
}

impl Shift for HoldTarget {
    fn shift(&mut self, by: i64) {
        match self {
            Self::Everything(span) => span.shift(by),
            Self::Action(name) => name.shift(by),
        }
    }
}
