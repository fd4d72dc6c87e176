//! The slip 伝票: the OMS's record of an order.

use std::collections::BTreeSet;

use jiff::civil;

use crate::id::{OrderNumber, SlipId};
use crate::known::Known;
use crate::personal::Personal;
use crate::yen::Yen;

/// A live (not cancelled) slip as the OMS showed it at one instant.
#[derive(Debug, Clone, PartialEq)]
pub struct Slip {
    /// 伝票番号
    pub id: SlipId,
    /// 受注番号: the mall's order number.
    pub order_number: OrderNumber,
    /// Which part of the order it is; an OMS without split slips says whole.
    pub part: SlipPart,
    /// 送り先 of this slip; unknown where the OMS does not say.
    pub consignee: Known<Consignee>,
    /// 伝票ステータス: the leftmost screen column that applies.
    pub status: Known<SlipStatus>,
    /// 待ちステータス: all of 確認待ち 入金待ち 引当待ち 発売日待ち that apply.
    pub waiting: Known<BTreeSet<SlipStatus>>,
    /// 入金状況
    pub paid: Known<Deposit>,
    /// 支払: whether the OMS computes 入金待ち for this payment at all.
    pub payment_exempt: Known<bool>,
    /// 承認区分, as the OMS codes it.
    pub approval: Known<String>,
    /// 総合計 in yen.
    pub total: Known<Yen>,
    /// 発送方法, by the OMS's code.
    pub ship_method_id: Known<String>,
    /// 発送方法, by name.
    pub ship_method: Known<String>,
    /// 発送伝票番号
    pub tracking_number: Known<String>,
    /// 配送会社: the mall's carrier code, by the configuration's `carriers`; unknown without an entry.
    pub carrier: Known<String>,
    /// 出荷確定日
    pub shipped_on: Known<civil::Date>,
    /// 出荷予定日
    pub ship_date: Known<civil::Date>,
    /// 受注分類タグ
    pub tags: Known<BTreeSet<String>>,
    /// 作業用欄
    pub note: Known<String>,
    /// 備考 of the slip, as the OMS has it.
    pub remarks: Known<String>,
    /// What an update must name: the value of the optimistic lock.
    pub lock: String,
}

/// Which part of its order a slip is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SlipPart {
    /// The whole order, or what is left of it where others were split off.
    Whole,
    /// 分割: split off this slip.
    DividedFrom(SlipId),
    /// 複数配送: the slip of one destination, under this parent slip.
    DeliveryOf(SlipId),
    /// The only slip of its destination, in a shop that never splits an order. How many others
    /// there are follows from the destinations of the order.
    PerDestination,
    /// One of slips whose number nobody has said: there may be others that have not left.
    OfUnknownNumber,
}

impl SlipPart {
    /// The slip that it comes from.
    pub const fn parent(&self) -> Option<&SlipId> {
        match self {
            Self::Whole | Self::PerDestination | Self::OfUnknownNumber => None,
            Self::DividedFrom(parent) | Self::DeliveryOf(parent) => Some(parent),
        }
    }
}

/// 送り先 as a slip has it: only for telling destinations apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Consignee {
    /// 送り先名: family and first name in one.
    pub name: Personal,
    /// 郵便番号
    pub postal_code: Personal,
    /// 住所 from the prefecture on, all parts in one.
    pub address: Personal,
}

/// 伝票ステータス, in the order of the screen's columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SlipStatus {
    /// 新規受付
    New,
    /// 確認待ち
    AwaitingCheck,
    /// 入金待ち
    AwaitingPayment,
    /// 引当待ち
    AwaitingStock,
    /// 発売日待ち
    AwaitingSaleDate,
    /// 印刷日待ち
    AwaitingPrintDate,
    /// 印刷待ち
    AwaitingPrint,
    /// 印刷済み
    Printed,
    /// 出荷済み
    Shipped,
}

impl SlipStatus {
    /// The id in the vocabulary.
    pub const fn id(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::AwaitingCheck => "awaiting_check",
            Self::AwaitingPayment => "awaiting_payment",
            Self::AwaitingStock => "awaiting_stock",
            Self::AwaitingSaleDate => "awaiting_sale_date",
            Self::AwaitingPrintDate => "awaiting_print_date",
            Self::AwaitingPrint => "awaiting_print",
            Self::Printed => "printed",
            Self::Shipped => "shipped",
        }
    }
}

/// 入金状況
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Deposit {
    /// 未入金
    Unpaid,
    /// 一部入金
    PartlyPaid,
    /// 入金済み
    Paid,
}

impl Deposit {
    /// The id in the vocabulary.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Unpaid => "unpaid",
            Self::PartlyPaid => "partly_paid",
            Self::Paid => "paid",
        }
    }
}
