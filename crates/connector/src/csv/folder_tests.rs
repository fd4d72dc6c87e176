//! A shop's folder through the ports: what arrives, what is answered, what is written.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sabaki_diagnostic::lang::Lang;
use sabaki_engine::port::mall::{Mall, MallCall, OrderReading, Parcel};
use sabaki_engine::port::oms::{ImportCall, ImportShape, Oms};
use sabaki_engine::port::outcome::{IntentKey, Outcome, RefusalKind};
use sabaki_order::id::OrderNumber;
use sabaki_order::known::Known;
use sabaki_order::order::{MallStatus, Order};

use super::kill_tests::window;
use super::mall::{ConfirmUpload, CsvMall, CsvMallConfig, Hands};
use super::oms::{CsvOms, CsvOmsConfig};
use super::reading::CsvReading;

const FIRST: &str = "998877-20261104-0000417382";
const SECOND: &str = "998877-20261104-0000417399";

struct Shop {
    root: tempfile::TempDir,
    mall: CsvMall,
}

impl Shop {
    fn open(root: tempfile::TempDir, settle: Duration, confirm_upload: ConfirmUpload) -> Self {
        let mall = CsvMall::open(CsvMallConfig {
            folder: root.path().to_owned(),
            out: root.path().join("out"),
            reading: CsvReading::default(),
            confirm_upload,
            settle,
            hands: Hands::On,
        })
        .unwrap();
        Self { root, mall }
    }

    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        Self::open(root, Duration::ZERO, ConfirmUpload::Off)
    }

    /// The next process.
    fn restarted(self) -> Self {
        drop(self.mall);
        Self::open(self.root, Duration::ZERO, ConfirmUpload::Off)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn arrives(&self, name: &str, fixture: &str) {
        fs::write(self.path("arrived").join(name), self::fixture(fixture)).unwrap();
    }

    async fn numbers(&self) -> Vec<OrderNumber> {
        self.mall.search(window()).await.unwrap()
    }

    async fn order(&self, number: &str) -> Order {
        let number = OrderNumber::new(number);
        match self.mall.read(&[number]).await.unwrap().remove(0) {
            OrderReading::Read(order) => *order,
            other => panic!("{other:?}"),
        }
    }

    /// Reports one parcel to the order's first destination.
    async fn report(&self, key: &str, number: &str, parcel: &Parcel) -> Outcome {
        let order = self.order(number).await;
        let parcel = Parcel {
            basket_id: order.packages[0].basket_id,
            ..parcel.clone()
        };
        self.report_all(key, &order, &[parcel]).await
    }

    /// Reports all parcels of an order as it was read.
    async fn report_all(&self, key: &str, order: &Order, parcels: &[Parcel]) -> Outcome {
        let key = IntentKey(key.to_owned());
        let call = MallCall { key: &key, order };
        self.mall.report_shipment(call, parcels).await.unwrap()
    }
}

fn fixture(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/csv");
    fs::read(folder.join(format!("{name}.csv"))).unwrap()
}

fn parcel(number: &str, carrier: &str, day: &str) -> Parcel {
    Parcel {
        basket_id: 1,
        carrier: carrier.to_owned(),
        tracking_number: number.to_owned(),
        shipped_on: day.parse().unwrap(),
    }
}

