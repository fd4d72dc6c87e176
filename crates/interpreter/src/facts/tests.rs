//! Records in, facts and complaints out.

use proptest::prelude::*;
use sabaki_diagnostic::lang::Lang;
use serde_json::{Value as Json, json};

use super::file::{Line, OrderRecord, OrdersFile, read_orders};
use super::read::FactsReader;
use super::show::facts_json;
use crate::vocabulary::samples::shipped;

/// The facts of a record that differ from those of a record with nothing but an order number.
fn read(record: &Json) -> Json {
    let mut reader = FactsReader::new(&shipped());
    let bare = reader.read(&json!({"order_number": "N"})).unwrap();
    let (bare, read) = (facts_json(&bare.facts), reader.read(record));
    let read = facts_json(&read.map_err(|e| e.message(Lang::En)).unwrap().facts);
    let differing = read
        .as_object()
        .unwrap()
        .iter()
        .filter(|(key, value)| bare[key.as_str()] != **value)
        .map(|(key, value)| (key.clone(), value.clone()));
    Json::Object(differing.collect())
}

fn with_number(mut record: Json) -> Json {
    record["order_number"] = "N".into();
    record
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn every_form_of_a_value_is_understood() {
    let cases = [
        // enumerations by id, name and code
        (
            json!({"status": "awaiting_shipment"}),
            json!({"status": "awaiting_shipment", "cancel_requested": false}),
        ),
        (
            json!({"status": "発送待ち"}),
            json!({"status": "awaiting_shipment", "cancel_requested": false}),
        ),
        (
            json!({"状態": 300}),
            json!({"status": "awaiting_shipment", "cancel_requested": false}),
        ),
        (
            json!({"status": "800"}),
            json!({"status": "awaiting_cancel", "cancel_requested": true}),
        ),
        (
            json!({"settlement": 0}),
            json!({"settlement": "selectable"}),
        ),
        (
            json!({"決済": "楽天共通決済"}),
            json!({"settlement": "common"}),
        ),
        (
            json!({"payment_method": "ローソン、郵便局ATM等（前払）"}),
            json!({"payment_method": "lawson_etc"}),
        ),
        (json!({"order_type": "通常購入"}), json!({})),
        (json!({"caution": 0}), json!({})),
        (json!({"caution": 1}), json!({"caution": "attention"})),
        // bools
        (json!({"gift": 1}), json!({"gift": true})),
        (json!({"ギフト": "true"}), json!({"gift": true})),
        (json!({"gift": 0}), json!({})),
        // amounts
        (json!({"total": 30000.0}), json!({"total": 30000})),
        (json!({"total": "30000"}), json!({"total": 30000})),
        (json!({"total": "３０，０００円"}), json!({"total": 30000})),
        (json!({"請求金額": "-500"}), json!({"total": -500})),
        (json!({"total": -9999}), json!({})),
        (json!({"total": "-9999.0"}), json!({})),
        (
            json!({"total": 1_000_000_000_000_i64}),
            json!({"total": 1_000_000_000_000_i64}),
        ),
        (json!({"total": ""}), json!({"total": ""})),
        // times
        (
            json!({"ordered_at": "2026-11-24 10:00"}),
            json!({"ordered_at": "2026-11-24T10:00:00+09:00"}),
        ),
        (
            json!({"ordered_at": "2026-11-24T10:00:00+0900"}),
            json!({"ordered_at": "2026-11-24T10:00:00+09:00"}),
        ),
        (
            json!({"payment_due": "2026/12/01"}),
            json!({"payment_due": "2026-12-01"}),
        ),
        (json!({"payment_due": null}), json!({"payment_due": null})),
        (json!({"payment_due": ""}), json!({})),
        // null is unknown on any field, "" on a text is a text
        (
            json!({"gift": null, "remarks": null}),
            json!({"gift": null, "remarks": null}),
        ),
        (json!({"gift": "", "remarks": ""}), json!({"gift": ""})),
        (
            json!({"postal_code": 1_000_001}),
            json!({"postal_code": "1000001"}),
        ),
        // dotted ids
        (
            json!({"slip": {"exists": true, "status": "確認待ち"}}),
            json!({"slip.exists": true, "slip.status": "awaiting_check"}),
        ),
        (
            json!({"slip.exists": 1, "slip": {"伝票ステータス": "確認待ち"}}),
            json!({"slip.exists": true, "slip.status": "awaiting_check"}),
        ),
        (
            json!({"伝票": {"待ちステータス": ["引当待ち", "入金待ち", "入金待ち"]}}),
            json!({"slip.waiting": ["awaiting_payment", "awaiting_stock"]}),
        ),
        (
            json!({"slip": {"tags": "催促済"}}),
            json!({"slip.tags": ["催促済"]}),
        ),
        (
            json!({"slip": {"tags": [null]}}),
            json!({"slip.tags": null}),
        ),
        // lists
        (
            json!({"items": [{"SKU": "A-1", "個数": "2"}]}),
            json!({"items": [{"sku": "A-1", "name": "", "quantity": 2, "price": null, "delivery_name": "", "choice": "", "release_date": null}]}),
        ),
        (json!({"items": null}), json!({"items": null})),
        (json!({"items": []}), json!({})),
    ];
    for (record, expected) in cases {
        let expected = expected.as_object().unwrap().clone();
        let mut found = read(&with_number(record.clone()));
        found.as_object_mut().unwrap().remove("order_number");
        assert_eq!(found, Json::Object(expected), "{record}");
    }
}

#[test]
fn a_slip_that_is_null_is_unknown_in_every_field() {
    let found = read(&json!({"order_number": "N", "slip": null}));
    assert_eq!(found["slip.exists"], Json::Null);
    assert_eq!(found["slip.paid"], Json::Null);
    assert_eq!(found["slip.status"], Json::Null);
    assert_eq!(found["slip.waiting"], Json::Null);
}

#[test]
fn what_a_record_leaves_out_has_the_vocabulary_s_default() {
    let mut reader = FactsReader::new(&shipped());
    let record = reader.read(&json!({"注文番号": " N "})).unwrap();
    assert_eq!(record.order_number, "N");
    let facts = facts_json(&record.facts);
    for (field, value) in [
        ("gift", json!(false)),
        ("remarks", json!("")),
        ("items", json!([])),
        ("order_type", json!("normal")),
        ("caution", json!("")),
        ("payment_due", json!("")),
        ("wished_delivery_date", json!("")),
        ("slip.exists", json!(false)),
        ("slip.paid", json!("unpaid")),
        ("slip.status", json!("")),
        ("slip.waiting", json!([])),
        ("status", Json::Null),
        ("settlement", Json::Null),
        ("payment_method", Json::Null),
        ("ordered_at", Json::Null),
        ("postage", Json::Null),
        ("cancel_requested", Json::Null),
        ("lot", json!(super::lot::lot("N"))),
    ] {
        assert_eq!(facts[field], value, "{field}");
    }
}

#[test]
fn what_cannot_be_read_is_told_with_its_order() {
    let cases = [
        (
            json!([]),
            "- E0951 This is not a JSON object of fields and values.",
        ),
        (json!({"status": 300}), "- E0952 There is no order number."),
        (
            json!({"order_number": "  "}),
            "- E0952 There is no order number.",
        ),
        (
            json!({"order_number": "N", "total": 10_000_000_000_000_i64}),
            "N E0954 `total` is beyond 1,000,000,000,000 yen.",
        ),
        (
            json!({"order_number": "N", "total": 1e300}),
            "N E0954 `total` is beyond 1,000,000,000,000 yen.",
        ),
        (
            json!({"order_number": "N", "total": "99999999999999999999"}),
            "N E0954 `total` is beyond 1,000,000,000,000 yen.",
        ),
        (
            json!({"order_number": "N", "total": 0.5}),
            "N E0953 The value of `total` must be: yen amount. It is `0.5`.",
        ),
        (
            json!({"order_number": "N", "total": {}}),
            "N E0953 The value of `total` must be: yen amount.",
        ),
        (
            json!({"order_number": "N", "gift": 2}),
            "N E0953 The value of `gift` must be: yes or no. It is `2`.",
        ),
        (
            json!({"order_number": "N", "status": true}),
            "N E0953 The value of `status` must be: one of its values, by name or code. It is `true`.",
        ),
        (
            json!({"order_number": "N", "ordered_at": "明日"}),
            "N E0953 The value of `ordered_at` must be: date and time. It is `\"明日\"`.",
        ),
        (
            json!({"order_number": "N", "buyer": {"name": ["見本"]}}),
            "N E0953 The value of `buyer.name` must be: text.",
        ),
        (
            json!({"order_number": "N", "slip": 1}),
            "N E0953 The value of `slip` must be: an object of fields and values.",
        ),
        (
            json!({"order_number": "N", "items": {"sku": "A"}}),
            "N E0953 The value of `items` must be: a list of objects.",
        ),
        (
            json!({"order_number": "N", "items": [1]}),
            "N E0953 The value of `items` must be: an object of fields and values.",
        ),
        (
            json!({"order_number": "N", "status": 300, "状態": 300}),
            "N E0955 `status` is given twice.",
        ),
        (
            json!({"order_number": "N", "released": 1}),
            "N E0953 The value of `released` must be: a list of rule names.",
        ),
    ];
    for (record, expected) in cases {
        let error = FactsReader::new(&shipped()).read(&record).unwrap_err();
        let number = error.order_number.clone().unwrap_or("-".into());
        let told = format!("{number} {} {}", error.code(), error.message(Lang::En));
        assert_eq!(told, expected, "{record}");
    }
}

#[test]
fn warnings_come_once_a_key_and_are_errors_in_tests() {
    let vocabulary = shipped();
    let mut reader = FactsReader::new(&vocabulary);
    let record = json!({
        "order_number": "N", "settlment": 1, "zzz": {"a": 1}, "status": 150, "now": "2026-11-24",
        "slip": {"stauts": 1}, "items": [{"colour": 1}, {"colour": 2}], "released": ["備考"],
    });
    for _ in 0..2 {
        assert_eq!(reader.read(&record).unwrap().released, ["備考"]);
    }
    let warnings: Vec<String> = reader
        .take_warnings()
        .iter()
        .map(|w| format!("{} {}", w.code(), w.message(Lang::En)))
        .collect();
    assert_eq!(
        warnings,
        [
            "W1901 No field `items.colour`. It was ignored.",
            "W1901 `now` comes from the clock. It was ignored.",
            "W1901 No field `settlment`. It was ignored; did you mean `settlement`?",
            "W1901 No field `slip.stauts`. It was ignored; did you mean `slip.status`?",
            "W1902 `status` has no value `150`. It counts as unknown.",
            "W1901 No field `zzz`. It was ignored.",
        ]
    );
    for (record, code) in [
        (json!({"settlment": 1}), "E0957"),
        (json!({"status": 150}), "E0958"),
    ] {
        let error = FactsReader::strict(&vocabulary).read(&record).unwrap_err();
        assert_eq!(error.code().as_str(), code);
    }
    let test = FactsReader::strict(&vocabulary).read(&json!({})).unwrap();
    assert_eq!(test.order_number, "test");
}

#[test]
fn a_slip_that_was_read_apart_is_taken_over() {
    let mut reader = FactsReader::new(&shipped());
    let mut order = reader
        .read(&json!({"order_number": "N", "gift": true}))
        .unwrap();
    let slip = json!({"order_number": "N", "slip": {"exists": true, "status": "印刷待ち"}});
    order
        .facts
        .take_group("slip", &reader.read(&slip).unwrap().facts);
    let facts = facts_json(&order.facts);
    assert_eq!(facts["slip.status"], json!("awaiting_print"));
    assert_eq!(facts["gift"], json!(true));
}

/// A value for a field of this type, of any form that files have, or nonsense.
fn any_value() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        (0..1_000_i64).prop_map(Json::from),
        "\\PC{0,12}".prop_map(Json::from),
        prop::sample::select(vec![
            "",
            "発送待ち",
            "awaiting_print",
            "300",
            "30,000円",
            "-9999",
            "2026-11-24 10:00",
            "2026-11-24",
            "共通",
            "入金済み",
            "true",
            "0",
            "1.0",
            "1h30m",
        ])
        .prop_map(Json::from),
    ];
    leaf.prop_recursive(2, 12, 3, |inner| {
        let members = [
            "sku",
            "個数",
            "status",
            "prefecture",
            "exists",
            "waiting",
            "x",
        ];
        let member = (prop::sample::select(members.to_vec()), inner.clone());
        prop_oneof![
            prop::collection::vec(inner, 0..3).prop_map(Json::from),
            prop::collection::vec(member, 0..3).prop_map(|m| Json::Object(
                m.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()
            )),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_was_read_is_written_so_that_it_reads_the_same(
        values in prop::collection::vec((0..200_usize, any_value()), 0..5)
    ) {
        let vocabulary = shipped();
        let mut record = serde_json::Map::from_iter([("order_number".to_owned(), json!("N"))]);
        for (at, value) in values {
            let field = vocabulary.fields.get(at % (vocabulary.fields.len() + 2));
            record.insert(field.map_or("slip".to_owned(), |f| f.id.to_string()), value);
        }
        let mut reader = FactsReader::new(&vocabulary);
        if let Ok(first) = reader.read(&Json::Object(record)) {
            let second = reader.read(&facts_json(&first.facts));
            let second = second.map_err(|e| TestCaseError::fail(e.message(Lang::En)))?;
            prop_assert_eq!(facts_json(&first.facts), facts_json(&second.facts));
            prop_assert_eq!(first.facts, second.facts);
        }
    }

    #[test]
    fn no_bytes_upset_the_reading_of_files(bytes in prop::collection::vec(prop::sample::select(
        b"{}[]\",:\\\n\r 0123.e-tfnasl\xe3\x81\x82".to_vec()), 0..40))
    {
        if let Ok(OrdersFile::Records(lines)) = read_orders(&bytes) {
            let last = bytes.split(|b| *b == b'\n').count();
            prop_assert!(lines.iter().all(|line| (1..=last).contains(&line.line)));
        }
    }
}

/// `LINE kind` for each record, or what the file is.
fn file(bytes: &[u8]) -> Vec<String> {
    match read_orders(bytes) {
        Err(problem) => vec![format!("{} {}", problem.code(), problem.message(Lang::En))],
        Ok(OrdersFile::Csv(bytes)) => vec![format!("csv {}", bytes.len())],
        Ok(OrdersFile::Records(lines)) => lines.iter().map(shown).collect(),
    }
}

fn shown(line: &Line) -> String {
    let what = match &line.record {
        Ok(OrderRecord::Facts(_)) => "facts".to_owned(),
        Ok(OrderRecord::RmsAnswer(_)) => "rms".to_owned(),
        Ok(OrderRecord::NextEngineAnswer(_)) => "nextengine".to_owned(),
        Err(error) => format!("{} {}", error.code(), error.message(Lang::En)),
    };
    format!("{} {what}", line.line)
}

#[test]
fn files_are_told_apart_by_content() {
    let cases: &[(&[u8], &[&str])] = &[
        (b"\xef\xbb\xbf\n{\"a\":1}\r\n\n{\"a\":2}\n", &["2 facts", "4 facts"]),
        (b"{\"a\":1}\n{\"a\":\n{\"a\":3}", &["1 facts", "2 E0950 This is not JSON from column 5 on.", "3 facts"]),
        (b"\n[{\"a\":\"]},[\\\"\"},\n\n {\"a\":[1,2]}, 3]", &["2 facts", "4 facts", "4 facts"]),
        (b"[{\"a\":1},\n{]", &["2 E0950 This is not JSON from column 2 on."]),
        (b"{\n  \"a\": 1\n}", &["1 facts"]),
        (b"{\n  \"a\": ,\n}", &["2 E0950 This is not JSON from column 8 on."]),
        (b"{\"OrderModelList\":[{}],\"MessageModelList\":[]}", &["1 rms"]),
        (b"{\"orderNumber\":\"N\",\"orderProgress\":300}", &["1 rms"]),
        (b"{\"result\":\"success\",\"count\":\"1\",\"data\":[{}]}", &["1 nextengine"]),
        (b"order,status\n1,2\n", &["csv 17"]),
        (b"\x92\x8d\x95\xb6,\n", &["csv 6"]),
        (b" \n", &["E0956 The file is empty."]),
        (b"[]", &["E0956 The file is an empty list."]),
        (b"{\"OrderModelList\":[],\"MessageModelList\":[{\"messageCode\":\"ORDER_EXT_API_GET_ORDER_ERROR_009\"}]}",
         &["E0956 The file is an RMS answer without an order in it (code ORDER_EXT_API_GET_ORDER_ERROR_009)."]),
        (b"{\"Results\":{\"errorCode\":\"ES04-01\",\"message\":\"Un-Authorised\"}}", &["E0956 The file is an RMS answer without an order in it (code ES04-01)."]),
        (b"{\"result\":\"error\",\"code\":\"002004\",\"message\":\"\"}", &["E0956 The file is a ネクストエンジン answer without a slip in it (code 002004)."]),
    ];
    for (bytes, expected) in cases {
        assert_eq!(file(bytes), *expected, "{}", String::from_utf8_lossy(bytes));
    }
}
