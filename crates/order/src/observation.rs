//! What was read of one order at one instant 取得内容, and what is known of it besides.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::id::{OrderNumber, ShopId};
use crate::known::Known;
use crate::order::{MallStatus, Order};
use crate::slip::Slip;
use crate::yen::Yen;

/// One order as it was seen, on both sides.
#[derive(Debug, Clone, Copy)]
pub struct Observation<'a> {
    /// Whose order.
    pub shop: &'a ShopId,
    /// The order as the mall showed it.
    pub order: &'a Order,
    /// Its live slips; none where the OMS could not be read.
    pub slips: Option<&'a [Slip]>,
    /// The first recorded observation; for a raw order the present instant.
    pub first_seen_at: Timestamp,
    /// What neither side can say.
    pub besides: &'a Besides,
}

/// What only history, other orders and the configuration can say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Besides {
    /// The same buyer's other open orders.
    pub siblings: Known<Vec<Sibling>>,
    /// Field ids that differ since 注文確認.
    pub changed: Known<BTreeSet<String>>,
    /// What a person changed on the slip. Unknown counts as nothing: the slip's lock guards it.
    pub edited: Known<BTreeSet<String>>,
    /// The configuration allows 注文キャンセル.
    pub cancel_allowed: bool,
}

/// Another order of the same buyer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sibling {
    /// 注文番号
    pub number: OrderNumber,
    /// ステータス
    pub status: MallStatus,
    /// 注文日時
    pub ordered_at: Known<Timestamp>,
    /// 請求金額
    pub total: Known<Yen>,
}