#[tokio::test]
async fn the_same_and_later_files_update_the_known_order() {
    let shop = Shop::new();
    shop.arrives("a.csv", "40-overlapping");
    assert_eq!(shop.numbers().await, [FIRST, SECOND].map(OrderNumber::new));
    shop.arrives("b.csv", "41-changed-address");
    assert_eq!(shop.numbers().await.len(), 2);
    let street = |order: &Order| {
        let recipient = order.packages[0].recipient.value().unwrap().clone();
        recipient.street.expose().to_owned()
    };
    assert_eq!(street(&shop.order(FIRST).await), "架空町9-9-9");
    // The first file again: known by its hash, so it does not bring the old address back.
    shop.arrives("c.csv", "40-overlapping");
    shop.numbers().await;
    assert_eq!(street(&shop.order(FIRST).await), "架空町9-9-9");
    // A restart reads the files taken, in their order.
    let shop = shop.restarted();
    assert_eq!(street(&shop.order(FIRST).await), "架空町9-9-9");
    // An older download has the second order in an earlier state: that is left out.
    shop.arrives("d.csv", "36-other-status");
    shop.numbers().await;
    assert_eq!(shop.order(SECOND).await.status, MallStatus::Shipped);
    assert_eq!(shop.order(FIRST).await.status, MallStatus::AwaitingShipment);
}

