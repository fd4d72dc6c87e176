//! The seed table's row of the CSV route: a folder in, ネクストエンジン or files out.

use std::fs;

use sabaki_tests::csv::{Cell, add_shops, arrives, cp932, files, orders, rows_out};
use sabaki_tests::sandbox::Sandbox;
use serde_json::json;

use crate::bad_input::contents;

const CARD: &str = "987654-20261123-0000000001";
const COD: &str = "987654-20261123-0000000002";
const INVOICE: &str = "987654-20261123-0000000003";
const UNCONFIRMED: &str = "987654-20261123-0000000004";
const BAD: &str = "987654-20261123-0000000005";

/// One order's row; its items and destination get numbers of their own.
fn row<'a>(number: &'a str, more: &[Cell<'a>]) -> Vec<Cell<'a>> {
    let mut row = vec![("注文番号", number)];
    row.extend(more);
    row
}

fn download() -> String {
    orders(&[
        row(CARD, &[("注文者姓", "髙﨑")]),
        row(COD, &[("支払方法名", "代金引換")]),
        row(INVOICE, &[("支払方法名", "請求書払い")]),
        row(UNCONFIRMED, &[("ステータス", "注文確認待ち")]),
        row(BAD, &[("請求金額", "1,98")]),
    ])
}

/// Staff ship an order's slip.
fn ship(sandbox: &Sandbox, number: &str, tracking_number: &str) {
    let deed = json!({
        "who": "staff", "does": "ship", "order": number, "carrier": "1001",
        "tracking_number": tracking_number, "shipped_on": "today",
    });
    sandbox.post("/sandbox/people", &deed);
}

#[test]
fn a_folder_in_and_nextengine() {
    let sandbox = Sandbox::start();
    add_shops(&sandbox);
    let shop = sandbox.dir().join("csv-ne");
    arrives(&sandbox, "csv-ne", "orders.csv", &cp932(&download()));
    let summary = sandbox.once().exits(1).json();
    assert_eq!(summary["pass"]["orders"], 5, "{summary}");
    assert_eq!(summary["pass"]["unreadable"], 1, "the bad row: {summary}");
    for (number, imported, paid) in [
        (CARD, 1, 1),
        (COD, 1, 0),
        (INVOICE, 1, 0),
        (UNCONFIRMED, 0, 0),
        (BAD, 0, 0),
    ] {
        assert_eq!(sandbox.times(number, "imported"), imported, "{number}");
        assert_eq!(sandbox.times(number, "paid"), paid, "{number}");
        assert_eq!(sandbox.times(number, "confirmed"), 0, "RMS confirms");
    }
    let reason = fs::read_to_string(shop.join("refused/000001-orders.csv.reason.txt"))
        .expect("a reason beside it");
    for part in [
        "4件を受け取り",
        "1件を受け取りませんでした",
        "6行目",
        BAD,
        "列「請求金額」",
    ] {
        assert!(reason.contains(part), "{part}: {reason}");
    }
    // What came in is counted in the summary, in the journal and in the folder.
    let shops = summary["pass"]["shops"].as_array().expect("shops");
    let shop_of = |name: &str| shops.iter().find(|shop| shop["shop"] == name);
    let file = json!({"file": "000001-orders.csv", "became": "taken", "taken": 4, "refused": 1});
    assert_eq!(shop_of("csv-ne").expect("the shop")["files"], json!([file]));
    let exported = sandbox.scratch().join("state.jsonl");
    let ran = sandbox.sabaki(&["state", "export", exported.to_str().expect("a path")]);
    let text = fs::read_to_string(&exported).unwrap_or(ran.out);
    let journaled = text.lines().filter(|line| line.contains("file_came"));
    assert_eq!(journaled.count(), 1, "{text}");
    let rejected = fs::read(shop.join("refused/000001-orders-rejected.csv")).expect("rows");
    let bad_row = orders(&[row(BAD, &[("請求金額", "1,98")])]);
    assert_eq!(rejected, cp932(&bad_row), "the refused rows as they came");
    let refused = json!({"who": "staff", "does": "ship", "order": INVOICE});
    let waits = sandbox.try_post("/sandbox/people", &refused);
    assert!(waits.body.contains("入金待ち"), "{waits:?}");

    // The invoice is paid at the shop, and everything is shipped.
    sandbox.person("staff", "release", INVOICE);
    ship(&sandbox, CARD, "000000000011");
    ship(&sandbox, COD, "000000000022");
    ship(&sandbox, INVOICE, "000000000033");
    // The same file again, and the refused rows mended, in another encoding.
    let mended = bad_row.replace("\"1,98\"", "\"2480\"");
    arrives(&sandbox, "csv-ne", "again.csv", &cp932(&download()));
    arrives(&sandbox, "csv-ne", "mended.csv", mended.as_bytes());
    let ran = sandbox.sabaki(&["run", "--once"]).exits(0);
    for line in [
        "CSV 000002-again.csv: 前と同じ内容なので何もしません。",
        "CSV 000003-mended.csv: 注文1件 = 受け取り1件 + 受け取らず0件",
    ] {
        assert!(ran.out.contains(line), "{}", ran.out);
    }
    sandbox.pass();
    assert_eq!(sandbox.times(BAD, "imported"), 1, "a mended row is taken");
    let expected = [(CARD, "11"), (COD, "22"), (INVOICE, "33")].map(|(number, tracking)| {
        format!("{number},4100223371,,0000000000{tracking},1001,2026-11-24")
    });
    assert_eq!(rows_out(&shop.join("out"), "ShippingReport_"), expected);
    for number in [CARD, COD, INVOICE] {
        assert_eq!(sandbox.times(number, "imported"), 1, "{number}");
    }

    // Nothing that was taken is deleted, and nothing new is written from now on.
    let taken = files(&shop.join("taken"));
    let names: Vec<_> = taken.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        ["000001-orders.csv", "000002-again.csv", "000003-mended.csv"]
    );
    assert_eq!(
        fs::read(&taken["000001-orders.csv"]).expect("a file"),
        cp932(&download())
    );
    let before = contents(&shop);
    sandbox.advance("3h");
    sandbox.pass();
    assert_eq!(contents(&shop), before);
}

