//! `sabaki lsp` as an editor has it: the binary, its pipes, and the same words as `sabaki check`.

use std::fs;
use std::path::Path;

use sabaki_tests::editor::Editor;
use sabaki_tests::process::run;
use sabaki_tests::workspace;
use serde_json::{Value, json};
use tempfile::TempDir;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("beneath the folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    folder
}

#[test]
fn a_session_over_the_pipes() {
    let text = "let 高額 = total >= 50,000円\nwhen 高額 and status = hassou then mark_paid\n";
    let place = folder(&[("規則 1.rules", text)]);
    let name = "規則 1.rules";
    let mut editor = Editor::start(place.path(), &json!({"locale": "ja"}));
    editor.open(name);
    let shown = editor.diagnostics();
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].0, editor.uri(name));
    assert_eq!(shown[0].1[0]["code"], "E0202");

    let found = editor.ask_at("textDocument/completion", name, 1, 27);
    let items = found["items"].as_array().expect("a list");
    assert!(
        items.iter().any(|item| item["label"] == "発送待ち"),
        "{found}"
    );

    let found = editor.ask_at("textDocument/hover", name, 1, 6);
    let told = found["contents"]["value"].as_str().expect("a text");
    assert!(told.contains("高額") && told.contains("50,000円"), "{told}");

    let params = json!({
        "textDocument": {"uri": editor.uri(name)},
        "position": {"line": 0, "character": 5},
        "newName": "大口",
    });
    let edit = editor.ask("textDocument/rename", &params);
    let edits = edit["changes"][editor.uri(name)].as_array().expect("edits");
    assert_eq!(edits.len(), 2, "{edit}");

    let whole = json!({"start": {"line": 1, "character": 0}, "end": {"line": 2, "character": 0}});
    let change = json!([{"range": whole, "text": "when  高額 ＝ はい then  mark_paid\n"}]);
    let document = json!({"uri": editor.uri(name), "version": 2});
    editor.tell(
        "textDocument/didChange",
        &json!({"textDocument": document, "contentChanges": change}),
    );
    assert!(editor.diagnostics().is_empty());
    let params = json!({
        "textDocument": {"uri": editor.uri(name)},
        "options": {"tabSize": 2, "insertSpaces": true},
    });
    let edits = editor.ask("textDocument/formatting", &params);
    assert!(!edits.as_array().expect("edits").is_empty());
    assert_eq!(editor.end(), 0);
}

#[test]
fn an_end_that_is_none_is_told_by_the_exit_code() {
    let place = folder(&[]);
    let start = || Editor::start(place.path(), &json!({}));
    assert_eq!(start().leave(), 1);
    assert_eq!(start().garbage(b"Content-Length: 3\r\n\r\n{x}"), 2);
    assert_eq!(start().garbage(b"hello\r\n\r\n"), 2);
}

/// A finding as both commands tell it: file, code, severity, text, and its four corners.
type Told = (String, String, String, String, [u64; 4]);

fn by_check(place: &Path, folder: &str) -> Vec<Told> {
    let ran = run(place, &["check", "--format", "json", folder]);
    let lines = ran.json_lines();
    let mut told: Vec<Told> = lines.iter().map(|line| of_check(place, line)).collect();
    told.sort();
    told
}

fn of_check(place: &Path, line: &Value) -> Told {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let at = &line["place"];
    let file = place.join(text(&at["file"]));
    let content = fs::read(&file).expect("a file");
    // A data file may be CP932: then only its lines can be compared.
    let content = String::from_utf8(content).ok();
    let corner = |line: &str, column: &str| {
        let line = at[line].as_u64().expect("a line") - 1;
        let column = at[column].as_u64().expect("a column") - 1;
        (line, content.as_ref().map_or(0, |c| utf16(c, line, column)))
    };
    let (start, end) = (corner("line", "column"), corner("end_line", "end_column"));
    let helps = line["help"].as_array().expect("a list").iter();
    let helps = helps.map(|help| format!("\n{}", text(&help["message"])));
    let file = file.file_name().expect("a name").to_string_lossy();
    (
        file.into_owned(),
        text(&line["code"]),
        text(&line["severity"]),
        text(&line["message"]) + &helps.collect::<String>(),
        [start.0, start.1, end.0, end.1],
    )
}

/// A column in UTF-16 units, from one in characters.
fn utf16(text: &str, line: u64, column: u64) -> u64 {
    let line = usize::try_from(line).expect("small");
    let line = text.trim_start_matches('\u{feff}').split('\n').nth(line);
    let column = usize::try_from(column).expect("small");
    let before = line.unwrap_or("").chars().take(column);
    before.map(|c| c.len_utf16() as u64).sum()
}

fn by_editor(editor: &mut Editor, folder: &Path) -> Vec<Told> {
    let mut told = Vec::new();
    for (uri, said) in editor.diagnostics() {
        let Some(name) = uri.strip_prefix(&editor.uri("")) else {
            continue;
        };
        let path = editor_path(name);
        let file = path.rsplit('/').next().unwrap_or("").to_owned();
        // `check` does not read tests.
        if file.ends_with(".test.yaml") || !Path::new(&path).starts_with(folder) {
            continue;
        }
        let utf8 = fs::read_to_string(editor.path().join(&path)).is_ok();
        for said in said {
            let corner = |which: &str, what: &str| said["range"][which][what].as_u64().unwrap_or(0);
            let column = |which: &str| if utf8 { corner(which, "character") } else { 0 };
            let severity = ["", "error", "warning", "info", "hint"];
            let severity =
                severity[usize::try_from(said["severity"].as_u64().unwrap_or(0)).unwrap_or(0)];
            told.push((
                file.clone(),
                said["code"].as_str().unwrap_or("").to_owned(),
                severity.to_owned(),
                said["message"].as_str().unwrap_or("").to_owned(),
                [
                    corner("start", "line"),
                    column("start"),
                    corner("end", "line"),
                    column("end"),
                ],
            ));
        }
    }
    told.sort();
    told
}