#[tokio::test]
async fn a_file_that_changes_waits_and_a_broken_one_has_its_reason() {
    let root = tempfile::tempdir().unwrap();
    let shop = Shop::open(root, Duration::from_secs(3600), ConfirmUpload::Off);
    shop.arrives("a.csv", "40-overlapping");
    assert!(shop.numbers().await.is_empty());
    assert!(shop.path("arrived/a.csv").exists());
    let shop = shop.restarted();
    shop.arrives(".hidden.csv", "40-overlapping");
    shop.arrives("b.csv.part", "40-overlapping");
    shop.arrives("half.csv", "45-half-written");
    shop.arrives("rows.csv", "25-rounded-number");
    assert_eq!(shop.numbers().await.len(), 2);
    assert!(shop.path("arrived/b.csv.part").exists());
    let reasons: String = fs::read_dir(shop.path("refused"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_str().unwrap().ends_with(".reason.txt"))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    for text in [
        "受け取りませんでした。1行目から始まる引用符が閉じていません。",
        "Refused: a quote that begins on line 1 is not closed.",
        "注文2件のうち1件を受け取り",
        "line 2, order 998877-20261104-0000417382, column `商品ID`",
    ] {
        assert!(reasons.contains(text), "{text} in\n{reasons}");
    }
    // The refused rows stand beside the reason as they came.
    let rejected: Vec<_> = fs::read_dir(shop.path("refused"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_str().unwrap().ends_with("-rejected.csv"))
        .collect();
    let [rejected] = rejected.as_slice() else {
        panic!("{rejected:?}");
    };
    let came = fixture("25-rounded-number");
    let rows = fs::read(rejected).unwrap();
    assert!(rows.len() < came.len() && came.starts_with(&rows));
    // The order's last row cannot be read, so nothing is done on the one before.
    let reading = shop.mall.read(&[OrderNumber::new(FIRST)]).await.unwrap();
    assert!(matches!(reading[0], OrderReading::Unreadable { .. }));
}

#[tokio::test]
async fn a_parcel_is_reported_once() {
    let shop = Shop::new();
    shop.arrives("a.csv", "40-overlapping");
    shop.numbers().await;
    let good = parcel("000011112222", "ヤマト運輸", "2026-11-05");
    assert_eq!(shop.report("k1", FIRST, &good).await, Outcome::Done);
    // Asked again before and after the file is published, with this key and another one.
    assert_eq!(shop.report("k1", FIRST, &good).await, Outcome::AlreadyDone);
    assert_eq!(shop.report("k9", FIRST, &good).await, Outcome::AlreadyDone);
    for (parcel, reason) in [
        (parcel("1", "山本運送", "2026-11-05"), "配送会社"),
        (parcel("=1+1", "1001", "2026-11-05"), "お荷物伝票番号"),
        (parcel("1", "1001", "2026-11-03"), "注文日より前"),
        (parcel("1", "1001", "2027-06-05"), "180日"),
    ] {
        match shop.report("k2", SECOND, &parcel).await {
            Outcome::Refused {
                kind: RefusalKind::Data,
                reason: found,
            } => {
                assert!(found.text(Lang::Ja).contains(reason), "{found}");
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(shop.order(FIRST).await.packages[0].shipments[0].is_complete());
    let shop = shop.restarted();
    assert_eq!(shop.report("k1", FIRST, &good).await, Outcome::AlreadyDone);
    let file = fs::read(shop.path("out/ShippingReport_000001.csv")).unwrap();
    let (text, _, broken) = encoding_rs::SHIFT_JIS.decode(&file);
    assert!(!broken);
    assert_eq!(
        text,
        "注文番号,送付先ID,発送明細ID,お荷物伝票番号,配送会社,発送日\r\n\
         998877-20261104-0000417382,4100223371,,000011112222,1001,2026-11-05\r\n"
    );
    assert!(!shop.path("out/ShippingReport_000002.csv").exists());
}

#[tokio::test]
async fn a_downloaded_row_is_filled_instead_of_a_new_one() {
    let shop = Shop::new();
    shop.arrives("a.csv", "40-overlapping");
    let stub = format!(
        "注文番号,送付先ID,発送明細ID,お荷物伝票番号,配送会社,発送日\r\n\
         {FIRST},4100223371,259800000123,,1000,\r\n"
    );
    fs::write(shop.path("arrived/ship.csv"), stub).unwrap();
    shop.numbers().await;
    let good = parcel("000011112222", "1001", "2026-11-05");
    assert_eq!(shop.report("k1", FIRST, &good).await, Outcome::Done);
    let rows = shop.order(FIRST).await.packages[0].shipments.clone();
    assert_eq!(rows.len(), 1);
    assert_eq!(
        rows[0].tracking_number,
        Known::Value("000011112222".to_owned())
    );
    let file = fs::read(shop.path("out/ShippingReport_000001.csv")).unwrap();
    let text = encoding_rs::SHIFT_JIS.decode(&file).0.into_owned();
    assert!(
        text.contains(",4100223371,259800000123,000011112222,1001,"),
        "{text}"
    );
}

/// Two destinations, one with two parcels and a stub row: `destination:number` of each report, and
/// what it comes to.
#[tokio::test]
async fn every_parcel_of_every_destination_has_one_row() {
    let shop = Shop::new();
    shop.arrives("a.csv", "42-several-destinations");
    let stub = format!(
        "注文番号,送付先ID,発送明細ID,お荷物伝票番号,配送会社,発送日\r\n\
         {FIRST},4100223371,259800000123,,1000,\r\n"
    );
    fs::write(shop.path("arrived/ship.csv"), stub).unwrap();
    shop.numbers().await;
    let as_read = shop.order(FIRST).await;
    let parcels = |text: &str| -> Vec<Parcel> {
        let parcels = text.split_whitespace().map(|part| {
            let (basket, number) = part.split_once(':').unwrap();
            Parcel {
                basket_id: basket.parse().unwrap(),
                ..parcel(number, "1001", "2026-11-05")
            }
        });
        parcels.collect()
    };
    let data = |outcome: &Outcome| {
        matches!(
            outcome,
            Outcome::Refused {
                kind: RefusalKind::Data,
                ..
            }
        )
    };
    for wrong in [
        "4100223371:0011",
        "4100223371:0011 4100223399:0012 1:0013",
        "4100223371:0011 4100223399:=1+1",
        "",
    ] {
        let said = shop.report_all("k", &as_read, &parcels(wrong)).await;
        assert!(data(&said), "{wrong}: {said:?}");
    }
    let all = parcels("4100223371:0011 4100223371:0012 4100223399:0013");
    assert_eq!(shop.report_all("k", &as_read, &all).await, Outcome::Done);
    // With this key and another one, as it was read before and as it is read now.
    for key in ["k", "k2"] {
        for order in [&as_read, &shop.order(FIRST).await] {
            let said = shop.report_all(key, order, &all).await;
            assert_eq!(said, Outcome::AlreadyDone, "{key}");
        }
    }
    // A parcel that was left out before.
    let more = parcels("4100223371:0011 4100223371:0012 4100223399:0013 4100223399:0014");
    assert_eq!(shop.report_all("k", &as_read, &more).await, Outcome::Done);
    let shop = shop.restarted();
    assert_eq!(
        shop.report_all("k", &as_read, &more).await,
        Outcome::AlreadyDone
    );
    let rows: Vec<String> = [
        "out/ShippingReport_000001.csv",
        "out/ShippingReport_000002.csv",
    ]
    .iter()
    .flat_map(|name| fs::read(shop.path(name)).into_iter())
    .flat_map(|bytes| {
        encoding_rs::SHIFT_JIS
            .decode(&bytes)
            .0
            .lines()
            .skip(1)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    })
    .collect();
    let expected = [
        "4100223371,259800000123,0011",
        "4100223371,,0012",
        "4100223399,,0013",
        "4100223399,,0014",
    ];
    assert_eq!(
        rows,
        expected.map(|row| format!("{FIRST},{row},1001,2026-11-05"))
    );
}

#[tokio::test]
async fn confirming_is_a_file_only_where_it_is_wanted() {
    for (upload, wanted) in [(ConfirmUpload::Off, 0), (ConfirmUpload::On, 1)] {
        let root = tempfile::tempdir().unwrap();
        let shop = Shop::open(root, Duration::ZERO, upload);
        shop.arrives("a.csv", "40-overlapping");
        shop.numbers().await;
        let mut order = shop.order(FIRST).await;
        order.status = MallStatus::AwaitingConfirmation;
        let mut outcomes = Vec::new();
        for key in ["k1", "k1", "k2"] {
            let key = IntentKey(key.to_owned());
            let call = MallCall {
                key: &key,
                order: &order,
            };
            outcomes.extend(shop.mall.confirm(&[call]).await.unwrap());
        }
        shop.numbers().await;
        let done = outcomes.iter().filter(|o| **o == Outcome::Done).count();
        assert_eq!(done, wanted);
        let file = shop.path("out/ConfirmOrder_000001.csv");
        assert_eq!(file.exists(), upload == ConfirmUpload::On);
    }
}

#[tokio::test]
async fn orders_go_out_for_an_oms_without_api_once() {
    let shop = Shop::new();
    shop.arrives("a.csv", "07-not-in-cp932");
    shop.numbers().await;
    let orders = [shop.order(FIRST).await, shop.order(SECOND).await];
    let open = || {
        CsvOms::open(CsvOmsConfig {
            hands: Hands::On,
            out: shop.path("ne"),
            payments: BTreeMap::new(),
            shipments: None,
        })
        .unwrap()
    };
    let keys = ["i1", "i2"].map(|key| IntentKey(key.to_owned()));
    let calls: Vec<ImportCall<'_>> = keys
        .iter()
        .zip(&orders)
        .map(|(key, order)| ImportCall {
            key,
            order,
            shape: ImportShape::default(),
            attempt: 1,
        })
        .collect();
    let first = open().import(&calls).await.unwrap();
    assert!(
        matches!(&first[0], Outcome::Refused { reason, .. } if reason.to_string().contains("U+20BB7"))
    );
    assert_eq!(first[1], Outcome::Done);
    let oms = open();
    assert_eq!(oms.import(&calls).await.unwrap()[1], Outcome::AlreadyDone);
    let numbers = [FIRST, SECOND].map(OrderNumber::new);
    let slips = oms.slips(&numbers).await.unwrap();
    assert_eq!(numbers.map(|number| slips[&number].len()), [0, 1]);
    let files: Vec<_> = fs::read_dir(shop.path("ne"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    assert_eq!(files.len(), 1);
    let text = encoding_rs::SHIFT_JIS
        .decode(&fs::read(&files[0]).unwrap())
        .0
        .into_owned();
    assert_eq!(text.lines().count(), 2);
    assert!(text.starts_with("店舗伝票番号,"));
}