#[test]
fn files_on_both_sides() {
    let sandbox = Sandbox::start();
    add_shops(&sandbox);
    let shop = sandbox.dir().join("csv-csv");
    arrives(&sandbox, "csv-csv", "orders.csv", &cp932(&download()));
    assert_eq!(sandbox.once().code, 1, "one row is bad");
    arrives(&sandbox, "csv-csv", "again.csv", &cp932(&download()));
    assert_eq!(sandbox.once().code, 1, "it still is");
    let rows = rows_out(&shop.join("oms"), "GeneralOrders_");
    let numbers: Vec<_> = rows
        .iter()
        .filter_map(|row| row.split(',').next())
        .collect();
    assert_eq!(numbers, [CARD, COD, INVOICE]);
    assert!(rows[0].contains("髙﨑"), "{rows:?}");
    assert!(
        sandbox
            .ledger()
            .iter()
            .all(|line| line["by"] != "client" || line["effect"] == "none")
    );
}

/// Orders in, import file out, shipments in, report out; and what is wrong with a file of shipments.
#[test]
fn shipments_come_back_as_files() {
    let sandbox = Sandbox::start();
    add_shops(&sandbox);
    let shop = sandbox.dir().join("csv-csv");
    let good = [CARD, COD, INVOICE].map(|number| row(number, &[]));
    arrives(&sandbox, "csv-csv", "orders.csv", &cp932(&orders(&good)));
    sandbox.pass();
    assert_eq!(rows_out(&shop.join("oms"), "GeneralOrders_").len(), 3);
    assert!(rows_out(&shop.join("out"), "ShippingReport_").is_empty());

    // One slip twice, an own carrier, a carrier that nobody knows.
    let header = "備考,発送方法,送り状番号,出荷確定日,受注番号,伝票番号";
    let unknown = format!(",謎の便,000000000033,2026/11/24,{INVOICE},1003");
    let shipped = format!(
        "{header}\r\n,ヤマト運輸,000000000011,2026/11/24,{CARD},1001\r\n\
         ,見本便,000000000022,2026-11-24,{COD},1002\r\n\
         x,見本便,000000000022,2026-11-24,{COD},1002\r\n{unknown}\r\n"
    );
    arrives(&sandbox, "csv-csv/shipped", "a.csv", &cp932(&shipped));
    let ran = sandbox.sabaki(&["run", "--once"]);
    let line = "CSV 000001-a.csv: 注文3件 = 受け取り2件 + 受け取らず1件";
    assert!(ran.out.contains(line), "{}", ran.out);
    sandbox.pass();
    let reported = |number: &str, tracking: &str, carrier: &str| {
        format!("{number},4100223371,,0000000000{tracking},{carrier},2026-11-24")
    };
    let mut expected = vec![reported(CARD, "11", "1001"), reported(COD, "22", "1003")];
    assert_eq!(rows_out(&shop.join("out"), "ShippingReport_"), expected);
    let refused = shop.join("shipped/refused");
    let reason = fs::read_to_string(refused.join("000001-a.csv.reason.txt")).expect("a reason");
    for part in ["5行目", INVOICE, "列「発送方法」", "配送会社", "line 5"] {
        assert!(reason.contains(part), "{part}: {reason}");
    }
    let rejected = fs::read(refused.join("000001-a-rejected.csv")).expect("rows");
    assert_eq!(rejected, cp932(&format!("{header}\r\n{unknown}\r\n")));

    // The same file, the same rows in another one, and the refused row mended.
    arrives(&sandbox, "csv-csv/shipped", "b.csv", &cp932(&shipped));
    let mended = shipped.replace("謎の便", "佐川急便");
    arrives(&sandbox, "csv-csv/shipped", "c.csv", mended.as_bytes());
    arrives(
        &sandbox,
        "csv-csv/shipped",
        "d.csv",
        "受注番号\r\n".as_bytes(),
    );
    let ran = sandbox.sabaki(&["run", "--once"]);
    let line = "CSV 000002-b.csv: 前と同じ内容なので何もしません。";
    assert!(ran.out.contains(line), "{}", ran.out);
    sandbox.pass();
    expected.push(reported(INVOICE, "33", "1002"));
    assert_eq!(rows_out(&shop.join("out"), "ShippingReport_"), expected);
    let reason = fs::read_to_string(refused.join("000004-d.csv.reason.txt")).expect("a reason");
    assert!(reason.contains("列「伝票番号」「送り状番号」"), "{reason}");
}

