//! Files as they are typed: every beginning of one is a text that must be answered.

use std::path::Path;

use sabaki_lsp::Ended;
use serde_json::{Value, json};

use crate::client::Client;

const ASKED: &[&str] = &[
    "textDocument/completion",
    "textDocument/hover",
    "textDocument/definition",
    "textDocument/prepareRename",
];

/// The texts that are typed: the session files of `tests/typed`.
fn typed() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/typed");
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn end_of(text: &str) -> (usize, usize) {
    let line = text.rsplit('\n').next().unwrap();
    let column = line.trim_end_matches('\r').encode_utf16().count();
    (text.matches('\n').count(), column)
}

/// Types a file character by character and asks at the cursor; what was refused.
fn type_in(client: &mut Client, name: &str, text: &str) -> Vec<String> {
    let mut refused = Vec::new();
    client.open(name, "");
    for (version, (at, c)) in (2..).zip(text.char_indices()) {
        let (line, column) = end_of(&text[..at]);
        let here = json!({"line": line, "character": column});
        let typed = json!([{"range": {"start": here, "end": here}, "text": c.to_string()}]);
        client.change(name, version, typed);
        let (line, column) = end_of(&text[..at + c.len_utf8()]);
        let method = ASKED[at % ASKED.len()];
        let found = client.ask_at(method, name, line, column, json!({}));
        if found["error"] != Value::Null {
            refused.push(format!(
                "{name}: {:?} {method}: {found}",
                &text[..at + c.len_utf8()]
            ));
        }
    }
    refused
}

#[test]
fn every_beginning_of_a_file_is_answered() {
    for (name, text) in typed() {
        let mut client = Client::start(&[], json!({}), json!({"locale": "ja"}));
        assert_eq!(type_in(&mut client, &name, &text), Vec::<String>::new());
        let typed = client.diagnostics(&name);
        // The end is what it is when the file is opened whole.
        let document = json!({"textDocument": {"uri": client.uri(&name)}});
        client.tell("textDocument/didClose", document);
        client.open(&name, &text);
        assert_eq!(client.diagnostics(&name), typed, "{name}");
        assert_eq!(client.end(), Ended::InOrder);
    }
}