fn editor_path(name: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = name.trim_start_matches('/').bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let hex: String = rest.by_ref().take(2).map(char::from).collect();
            bytes.push(u8::from_str_radix(&hex, 16).expect("hex"));
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

/// Opens the first rule file of a folder and compares what both commands tell of it.
fn same(editor: &mut Editor, folder: &str) -> usize {
    let place = editor.path().to_owned();
    let mut names: Vec<String> = fs::read_dir(place.join(folder))
        .expect("a folder")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| {
            let is = |ending: &str| name.ends_with(ending);
            is(".rules") || (is(".yaml") && !is(".test.yaml") && !is(".vocabulary.yaml"))
        })
        .collect();
    names.sort();
    let name = format!("{folder}/{}", names.first().expect("a rule file"));
    editor.open(&name);
    let by_editor = by_editor(editor, Path::new(folder));
    let by_check = by_check(&place, folder);
    assert_eq!(by_editor, by_check, "{folder}");
    editor.tell(
        "textDocument/didClose",
        &json!({"textDocument": {"uri": editor.uri(&name)}}),
    );
    by_check.len()
}

#[test]
fn every_shipped_folder_is_told_as_by_check() {
    let mut editor = Editor::start(&workspace().join("rules"), &json!({"locale": "ja"}));
    let mut folders = 0;
    for entry in fs::read_dir(workspace().join("rules")).expect("the packs") {
        let entry = entry.expect("an entry");
        if entry.path().is_dir() {
            same(&mut editor, &entry.file_name().to_string_lossy());
            folders += 1;
        }
    }
    assert!(folders > 10);
    assert_eq!(editor.end(), 0);
}

#[test]
fn every_mistake_is_told_as_by_check() {
    let broken = workspace().join("crates/cli/tests/broken");
    let place = TempDir::new().expect("a folder");
    let mut folders = Vec::new();
    for entry in fs::read_dir(broken).expect("the mistakes") {
        let entry = entry.expect("an entry");
        let name = entry.file_name().to_string_lossy().into_owned();
        let folder = name.split('.').next().unwrap_or(&name).to_owned();
        fs::create_dir(place.path().join(&folder)).expect("made");
        let to = place.path().join(&folder).join(&name);
        fs::copy(entry.path(), to).expect("copied");
        folders.push(folder);
    }
    folders.sort();
    let mut editor = Editor::start(place.path(), &json!({"locale": "ja"}));
    for folder in folders {
        assert!(same(&mut editor, &folder) > 0, "{folder}");
    }
    assert_eq!(editor.end(), 0);
}

#[test]
fn mistakes_in_further_files_are_told_as_by_check() {
    let place = folder(&[
        // Data files, in the folder and below it; what follows from a mistake is not told.
        (
            "data/a.rules",
            "list 離島 from \"ritou.csv\"\nwhen prefecture in 離島 then mark_paid\n\
             table 送料 first from \"sub/table.csv\"\nwhen sttaus = 発送待ち then mark_paid\n",
        ),
        ("data/ritou.csv", "\u{feff}県\n沖縄県\n"),
        ("data/sub/table.csv", "決済,then tag\n𠮷共通,大口\ncommon\n"),
        // A vocabulary of the folder's own.
        ("words/a.rules", "when 店の印 and 店のもの then mark_paid\n"),
        (
            "words/shop.vocabulary.yaml",
            "vocabulary: 1\nfields:\n  - {id: shop_mark, ja: [店の印], type: bool, doc: {ja: 印, en: mark}}\n  \
             - {id: status, ja: [状況], type: text, doc: {ja: 印, en: mark}}\n",
        ),
        // One elsewhere that the configuration names.
        (
            "shop/sabaki.yaml",
            "sabaki: 1\nrules: {path: rules, vocabulary: [far.vocabulary.yaml]}\n",
        ),
        (
            "shop/rules/a.rules",
            "when 遠い印 then mark_paid\nwhen 店の印 then mark_paid\n",
        ),
        (
            "shop/far.vocabulary.yaml",
            "vocabulary: 1\nfields:\n  - {id: far_mark, ja: [遠い印], type: bool, doc: {ja: 印, en: mark}}\n",
        ),
        // What the parser could not read has no second report.
        (
            "follow/a.yaml",
            "language: 2\nrules:\n  - when: gift =\n    then: mark_paid\n",
        ),
        (
            "follow/b.rules",
            "table 印 first\n  | settlement | then tag |\n  | ( | \n",
        ),
    ]);
    let mut editor = Editor::start(place.path(), &json!({"locale": "ja"}));
    for (folder, least) in [("data", 2), ("words", 2), ("shop/rules", 1), ("follow", 2)] {
        assert!(same(&mut editor, folder) >= least, "{folder}");
    }
    assert_eq!(editor.end(), 0);
}
