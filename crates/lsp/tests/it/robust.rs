//! What editors and disks do besides: odd texts, odd positions, odd names, files that go away.

use sabaki_lsp::Ended;
use serde_json::{Value, json};

use crate::client::Client;

const RULE: &str = "when status = 発送待ち then mark_paid\n";

fn start(files: &[(&str, &str)]) -> Client {
    Client::start(files, json!({}), json!({"locale": "ja"}))
}

fn count(client: &mut Client, name: &str) -> usize {
    client.diagnostics(name).unwrap_or_default().len()
}

#[test]
fn a_file_at_its_limit_and_beyond_is_answered() {
    let mut client = start(&[]);
    let line = "# 見本の長いファイル\n";
    let lines = (1 << 20) / line.len();
    let within = line.repeat(lines - 10) + RULE;
    client.open("a.rules", &within);
    assert_eq!(count(&mut client, "a.rules"), 0);
    let at = json!({"line": lines - 10, "character": 10});
    let typed = json!([{"range": {"start": at, "end": at}, "text": "x"}]);
    client.change("a.rules", 2, typed);
    assert_eq!(count(&mut client, "a.rules"), 1);
    client.change("a.rules", 3, json!([{"text": line.repeat(lines + 1)}]));
    assert_eq!(count(&mut client, "a.rules"), 1);
    client.change("a.rules", 4, json!([{"text": RULE}]));
    assert_eq!(count(&mut client, "a.rules"), 0);
    assert_eq!(client.end(), Ended::InOrder);
}

#[test]
fn positions_count_units_and_odd_ones_are_clamped() {
    let text = "let 𠮷印 = total >= 1円\r\n\r\nwhen\t𠮷印 and 🎁 then mark_paid\r\n";
    let mut client = start(&[]);
    client.open("a.rules", text);
    let found = client.diagnostics("a.rules").unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    let range = json!({"start": {"line": 2, "character": 13}, "end": {"line": 2, "character": 15}});
    assert_eq!(found[0]["range"], range);
    // Behind the pair, in its middle, at its end: the same name.
    for column in [4, 5, 6, 7] {
        let found = client.ask_at(
            "textDocument/references",
            "a.rules",
            0,
            column,
            json!({"context": {"includeDeclaration": true}}),
        );
        assert_eq!(found.as_array().map(Vec::len), Some(2), "{column}: {found}");
    }
    let edit = client.ask_at(
        "textDocument/rename",
        "a.rules",
        2,
        6,
        json!({"newName": "大口"}),
    );
    let edits = &edit["changes"][client.uri("a.rules")];
    let start = |at: usize| edits[at]["range"]["start"].clone();
    let mut starts = [start(0), start(1)];
    starts.sort_by_key(|start| start["line"].as_u64());
    assert_eq!(
        starts,
        [
            json!({"line": 0, "character": 4}),
            json!({"line": 2, "character": 5})
        ]
    );
    // An edit in the middle of a pair, beyond a line, beyond the text.
    let middle = json!({"start": {"line": 0, "character": 5}, "end": {"line": 0, "character": 5}});
    let line = json!({"start": {"line": 1, "character": 99}, "end": {"line": 1, "character": 999}});
    let text = json!({"start": {"line": 99, "character": 9}, "end": {"line": 4_000_000_000_u32, "character": 9}});
    for (version, range) in (2..).zip([middle, line, text]) {
        client.change(
            "a.rules",
            version,
            json!([{"range": range, "text": "# x\r\n"}]),
        );
        client.diagnostics("a.rules").unwrap();
    }
    for (line, character) in [
        (json!(-1), json!(0)),
        (json!(0), json!(1.5)),
        (json!("0"), json!(0)),
    ] {
        let params = json!({
            "textDocument": {"uri": client.uri("a.rules")},
            "position": {"line": line, "character": character},
        });
        assert_eq!(client.ask("textDocument/hover", params)["error"], -32602);
    }
    assert_eq!(client.end(), Ended::InOrder);
}

