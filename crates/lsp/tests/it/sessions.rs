//! The sessions of `tests/sessions`: one file a session.

use std::path::Path;

use serde_json::{Value, json};

use crate::case::{self, Case};
use crate::client::Client;
use crate::show;

#[test]
fn every_session_gives_what_its_file_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sessions");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    paths.sort();
    assert!(!paths.is_empty());
    let mut wrong = Vec::new();
    for path in paths {
        let case = case::read(&path);
        let found = run(&case);
        if found.trim_end() == case.expected {
            continue;
        }
        if std::env::var_os("BLESS").is_some() {
            case::bless(&case, found.trim_end());
        } else {
            wrong.push(format!("{}\n--- found\n{found}", path.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} (BLESS=1 takes it over)",
        wrong.join("\n\n")
    );
}

fn run(case: &Case) -> String {
    let has = |option: &str| case.options.iter().any(|o| o == option);
    let encodings = if has("utf-8") {
        json!(["utf-16", "utf-8"])
    } else {
        json!(["utf-16"])
    };
    let capabilities = json!({
        "general": {"positionEncodings": encodings},
        "textDocument": {"publishDiagnostics": {"relatedInformation": true}},
    });
    let locale = if has("en") { "en" } else { "ja" };
    let options = json!({"locale": locale, "now": "2026-11-24T01:00:00Z"});
    let files: Vec<(&str, &str)> = case
        .files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let mut client = Client::start(&files, capabilities, options);
    let first = case
        .files
        .first()
        .map_or("", |(name, _)| name.as_str())
        .to_owned();
    let (name, line, before) = case.cursor.clone().unwrap_or((first, 0, String::new()));
    let text = &case.files.iter().find(|(file, _)| *file == name).unwrap().1;
    client.open(&name, text);
    let column = if has("utf-8") {
        before.len()
    } else {
        before.encode_utf16().count()
    };
    let encoding = if has("utf-8") {
        show::Encoding::Utf8
    } else {
        show::Encoding::Utf16
    };
    let shown = show::Shown { case, encoding };
    let (kind, rest) = case.request.split_once(' ').unwrap_or((&case.request, ""));
    let document = json!({"uri": client.uri(&name)});
    let whole =
        json!({"start": {"line": 0, "character": 0}, "end": {"line": 9999, "character": 0}});
    let at = json!({"line": line, "character": column});
    let mut ask_at = |method: &str, more: Value| client.ask_at(method, &name, line, column, more);
    let out = match kind {
        "completion" => shown.completion(&ask_at("textDocument/completion", json!({})), rest),
        "hover" => shown.hover(&name, &ask_at("textDocument/hover", json!({}))),
        "definition" => shown.locations(&ask_at("textDocument/definition", json!({}))),
        "references" => {
            let context = json!({"context": {"includeDeclaration": rest != "uses"}});
            shown.locations(&ask_at("textDocument/references", context))
        }
        "rename" => shown.edited(&ask_at("textDocument/rename", json!({"newName": rest}))),
        "prepare-rename" => {
            ask_at("textDocument/prepareRename", json!({}))["placeholder"].to_string()
        }
        "format" => {
            let params =
                json!({"textDocument": document, "options": {"tabSize": 2, "insertSpaces": true}});
            let edits = client.ask("textDocument/formatting", params);
            shown.text_edits(&name, &edits)
        }
        "actions" => {
            let params = json!({
                "textDocument": document,
                "range": {"start": at, "end": at},
                "context": {"diagnostics": []},
            });
            shown.actions(&client.ask("textDocument/codeAction", params))
        }
        "symbols" => {
            let found = client.ask(
                "textDocument/documentSymbol",
                json!({"textDocument": document}),
            );
            shown.symbols(&name, &found)
        }
        "hints" => {
            let params = json!({"textDocument": document, "range": whole});
            shown.hints(&name, &client.ask("textDocument/inlayHint", params))
        }
        "diagnostics" => {
            let mut out = String::new();
            for (file, _) in &case.files {
                let found = client.diagnostics(file).unwrap_or_default();
                out.push_str(&shown.diagnostics(file, &found));
            }
            out
        }
        other => panic!("{}: cannot ask {other}", case.path.display()),
    };
    assert_eq!(client.end(), sabaki_lsp::Ended::InOrder);
    out
}
