//! An action call: its arguments by type, and the texts that a parameter may take.

use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::source::Span;
use sabaki_parser::syntax::expression::{Expr, ExprKind};
use sabaki_parser::syntax::rule::ActionCall;

use super::rule::find_action;
use super::rule_set::CompiledCall;
use crate::typing::report::{NOT_ONE_OF, WRONG_COUNT};
use crate::typing::scope::{Place, Words};
use crate::typing::tree::{Term, TermKind};
use crate::typing::typer::Typer;
use crate::value::{Value, fold};
use crate::vocabulary::model::{Action, Param};

/// Compiles a call.
pub(super) fn call(
    call: &ActionCall,
    words: &Words,
    typer: &mut Typer<'_>,
) -> Option<CompiledCall> {
    let action = find_action(&call.action, words, typer)?;
    with_args(action, call.span, &call.args, words, typer)
}

/// Compiles a call of a known action.
pub(super) fn with_args(
    action: usize,
    span: Span,
    args: &[Expr],
    words: &Words,
    typer: &mut Typer<'_>,
) -> Option<CompiledCall> {
    let declared = words.vocabulary.actions.get(action)?;
    if args.len() > declared.params.len()
        && let Some(within) = args.iter().find_map(|arg| within(arg, typer))
    {
        typer.diagnostics.push(within);
        return None;
    }
    if args.len() != declared.params.len() {
        let diagnostic = wrong_count(declared, span, args.len());
        typer.diagnostics.push(diagnostic);
        return None;
    }
    let terms: Vec<Option<Term>> = declared
        .params
        .iter()
        .zip(args)
        .map(|(param, arg)| argument(param, arg, typer))
        .collect();
    Some(CompiledCall {
        span,
        action,
        args: terms.into_iter().collect::<Option<_>>()?,
    })
}

/// Too few or too many arguments.
pub(super) fn wrong_count(action: &Action, span: Span, found: usize) -> Diagnostic {
    Diagnostic::new(WRONG_COUNT, span)
        .variant("action")
        .arg("name", action.id.to_string())
        .arg("wanted", action.params.len())
        .arg("found", found)
}

/// 営業時間内 after an action, for 営業時間の間.
fn within(arg: &Expr, typer: &Typer<'_>) -> Option<Diagnostic> {
    match &arg.kind {
        ExprKind::Name(name) => typer.within_calendar(name),
        _ => None,
    }
}

fn argument(param: &Param, arg: &Expr, typer: &mut Typer<'_>) -> Option<Term> {
    let term = typer.term_of(arg, Place::Order, &param.ty)?;
    if let TermKind::Value(Value::Text(text)) = &term.kind
        && !param.one_of.is_empty()
        && !param
            .one_of
            .iter()
            .any(|allowed| fold(allowed).trim() == text.folded().trim())
    {
        let allowed: Vec<&str> = param.one_of.iter().map(|text| &**text).collect();
        let diagnostic = Diagnostic::new(NOT_ONE_OF, arg.span)
            .arg("text", text.raw())
            .arg("allowed", allowed.join(", "));
        typer.diagnostics.push(diagnostic);
        return None;
    }
    Some(term)
}
