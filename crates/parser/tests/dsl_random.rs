//! No text makes the parser panic, and every span lies on character boundaries of its text.

#![allow(
    clippy::unwrap_used,
    clippy::string_slice,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

use proptest::prelude::*;
use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::source::FileId;
use sabaki_parser::dsl;
use sabaki_parser::place::Place;

/// What random texts are made of: keywords of both languages, particles, marks, values, line ends.
const PIECES: &[&str] = &[
    "rule",
    "when",
    "unless",
    "then",
    "hold",
    "because",
    "let",
    "list",
    "calendar",
    "table",
    "first",
    "partial",
    "from",
    "until",
    "priority",
    "and",
    "or",
    "not",
    "in",
    "between",
    "contains",
    "any",
    "of",
    "has",
    "is",
    "empty",
    "unknown",
    "after",
    "at",
    "every",
    "up",
    "to",
    "times",
    "during",
    "matches",
    "count",
    "sum",
    "where",
    "true",
    "except",
    "also",
    "ルール",
    "条件",
    "除外",
    "実行",
    "保留",
    "理由",
    "定義",
    "リスト",
    "カレンダー",
    "表",
    "最初",
    "一部",
    "優先度",
    "期間",
    "かつ",
    "または",
    "でない",
    "が",
    "は",
    "を",
    "に",
    "で",
    "の",
    "から",
    "まで",
    "より",
    "どれか",
    "どれも",
    "すべて",
    "どれでもない",
    "うち",
    "間",
    "内",
    "後",
    "ごとに",
    "回まで",
    "以上",
    "未満",
    "超",
    "空",
    "不明",
    "祝日",
    "含む",
    "含まない",
    "始まる",
    "一致",
    "備考",
    "ステータス",
    "発送待ち",
    "しょうが",
    "メンチかつ",
    "データ",
    "slip.status",
    "x",
    "月-金",
    "平日",
    "優先順位",
    "30",
    "1h30m",
    "30分",
    "3日",
    "5万円",
    "10,000円",
    "¥1,000",
    "３０、０００",
    "2026-12-04",
    "2026年2月30日",
    "10:30",
    "25:00",
    "10時30分",
    "24:00",
    "「",
    "」",
    "『",
    "』",
    "\"",
    "“",
    "”",
    "\\",
    "\\u{3042}",
    "\\u{110000}",
    "/",
    "／",
    "#",
    "＃",
    "(",
    ")",
    "（",
    "）",
    ",",
    "、",
    "=",
    "＝",
    "!=",
    "≠",
    ">=",
    "≦",
    "<",
    "+",
    "-",
    "−",
    "ー",
    "～",
    "..",
    ".",
    "|",
    "｜",
    ":",
    "：",
    "○",
    "×",
    "🎁",
    "か\u{3099}",
    "\u{200b}",
    "\u{feff}",
    "\u{3000}",
    " ",
    " ",
    " ",
    "\n",
    "\n",
    "\r\n",
    "\t",
    "\r",
    "\0",
    "&",
    "@",
];

fn texts() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(PIECES);
    let glue = proptest::sample::select(&["", " ", " ", "\n", "　"][..]);
    proptest::collection::vec((piece, glue), 0..40)
        .prop_map(|pieces| pieces.iter().flat_map(|(a, b)| [*a, *b]).collect())
}

/// Every `start: N, end: M` of a tree or a diagnostic.
fn spans(debug: &str) -> Vec<(usize, usize)> {
    let number = |text: &str| -> usize {
        let end = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        text[..end].parse().unwrap_or(0)
    };
    debug
        .match_indices("file: FileId(0), start: ")
        .map(|(at, found)| {
            let rest = &debug[at + found.len()..];
            let end = rest.find("end: ").unwrap();
            (number(rest), number(&rest[end + 5..]))
        })
        .collect()
}

fn check(text: &str) {
    let parsed = dsl::parse(FileId(0), text);
    let debug = format!("{:?} {:?}", parsed.file, parsed.diagnostics);
    for (start, end) in spans(&debug) {
        assert!(text.get(start..end).is_some(), "{start}..{end} of {text:?}");
    }
    for diagnostic in &parsed.diagnostics {
        let message = diagnostic.message(Lang::Ja);
        assert!(!message.contains("message"), "no text: {message}");
        for help in diagnostic.helps() {
            assert!(!diagnostic.help_text(Lang::En, help).contains("help."));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn texts_of_the_language_never_panic(text in texts()) {
        check(&text);
    }

    #[test]
    fn rules_of_random_conditions_never_panic(text in texts(), end in texts()) {
        check(&format!("when {text} then {end}\nwhen a then b"));
    }

    #[test]
    fn random_tables_never_panic(cells in proptest::collection::vec(texts(), 4)) {
        let row = |a: usize, b: usize| format!("| {} | {} |", cells[a], cells[b]);
        check(&format!("table T first\n| x | {}\n{}", row(0, 1), row(2, 3)));
    }

    #[test]
    fn fragments_never_panic(text in texts()) {
        let place = Place::plain(FileId(0), 0);
        let (a, b) = dsl::fragment::expression(&text, &place);
        let (c, d) = dsl::fragment::actions(&text, &place);
        let (e, f) = dsl::fragment::calendar_lines(&text, &place);
        let debug = format!("{a:?}{b:?}{c:?}{d:?}{e:?}{f:?}");
        for (start, end) in spans(&debug) {
            prop_assert!(text.get(start..end).is_some(), "{}..{} of {:?}", start, end, text);
        }
    }
}

/// Deep, long and repetitive texts end in time and in a diagnostic, not in a stack overflow.
#[test]
fn hostile_texts_end() {
    for unit in [
        "(",
        "not ",
        "a + ",
        "\"",
        "「",
        "/",
        "\\/",
        "#",
        "partial ",
        "かつ",
        "備考にが",
        "1、000 ",
        "when ",
        "x in (",
        "| ",
        "の どれか",
        "a and ",
        "が ",
        "\u{200b}",
        "12",
        "から",
    ] {
        let text = format!("when {}", unit.repeat(4_000));
        check(&text);
    }
}
