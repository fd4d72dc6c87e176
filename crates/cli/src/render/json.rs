//! Diagnostics as JSON, one object a line.

use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::source::{Sources, Span};
use serde_json::{Value, json};

/// One diagnostic as an object; places from 1, columns in characters.
pub(crate) fn diagnostic(diagnostic: &Diagnostic, sources: &Sources, lang: Lang) -> Value {
    let mut object = json!({
        "schema": 1,
        "code": diagnostic.code().as_str(),
        "severity": diagnostic.severity().as_str(),
        "message": diagnostic.message(lang),
        "place": place(diagnostic.span(), sources),
        "related": diagnostic.labels().iter().map(|label| json!({
            "message": diagnostic.label_text(lang, label),
            "place": place(label.span, sources),
        })).collect::<Vec<_>>(),
        "help": diagnostic.helps().iter().map(|help| json!({
            "message": diagnostic.help_text(lang, help),
            "certain": help.certain,
            "edits": help.edits.iter().map(|edit| json!({
                "place": place(edit.span, sources),
                "text": edit.text,
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    });
    if let (Some(witness), Some(map)) = (diagnostic.witness(), object.as_object_mut()) {
        let order = serde_json::from_str(witness).unwrap_or_else(|_| json!(witness));
        map.insert("witness".to_owned(), order);
    }
    object
}

fn place(span: Span, sources: &Sources) -> Value {
    let Some(file) = sources.get(span.file) else {
        return Value::Null;
    };
    let start = file.position(span.start);
    let end = file.position(span.end);
    json!({
        "file": file.name(),
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "text": file.slice(span),
    })
}
