//! Diagnostics as SARIF 2.1.0, for code review tools.

use std::collections::BTreeSet;

use sabaki_diagnostic::catalogue;
use sabaki_diagnostic::code::Severity;
use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::source::{Sources, Span};
use serde_json::{Value, json};

/// The whole log as one document.
pub(crate) fn log(checked: &[(&Sources, &[Diagnostic])], lang: Lang) -> Value {
    let mut codes = BTreeSet::new();
    let mut results = Vec::new();
    for (sources, diagnostics) in checked {
        for diagnostic in *diagnostics {
            codes.insert(diagnostic.code().as_str());
            results.push(result(diagnostic, sources, lang));
        }
    }
    let rules: Vec<Value> = codes.into_iter().map(|code| rule(code, lang)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "sabaki",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(code: &str, lang: Lang) -> Value {
    let page = catalogue::page(code);
    json!({
        "id": code,
        "shortDescription": {"text": page.map_or("", |p| p.title(lang))},
        "help": {"text": page.map_or("", |p| p.body(lang))},
    })
}

fn result(diagnostic: &Diagnostic, sources: &Sources, lang: Lang) -> Value {
    let level = match diagnostic.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    };
    let related: Vec<Value> = diagnostic
        .labels()
        .iter()
        .map(|label| {
            let mut location = location(label.span, sources);
            if let Some(map) = location.as_object_mut() {
                let text = diagnostic.label_text(lang, label);
                map.insert("message".to_owned(), json!({"text": text}));
            }
            location
        })
        .collect();
    json!({
        "ruleId": diagnostic.code().as_str(),
        "level": level,
        "message": {"text": diagnostic.message(lang)},
        "locations": [location(diagnostic.span(), sources)],
        "relatedLocations": related,
    })
}

fn location(span: Span, sources: &Sources) -> Value {
    let Some(file) = sources.get(span.file) else {
        return json!({});
    };
    let start = file.position(span.start);
    let end = file.position(span.end);
    json!({"physicalLocation": {
        "artifactLocation": {"uri": file.name()},
        "region": {
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        },
    }})
}
