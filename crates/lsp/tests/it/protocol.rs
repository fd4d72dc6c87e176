//! The conversation itself: order, cancellation, broken input, files that come and go.

use lsp_server::{Message, Notification, RequestId};
use sabaki_diagnostic::lang::Lang;
use sabaki_lsp::{Ended, Host};
use serde_json::{Value, json};

use crate::client::{Client, write};

const RULE: &str = "when status = 発送待ち then mark_paid\n";

fn start(files: &[(&str, &str)]) -> Client {
    Client::start(files, json!({}), json!({"locale": "ja"}))
}

fn codes(client: &mut Client, name: &str) -> Vec<String> {
    let found = client.diagnostics(name).unwrap_or_default();
    found
        .iter()
        .map(|said| said["code"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn requests_out_of_order_are_refused_and_the_end_is_an_end() {
    let mut client = start(&[]);
    assert_eq!(
        client.ask("initialize", json!({"capabilities": {}}))["error"],
        -32600
    );
    assert_eq!(client.ask("no/such", json!({}))["error"], -32601);
    assert_eq!(
        client.ask("textDocument/hover", json!({"x": 1}))["error"],
        -32602
    );
    assert_eq!(client.ask("shutdown", Value::Null), Value::Null);
    assert_eq!(client.ask("textDocument/hover", json!({}))["error"], -32600);
    client.tell("exit", Value::Null);
    assert_eq!(client.leave(), Ended::InOrder);
}

#[test]
fn a_client_that_leaves_without_a_word_is_lost() {
    assert_eq!(start(&[]).leave(), Ended::Lost);
    let mut client = start(&[]);
    client.tell("exit", Value::Null);
    assert_eq!(client.leave(), Ended::Lost);
}

#[test]
fn a_request_that_is_not_wanted_any_more_is_answered_as_cancelled() {
    let mut client = start(&[("a.rules", RULE)]);
    client.open("a.rules", RULE);
    // The server is busy with the first while the others arrive, or takes all of them at once.
    let mut asked = Vec::new();
    for _ in 0..50 {
        let params = json!({"textDocument": {"uri": client.uri("a.rules")}});
        asked.push(client.send("textDocument/documentSymbol", params));
    }
    let last = asked.last().unwrap().clone();
    client.tell("$/cancelRequest", json!({"id": 51}));
    assert_eq!(last, RequestId::from(51));
    let mut results = Vec::new();
    for id in &asked {
        results.push(client.answer(id).response_result);
    }
    // Every request has exactly one answer; only the last one may be cancelled.
    let (last, others) = results.split_last().unwrap();
    assert!(others.iter().all(Result::is_ok));
    if let Err(error) = last {
        assert_eq!(error.code, -32800);
    }
    assert_eq!(client.end(), Ended::InOrder);
}

#[test]
fn a_cancelled_request_that_waits_is_not_worked_on() {
    let mut client = start(&[("a.rules", RULE)]);
    // Both lie in the channel before the server looks: it is still reading a large file.
    let large = RULE.repeat(3000);
    client.open("a.rules", &large);
    let params = json!({"textDocument": {"uri": client.uri("a.rules")}});
    let first = client.send("textDocument/documentSymbol", params.clone());
    let second = client.send("textDocument/documentSymbol", params);
    client.tell("$/cancelRequest", json!({"id": 3}));
    assert_eq!(second, RequestId::from(3));
    assert!(client.answer(&first).response_result.is_ok());
    let error = client.answer(&second).response_result.unwrap_err();
    assert_eq!(error.code, -32800);
    client.end();
}

#[test]
fn open_documents_win_over_the_disk_and_changes_are_incremental() {
    let mut client = start(&[
        ("a.rules", "when 高額 then mark_paid\n"),
        ("b.rules", "let 高額 = total >= 1円\n"),
    ]);
    client.open("a.rules", "when 高額 then mark_paid\n");
    assert!(codes(&mut client, "a.rules").is_empty());
    // The definition is renamed in the other file, without saving.
    client.open("b.rules", "let 高額 = total >= 1円\n");
    let range = json!({"start": {"line": 0, "character": 4}, "end": {"line": 0, "character": 6}});
    client.change("b.rules", 2, json!([{"range": range, "text": "🎁大口"}]));
    assert_eq!(codes(&mut client, "a.rules"), ["E0201"]);
    let range = json!({"start": {"line": 0, "character": 4}, "end": {"line": 0, "character": 8}});
    client.change("b.rules", 3, json!([{"range": range, "text": "高額"}]));
    assert!(codes(&mut client, "a.rules").is_empty());
    // Closed without saving: the disk counts again.
    client.change("b.rules", 4, json!([{"text": ""}]));
    assert_eq!(codes(&mut client, "a.rules"), ["E0201"]);
    let document = json!({"textDocument": {"uri": client.uri("b.rules")}});
    client.tell("textDocument/didClose", document);
    assert!(codes(&mut client, "a.rules").is_empty());
    client.end();
}

#[test]
fn what_changes_on_disk_is_read_again() {
    let rule = "list 離島 from \"ritou.csv\"\nwhen prefecture in 離島 then mark_paid\n";
    let mut client = start(&[("a.rules", rule)]);
    client.open("a.rules", rule);
    assert_eq!(codes(&mut client, "a.rules"), ["E0209"]);
    write(client.folder.path(), "ritou.csv", "沖縄県\n");
    let changed = json!({"changes": [{"uri": client.uri("ritou.csv"), "type": 1}]});
    client.tell("workspace/didChangeWatchedFiles", changed);
    assert!(codes(&mut client, "a.rules").is_empty());
    client.end();
}

#[test]
fn an_open_data_file_counts_with_its_text() {
    let rule = "list 状態 from \"data/jotai.csv\"\nwhen status in 状態 then mark_paid\n";
    let mut client = start(&[("a.rules", rule), ("data/jotai.csv", "発送待ち\n")]);
    client.open("a.rules", rule);
    assert!(codes(&mut client, "a.rules").is_empty());
    client.open("data/jotai.csv", "発送待ち\n");
    client.change(
        "data/jotai.csv",
        2,
        json!([{"text": "発送待ち\n発送まち\n"}]),
    );
    assert_eq!(codes(&mut client, "data/jotai.csv"), ["E0307"]);
    // Closed without saving: the disk counts again.
    let document = json!({"textDocument": {"uri": client.uri("data/jotai.csv")}});
    client.tell("textDocument/didClose", document);
    assert!(codes(&mut client, "data/jotai.csv").is_empty());
    write(client.folder.path(), "data/jotai.csv", "発送まち\n");
    let changed = json!({"changes": [{"uri": client.uri("data/jotai.csv"), "type": 2}]});
    client.tell("workspace/didChangeWatchedFiles", changed);
    assert_eq!(codes(&mut client, "data/jotai.csv"), ["E0307"]);
    client.end();
}

#[test]
fn a_vocabulary_elsewhere_counts_with_its_text() {
    let rule = "when 遠い印 then mark_paid\n";
    let words = "vocabulary: 1\nfields:\n  - {id: far, ja: [遠い印], type: bool, doc: {ja: 印, en: mark}}\n";
    let files = [("rules/a.rules", rule), ("far.vocabulary.yaml", words)];
    let host = Host {
        vocabulary: |folder| vec![folder.with_file_name("far.vocabulary.yaml")],
        ..Host::plain(Lang::Ja)
    };
    let mut client = Client::start_with(host, &files, json!({}), json!({"locale": "ja"}));
    client.open("rules/a.rules", rule);
    assert!(codes(&mut client, "rules/a.rules").is_empty());
    client.open("far.vocabulary.yaml", words);
    let text = words.replace("遠い印", "近い印");
    client.change("far.vocabulary.yaml", 2, json!([{"text": text}]));
    assert_eq!(codes(&mut client, "rules/a.rules"), ["E0201"]);
    client.change(
        "far.vocabulary.yaml",
        3,
        json!([{"text": "vocabulary: 2\n"}]),
    );
    assert_eq!(codes(&mut client, "far.vocabulary.yaml").len(), 1);
    let document = json!({"textDocument": {"uri": client.uri("far.vocabulary.yaml")}});
    client.tell("textDocument/didClose", document);
    assert!(codes(&mut client, "rules/a.rules").is_empty());
    client.end();
}

#[cfg(unix)]
#[test]
fn nothing_is_read_through_a_link() {
    let rule = "list 離島 from \"ritou.csv\"\nwhen prefecture in 離島 then mark_paid\n";
    let outside = tempfile::tempdir().unwrap();
    write(outside.path(), "x.csv", "沖縄県\n");
    write(outside.path(), "x.rules", "let 高額 = total > 1円\n");
    let mut client = start(&[("a.rules", rule)]);
    for (from, to) in [("x.csv", "ritou.csv"), ("x.rules", "b.rules")] {
        let to = client.folder.path().join(to);
        std::os::unix::fs::symlink(outside.path().join(from), to).unwrap();
    }
    client.open("a.rules", &format!("{rule}when 高額 then mark_paid\n"));
    assert_eq!(codes(&mut client, "a.rules"), ["E0209", "E0201"]);
    client.end();
}

#[test]
fn diagnostics_go_away_with_their_file() {
    let mut client = start(&[("a.rules", RULE), ("b.rules", "when x then mark_paid\n")]);
    client.open("a.rules", RULE);
    assert_eq!(codes(&mut client, "b.rules"), ["E0201"]);
    std::fs::remove_file(client.folder.path().join("b.rules")).unwrap();
    let changed = json!({"changes": [{"uri": client.uri("b.rules"), "type": 3}]});
    client.tell("workspace/didChangeWatchedFiles", changed);
    assert!(codes(&mut client, "b.rules").is_empty());
    client.end();
}

#[test]
fn an_unsaved_document_is_a_set_of_its_own() {
    let mut client = start(&[("b.rules", "let 高額 = total >= 1円\n")]);
    let uri = "untitled:Untitled-1";
    let document = json!({"uri": uri, "languageId": "sabaki", "version": 1, "text": "when 高額 then mark_paid\n"});
    client.tell("textDocument/didOpen", json!({"textDocument": document}));
    client.ask(
        "textDocument/documentSymbol",
        json!({"textDocument": {"uri": uri}}),
    );
    let shown = client.heard.iter().any(|message| {
        matches!(message, Message::Notification(Notification { params, .. })
            if params["uri"] == uri && params["diagnostics"][0]["code"] == "E0201")
    });
    assert!(shown);
    client.end();
}

#[test]
fn broken_input_is_survived() {
    let mut client = start(&[
        ("a.rules", RULE),
        ("v.vocabulary.yaml", "vocabulary: [\n"),
        ("t.test.yaml", "{"),
    ]);
    let texts = [
        "",
        "\u{feff}",
        "when",
        "rule \"",
        "when ((((((((",
        "| | |\n| a",
        "table x first\n |",
        "ルール 「",
        "when status = \0 then",
        "when a\r\rthen b",
        "let let = let",
        "let a = b let b = a",
        "🎁🎁",
        "#",
        "when 備考が空",
        "list x from \"../../etc/passwd\"",
        "rule \"\" when true then confirm",
        "when any items has (",
        "when sum(",
        "when status in (",
        "calendar c\n 月-",
        "定義 = ",
    ];
    client.open("a.rules", RULE);
    client.open("y.yaml", RULE);
    let mut version = 1;
    for text in texts {
        for name in ["a.rules", "y.yaml"] {
            version += 1;
            client.change(name, version, json!([{"text": text}]));
            let document = json!({"uri": client.uri(name)});
            let length = text.encode_utf16().count();
            for (line, character) in [(0, 1), (0, length), (99, 99)] {
                let at = json!({"line": line, "character": character});
                let range = json!({"start": at, "end": at});
                for (method, more) in [
                    ("textDocument/completion", json!({})),
                    ("textDocument/hover", json!({})),
                    ("textDocument/definition", json!({})),
                    (
                        "textDocument/references",
                        json!({"context": {"includeDeclaration": true}}),
                    ),
                    ("textDocument/prepareRename", json!({})),
                    ("textDocument/rename", json!({"newName": "「"})),
                    (
                        "textDocument/codeAction",
                        json!({"range": range, "context": {"diagnostics": []}}),
                    ),
                    ("textDocument/inlayHint", json!({"range": range})),
                    ("textDocument/documentSymbol", json!({})),
                    (
                        "textDocument/formatting",
                        json!({"options": {"tabSize": 2, "insertSpaces": true}}),
                    ),
                ] {
                    let mut params = json!({"textDocument": document, "position": at});
                    for (key, value) in more.as_object().unwrap() {
                        params[key] = value.clone();
                    }
                    let answer = client.ask(method, params);
                    assert_ne!(answer["error"], -32603, "{method} in {text:?}");
                }
            }
        }
    }
    // Changes beyond the text, backwards, of unknown files.
    let backwards =
        json!({"start": {"line": 9, "character": 9}, "end": {"line": 0, "character": 0}});
    client.change("a.rules", 999, json!([{"range": backwards, "text": "x"}]));
    client.change("nowhere.rules", 1, json!([{"text": "x"}]));
    client.tell("textDocument/didOpen", json!({"nonsense": 1}));
    assert!(client.diagnostics("a.rules").is_some());
    assert_eq!(client.end(), Ended::InOrder);
}
