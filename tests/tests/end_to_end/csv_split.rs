//! Orders in several slips, in a shop whose OMS answers with files: nothing is reported before the
//! last slip has left, and why an order waits is said.

use std::fs;

use sabaki_tests::csv::{Cell, SHOPS, add_shops, arrives, cp932, orders, rows_out};
use sabaki_tests::sandbox::Sandbox;

const ONE: &str = "987654-20261123-0000000001";
const SPLIT: &str = "987654-20261123-0000000002";
const UNTOLD: &str = "987654-20261123-0000000003";

/// What the files of the sample shop look like.
const FILES: &str = "split: never, settle: 0s, columns: {tracking_number: 送り状番号}";
const UNKNOWN: &str = "いくつの伝票に分かれているのかわからず";
const PARTLY: &str = "一部がまだ出荷されていません";

/// A sandbox whose shop of files on both sides has these orders and such files of shipments.
fn shop(files: &str, rows: &[Vec<Cell<'_>>]) -> Sandbox {
    let sandbox = Sandbox::start();
    add_shops(&sandbox);
    let path = sandbox.dir().join("sabaki.yaml");
    let config = fs::read_to_string(&path).expect("a file");
    assert!(SHOPS.contains(FILES));
    fs::write(&path, config.replace(FILES, files)).expect("written");
    arrives(&sandbox, "csv-csv", "orders.csv", &cp932(&orders(rows)));
    sandbox.once();
    sandbox
}

/// A file of shipments comes; gives what has been reported so far: order, destination, number.
fn shipped(sandbox: &Sandbox, name: &str, text: &str) -> Vec<String> {
    arrives(sandbox, "csv-csv/shipped", name, &cp932(text));
    sandbox.once();
    sandbox.once();
    let rows = rows_out(&sandbox.dir().join("csv-csv/out"), "ShippingReport_");
    let short = |row: &String| {
        let cells: Vec<&str> = row.split(',').collect();
        let order = cells[0].get(22..).unwrap_or_default();
        format!("{order} {} {}", cells[1], cells[3])
    };
    rows.iter().map(short).collect()
}

/// What `orders --stuck` says of an order; empty where it is not stuck.
fn stuck(sandbox: &Sandbox, number: &str) -> String {
    let all = ["orders", "--stuck", "--format", "json"];
    let ran = sandbox.sabaki(&all).exits(0);
    let mut orders = ran.json_lines().into_iter();
    let order = orders.find(|order| order["order_number"] == number);
    order.map_or_else(String::new, |order| order["not_legal"].to_string())
}

fn explained(sandbox: &Sandbox, number: &str) -> String {
    let ran = sandbox.sabaki(&["explain", number, "--lang", "ja"]);
    ran.exits(0).out
}

#[test]
fn a_shop_that_never_splits() {
    let rows = [ONE, SPLIT].map(|number| vec![("注文番号", number)]);
    let sandbox = shop(FILES, &rows);
    let header = "伝票番号,受注番号,送り状番号,発送方法,出荷確定日\r\n";
    let first = format!(
        "{header}1,{ONE},000000000011,1001,2026-11-24\r\n\
         2,{SPLIT},000000000021,1001,2026-11-24\r\n3,{SPLIT},000000000022,1001,2026-11-24\r\n"
    );
    let one = "0001 4100223371 000000000011";
    assert_eq!(shipped(&sandbox, "a.csv", &first), [one]);
    assert!(stuck(&sandbox, ONE).is_empty());
    assert!(
        stuck(&sandbox, SPLIT).contains(UNKNOWN),
        "{}",
        stuck(&sandbox, SPLIT)
    );
    assert!(explained(&sandbox, SPLIT).contains(UNKNOWN));
    let table = sandbox
        .sabaki(&["orders", "--stuck", "--lang", "ja"])
        .exits(0)
        .out;
    assert!(table.contains("実行不可"), "{table}");
}

#[test]
fn a_column_counts_the_slips() {
    let rows = [ONE, SPLIT, UNTOLD].map(|number| vec![("注文番号", number)]);
    let sandbox = shop(&FILES.replace("never", "counted"), &rows);
    let header = "伝票番号,受注番号,送り状番号,発送方法,出荷確定日,伝票数\r\n";
    let line = |slip: &str, order: &str, parts: &str| {
        format!("{slip},{order},0000000000{slip},1001,2026-11-24,{parts}\r\n")
    };
    let first = [
        line("11", ONE, "1"),
        line("21", SPLIT, "２"),
        line("31", UNTOLD, ""),
    ];
    let one = "0001 4100223371 000000000011";
    assert_eq!(
        shipped(&sandbox, "a.csv", &(header.to_owned() + &first.concat())),
        [one]
    );
    assert!(
        stuck(&sandbox, SPLIT).contains(PARTLY),
        "{}",
        stuck(&sandbox, SPLIT)
    );
    assert!(explained(&sandbox, SPLIT).contains(PARTLY));
    assert!(
        stuck(&sandbox, UNTOLD).contains(UNKNOWN),
        "{}",
        stuck(&sandbox, UNTOLD)
    );
    assert!(explained(&sandbox, UNTOLD).contains(UNKNOWN));

    // Rows of one order that disagree refuse it; the other one is told of now.
    let bad = [
        line("22", SPLIT, "2"),
        line("23", SPLIT, "3"),
        line("31", UNTOLD, "1"),
    ];
    let untold = "0003 4100223371 000000000031";
    let text = header.to_owned() + &bad.concat();
    assert_eq!(shipped(&sandbox, "b.csv", &text), [one, untold]);
    let reason = sandbox
        .dir()
        .join("csv-csv/shipped/refused/000002-b.csv.reason.txt");
    let reason = fs::read_to_string(reason).expect("a reason");
    assert!(
        reason.contains("列「伝票数」: 同じ注文の2行目と違います"),
        "{reason}"
    );

    let rest = line("22", SPLIT, "2");
    let both = [
        "0002 4100223371 000000000021",
        "0002 4100223371 000000000022",
    ];
    assert_eq!(
        shipped(&sandbox, "c.csv", &(header.to_owned() + &rest)),
        [one, untold, both[0], both[1]]
    );
    assert!(stuck(&sandbox, SPLIT).is_empty());
}

#[test]
fn the_files_list_every_slip() {
    let rows = [ONE, SPLIT].map(|number| vec![("注文番号", number)]);
    let sandbox = shop(&FILES.replace("never", "listed"), &rows);
    let header = "伝票番号,受注番号,送り状番号,発送方法,出荷確定日\r\n";
    let first = format!(
        "{header}11,{ONE},000000000011,1001,2026-11-24\r\n21,{SPLIT},000000000021,1001,2026-11-24\r\n\
         22,{SPLIT},000000000022,,\r\n"
    );
    let one = "0001 4100223371 000000000011";
    assert_eq!(shipped(&sandbox, "a.csv", &first), [one]);
    assert!(
        stuck(&sandbox, SPLIT).contains(PARTLY),
        "{}",
        stuck(&sandbox, SPLIT)
    );
    // The second slip was cancelled: the next list does not have it.
    let second = format!("{header}21,{SPLIT},000000000021,1001,2026-11-24\r\n");
    let split = "0002 4100223371 000000000021";
    assert_eq!(shipped(&sandbox, "b.csv", &second), [one, split]);
    assert!(stuck(&sandbox, SPLIT).is_empty());
}

#[test]
fn several_destinations_wait_for_a_parcel_each() {
    let row = |destination, item, town, name| {
        vec![
            ("注文番号", SPLIT),
            ("複数送付先フラグ", "1"),
            ("送付先ID", destination),
            ("商品明細ID", item),
            ("送付先郵便番号1", "000"),
            ("送付先郵便番号2", "0000"),
            ("送付先住所都道府県", "東京都"),
            ("送付先住所郡市区", "架空区"),
            ("送付先住所それ以降の住所", town),
            ("送付先姓", "見本"),
            ("送付先名", name),
        ]
    };
    let rows = [
        row("4100000001", "5000000001", "１－１", "一郎"),
        row("4100000002", "5000000002", "２－２", "二郎"),
    ];
    let to = "consignee: {name: 宛名, postal_code: 宛先番号, address: 宛先}}";
    let sandbox = shop(
        &FILES.replace("送り状番号}", &format!("送り状番号, {to}")),
        &rows,
    );
    let header = "伝票番号,受注番号,送り状番号,発送方法,出荷確定日,宛名,宛先番号,宛先\r\n";
    let line = |slip: &str, name: &str, address: &str| {
        let cells = format!("{slip},{SPLIT},0000000000{slip},1001,2026-11-24");
        format!("{cells},見本　{name},000-0000,東京都架空区{address}\r\n")
    };
    let first = line("21", "二郎", "2-2");
    let none: [&str; 0] = [];
    assert_eq!(
        shipped(&sandbox, "a.csv", &(header.to_owned() + &first)),
        none
    );
    assert!(
        explained(&sandbox, SPLIT).contains(PARTLY),
        "{}",
        explained(&sandbox, SPLIT)
    );
    assert!(
        stuck(&sandbox, SPLIT).contains(PARTLY),
        "{}",
        stuck(&sandbox, SPLIT)
    );
    let second = line("22", "一郎", "1-1");
    assert_eq!(
        shipped(&sandbox, "b.csv", &(header.to_owned() + &second)),
        [
            "0002 4100000001 000000000022",
            "0002 4100000002 000000000021"
        ]
    );
}

#[test]
fn the_configuration_has_to_say_how_slips_are_told_of() {
    let sandbox = Sandbox::start();
    add_shops(&sandbox);
    let path = sandbox.dir().join("sabaki.yaml");
    let config = fs::read_to_string(&path).expect("a file");
    fs::write(&path, config.replace("split: never, ", "")).expect("written");
    let ran = sandbox.sabaki(&["run", "--once"]).exits(2);
    for part in ["sabaki.yaml", "split"] {
        assert!(ran.err.contains(part), "{part}: {}", ran.err);
    }
}
