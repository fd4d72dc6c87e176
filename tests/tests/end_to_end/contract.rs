//! What people see of the commands, as they see it: 80 columns, no colours.

use std::fs;

use sabaki_tests::process::{Ran, command, finish, run};
use sabaki_tests::workspace;
use tempfile::TempDir;

fn in_language(args: &[&str], lang: &str) -> Ran {
    let mut command = command(&workspace(), args);
    command.env("LANG", lang);
    finish(command)
}

#[test]
fn help_in_both_languages() {
    for (name, lang) in [("help-ja", "ja_JP.UTF-8"), ("help-en", "en_US.UTF-8")] {
        let ran = in_language(&["--help"], lang).exits(0);
        insta::assert_snapshot!(name, ran.out);
    }
    // The option wins over the locale.
    let ran = in_language(&["--lang", "en", "--help"], "ja_JP.UTF-8").exits(0);
    assert_eq!(ran.out, in_language(&["--help"], "en_US.UTF-8").out);
}

#[test]
fn wrong_use_is_told_with_what_was_meant() {
    let cases: [(&[&str], &str, &str); 5] = [
        (
            &["chek"],
            "エラー: 「chek」というコマンドはありません。\n  対処: 「check」ですか。\n使い方: sabaki [OPTIONS] <COMMAND>\n",
            "error: There is no command `chek`.\n  help: Did you mean `check`?\nUsage: sabaki [OPTIONS] <COMMAND>\n",
        ),
        (
            &["run", "--onec"],
            "エラー: 「--onec」というオプションや引数はありません。\n  対処: 「--once」ですか。\n使い方: sabaki run --once\n",
            "error: There is no option or argument `--onec`.\n  help: Did you mean `--once`?\nUsage: sabaki run --once\n",
        ),
        (
            &["check"],
            "エラー: 足りない引数があります: <PATHS>...\n使い方: sabaki check <PATHS>...\n",
            "error: Something is missing: <PATHS>...\nUsage: sabaki check <PATHS>...\n",
        ),
        (
            &["orders", "--format", "sarif"],
            "エラー: --format sarif は sabaki check だけで使えます。\n",
            "error: `--format sarif` is for `sabaki check` only.\n",
        ),
        (
            &["orders", "--config", "no.yaml"],
            "エラー: 設定ファイルno.yamlを読めません（見つかりません）。\n  対処: --config で場所を指定するか、sabaki init で作ってください。\n",
            "error: The configuration no.yaml cannot be read (it is not there).\n  help: Name it with --config, or make one with `sabaki init`.\n",
        ),
    ];
    for (args, ja, en) in cases {
        for (expected, lang) in [(ja, "ja_JP.UTF-8"), (en, "en_US.UTF-8")] {
            let ran = in_language(args, lang).exits(2);
            assert_eq!(ran.err, expected, "{args:?}");
            assert_eq!(ran.out, "", "{args:?}");
        }
    }
}

/// How many columns a terminal needs for a line; Japanese takes two each.
fn width(line: &str) -> usize {
    line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

#[test]
fn every_command_of_the_contract_is_there() {
    for name in [
        "demo", "init", "check", "test", "simulate", "diff", "explain", "run", "orders", "show",
        "release", "pause", "resume", "login", "sandbox", "state",
    ] {
        for lang in ["ja", "en"] {
            let ran = run(&workspace(), &[name, "--help", "--lang", lang]);
            assert_eq!(ran.code, 0, "{name}: {ran:?}");
            assert!(
                ran.out.contains("--format") && ran.out.contains("--lang"),
                "{name}: {}",
                ran.out
            );
        }
    }
    assert_eq!(run(&workspace(), &["no-such-command"]).code, 2);
    assert_eq!(run::<&str>(&workspace(), &[]).code, 2);
}

#[test]
fn typing_mistakes_are_marked_under_the_word() {
    let scratch = TempDir::new().expect("a folder");
    let text = "ルール \"高額\"\n  条件 請求金額 >= 10,000円 かつ 支払い方法 = 代引き\n  保留 注文確認 理由 \"高額\"\n\nrule \"typo\"\n  when 決済 = common and sttaus = 楽天処理中 and ステータス = 発送待\n  then improt\n";
    fs::write(scratch.path().join("shop.rules"), text).expect("written");
    for lang in ["ja", "en"] {
        let ran = run(scratch.path(), &["check", "shop.rules", "--lang", lang]).exits(1);
        insta::assert_snapshot!(format!("check-{lang}"), ran.out);
        under_the_word(&ran.out, "sttaus");
        under_the_word(&ran.out, "発送待");
        under_the_word(&ran.out, "improt");
    }
}

/// Asserts that a marked line shows a word with `^` exactly below it, in terminal columns.
#[track_caller]
fn under_the_word(out: &str, word: &str) {
    let lines: Vec<&str> = out.lines().collect();
    let marked = lines.windows(2).any(|pair| {
        let Some(at) = pair[0].find(word) else {
            return false;
        };
        let (before, wide) = (width(&pair[0][..at]), width(word));
        let below: Vec<char> = pair[1].chars().collect();
        let marks = below.iter().collect::<String>();
        let Some(caret) = marks.find('^') else {
            return false;
        };
        let columns = marks[caret..].chars().take_while(|c| *c == '^').count();
        // The frame's bar is one column wide in a terminal.
        let bar = |text: &str| text.chars().filter(|c| ['│', '┃'].contains(c)).count();
        let column = width(&marks[..caret]) - bar(&marks[..caret]);
        column == before - bar(&pair[0][..at]) && columns == wide
    });
    assert!(marked, "`{word}` is marked exactly:\n{out}");
}

#[test]
fn the_packs_are_clean_for_check() {
    let ran = run(&workspace(), &["check", "rules"]).exits(0);
    assert!(!ran.out.is_empty());
}
