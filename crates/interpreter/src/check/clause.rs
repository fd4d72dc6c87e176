//! What a condition asks of single fields, as alternatives of which one must hold.

use sabaki_parser::syntax::expression::QuantifierKind;

use super::domain::Domain;
use super::leaf::{Clause, flagged, leaf, listed};
use super::subject::{Subject, resolved};
use crate::compile::program::Program;
use crate::compile::rule_set::CompiledRule;
use crate::typing::tree::{Condition, Term, TermKind, Test};

/// The most alternatives that are followed; beyond them nothing is claimed.
const MOST: usize = 256;
/// How deep `let`s are followed.
const DEEP: u32 = 8;

/// The alternatives of a condition.
#[derive(Debug, Clone)]
pub(super) struct Asks {
    /// None of them: it can never be true.
    alternatives: Vec<Clause>,
    /// What excluded an alternative last.
    pub clash: Option<Subject>,
}

impl Asks {
    fn anything() -> Self {
        Self {
            alternatives: vec![Clause::new()],
            clash: None,
        }
    }

    fn never(clash: Option<Subject>) -> Self {
        Self {
            alternatives: Vec::new(),
            clash,
        }
    }

    fn all_of(clause: Clause) -> Self {
        match clause.iter().find(|(_, domain)| domain.is_empty()) {
            Some((subject, _)) => Self::never(Some(*subject)),
            None => Self {
                alternatives: vec![clause],
                clash: None,
            },
        }
    }

    /// Whether a list cannot be empty in any alternative.
    fn has_members(&self, list: usize) -> bool {
        let counts = self
            .alternatives
            .iter()
            .map(|clause| clause.get(&Subject::Count(list)));
        let mut counts = counts.map(|domain| domain.is_some_and(Domain::is_positive));
        counts.all(|positive| positive)
    }

    /// Whether it can never be true.
    pub(super) fn is_never(&self) -> bool {
        self.alternatives.is_empty()
    }

    /// Both must be true.
    pub(super) fn and(&self, other: &Self) -> Self {
        if self.alternatives.len() * other.alternatives.len() > MOST {
            return self.clone();
        }
        let mut both = Self::never(self.clash.or(other.clash));
        for a in &self.alternatives {
            for b in &other.alternatives {
                match meet(a, b) {
                    Ok(clause) => both.alternatives.push(clause),
                    Err(subject) => both.clash = Some(subject),
                }
            }
        }
        both
    }

    fn or(mut self, other: Self) -> Self {
        self.alternatives.extend(other.alternatives);
        self.clash = self.clash.or(other.clash);
        if self.alternatives.len() > MOST {
            return Self::anything();
        }
        self
    }
}

fn meet(a: &Clause, b: &Clause) -> Result<Clause, Subject> {
    let mut both = a.clone();
    for (subject, domain) in b {
        let met = match both.get(subject) {
            Some(known) => known.and(domain),
            None => domain.clone(),
        };
        if met.is_empty() {
            return Err(*subject);
        }
        both.insert(*subject, met);
    }
    Ok(both)
}

/// What a rule asks before it fires.
pub(super) fn of_rule(rule: &CompiledRule, program: &Program) -> Asks {
    let mut asks = Asks::anything();
    for condition in &rule.when {
        asks = asks.and(&of(condition, true, program, DEEP));
    }
    match &rule.unless {
        Some(unless) => asks.and(&of(unless, false, program, DEEP)),
        None => asks,
    }
}

/// What a rule asks to be false: a part that is false, or an exclusion that is true.
pub(super) fn of_rule_false(rule: &CompiledRule, program: &Program) -> Asks {
    let parts = rule.when.iter().map(|c| of(c, false, program, DEEP));
    let excluded = rule.unless.iter().map(|c| of(c, true, program, DEEP));
    let any = parts.chain(excluded).reduce(Asks::or);
    any.unwrap_or_else(|| Asks::never(None))
}

/// What a condition asks to be true.
pub(super) fn of_condition(condition: &Condition, program: &Program) -> Asks {
    of(condition, true, program, DEEP)
}

/// What a condition asks to be true, or false.
fn of(condition: &Condition, wanted: bool, program: &Program, deep: u32) -> Asks {
    let wanted = wanted != condition.negated;
    match &condition.test {
        Test::And(parts) | Test::Or(parts) => {
            let all = matches!(condition.test, Test::And(_)) == wanted;
            let each = parts.iter().map(|part| of(part, wanted, program, deep));
            if all {
                each.fold(Asks::anything(), |asks, part| asks.and(&part))
            } else {
                each.reduce(Asks::or).unwrap_or_else(|| Asks::never(None))
            }
        }
        Test::Always(always) if *always != wanted => Asks::never(None),
        Test::Bool(term) => bool_term(term, wanted, program, deep),
        Test::Quantifier {
            kind,
            list,
            predicate,
        } => {
            let ask = |wanted| of(predicate, wanted, program, deep);
            match asked(*kind, wanted) {
                Asked::One(wanted) => one_member(*list, ask(wanted)),
                Asked::Each(wanted) if ask(wanted).is_never() => {
                    Asks::all_of(listed(*list, (0, 0)))
                }
                Asked::Each(_) => Asks::all_of(listed(*list, (0, i128::MAX))),
            }
        }
        test => {
            let asks = leaf(test, wanted, program).map_or_else(Asks::anything, Asks::all_of);
            match counted(test, program) {
                Some((list, predicate)) if asks.has_members(list) => {
                    let members = of(predicate, true, program, deep);
                    asks.and(&one_member(list, members))
                }
                _ => asks,
            }
        }
    }
}

/// What a quantifier asks of the members of its list.
pub(super) enum Asked {
    /// One at least gives this answer.
    One(bool),
    /// Each gives this answer.
    Each(bool),
}

/// What is asked of members where a quantifier must be true, or false.
pub(super) const fn asked(kind: QuantifierKind, wanted: bool) -> Asked {
    match (kind, wanted) {
        (QuantifierKind::Any, true) | (QuantifierKind::No, false) => Asked::One(true),
        (QuantifierKind::Every, false) => Asked::One(false),
        (QuantifierKind::Every, true) => Asked::Each(true),
        (QuantifierKind::Any, false) | (QuantifierKind::No, true) => Asked::Each(false),
    }
}

/// One member at least is as asked; what is asked of the order beside it is asked of it too.
fn one_member(list: usize, mut asks: Asks) -> Asks {
    for clause in &mut asks.alternatives {
        clause.retain(|subject, _| !matches!(subject, Subject::Member { .. }));
    }
    asks.and(&Asks::all_of(listed(list, (1, i128::MAX))))
}

/// The list of which only the members count that fit, and what fits.
fn counted<'t>(test: &'t Test, program: &'t Program) -> Option<(usize, &'t Condition)> {
    let Test::Compare { left, .. } = test else {
        return None;
    };
    match &resolved(left, program)?.kind {
        TermKind::Count { list, predicate } => Some((*list, predicate.as_deref()?)),
        _ => None,
    }
}

fn bool_term(term: &Term, wanted: bool, program: &Program, deep: u32) -> Asks {
    match resolved(term, program).map(|term| &term.kind) {
        Some(TermKind::Condition(inner)) if deep > 0 => of(inner, wanted, program, deep - 1),
        _ => match Subject::of(term, program) {
            Some(subject) => Asks::all_of(flagged(subject, wanted)),
            None => Asks::anything(),
        },
    }
}