#[test]
fn a_dry_run_leaves_the_folders_as_they_are() {
    let sandbox = Sandbox::start();
    add_shops(&sandbox);
    arrives(&sandbox, "csv-ne", "orders.csv", &cp932(&download()));
    arrives(&sandbox, "csv-csv", "orders.csv", &cp932(&download()));
    let before = [
        contents(&sandbox.dir().join("csv-ne")),
        contents(&sandbox.dir().join("csv-csv")),
    ];
    let ran = sandbox
        .sabaki(&["run", "--dry-run", "--format", "json"])
        .exits(1);
    let summary = ran.json();
    assert_eq!(summary["pass"]["counts"]["import"]["due"], 6, "{summary}");
    let shop = &summary["pass"]["shops"][0];
    assert_eq!(shop["files"][0]["refused"], 1, "{summary}");
    let after = [
        contents(&sandbox.dir().join("csv-ne")),
        contents(&sandbox.dir().join("csv-csv")),
    ];
    assert_eq!(after, before);
}

#[test]
fn two_shops_on_one_folder_are_refused() {
    let sandbox = Sandbox::start();
    add_shops(&sandbox);
    let path = sandbox.dir().join("sabaki.yaml");
    let good = fs::read_to_string(&path).expect("a file");
    for (lang, words) in [("ja", "別々のフォルダ"), ("en", "folders of their own")] {
        let bad = good.replace("folder: csv-csv,", "folder: ./csv-ne/,");
        fs::write(&path, bad).expect("written");
        let ran = sandbox.sabaki(&["run", "--once", "--lang", lang]).exits(2);
        for part in ["sabaki.yaml", "csv-ne", "csv-csv", words] {
            assert!(ran.err.contains(part), "{part}: {}", ran.err);
        }
    }
    assert!(sandbox.ledger().is_empty(), "nothing was asked");
}
