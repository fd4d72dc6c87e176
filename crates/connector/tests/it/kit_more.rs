//! The kit over the older order API and over folders of CSV.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use jiff::SignedDuration;
use sabaki_connector::csv::mall::{ConfirmUpload, CsvMall, CsvMallConfig, Hands};
use sabaki_connector::csv::oms::{CsvOms, CsvOmsConfig};
use sabaki_connector::csv::reading::CsvReading;
use sabaki_connector::kit::mall::{MallBench, MallCan};
use sabaki_connector::kit::oms::{OmsBench, OmsCan};
use sabaki_connector::kit::{Caused, Trouble, mall, oms};
use sabaki_connector::rms_older::RmsOlderMall;
use sabaki_engine::port::mall::{Mall, SearchWindow};
use sabaki_engine::port::oms::Oms;
use sabaki_order::id::OrderNumber;
use sabaki_order::order::Order;
use serde_json::json;

use crate::kit::fault_kind;
use crate::orders::order;
use crate::rms_older::Notes;
use crate::rms_older_sandbox::settings;
use crate::sandbox::{HASTY, World};

/// The sandbox as a far side of the older order API.
struct Older {
    world: World,
    mall: RmsOlderMall,
}

#[async_trait]
impl MallBench for Older {
    fn mall(&self) -> &dyn Mall {
        &self.mall
    }

    fn can(&self) -> BTreeSet<MallCan> {
        [MallCan::MarkProcessed].into()
    }

    fn window(&self) -> SearchWindow {
        self.world.window()
    }

    async fn to_confirm(&self) -> OrderNumber {
        let wish = json!({"orders": [{"api": "older"}]});
        let mut numbers = self.world.handle.create_orders(&wish).unwrap();
        OrderNumber::new(numbers.swap_remove(0))
    }

    async fn to_ship(&self) -> OrderNumber {
        self.to_confirm().await
    }

    async fn confirmed(&self, _number: &OrderNumber) -> bool {
        false
    }

    async fn parcels(&self, _number: &OrderNumber) -> usize {
        0
    }

    async fn cause(&self, trouble: Trouble) -> Caused {
        let wish = json!({
            "call": "changeStatus", "kind": fault_kind(trouble), "times": 1, "hold_seconds": 2,
        });
        self.world.handle.set_fault(&wish).unwrap();
        Caused::Yes
    }

    async fn calm(&self) {
        self.world.handle.clear_faults();
        self.world.handle.advance(SignedDuration::from_secs(60));
    }
}

#[tokio::test]
async fn rms_older() {
    let (world, _) = World::start(&json!([]), HASTY).await;
    let notes = Arc::new(Notes::default());
    let mall = RmsOlderMall::new(&settings(&world), notes).unwrap();
    assert_eq!(mall::run(&Older { world, mall }).await, []);
}

/// A folder; what was uploaded from it is what RMS has.
struct Folder {
    root: tempfile::TempDir,
    mall: CsvMall,
    count: AtomicU32,
}

impl Folder {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let mall = CsvMall::open(CsvMallConfig {
            folder: root.path().to_owned(),
            out: root.path().join("out"),
            reading: CsvReading::default(),
            confirm_upload: ConfirmUpload::Off,
            settle: Duration::ZERO,
            hands: Hands::On,
        })
        .unwrap();
        Self {
            root,
            mall,
            count: AtomicU32::new(1),
        }
    }

    /// A download with one order.
    async fn download(&self, status: &str) -> OrderNumber {
        let sample = include_bytes!("../../fixtures/csv/14-no-newline-at-end.csv");
        let sample = encoding_rs::SHIFT_JIS.decode(sample).0.into_owned();
        let n = self.count.fetch_add(1, Ordering::Relaxed);
        let number = format!("998877-20261104-{n:010}");
        let text = sample
            .replace("998877-20261104-0000417382", &number)
            .replace("発送待ち", status);
        let arrived = self.root.path().join("arrived");
        fs::write(arrived.join(format!("{n}.csv")), text).unwrap();
        self.mall.search(self.window()).await.unwrap();
        OrderNumber::new(number)
    }
}

/// The rows of all files to upload that begin with a number.
fn rows(folder: &Path, stem: &str, number: &OrderNumber) -> usize {
    let files = fs::read_dir(folder).unwrap();
    files
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.is_file()
                && path
                    .file_name()
                    .unwrap()
                    .to_string_lossy()
                    .starts_with(stem)
        })
        .map(|path| {
            let bytes = fs::read(path).unwrap();
            let text = encoding_rs::SHIFT_JIS.decode(&bytes).0.into_owned();
            let of_order = |line: &&str| line.trim_start_matches('"').starts_with(number.as_str());
            text.lines().filter(of_order).count()
        })
        .sum()
}

#[async_trait]
impl MallBench for Folder {
    fn mall(&self) -> &dyn Mall {
        &self.mall
    }

    fn can(&self) -> BTreeSet<MallCan> {
        [MallCan::ReportShipment].into()
    }

    fn window(&self) -> SearchWindow {
        SearchWindow {
            from: "2026-11-01T00:00:00Z".parse().unwrap(),
            until: "2026-11-24T00:00:00Z".parse().unwrap(),
        }
    }

    /// A file may bring an order long after it was placed.
    fn finds_more_than_the_window(&self) -> bool {
        true
    }

    async fn to_confirm(&self) -> OrderNumber {
        self.download("注文確認待ち").await
    }

    async fn to_ship(&self) -> OrderNumber {
        self.download("発送待ち").await
    }

    async fn confirmed(&self, _number: &OrderNumber) -> bool {
        false
    }

    async fn parcels(&self, number: &OrderNumber) -> usize {
        // A reading publishes what is written.
        self.mall.read(&[]).await.unwrap();
        rows(&self.root.path().join("out"), "ShippingReport_", number)
    }

    async fn cause(&self, _trouble: Trouble) -> Caused {
        Caused::CannotBe
    }

    async fn calm(&self) {}
}

#[tokio::test]
async fn csv_mall() {
    assert_eq!(mall::run(&Folder::new()).await, []);
}

/// A folder; what was uploaded from it is what the OMS has.
struct Outgoing {
    root: tempfile::TempDir,
    oms: CsvOms,
    count: AtomicU32,
}

#[async_trait]
impl OmsBench for Outgoing {
    fn oms(&self) -> &dyn Oms {
        &self.oms
    }

    fn can(&self) -> BTreeSet<OmsCan> {
        [OmsCan::Import].into()
    }

    async fn fresh_order(&self) -> Order {
        let n = self.count.fetch_add(1, Ordering::Relaxed);
        order(&format!("220518-20261124-{n:010}"), &json!({}))
    }

    async fn truth(&self, number: &OrderNumber) -> usize {
        let items = order(number.as_str(), &json!({}));
        let items: usize = items.packages.iter().map(|p| p.items.len()).sum();
        rows(self.root.path(), "GeneralOrders_", number).div_ceil(items)
    }

    async fn edit(&self, _number: &OrderNumber) {}

    async fn cause(&self, _trouble: Trouble) -> Caused {
        Caused::CannotBe
    }

    async fn calm(&self) {}
}

#[tokio::test]
async fn csv_oms() {
    let root = tempfile::tempdir().unwrap();
    let oms = CsvOms::open(CsvOmsConfig {
        out: root.path().to_owned(),
        hands: Hands::On,
        payments: BTreeMap::new(),
        shipments: None,
    })
    .unwrap();
    let bench = Outgoing {
        root,
        oms,
        count: AtomicU32::new(1),
    };
    assert_eq!(oms::run(&bench).await, []);
}
