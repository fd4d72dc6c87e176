//! Which sub-expressions decided how a rule came out.

use super::trace::{Trace, TraceKind};
use crate::truth::Truth;

/// The parts that decided: one false part decides over a whole `and`, all parts over a true one.
pub(super) fn of_rule(when: &[Trace], unless: Option<&Trace>, truth: Truth) -> Vec<Trace> {
    let mut decided = Vec::new();
    for part in when {
        if part.truth == truth {
            collect(part, &mut decided);
        }
        if truth == Truth::False && !decided.is_empty() {
            return decided;
        }
    }
    if let Some(unless) = unless
        && unless.truth.negate() == truth
    {
        collect(unless, &mut decided);
    }
    decided
}

fn collect(trace: &Trace, decided: &mut Vec<Trace>) {
    let same = trace
        .children
        .iter()
        .filter(|child| child.truth == trace.truth);
    let one_decides = match (trace.kind, trace.truth) {
        (TraceKind::All, Truth::False) | (TraceKind::Any, Truth::True) => true,
        (TraceKind::All, Truth::True | Truth::Unknown)
        | (TraceKind::Any, Truth::False | Truth::Unknown) => false,
        (TraceKind::Leaf, _) => {
            decided.push(trace.clone());
            return;
        }
    };
    for child in same.take(if one_decides { 1 } else { usize::MAX }) {
        collect(child, decided);
    }
}
