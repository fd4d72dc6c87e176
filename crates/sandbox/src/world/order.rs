//! An order as the mall holds it.

use jiff::civil::Date;

use crate::jst::Jst;
use crate::world::codes::{PaymentMethod, Progress, Settlement};

/// Who confirmed an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Actor {
    Client,
    Buyer,
    Mall,
    Staff,
}

impl Actor {
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Buyer => "buyer",
            Self::Mall => "mall",
            Self::Staff => "staff",
        }
    }
}

/// A person with an address; everything about them is made up.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) zip: (String, String),
    pub(crate) prefecture: String,
    pub(crate) city: String,
    pub(crate) sub_address: String,
    pub(crate) family: String,
    pub(crate) first: String,
    pub(crate) family_kana: String,
    pub(crate) first_kana: String,
    pub(crate) phone: (String, String, String),
}

/// A line of an order; amounts in yen with tax.
#[derive(Clone)]
pub(crate) struct Item {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) catalogue_id: i64,
    pub(crate) number: Option<String>,
    pub(crate) manage_number: String,
    pub(crate) price: i64,
    pub(crate) units: i64,
    /// 8 or 10.
    pub(crate) tax_percent: i64,
    pub(crate) choice: Option<String>,
    pub(crate) variant: String,
    pub(crate) merchant_sku: Option<String>,
    pub(crate) sku_info: Option<String>,
}

/// A line of the shipment report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ShippingRow {
    pub(crate) id: i64,
    pub(crate) number: Option<String>,
    pub(crate) carrier: Option<String>,
    pub(crate) shipped_on: Option<Date>,
}

impl ShippingRow {
    pub(crate) fn is_complete(&self) -> bool {
        self.number.is_some() && self.carrier.is_some() && self.shipped_on.is_some()
    }
}

/// A destination with what goes there.
#[derive(Clone)]
pub(crate) struct Package {
    pub(crate) basket_id: i64,
    pub(crate) recipient: Person,
    pub(crate) isolated_island: bool,
    pub(crate) items: Vec<Item>,
    /// Nothing while the shop has not determined it (−9999 on the wire).
    pub(crate) postage: Option<i64>,
    /// 代引料.
    pub(crate) cod_fee: Option<i64>,
    pub(crate) noshi: Option<String>,
    pub(crate) rows: Vec<ShippingRow>,
    pub(crate) default_carrier: &'static str,
    pub(crate) drop_off: Option<&'static str>,
}

impl Package {
    pub(crate) fn goods(&self) -> i64 {
        self.items.iter().map(|item| item.price * item.units).sum()
    }
}

/// A gift wrapping, at 10 %.
#[derive(Debug, Clone)]
pub(crate) struct Wrapping {
    pub(crate) name: String,
    pub(crate) price: i64,
}

/// An entry of the mall's own audit trail (`ChangeReasonModel`).
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) id: i64,
    pub(crate) kind: i64,
    pub(crate) detail: Option<i64>,
    /// 0 店舗様都合, 1 お客様都合.
    pub(crate) side: Option<i64>,
    pub(crate) reason_detail: Option<i64>,
    pub(crate) applied: Option<Jst>,
    pub(crate) fixed: Option<Jst>,
    pub(crate) completed: Option<Jst>,
}

/// An order of the mall.
#[derive(Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are the mall's own independent flags"
)]
pub struct Order {
    pub(crate) number: String,
    pub(crate) progress: Progress,
    pub(crate) settlement: Settlement,
    pub(crate) payment: &'static PaymentMethod,
    pub(crate) ordered_at: Jst,
    pub(crate) confirmed_at: Option<Jst>,
    pub(crate) confirmed_by: Option<Actor>,
    pub(crate) fixed_at: Option<Jst>,
    pub(crate) paid_at: Option<Jst>,
    pub(crate) reported_at: Option<Jst>,
    pub(crate) cancel_due: Option<Date>,
    pub(crate) delivery_date: Option<Date>,
    pub(crate) delivery_term: Option<i64>,
    pub(crate) remarks: Option<String>,
    pub(crate) memo: Option<String>,
    pub(crate) operator: Option<String>,
    pub(crate) mail_plug: Option<String>,
    pub(crate) sub_status: Option<i64>,
    pub(crate) gift: bool,
    pub(crate) member: bool,
    pub(crate) device: i64,
    pub(crate) kind: i64,
    pub(crate) caution: i64,
    pub(crate) rakuten_checking: bool,
    pub(crate) modified_by_buyer: bool,
    pub(crate) one_day: bool,
    pub(crate) certified: bool,
    pub(crate) delivery_name: String,
    pub(crate) delivery_class: Option<i64>,
    pub(crate) buyer: Person,
    pub(crate) birth: Option<(i64, i64, i64)>,
    pub(crate) sex: &'static str,
    pub(crate) packages: Vec<Package>,
    pub(crate) coupon: i64,
    pub(crate) points: i64,
    pub(crate) wrapping: Option<Wrapping>,
    pub(crate) changes: Vec<Change>,
    pub(crate) due_dates: Vec<(i64, Date)>,
    pub(crate) mail_first: bool,
}

impl Order {
    /// The mall's number of the order.
    pub fn number(&self) -> &str {
        &self.number
    }

    /// Where the order stands.
    pub fn progress(&self) -> Progress {
        self.progress
    }

    pub(crate) fn is_undetermined(&self) -> bool {
        self.packages
            .iter()
            .any(|package| package.postage.is_none() || package.cod_fee.is_none())
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = &ShippingRow> {
        self.packages.iter().flat_map(|package| &package.rows)
    }

    pub(crate) fn items(&self) -> impl Iterator<Item = &Item> {
        self.packages.iter().flat_map(|package| &package.items)
    }

    /// The last day on which a row says that it was shipped, when every destination is complete.
    pub(crate) fn completely_shipped_on(&self) -> Option<Date> {
        let complete = self.packages.iter().all(|package| {
            !package.rows.is_empty() && package.rows.iter().all(ShippingRow::is_complete)
        });
        if complete {
            self.rows().filter_map(|row| row.shipped_on).max()
        } else {
            None
        }
    }
}
