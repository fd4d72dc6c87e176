//! The tour of the diagnostics: each file in `tests/broken`, and what `sabaki check` says of it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

const HEAD: &str = "\
# 誤りの見せ方 / A tour of the diagnostics

壊れたルールファイルと、`sabaki check` が答えることです。このページはテストが作ります
（`BLESS=1 cargo test -p sabaki-cli --test documents`）。それぞれのコードの詳しい説明は `sabaki explain-code コード` で読めます。

Broken rule files, and what `sabaki check` says of each. A test makes this page; the page of a code is
printed by `sabaki explain-code CODE`.
";

/// The whole page.
pub(crate) fn page() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken");
    let mut files: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    files.sort();
    assert!(files.len() >= 20, "twenty broken files");
    let mut page = HEAD.to_owned();
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let (title, rules) = text.split_once('\n').unwrap();
        let title = title.trim_start_matches("# ");
        let ending = path.extension().unwrap().to_string_lossy();
        let name = if ending == "yaml" {
            "shop.yaml"
        } else {
            "shop.rules"
        };
        let said = ["ja", "en"].map(|lang| check(name, rules, lang));
        let [ja, en] = &said;
        write!(
            page,
            "\n## {title}\n\n```{ending}\n{}\n```\n\n```text\n{ja}\n```\n\n```text\n{en}\n```\n",
            rules.trim_end()
        )
        .unwrap();
    }
    page
}

fn check(name: &str, rules: &str, lang: &str) -> String {
    let folder = std::env::temp_dir().join(format!("sabaki-tour-{}-{lang}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(name), rules).unwrap();
    let ran = Command::new(env!("CARGO_BIN_EXE_sabaki"))
        .args(["check", "--lang", lang, name])
        .current_dir(&folder)
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(
        ran.status.code(),
        Some(1),
        "a file of the tour is broken: {rules}"
    );
    String::from_utf8(ran.stdout).unwrap().trim().to_owned()
}
