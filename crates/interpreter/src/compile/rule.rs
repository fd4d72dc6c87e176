//! A rule of the syntax tree becomes a compiled rule.

use std::sync::Arc;

use jiff::Timestamp;
use sabaki_diagnostic::code::Code;
use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::source::{Sources, Span, Spanned};
use sabaki_parser::syntax::expression::Name;
use sabaki_parser::syntax::literal::Moment;
use sabaki_parser::syntax::rule::{Head, Hold, HoldTarget, Part, Rule, Then};

use super::action;
use super::rule_set::{CompiledHold, CompiledRule, CompiledThen};
use crate::memory::RuleKey;
use crate::time::jst;
use crate::typing::report::{UNKNOWN_ACTION, WRONG_TYPE, with_nearest};
use crate::typing::scope::{Place, Words};
use crate::typing::tree::{Condition, Term};
use crate::typing::typer::Typer;
use crate::vocabulary::model::Type;

/// A period that ends before it begins.
pub(super) const EMPTY_PERIOD: Code = Code::new("E0405");

/// What a rule is before it is known by name and digest.
pub(super) fn blank(span: Span, head: &Head, typer: &mut Typer<'_>) -> CompiledRule {
    let from = head
        .from
        .as_ref()
        .and_then(|from| jst::instant(from.node.start()));
    let until = head.until.as_ref().and_then(after);
    if let (Some(start), Some(end), Some(until)) = (from, until, &head.until)
        && end <= start
    {
        typer
            .diagnostics
            .push(Diagnostic::new(EMPTY_PERIOD, until.span));
    }
    CompiledRule {
        name: "".into(),
        key: RuleKey(String::new()),
        span,
        owner: head.owner.as_ref().map(|owner| owner.node.clone()),
        priority: head.priority.as_ref().map_or(0, |priority| priority.node),
        from,
        until,
        shadow: head.shadow.is_some(),
        when: Vec::new(),
        unless: None,
        thens: Vec::new(),
        holds: Vec::new(),
        reads: Vec::new(),
        row: None,
        timed: false,
        timely: false,
        digest: String::new(),
    }
}

/// The instant after the minute, second or day that `until` names.
fn after(until: &Spanned<Moment>) -> Option<Timestamp> {
    let start = jst::instant(until.node.start())?;
    let seconds = match until.node {
        Moment::Day(_) => 86_400,
        Moment::Minute(_) => 60,
        Moment::Second(_) => 1,
    };
    crate::decide::term::later(start, seconds)
}

/// Compiles one rule. None when anything in it is wrong.
pub(super) fn rule(
    rule: &Rule,
    words: &Words,
    typer: &mut Typer<'_>,
    sources: &Sources,
) -> Option<CompiledRule> {
    let mut out = blank(rule.span, &rule.head, typer);
    let name = rule.name.as_ref().map(|name| name.node.clone());
    out.name = name
        .clone()
        .unwrap_or_else(|| place_name(sources, rule.span))
        .into();
    out.key = RuleKey(name.unwrap_or_default());
    let when = typer.condition(&rule.when, Place::Order);
    let unless = rule
        .unless
        .as_ref()
        .map(|unless| typer.condition(unless, Place::Order));
    let mut whole = when.is_some() && !matches!(unless, Some(None));
    out.when.extend(when.map(Arc::new));
    out.unless = unless.flatten().map(Arc::new);
    for part in &rule.parts {
        match part {
            Part::Then(part) => match then(part, words, typer) {
                Some(then) => out.thens.push(then),
                None => whole = false,
            },
            Part::Hold(part) => match hold(part, words, typer, &out.name) {
                Some(hold) => out.holds.push(hold),
                None => whole = false,
            },
        }
    }
    whole.then_some(out)
}

/// `FILE:LINE`, which a rule without a name is called by.
fn place_name(sources: &Sources, span: Span) -> String {
    let place = sources.place(span);
    place.rsplit_once(':').map_or_else(
        || format!("{}:{}", span.file.0, span.start),
        |(p, _)| p.to_owned(),
    )
}

