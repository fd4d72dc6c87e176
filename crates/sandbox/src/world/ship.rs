//! Staff check, print and ship a slip, and fill in number, carrier and day.

use serde_json::{Map, Value};

use crate::jst::{Jst, parse_date};
use crate::nextengine::row;
use crate::nextengine::screen::Screen;
use crate::nextengine::slip::Slip;
use crate::world::World;
use crate::world::codes::ship_method_of_carrier;
use crate::world::ledger::Effect;
use crate::world::people::CannotDo;

impl World {
    /// `tracking_number`, `carrier` as RMS code, `shipped_on` a date or `today`.
    pub(crate) fn ship(
        &mut self,
        number: &str,
        wish: &Map<String, Value>,
    ) -> Result<Effect, CannotDo> {
        let now = self.now;
        let text = |key: &str| {
            wish.get(key).filter(|value| !value.is_null()).map(|value| {
                value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned)
            })
        };
        let carrier = text("carrier").unwrap_or_else(|| "1001".to_owned());
        let method = ship_method_of_carrier(&carrier)
            .ok_or_else(|| CannotDo::wrong(format!("no 発送方法 for carrier `{carrier}`")))?;
        let day = match text("shipped_on").as_deref() {
            None | Some("today") => now.date(),
            Some(day) => parse_date(day).ok_or_else(|| {
                CannotDo::wrong("`shipped_on` is a date like 2026-11-24, or `today`")
            })?,
        };
        let id = self.named_slip(number, wish)?;
        let tracking =
            text("tracking_number").unwrap_or_else(|| format!("{:012}", 400_000_000_000 + id));
        let slip = self
            .slips
            .get(&id)
            .ok_or_else(|| CannotDo::unknown(number))?;
        let screens = self.screens_of(slip);
        if let Some(reason) = why_not(&screens) {
            return Err(CannotDo::conflict(reason));
        }
        if screens.contains(&Screen::Shipped) {
            return Ok(Effect::None);
        }
        if let Some(slip) = self.slips.get_mut(&id) {
            if slip.get("receive_order_confirm_check_id") == "1" {
                slip.set("receive_order_confirm_check_id", "2");
            }
            slip.set("receive_order_statement_delivery_printing_date", &now.ne());
            slip.set("receive_order_delivery_cut_form_id", &tracking);
            slip.set("receive_order_delivery_id", method);
            slip.ship(&day.to_string());
            slip.touch(now);
        }
        Ok(Effect::Updated)
    }
}

/// What keeps the staff from shipping; a check they do themselves.
fn why_not(screens: &[Screen]) -> Option<&'static str> {
    screens.iter().find_map(|screen| match screen {
        Screen::New => Some("the slip is in 新規受付: it was only taken in from the mail"),
        Screen::AwaitingPayment => Some("the slip is in 入金待ち: nobody has paid"),
        Screen::AwaitingStock => Some("the slip is in 引当待ち: there is no stock"),
        Screen::AwaitingCheck
        | Screen::AwaitingPrintDate
        | Screen::AwaitingPrint
        | Screen::Printed
        | Screen::Shipped => None,
    })
}

impl Slip {
    /// Gives every row its stock.
    pub(crate) fn allocate(&mut self, now: Jst) {
        for values in &mut self.rows {
            let quantity = row::get(values, "receive_order_row_quantity").to_owned();
            row::set(
                values,
                "receive_order_row_stock_allocation_quantity",
                &quantity,
            );
            row::set(values, "receive_order_row_stock_allocation_date", &now.ne());
        }
    }
}
