//! Quick fixes: the mends that diagnostics offer.

use std::collections::HashMap;

use gen_lsp_types::{
    CodeAction, CodeActionKind, CodeActionParams, CodeActionResponse, TextEdit, Uri, WorkspaceEdit,
};
use sabaki_diagnostic::diagnostic::{Diagnostic, Help};

use super::place::range;
use crate::publish;
use crate::session::Session;
use crate::set::{Set, SetFile};

/// The mends of all diagnostics that touch a range; certain ones are marked as preferred.
pub(crate) fn code_actions(
    session: &Session,
    params: CodeActionParams,
) -> Option<Vec<CodeActionResponse>> {
    let wanted = params.context.only.as_ref();
    let wanted = wanted.is_none_or(|kinds| {
        kinds
            .iter()
            .any(|kind| matches!(kind, CodeActionKind::QuickFix | CodeActionKind::Empty))
    });
    let set = session
        .set_of(params.text_document.uri.as_ref())
        .filter(|_| wanted)?;
    let mut actions = Vec::new();
    let uri = session.known(params.text_document.uri.as_ref());
    for (file, said) in set.diagnostics() {
        if file.uri != uri {
            continue;
        }
        for said in said {
            let place = range(file, said.span(), session.encoding());
            if place.start > params.range.end || place.end < params.range.start {
                continue;
            }
            let mends = said.helps().iter().filter(|help| !help.edits.is_empty());
            actions.extend(mends.map(|help| action(session, set, file, said, help)));
        }
    }
    Some(actions)
}

fn action(
    session: &Session,
    set: &Set,
    file: &SetFile,
    said: &Diagnostic,
    help: &Help,
) -> CodeActionResponse {
    let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
    for edit in &help.edits {
        let Some(target) = set.file_of(file.kind, edit.span.file) else {
            continue;
        };
        changes
            .entry(Uri(target.uri.clone()))
            .or_default()
            .push(TextEdit {
                range: range(target, edit.span, session.encoding()),
                new_text: edit.text.clone(),
            });
    }
    CodeActionResponse::CodeAction(CodeAction {
        title: said.help_text(session.settings.lang, help),
        kind: Some(CodeActionKind::QuickFix),
        diagnostics: Some(vec![publish::diagnostic(set, file, said, session.settings)]),
        is_preferred: Some(help.certain),
        edit: Some(WorkspaceEdit {
            changes: Some(changes),
            ..Default::default()
        }),
        ..Default::default()
    })
}
