//! Diagnostics as the editor shows them, for every file of a set that changed.

use std::collections::BTreeSet;

use gen_lsp_types::{
    Code, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location, Message,
    PublishDiagnosticsParams, Uri,
};
use sabaki_diagnostic::code::Severity;
use sabaki_diagnostic::diagnostic::Diagnostic;

use crate::session::{Session, SetKey};
use crate::set::{Set, SetFile};
use crate::settings::Settings;

/// What to publish for a set; files whose diagnostics are gone get an empty list.
pub(crate) fn of_set(session: &mut Session, key: &SetKey) -> Vec<PublishDiagnosticsParams> {
    let mut params = Vec::new();
    let mut shown = BTreeSet::new();
    let before = session.shown.remove(key).unwrap_or_default();
    if let Some(set) = session.set(key) {
        for (file, said) in set.diagnostics() {
            if !said.is_empty() {
                shown.insert(file.uri.clone());
            } else if !before.contains(&file.uri) && file.version.is_none() {
                continue;
            }
            let said = said.into_iter();
            let said = said.map(|said| diagnostic(set, file, said, session.settings));
            // Rules and vocabulary may name one data file.
            let same = |params: &&mut PublishDiagnosticsParams| params.uri.0 == file.uri;
            match params.iter_mut().find(same) {
                Some(known) => known.diagnostics.extend(said),
                None => params.push(PublishDiagnosticsParams {
                    uri: Uri(file.uri.clone()),
                    version: file.version,
                    diagnostics: said.collect(),
                }),
            }
        }
    }
    let named: BTreeSet<String> = params.iter().map(|params| params.uri.0.clone()).collect();
    for gone in before.difference(&named) {
        params.push(PublishDiagnosticsParams {
            uri: Uri(gone.clone()),
            version: None,
            diagnostics: Vec::new(),
        });
    }
    if !shown.is_empty() {
        session.shown.insert(key.clone(), shown);
    }
    params
}

/// One diagnostic, with what to do about it below its message.
pub(crate) fn diagnostic(
    set: &Set,
    file: &SetFile,
    said: &Diagnostic,
    settings: Settings,
) -> gen_lsp_types::Diagnostic {
    let Settings {
        encoding,
        lang,
        related,
        ..
    } = settings;
    let content = &file.content;
    let mut message = said.message(lang);
    for help in said.helps() {
        message.push('\n');
        message.push_str(&said.help_text(lang, help));
    }
    let places = said.labels().iter().filter_map(|label| {
        let file = set.file_of(file.kind, label.span.file)?;
        let range = file
            .content
            .lines
            .range(&file.content.text, label.span.range(), encoding);
        Some(DiagnosticRelatedInformation {
            location: Location {
                uri: Uri(file.uri.clone()),
                range,
            },
            message: said.label_text(lang, label),
        })
    });
    let places: Vec<_> = if related {
        places.collect()
    } else {
        Vec::new()
    };
    gen_lsp_types::Diagnostic {
        range: content
            .lines
            .range(&content.text, said.span().range(), encoding),
        severity: Some(match said.severity() {
            Severity::Error => DiagnosticSeverity::Error,
            Severity::Warning => DiagnosticSeverity::Warning,
            Severity::Hint => DiagnosticSeverity::Hint,
        }),
        code: Some(Code::String(said.code().as_str().to_owned())),
        source: Some("sabaki".to_owned()),
        message: Message::String(message),
        tags: tags(said),
        related_information: (!places.is_empty()).then_some(places),
        ..Default::default()
    }
}

/// Values that the mall has given up are struck through; what never takes effect is faded.
fn tags(said: &Diagnostic) -> Option<Vec<DiagnosticTag>> {
    match said.code().as_str() {
        "W1201" => Some(vec![DiagnosticTag::Deprecated]),
        "H2002" | "W1151" | "W1202" => Some(vec![DiagnosticTag::Unnecessary]),
        _ => None,
    }
}
