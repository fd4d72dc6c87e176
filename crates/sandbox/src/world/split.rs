//! Orders in several slips: staff split one, ネクストエンジン itself makes one a destination.

use serde_json::{Map, Value};

use crate::nextengine::row::{self, NewRow};
use crate::nextengine::slip::Slip;
use crate::world::World;
use crate::world::ledger::{Effect, Note};
use crate::world::life_cycle::NotConfirmed;
use crate::world::order::{Actor, Order};
use crate::world::people::CannotDo;

const DIVIDED_FROM: &str = "receive_order_divide_from_order_id";
const DELIVERY_OF: &str = "receive_order_multi_delivery_parent_order_id";
const PARENT: &str = "receive_order_multi_delivery_parent_flag";

impl World {
    /// 分割: the last line of a slip, or with `rows: 0` none, goes into a new slip; amounts stay where
    /// they are (how ネクストエンジン divides them is unknown to us).
    pub(crate) fn split(
        &mut self,
        number: &str,
        wish: &Map<String, Value>,
    ) -> Result<Effect, CannotDo> {
        let now = self.now;
        let id = self.named_slip(number, wish)?;
        let slip = self
            .slips
            .get(&id)
            .ok_or_else(|| CannotDo::unknown(number))?;
        if !matches!(slip.status(), "2" | "20") {
            return Err(CannotDo::conflict(
                "a slip is split between 起票済 and 納品書印刷待ち",
            ));
        }
        let mut new = slip.clone();
        new.id = self.next_slip_id();
        let own = new.id.to_string();
        new.set("receive_order_id", &own);
        new.set("receive_order_option_receive_order_id", &own);
        new.set(DIVIDED_FROM, &id.to_string());
        new.set("receive_order_creation_date", &now.ne());
        new.set("receive_order_last_modified_date", &now.ne());
        for name in [
            "receive_order_goods_amount",
            "receive_order_delivery_fee_amount",
            "receive_order_total_amount",
            "receive_order_deposit_amount",
        ] {
            new.set(name, "0");
        }
        if let Some(old) = self.slips.get_mut(&id) {
            if old.rows.len() > 1 {
                new.rows = old.rows.split_off(old.rows.len() - 1);
            }
            old.touch(now);
        }
        for values in &mut new.rows {
            row::set(values, "receive_order_row_receive_order_id", &own);
        }
        let new_id = new.id;
        self.keep_slip(new);
        self.settle_status(new_id);
        Ok(Effect::Updated)
    }

    /// キャンセル of one slip.
    pub(crate) fn cancel_slip(
        &mut self,
        number: &str,
        wish: &Map<String, Value>,
    ) -> Result<Effect, CannotDo> {
        let now = self.now;
        let id = self.named_slip(number, wish)?;
        if let Some(slip) = self.slips.get_mut(&id) {
            slip.set("receive_order_cancel_type_id", "1");
            slip.touch(now);
        }
        Ok(Effect::Updated)
    }

    /// ネクストエンジン's own 注文確認.
    pub(crate) fn oms_confirms(&mut self, number: &str) -> Result<Effect, CannotDo> {
        match self.confirm(number, Actor::Mall) {
            Ok(()) => Ok(Effect::Confirmed),
            Err(NotConfirmed::Unknown) => Err(CannotDo::unknown(number)),
            Err(NotConfirmed::Cancelled | NotConfirmed::MovedOn | NotConfirmed::Undetermined) => {
                Err(CannotDo::conflict("the order cannot be confirmed"))
            }
        }
    }

    /// What ネクストエンジン does by itself every quarter of an hour: what has no slip gets one, what
    /// waits for 注文確認 is confirmed.
    pub(crate) fn oms_acts_itself(&mut self, numbers: &[String]) {
        for number in numbers {
            for (does, done) in [
                ("take_in", self.oms_takes_in(number)),
                ("confirm", self.oms_confirms(number)),
            ] {
                if let Ok(effect) = done {
                    let note = Note::new(does, vec![number.clone()], effect);
                    self.ledger.record(self.now, Actor::Mall, note);
                }
            }
        }
    }

    /// ネクストエンジン's own 受注API連携 takes the order in: one slip a destination, the first one the
    /// parent of the others, and a stub row in RMS for each destination.
    pub(crate) fn oms_takes_in(&mut self, number: &str) -> Result<Effect, CannotDo> {
        if self.live_slips(number).next().is_some() {
            return Err(CannotDo::conflict("the order has a slip already"));
        }
        let order = self
            .orders
            .get(number)
            .cloned()
            .ok_or_else(|| CannotDo::unknown(number))?;
        let mut parent: Option<String> = None;
        for place in 0..order.packages.len() {
            let id = self.next_slip_id();
            let mut slip = Slip::new(id, "2", "2", self.now);
            fill(&mut slip, &order, place);
            match &parent {
                Some(parent) => slip.set(DELIVERY_OF, parent),
                None if order.packages.len() > 1 => slip.set(PARENT, "1"),
                None => {}
            }
            parent.get_or_insert_with(|| id.to_string());
            slip.allocate(self.now);
            self.keep_slip(slip);
            self.settle_status(id);
        }
        self.stub_row(number)?;
        Ok(Effect::Imported)
    }
}

/// What a slip has of one destination; the amounts of the order stand on the first.
fn fill(slip: &mut Slip, order: &Order, place: usize) {
    let mut part = order.clone();
    part.packages = order.packages.iter().skip(place).take(1).cloned().collect();
    crate::nextengine::mail::fill(slip, if place == 0 { order } else { &part });
    let now = order.ordered_at;
    for item in part.items() {
        let new = NewRow {
            goods_id: &item.manage_number,
            goods_name: &item.name,
            quantity: &item.units.to_string(),
            unit_price: &item.price.to_string(),
            option: item.choice.as_deref().unwrap_or_default(),
            tax_rate: &item.tax_percent.to_string(),
        };
        slip.add_row(&new, now);
    }
}
