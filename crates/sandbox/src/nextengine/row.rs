//! The rows of a slip.

use crate::jst::Jst;
use crate::nextengine::field;
use crate::nextengine::slip::{PIC_ID, PIC_NAME, Slip, Values, creation_twin};

/// What a new row says.
pub(crate) struct NewRow<'a> {
    pub(crate) goods_id: &'a str,
    pub(crate) goods_name: &'a str,
    pub(crate) quantity: &'a str,
    pub(crate) unit_price: &'a str,
    pub(crate) option: &'a str,
    pub(crate) tax_rate: &'a str,
}

/// Goods codes that start so have no stock, so that 引当待ち can be seen.
const OUT_OF_STOCK: &str = "backorder-";

impl Slip {
    pub(crate) fn add_row(&mut self, new: &NewRow<'_>, now: Jst) {
        let no = (self.rows.len() + 1).to_string();
        let allocated = if new.goods_id.starts_with(OUT_OF_STOCK) {
            "0"
        } else {
            new.quantity
        };
        let mut row: Values = field::ROW.iter().map(|field| (field.name, None)).collect();
        let sub_total = amount(number(new.unit_price) * number(new.quantity));
        for (name, value) in [
            (
                "receive_order_row_receive_order_id",
                self.id.to_string().as_str(),
            ),
            ("receive_order_row_shop_cut_form_id", self.order_number()),
            ("receive_order_row_no", &no),
            ("receive_order_row_shop_row_no", &no),
            ("receive_order_row_goods_id", new.goods_id),
            ("receive_order_row_goods_name", new.goods_name),
            ("receive_order_row_quantity", new.quantity),
            (
                "receive_order_row_unit_price",
                &amount(number(new.unit_price)),
            ),
            ("receive_order_row_tax_rate", new.tax_rate),
            ("receive_order_row_wholesale_retail_ratio", "10.0"),
            ("receive_order_row_sub_total_price", &sub_total),
            ("receive_order_row_goods_option", new.option),
            ("receive_order_row_cancel_flag", "0"),
            ("receive_order_row_stock_allocation_quantity", allocated),
            (
                "receive_order_row_advance_order_stock_allocation_quantity",
                "0",
            ),
            ("receive_order_row_stock_allocation_date", &now.ne()),
            ("receive_order_row_deleted_flag", "0"),
            ("receive_order_row_creation_date", &now.ne()),
            ("receive_order_row_creator_id", PIC_ID),
            ("receive_order_row_creator_name", PIC_NAME),
        ] {
            set(&mut row, name, value);
        }
        self.rows.push(row);
    }

    /// Whether every live row has all its stock.
    pub(crate) fn is_allocated(&self) -> bool {
        self.rows
            .iter()
            .filter(|row| {
                get(row, "receive_order_row_cancel_flag") != "1"
                    && get(row, "receive_order_row_deleted_flag") != "1"
            })
            .all(|row| {
                let allocated = number(get(row, "receive_order_row_stock_allocation_quantity"));
                let wanted = number(get(row, "receive_order_row_quantity"));
                (allocated - wanted).abs() < 0.5
            })
    }

    /// A value of a row, or of its slip, as a row search shows it.
    pub(crate) fn shown_row(&self, row: &Values, name: &str) -> Option<String> {
        if let Some(goods) = name.strip_prefix("goods_") {
            return match goods {
                "id" => stored(row, "receive_order_row_goods_id"),
                "name" => stored(row, "receive_order_row_goods_name"),
                _ => None,
            };
        }
        if name == "receive_order_row_last_modified_newest_date" {
            let of_row = self.shown_row(row, "receive_order_row_last_modified_null_safe_date");
            return of_row.max(self.shown("receive_order_last_modified_null_safe_date"));
        }
        if row.contains_key(name) {
            let twin = name
                .contains("_null_safe_")
                .then(|| name.replace("_null_safe_", "_"));
            return match twin {
                Some(twin) => stored(row, &twin).or_else(|| stored(row, &creation_twin(&twin))),
                None => stored(row, name),
            };
        }
        self.shown(name)
    }
}

pub(crate) fn set(row: &mut Values, name: &str, value: &str) {
    if let Some(slot) = row.get_mut(name) {
        *slot = Some(value.to_owned());
    }
}

pub(crate) fn get<'a>(row: &'a Values, name: &str) -> &'a str {
    row.get(name).and_then(Option::as_deref).unwrap_or_default()
}

fn stored(row: &Values, name: &str) -> Option<String> {
    row.get(name).cloned().flatten()
}

/// A number as ネクストエンジン writes it; what is no number counts as 0.
pub(crate) fn number(text: &str) -> f64 {
    text.trim().parse().unwrap_or(0.0)
}

/// An amount as ネクストエンジン writes it: `5650.00`.
pub(crate) fn amount(value: f64) -> String {
    format!("{value:.2}")
}
