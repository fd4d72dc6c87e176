//! The statuses that staff see, computed from what is stored, and the move from 2 to 20.

use crate::nextengine::slip::Slip;
use crate::world::World;

/// A column of the screen, from left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Screen {
    New,
    AwaitingCheck,
    AwaitingPayment,
    AwaitingStock,
    AwaitingPrintDate,
    AwaitingPrint,
    Printed,
    Shipped,
}

impl Screen {
    /// The id and the Japanese name.
    pub(crate) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::New => ("new", "新規受付"),
            Self::AwaitingCheck => ("awaiting_check", "確認待ち"),
            Self::AwaitingPayment => ("awaiting_payment", "入金待ち"),
            Self::AwaitingStock => ("awaiting_stock", "引当待ち"),
            Self::AwaitingPrintDate => ("awaiting_print_date", "印刷日待ち"),
            Self::AwaitingPrint => ("awaiting_print", "印刷待ち"),
            Self::Printed => ("printed", "印刷済み"),
            Self::Shipped => ("shipped", "出荷済み"),
        }
    }
}

/// All columns in which the slip stands; none for a cancelled one.
pub(crate) fn screens(slip: &Slip, exempt: &[&str], today: &str) -> Vec<Screen> {
    let mut found = Vec::new();
    if !slip.is_live() {
        return found;
    }
    let status = slip.status();
    let needs_check = slip.get("receive_order_confirm_check_id") == "1";
    match status {
        "1" => found.push(Screen::New),
        "0" | "2" => {
            if needs_check {
                found.push(Screen::AwaitingCheck);
            }
            if status == "2" {
                let paid = slip.get("receive_order_deposit_type_id") == "2";
                if !paid && !exempt.contains(&slip.get("receive_order_payment_method_id")) {
                    found.push(Screen::AwaitingPayment);
                }
                if !slip.is_allocated() {
                    found.push(Screen::AwaitingStock);
                }
            }
        }
        "20" | "30" => {
            let print_day = slip.get("receive_order_statement_delivery_instruct_printing_date");
            let day = print_day.get(..10).unwrap_or_default();
            found.push(if day > today {
                Screen::AwaitingPrintDate
            } else {
                Screen::AwaitingPrint
            });
        }
        "40" => found.push(Screen::Printed),
        "50" => found.push(Screen::Shipped),
        _ => {}
    }
    found
}

impl World {
    pub(crate) fn screens_of(&self, slip: &Slip) -> Vec<Screen> {
        screens(
            slip,
            &self.assumptions.exempt_payments,
            &self.now.date().to_string(),
        )
    }

    /// A slip in 2 that waits for nothing goes to 20, right after the write that satisfied it; one in 20 that
    /// has to wait again goes back.
    pub(crate) fn settle_status(&mut self, id: u64) {
        let Some(slip) = self.slips.get(&id).filter(|slip| slip.is_live()) else {
            return;
        };
        let was = slip.status().to_owned();
        if !matches!(was.as_str(), "2" | "20") {
            return;
        }
        let mut waiting = slip.clone();
        waiting.set("receive_order_order_status_id", "2");
        let now = if self.screens_of(&waiting).is_empty() {
            "20"
        } else {
            "2"
        };
        if now == was {
            return;
        }
        if let Some(slip) = self.slips.get_mut(&id) {
            slip.set("receive_order_order_status_id", now);
        }
        if now == "20" {
            self.plan_shipping(id);
        }
    }
}