#[test]
fn an_address_counts_in_every_spelling() {
    let mut client = start(&[("印 1.rules", "let 印 = gift\n")]);
    client.open(
        "店 1.rules",
        "when 印 and sttaus = 発送待ち then mark_paid\n",
    );
    assert_eq!(count(&mut client, "店 1.rules"), 1);
    let folder = client.folder.path().display().to_string();
    let plain = format!("file://{folder}/店 1.rules");
    let whole = json!({"start": {"line": 0, "character": 0}, "end": {"line": 1, "character": 0}});
    for uri in [plain, format!("file://localhost{folder}/%e5%ba%97 1.rules")] {
        let params =
            json!({"textDocument": {"uri": uri}, "range": whole, "context": {"diagnostics": []}});
        let found = client.ask("textDocument/codeAction", params);
        assert_eq!(found.as_array().map(Vec::len), Some(1), "{found}");
        let params = json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 5}});
        let found = client.ask("textDocument/definition", params);
        assert!(found.to_string().contains("%E5%8D%B0%201.rules"), "{found}");
    }
    assert_eq!(client.end(), Ended::InOrder);
}

#[test]
fn what_goes_away_is_no_trouble() {
    let mut client = start(&[
        ("rules/a.rules", RULE),
        ("rules/b.rules", "let 印 = gift\n"),
    ]);
    client.open("rules/a.rules", "when 印 then mark_paid\n");
    assert_eq!(count(&mut client, "rules/a.rules"), 0);
    std::fs::remove_dir_all(client.folder.path().join("rules")).unwrap();
    let gone = json!({"changes": [{"uri": client.uri("rules/b.rules"), "type": 3}]});
    client.tell("workspace/didChangeWatchedFiles", gone);
    assert_eq!(count(&mut client, "rules/a.rules"), 1);
    // Closed with requests on the way; closed twice; changed after that.
    let document = json!({"textDocument": {"uri": client.uri("rules/a.rules")}});
    let asked = client.send("textDocument/documentSymbol", document.clone());
    client.tell("textDocument/didClose", document.clone());
    client.tell("textDocument/didClose", document.clone());
    client.change("rules/a.rules", 9, json!([{"text": "when"}]));
    let late = client.send("textDocument/documentSymbol", document);
    assert!(client.answer(&asked).response_result.is_ok());
    assert_eq!(client.answer(&late).response_result.ok(), Some(Value::Null));
    assert_eq!(count(&mut client, "rules/a.rules"), 0);
    for method in ["$/unheard", "workspace/executeCommand", ""] {
        assert_eq!(client.ask(method, Value::Null)["error"], -32601, "{method}");
    }
    client.tell("$/unheard", Value::Null);
    assert_eq!(client.end(), Ended::InOrder);
}

#[test]
fn line_ends_of_the_text_stay_those_of_the_text() {
    let mut client = start(&[]);
    let text = "rule \"x\"\r\n\twhen  gift\r\n\tthen mark_paid\r\n";
    client.open("a.rules", text);
    assert_eq!(count(&mut client, "a.rules"), 0);
    let params = json!({
        "textDocument": {"uri": client.uri("a.rules")},
        "options": {"tabSize": 2, "insertSpaces": true},
    });
    let edits = client.ask("textDocument/formatting", params);
    let new = edits[0]["newText"].as_str().unwrap();
    assert!(!new.is_empty() && !new.contains('\t'), "{new:?}");
    let bare = new.replace("\r\n", "").matches('\n').count();
    assert_eq!(bare, 0, "{new:?}");
    assert_eq!(client.end(), Ended::InOrder);
}

#[test]
fn what_is_nested_too_deep_is_said_and_every_question_answered() {
    for deep in [64, 65, 50_000] {
        let dsl = format!(
            "when {}gift{} then mark_paid\n",
            "(".repeat(deep),
            ")".repeat(deep)
        );
        let yaml = format!("rules: {}gift{}\n", "[".repeat(deep), "]".repeat(deep));
        for (name, text) in [("a.rules", dsl), ("a.yaml", yaml)] {
            let mut client = start(&[]);
            client.open(name, &text);
            let wrong = count(&mut client, name) > 0;
            assert_eq!(wrong, deep > 64 || name == "a.yaml", "{name} {deep}");
            for method in ["completion", "hover", "definition", "formatting"] {
                let more = json!({"options": {"tabSize": 2, "insertSpaces": true}});
                let found = client.ask_at(&format!("textDocument/{method}"), name, 0, 8, more);
                assert_eq!(found["error"], Value::Null, "{name} {deep} {method}");
            }
            assert_eq!(client.end(), Ended::InOrder);
        }
    }
}
