//! `fixtures/nextengine/import`: the import from upload to slip, one file a case; and the table that
//! is uploaded.

use std::collections::BTreeMap;
use std::io::Read as _;

use sabaki_engine::port::oms::{ImportCall, ImportShape, Oms};
use sabaki_engine::port::outcome::{Outcome, PortError};
use serde_json::{Value, json};

use crate::fixture::{all, words};
use crate::nextengine_outcome::{NUMBER, oms, slip_row, success};
use crate::orders::{key, order};
use crate::rms_outcome::reply;
use crate::script::{Reply, Script, Seen};

/// A ネクストエンジン for one import: slips before, what upload and que say, slips after.
struct Import {
    before: Vec<Value>,
    upload: Reply,
    que: Vec<Reply>,
    after: Vec<Value>,
}

impl Import {
    fn plain(after: Vec<Value>) -> Self {
        Self {
            before: Vec::new(),
            upload: Reply::json(200, json!({"result": "success", "que_id": "77"})),
            que: vec![que("1", ""), que("2", "")],
            after,
        }
    }

    async fn run(self, shape: ImportShape, patch: &Value) -> (Vec<Outcome>, Vec<Seen>) {
        let (result, seen) = self.try_run(shape, patch).await;
        (result.unwrap(), seen)
    }

    async fn try_run(
        self,
        shape: ImportShape,
        patch: &Value,
    ) -> (Result<Vec<Outcome>, PortError>, Vec<Seen>) {
        let mut ques = self.que.into_iter();
        let mut uploaded = false;
        let script = Script::with(move |request| {
            Some(match request.path() {
                "/api_v1_receiveorder_base/search" if uploaded => success(&self.after),
                "/api_v1_receiveorder_base/search" => success(&self.before),
                "/api_v1_receiveorder_uploadpattern/info" => success(&[
                    pattern("5", "1", "90", "1"),
                    pattern("6", "2", "90", "0"),
                    pattern("7", "1", "90", "0"),
                    pattern("8", "1", "12", "0"),
                ]),
                "/api_v1_receiveorder_base/upload" => {
                    uploaded = true;
                    self.upload.clone()
                }
                "/api_v1_system_que/search" => ques.next().unwrap_or_else(|| que("1", "")),
                "/api_v1_receiveorder_row/search" | "/api_v1_receiveorder_base/update" => {
                    success(&[])
                }
                other => panic!("{other}"),
            })
        })
        .await;
        let order = order(NUMBER, patch);
        let key = key("k");
        let calls = [ImportCall {
            key: &key,
            order: &order,
            shape,
            attempt: 1,
        }];
        let result = oms(&script.url).import(&calls).await;
        (result, script.seen())
    }
}

pub(crate) fn que(status: &str, message: &str) -> Reply {
    success(&[json!({"que_id": "77", "que_status_id": status, "que_message": message})])
}

pub(crate) fn pattern(id: &str, shop: &str, format: &str, deleted: &str) -> Value {
    json!({"receive_order_upload_pattern_id": id, "receive_order_upload_pattern_shop_id": shop,
        "receive_order_upload_pattern_format_id": format,
        "receive_order_upload_pattern_deleted_flag": deleted})
}

fn imported(patch: &Value) -> Vec<Value> {
    vec![slip_row("50123", NUMBER, patch)]
}

#[tokio::test]
async fn imports() {
    for (name, case) in all("nextengine/import") {
        let list = |key: &str| case[key].as_array().unwrap();
        let slips = |key: &str| -> Vec<Value> {
            let patches = list(key).iter();
            patches
                .map(|patch| slip_row("50123", NUMBER, patch))
                .collect()
        };
        let import = Import {
            before: slips("before"),
            upload: match case["upload"].as_str() {
                Some("silence") => Reply::Silence,
                Some("close") => Reply::Close,
                _ => reply(&case["upload"]),
            },
            que: list("que").iter().map(reply).collect(),
            after: slips("after"),
        };
        let (result, seen) = import.try_run(ImportShape::default(), &json!({})).await;
        let expected = case["expected"].as_str().unwrap();
        assert_eq!(words(&result), expected, "{name}: {result:?}");
        assert!(!format!("{result:?}").contains("花子"), "{name}");
        let uploads = seen.iter().filter(|seen| seen.path().ends_with("/upload"));
        let sent = usize::from(expected != "already_done");
        assert_eq!(uploads.count(), sent, "{name}: sent once");
        assert!(seen.iter().all(|seen| seen.field("wait_flag").is_none()));
    }
}