fn then(then: &Then, words: &Words, typer: &mut Typer<'_>) -> Option<CompiledThen> {
    let calls: Vec<_> = then
        .actions
        .iter()
        .map(|call| action::call(call, words, typer))
        .collect();
    let timing = &then.timing;
    let from = timing.from.as_ref().map(|from| {
        typer
            .term(from, Place::Order, None)
            .and_then(|term| instant(term, typer))
    });
    let during = timing.during.as_ref().map(|name| typer.calendar(name));
    let calls: Vec<_> = calls.into_iter().collect::<Option<_>>()?;
    Some(CompiledThen {
        span: then.span,
        calls,
        after: timing
            .after
            .as_ref()
            .map(|after| after.node.total_seconds()),
        from: match from {
            Some(from) => Some(from?),
            None => None,
        },
        at: timing.at.as_ref().map(|at| at.node),
        during: match during {
            Some(during) => Some(during?),
            None => None,
        },
        every: timing
            .every
            .as_ref()
            .map(|every| (every.interval.node.total_seconds(), every.times.node)),
    })
}

fn instant(term: Term, typer: &mut Typer<'_>) -> Option<Term> {
    if matches!(term.ty, Type::Date | Type::DateTime) {
        return Some(term);
    }
    let diagnostic = Diagnostic::new(WRONG_TYPE, term.span)
        .arg(
            "wanted",
            sabaki_diagnostic::diagnostic::Arg::Text("type.datetime"),
        )
        .arg(
            "found",
            crate::typing::report::type_name(typer.vocabulary(), &term.ty),
        );
    typer.diagnostics.push(diagnostic);
    None
}

fn hold(hold: &Hold, words: &Words, typer: &mut Typer<'_>, name: &str) -> Option<CompiledHold> {
    let mut out = CompiledHold {
        span: hold.span,
        everything: false,
        actions: Vec::new(),
        because: hold
            .because
            .as_ref()
            .map_or_else(|| name.to_owned(), |because| because.node.clone()),
    };
    let mut whole = true;
    for target in &hold.targets {
        match target {
            HoldTarget::Everything(_) => out.everything = true,
            HoldTarget::Action(name) => match find_action(name, words, typer) {
                Some(action) => out.actions.push(action),
                None => whole = false,
            },
        }
    }
    out.actions.sort_unstable();
    out.actions.dedup();
    whole.then_some(out)
}

/// An action by name; reported when nothing has it.
pub(super) fn find_action(name: &Name, words: &Words, typer: &mut Typer<'_>) -> Option<usize> {
    let found = words.names.action(&name.text);
    if found.is_none() {
        let near = words.names.nearest_action(&name.text);
        let diagnostic = Diagnostic::new(UNKNOWN_ACTION, name.span).arg("name", name.text.as_str());
        typer
            .diagnostics
            .push(with_nearest(diagnostic, name.span, near));
    }
    found
}

/// Fills in what follows from the parts of a rule: what it reads, and what time does to it.
pub(super) fn finish(rule: &mut CompiledRule, lets: &[Option<Arc<Term>>]) {
    let conditions = || -> Vec<&Condition> {
        let all = rule.when.iter().chain(&rule.unless);
        all.map(AsRef::as_ref).collect()
    };
    let terms: Vec<&Term> = rule
        .thens
        .iter()
        .flat_map(|then| {
            let args = then.calls.iter().flat_map(|call| &call.args);
            args.chain(&then.from)
        })
        .collect();
    let mut reads = super::reads::Reads::new(lets);
    for condition in conditions() {
        reads.condition(condition);
    }
    for term in &terms {
        reads.term(term);
    }
    let timely = conditions().iter().any(|condition| condition.timely)
        || terms.iter().any(|term| term.timely)
        || rule.from.is_some()
        || rule.until.is_some();
    let timed = rule
        .thens
        .iter()
        .any(|then| then.from.is_none() && (then.after.is_some() || then.at.is_some()));
    rule.reads = reads.fields();
    rule.timely = timely;
    rule.timed = timed;
}
