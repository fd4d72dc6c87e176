//! The rules of a set, typed in shares on a few threads: no rule needs another to be compiled.

use std::sync::Arc;

use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::source::{Sources, Span};
use sabaki_parser::share;
use sabaki_parser::syntax::rule::Rule;

use super::definitions::Collected;
use super::digest::Digester;
use super::rule;
use super::rule_set::CompiledRule;
use crate::memory::RuleKey;
use crate::typing::scope::Words;
use crate::typing::tree::Term;
use crate::typing::typer::{Typer, Used};

/// What one share gave.
struct Share {
    rules: Vec<CompiledRule>,
    diagnostics: Vec<Diagnostic>,
    used: Used,
    terms: usize,
}

/// Types every rule, and gives each that is whole its digest. `lets` are what `typer` made of the
/// set's `let`s.
pub(super) fn rules(
    collected: &Collected<'_>,
    words: &Words,
    typer: &mut Typer<'_>,
    lets: &[Option<Arc<Term>>],
    sources: &Sources,
) -> Vec<CompiledRule> {
    let before = &*typer;
    let shares = share::each(
        &collected.rules,
        |rule| bytes(rule.span),
        |rules: &[&Rule]| {
            let mut typer = before.fork();
            let mut digester = Digester::new(typer.vocabulary(), &collected.calendars, lets);
            let rules = rules.iter().filter_map(|source| {
                let mut rule = rule::rule(source, words, &mut typer, sources)?;
                digest(&mut rule, &mut digester, lets);
                Some(rule)
            });
            Share {
                rules: rules.collect(),
                terms: typer.terms(),
                diagnostics: typer.diagnostics,
                used: typer.used,
            }
        },
    );
    let mut rules = Vec::with_capacity(collected.rules.len());
    for share in shares {
        rules.extend(share.rules);
        typer.join(share.diagnostics, share.used, share.terms);
    }
    rules
}

/// How much text a rule takes.
pub(crate) fn bytes(span: Span) -> usize {
    span.end.saturating_sub(span.start) as usize
}

/// A rule without a name is known by what it means.
fn digest(rule: &mut CompiledRule, digester: &mut Digester<'_>, lets: &[Option<Arc<Term>>]) {
    rule::finish(rule, lets);
    rule.digest = digester.rule(rule, &rule.key.0);
    if rule.key.0.is_empty() {
        rule.key = RuleKey(format!("sha256:{}", rule.digest));
    }
}