#[tokio::test]
async fn orders_that_cannot_be_written_are_refused_before_anything_is_sent() {
    let package = |change: fn(&mut Value)| {
        let mut package = crate::orders::record("x", &json!({}))["PackageModelList"][0].clone();
        change(&mut package);
        package
    };
    let two = json!({"PackageModelList": [package(|_| ()), package(|_| ())]});
    let rare =
        json!({"PackageModelList": [package(|p| p["SenderModel"]["familyName"] = json!("𠮷野"))]});
    let rare_street =
        json!({"PackageModelList": [package(|p| p["SenderModel"]["subAddress"] = json!("🏠1-2"))]});
    let gift = json!({"socialGiftFlag": 1, "PackageModelList": [package(|p| p["SenderModel"] = Value::Null)]});
    let cases = [
        ("two destinations", two, "refused data"),
        ("a name beyond CP932", rare, "refused data"),
        ("an address beyond CP932", rare_street, "refused data"),
        ("no recipient yet", gift, "refused data"),
        (
            "postage unsettled",
            json!({"postagePrice": -9999}),
            "refused amount_unsettled",
        ),
        (
            "total unsettled",
            json!({"requestPrice": -9999}),
            "refused amount_unsettled",
        ),
        (
            "cod fee unsettled",
            json!({"deliveryPrice": -9999}),
            "refused amount_unsettled",
        ),
    ];
    for (name, patch, expected) in cases {
        let import = Import::plain(vec![]);
        let (result, seen) = import.try_run(ImportShape::default(), &patch).await;
        assert_eq!(words(&result), expected, "{name}: {result:?}");
        assert!(!format!("{result:?}").contains('野'), "{name}");
        assert_eq!(seen.len(), 1, "{name}: only the look for slips");
    }
}

/// The uploaded table, as text by column name.
fn uploaded(seen: &[Seen]) -> Vec<BTreeMap<String, String>> {
    let upload = seen
        .iter()
        .find(|seen| seen.path().ends_with("/upload"))
        .unwrap();
    assert_eq!(upload.field("data_type_1").as_deref(), Some("gz"));
    assert_eq!(
        upload.field("receive_order_upload_pattern_id").as_deref(),
        Some("7")
    );
    let body = upload.text();
    let data = body
        .split('&')
        .find_map(|pair| pair.strip_prefix("data_1="))
        .unwrap();
    let mut gzipped = Vec::new();
    let mut rest = data.bytes();
    while let Some(byte) = rest.next() {
        gzipped.push(match byte {
            b'+' => b' ',
            b'%' => {
                let hex = [rest.next().unwrap(), rest.next().unwrap()];
                u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap()
            }
            other => other,
        });
    }
    let mut cp932 = Vec::new();
    flate2::read::GzDecoder::new(gzipped.as_slice())
        .read_to_end(&mut cp932)
        .unwrap();
    let (text, _, broken) = encoding_rs::SHIFT_JIS.decode(&cp932);
    assert!(!broken && text.contains("\r\n"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().unwrap().clone();
    assert_eq!(head.len(), 38);
    reader
        .records()
        .map(|line| {
            head.iter()
                .map(str::to_owned)
                .zip(line.unwrap().iter().map(str::to_owned))
                .collect()
        })
        .collect()
}

#[tokio::test]
async fn the_table_that_is_uploaded() {
    let patch = json!({"remarks": "19:00&#12316;21:00\nおまけは🎁で", "deliveryPrice": 330});
    let (_, seen) = Import::plain(imported(&json!({})))
        .run(ImportShape::default(), &patch)
        .await;
    let lines = uploaded(&seen);
    assert_eq!(lines.len(), 2, "one line an item");
    for (column, expected) in [
        ("店舗伝票番号", NUMBER),
        ("受注日", "2026/11/02 20:03:43"),
        ("受注郵便番号", "0000000"),
        ("受注住所１", "東京都架空区"),
        ("受注住所２", "見本町1-2-3 見本ビル405"),
        ("発送先名", "見本 花子"),
        ("支払方法", "クレジットカード"),
        ("発送方法", "宅配便"),
        ("商品計", "5570"),
        ("税金", "0"),
        ("発送料", "550"),
        ("手数料", "330"),
        ("ポイント", "120"),
        ("その他費用", "-300"),
        ("合計金額", "6030"),
        ("時間帯指定", "19時-21時"),
        ("日付指定", "2026/11/06"),
        ("備考", "19:00\u{FF5E}21:00\nおまけは〓で"),
        (
            "作業者欄",
            "使えない文字を〓にしました。RMSで確かめてください。",
        ),
        ("商品コード", "MUG01BL"),
        ("商品価格", "3300"),
        ("受注数量", "1"),
        ("消費税率（%）", "10"),
    ] {
        assert_eq!(lines[0][column], expected, "{column}");
    }
    assert_eq!(lines[1]["商品コード"], "cookie-01");
    assert_eq!(lines[1]["消費税率（%）"], "8");
    for line in &lines {
        let yen = |column: &str| line[column].parse::<i64>().unwrap();
        assert_eq!(
            yen("合計金額"),
            yen("商品計") + yen("税金") + yen("発送料") + yen("手数料") + yen("その他費用")
                - yen("ポイント")
        );
    }
}

#[tokio::test]
async fn an_import_takes_its_shape_in_the_same_call() {
    let both = ImportShape {
        await_payment: true,
        await_check: true,
    };
    let after = imported(
        &json!({"receive_order_deposit_type_id": "2", "receive_order_confirm_check_id": "2"}),
    );
    let (outcomes, seen) = Import::plain(after).run(both, &json!({})).await;
    assert_eq!(outcomes, [Outcome::Done]);
    let data = seen.last().unwrap().field("data").unwrap();
    assert!(data.contains("<receive_order_deposit_type_id>0<"), "{data}");
    assert!(
        data.contains("<receive_order_confirm_check_id>0<"),
        "{data}"
    );
    // It waits already: nothing is written.
    let (_, seen) = Import::plain(imported(&json!({})))
        .run(both, &json!({}))
        .await;
    assert!(seen.iter().all(|seen| !seen.path().ends_with("/update")));
}
