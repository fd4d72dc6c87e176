//! A shop without API access, and an OMS without one: folders of CSV files.

use std::collections::BTreeMap;
use std::path::PathBuf;

use sabaki_connector::csv::shipped_columns::ShippedColumns;
use schemars::JsonSchema;
use serde::Deserialize;

use super::duration::Length;

/// A folder as a shop's mall.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CsvMall {
    /// The watched folder; downloads are put into its `arrived`.
    pub(crate) folder: PathBuf,
    /// Where files to upload go; `out` in the folder unless it is named.
    pub(crate) out: Option<PathBuf>,
    /// The number in front of the shop's order numbers; without it they are not checked.
    pub(crate) shop_number: Option<String>,
    /// 支払方法名 → who collects, besides the known names.
    #[serde(default)]
    pub(crate) payments: BTreeMap<String, Collects>,
    /// 配送会社 by name → the mall's code, besides the known names.
    #[serde(default)]
    pub(crate) carriers: BTreeMap<String, String>,
    /// Write 注文確認 as a file to upload; its layout is unconfirmed.
    #[serde(default)]
    pub(crate) confirm_upload: bool,
    /// How long a file has to stand still before it is read.
    #[serde(default = "five_seconds")]
    pub(crate) settle: Length,
}

impl CsvMall {
    /// Where files to upload go.
    pub(crate) fn out(&self) -> PathBuf {
        match &self.out {
            Some(out) => out.clone(),
            None => self.folder.join("out"),
        }
    }
}

const fn five_seconds() -> Length {
    Length::seconds(5)
}

/// Who collects a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(transform = with_japanese_names)]
pub(crate) enum Collects {
    /// 楽天共通決済
    #[serde(alias = "共通")]
    Common,
    /// 選択制決済
    #[serde(alias = "選択制")]
    Selectable,
}

/// A folder as an OMS.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CsvOms {
    /// Where the 汎用 CSV files go.
    pub(crate) out: PathBuf,
    /// Files that come back and say what was shipped.
    pub(crate) shipments: Option<CsvShipments>,
}

/// Files of an OMS that say what was shipped.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CsvShipments {
    /// The watched folder; files are put into its `arrived`.
    pub(crate) folder: PathBuf,
    /// How they tell that all slips of an order have left.
    pub(crate) split: Split,
    /// What the columns are called in them.
    #[serde(default)]
    pub(crate) columns: ShipmentColumns,
    /// How long a file has to stand still before it is read.
    #[serde(default = "five_seconds")]
    pub(crate) settle: Length,
}

/// How files of shipments tell that all slips of an order have left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(transform = with_japanese_splits)]
pub(crate) enum Split {
    /// An order is never split: one slip for each destination is all of it.
    #[serde(alias = "分割しない")]
    Never,
    /// The column `parts` says in how many slips the order is.
    #[serde(alias = "伝票数")]
    Counted,
    /// The files list every slip; one that has not left has no 出荷確定日.
    #[serde(alias = "全伝票")]
    Listed,
}

/// The columns of a file of shipments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ShipmentColumns {
    /// 伝票番号
    pub(crate) slip: String,
    /// 受注番号: the mall's order number.
    pub(crate) order: String,
    /// 発送伝票番号
    pub(crate) tracking_number: String,
    /// 発送方法, made a carrier by `oms.carriers`.
    pub(crate) ship_method: String,
    /// 出荷確定日
    pub(crate) shipped_on: String,
    /// 伝票数: in how many slips the order is; read with `split: counted`.
    pub(crate) parts: String,
    /// Where a slip goes; needed for orders with several destinations.
    pub(crate) consignee: Option<ConsigneeColumns>,
}

/// The columns that say where a slip goes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConsigneeColumns {
    /// 送り先名: family and first name in one.
    pub(crate) name: String,
    /// 送り先郵便番号
    pub(crate) postal_code: String,
    /// 送り先住所 from the prefecture on.
    pub(crate) address: String,
}

impl Default for ShipmentColumns {
    fn default() -> Self {
        let ShippedColumns {
            slip,
            order,
            tracking_number,
            ship_method,
            shipped_on,
            consignee: _,
        } = ShippedColumns::default();
        Self {
            slip,
            order,
            tracking_number,
            ship_method,
            shipped_on,
            parts: "伝票数".to_owned(),
            consignee: None,
        }
    }
}

/// `alias` is no part of a derived schema.
fn with_japanese_splits(schema: &mut schemars::Schema) {
    *schema = schemars::json_schema!({
        "enum": ["never", "counted", "listed", "分割しない", "伝票数", "全伝票"],
    });
}

/// The same of who collects.
fn with_japanese_names(schema: &mut schemars::Schema) {
    *schema = schemars::json_schema!({"enum": ["common", "selectable", "共通", "選択制"]});
}
