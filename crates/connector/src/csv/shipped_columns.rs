//! What a file of shipments looks like in a shop: its columns by name, and what it says of orders in
//! several slips.

/// The columns by the names that rows are read with: those of RMS where RMS has the same.
pub(super) const SLIP: &str = "伝票番号";
pub(super) const ORDER: &str = "注文番号";
pub(super) const TRACKING_NUMBER: &str = "お荷物伝票番号";
pub(super) const SHIP_METHOD: &str = "発送方法";
pub(super) const SHIPPED_ON: &str = "発送日";
pub(super) const PARTS: &str = "伝票数";
pub(super) const NAME: &str = "送り先名";
pub(super) const POSTAL_CODE: &str = "送り先郵便番号";
pub(super) const ADDRESS: &str = "送り先住所";

/// How the files tell that all slips of an order have left: a report of some of them would let the
/// mall close and charge the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Split {
    /// The shop never splits an order: one slip for each destination is all of it.
    Never,
    /// This column says in how many slips the order is.
    Counted {
        /// Its name.
        column: String,
    },
    /// The files list every slip of an order that they name; one that has not left has no 出荷確定日.
    Listed,
}

/// The columns that say where a slip goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsigneeColumns {
    /// 送り先名: family and first name in one.
    pub name: String,
    /// 送り先郵便番号
    pub postal_code: String,
    /// 送り先住所 from the prefecture on.
    pub address: String,
}

/// What the columns are called in the files of this shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShippedColumns {
    /// 伝票番号: a slip is one parcel.
    pub slip: String,
    /// 受注番号: the mall's order number.
    pub order: String,
    /// 発送伝票番号
    pub tracking_number: String,
    /// 発送方法: a name or a code, made a carrier of the mall by `carriers`.
    pub ship_method: String,
    /// 出荷確定日
    pub shipped_on: String,
    /// Where a slip goes; needed for orders with several destinations.
    pub consignee: Option<ConsigneeColumns>,
}

impl Default for ShippedColumns {
    fn default() -> Self {
        Self {
            slip: "伝票番号".to_owned(),
            order: "受注番号".to_owned(),
            tracking_number: "発送伝票番号".to_owned(),
            ship_method: "発送方法".to_owned(),
            shipped_on: "出荷確定日".to_owned(),
            consignee: None,
        }
    }
}

impl ShippedColumns {
    /// Those that nothing can be read without, by the names that rows are read with.
    pub(super) fn keys(&self) -> Vec<(&'static str, &str)> {
        vec![
            (SLIP, &self.slip),
            (ORDER, &self.order),
            (TRACKING_NUMBER, &self.tracking_number),
            (SHIP_METHOD, &self.ship_method),
            (SHIPPED_ON, &self.shipped_on),
        ]
    }

    /// All that a file has to have.
    pub(super) fn all<'a>(&'a self, split: &'a Split) -> Vec<(&'static str, &'a str)> {
        let mut columns = self.keys();
        match split {
            Split::Never | Split::Listed => {}
            Split::Counted { column } => columns.push((PARTS, column)),
        }
        if let Some(to) = &self.consignee {
            columns.extend([
                (NAME, to.name.as_str()),
                (POSTAL_CODE, &to.postal_code),
                (ADDRESS, &to.address),
            ]);
        }
        columns
    }
}
