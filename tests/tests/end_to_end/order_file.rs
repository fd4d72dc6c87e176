//! `order_file` of a rule test: the order comes from a download.

use std::fs;

use sabaki_tests::csv::{cp932, orders};
use sabaki_tests::process::run;

const FIRST: &str = "987654-20261123-0000000001";
const SECOND: &str = "987654-20261123-0000000002";

#[test]
fn a_rule_test_takes_its_order_from_a_csv() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| {
        fs::write(folder.path().join(name), bytes).expect("written");
    };
    let csv = orders(&[
        vec![("注文番号", FIRST), ("支払方法名", "代金引換")],
        vec![("注文番号", SECOND), ("請求金額", "1,98")],
    ]);
    write("orders.csv", &cp932(&csv));
    let rules = "partial\nwhen status = 発送待ち and settlement = selectable then import\n";
    write("flow.rules", rules.as_bytes());
    let test = |order: &str, expect: &str| {
        let text = format!(
            "tests:\n  - name: 見本\n    now: 2026-11-24 10:00\n    {order}\n    \
             expect: {expect}\n"
        );
        write("flow.test.yaml", text.as_bytes());
        run(folder.path(), &["test", ".", "--lang", "ja"])
    };
    let of = |number: &str, more: &str| {
        format!("order_file: orders.csv\n    order: {{order_number: {number}{more}}}")
    };
    let ran = test(&of(FIRST, ""), "{due: [import]}").exits(0);
    assert!(ran.err.is_empty(), "{}", ran.err);
    // What the test says counts instead, under any name and with a slip nested.
    for (more, expect, code) in [
        (", 決済: 共通", "{due: []}", 0),
        (
            ", slip: {exists: true, status: 確認待ち}",
            "{done: [import]}",
            0,
        ),
        ("", "{due: []}", 1),
    ] {
        let ran = test(&of(FIRST, more), expect);
        assert_eq!(ran.code, code, "{more}: {}", ran.out);
    }
    for (order, words) in [
        ("order_file: orders.csv".to_owned(), "注文が2件"),
        (of(SECOND, ""), "列「請求金額」"),
        (
            of("987654-20261123-0000000003", ""),
            "0000000003はありません",
        ),
        (
            "order_file: ../orders.csv".to_owned(),
            "フォルダの中のファイルではありません",
        ),
        ("order_file: none.csv".to_owned(), "none.csvを読めません"),
    ] {
        let ran = test(&order, "{due: []}").exits(2);
        assert!(ran.err.contains(words), "{words}: {}", ran.err);
    }
}
