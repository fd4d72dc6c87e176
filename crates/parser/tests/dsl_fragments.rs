//! Pieces of the language from YAML scalars and cells, with their places in the source.

use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::source::FileId;
use sabaki_parser::dsl::{self, fragment, table};
use sabaki_parser::place::{Piece, Place};
use sabaki_parser::syntax::dump;
use sabaki_parser::syntax::expression::ExprKind;

const FILE: FileId = FileId(7);

#[test]
fn a_fragment_marks_its_source() {
    // Source: `x: "a = \"b\" かつ 空"`, decoded by YAML.
    let text = "a = \"b\" かつ 空";
    let pieces = vec![
        Piece {
            decoded: 0,
            source: 4,
            length: 4,
        },
        Piece {
            decoded: 5,
            source: 10,
            length: 1,
        },
        Piece {
            decoded: 7,
            source: 13,
            length: text.len() - 7,
        },
    ];
    let (expr, diagnostics) = fragment::expression(text, &Place::pieces(FILE, pieces));
    assert!(expr.is_none());
    let spans: Vec<_> = diagnostics.iter().map(Diagnostic::span).collect();
    assert_eq!(spans.len(), 1);
    let at = 13 + " かつ ".len();
    assert_eq!(spans[0].range(), at..at + "空".len());
    assert_eq!(spans[0].file, FILE);
}

#[test]
fn each_fragment_reads_its_piece() {
    let place = Place::plain(FILE, 100);
    let (then, none) = fragment::actions("confirm after 30m from ordered_at", &place);
    assert_eq!(none, []);
    assert_eq!(
        dump::then(&then.unwrap()),
        "(then (confirm) after=30m from=ordered_at)"
    );
    let (hold, none) = fragment::hold("全部 理由 「確認」", &place);
    assert_eq!(none, []);
    let hold = hold.unwrap();
    assert_eq!(hold.because.unwrap().node, "確認");
    assert_eq!(hold.span.start, 100);
    let (moment, _) = fragment::moment("2026-12-04 20:00", &place);
    assert_eq!(dump::moment(moment.unwrap().node), "2026-12-04T20:00");
    let (duration, _) = fragment::duration(" 1時間30分 ", &place);
    assert_eq!(dump::duration(duration.unwrap().node), "1h30m");
    let (value, _) = fragment::list_value("発送待ち", &place);
    assert!(matches!(value.unwrap().kind, ExprKind::Name(_)));
    let (lines, none) = fragment::calendar_lines("月-金 9:00-18:00\n\n休み 祝日\n", &place);
    assert_eq!(none, []);
    let lines: Vec<_> = lines.unwrap().iter().map(dump::calendar_line).collect();
    assert_eq!(lines[1], "(except holidays)");
}

#[test]
fn cells_of_a_file_are_read_as_those_in_place() {
    let rows = [
        ["total", "都道府県", "実行 発送方法設定", "hold confirm"],
        [
            "3,000円未満",
            "沖縄県、北海道",
            "ゆうパック（６０）#5",
            "離島 送料",
        ],
        ["", "-", "\"メール便\"", "「離島」"],
        ["1", "2", "3", ""],
    ];
    let place = |row: usize, column: usize| Place::plain(FILE, row * 1000 + column * 100);
    let rows: Vec<Vec<_>> = rows
        .iter()
        .enumerate()
        .map(|(r, row)| {
            let cell = |(c, text): (usize, &&str)| ((*text).to_owned(), place(r, c));
            row.iter().enumerate().map(cell).collect()
        })
        .collect();
    let (grid, diagnostics) = table::grid(FILE, &rows);
    assert_eq!(diagnostics, []);
    let dumped: Vec<String> = grid
        .rows
        .iter()
        .map(|row| {
            row.cells
                .iter()
                .map(dump::cell)
                .collect::<Vec<_>>()
                .join(" | ")
        })
        .collect();
    assert_eq!(
        dumped,
        [
            "< ¥3000 | 沖縄県 北海道 | arg \"ゆうパック（６０）#5\" | reason \"離島 送料\"",
            "- | - | arg \"メール便\" | reason \"離島\"",
            "1 | 2 | arg 3 | -",
        ]
    );
    assert_eq!(grid.rows[1].cells[2].span.start, 2200);
    let (_, diagnostics) = table::grid(FILE, &[rows[0].clone(), rows[1][..2].to_vec()]);
    assert_eq!(diagnostics[0].code().as_str(), "E0602");
}

#[test]
fn a_byte_order_mark_and_carriage_returns_are_no_text() {
    let parsed = dsl::parse(
        FILE,
        "\u{feff}when a\r\nthen b\r\n# Ende\r\ntable T first\r\n| a | then b |\r\n| 1 | ○ |\r\n",
    );
    assert_eq!(parsed.diagnostics, []);
    assert_eq!(parsed.file.items.len(), 2);
    assert_eq!(parsed.file.items[0].span().start, 3);
    assert_eq!(parsed.file.comments[0].text, " Ende");
    assert!(parsed.file.comments[0].own_line);
}

#[test]
fn limits_have_their_codes() {
    let codes = |text: &str| -> Vec<_> {
        let parsed = dsl::parse(FILE, text);
        parsed
            .diagnostics
            .iter()
            .map(|d| d.code().as_str())
            .collect()
    };
    assert_eq!(codes(&" ".repeat(dsl::LONGEST_FILE + 1)), ["E0701"]);
    let deep = |n| format!("when {}a{} then b", "(".repeat(n), ")".repeat(n));
    assert!(codes(&deep(64)).is_empty());
    assert_eq!(codes(&deep(65)), ["E0702"]);
    let text = |n| format!("when a then note 「{}」", "x".repeat(n));
    assert!(codes(&text(4000)).is_empty());
    assert_eq!(codes(&text(4200)), ["E0703"]);
    assert_eq!(codes("when a\0 then b"), ["E0704"]);
    assert_eq!(
        codes(&format!("when {}a then b", "not ".repeat(70))),
        ["E0702"]
    );
}
