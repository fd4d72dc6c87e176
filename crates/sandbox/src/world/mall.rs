//! What the mall and ネクストエンジン do unasked: the second confirmer, the stub row, a cancel and its withdrawal.

use crate::world::World;
use crate::world::codes::Progress;
use crate::world::ledger::Effect;
use crate::world::order::{Actor, ShippingRow};
use crate::world::people::CannotDo;

impl World {
    /// RMS's own 自動注文確認 takes the order.
    pub(crate) fn mall_confirms(&mut self, number: &str) -> Result<Effect, CannotDo> {
        match self.confirm(number, Actor::Mall) {
            Ok(()) => Ok(Effect::Confirmed),
            Err(why) => Err(CannotDo::conflict(format!(
                "the order cannot be confirmed: {why:?}"
            ))),
        }
    }

    /// ネクストエンジン's own import leaves a row with the carrier その他 and nothing else.
    pub(crate) fn stub_row(&mut self, number: &str) -> Result<Effect, CannotDo> {
        let id = 3_700_000_000 + i64::try_from(self.count()).unwrap_or(0);
        let order = self
            .orders
            .get_mut(number)
            .ok_or_else(|| CannotDo::unknown(number))?;
        for (package, at) in order.packages.iter_mut().zip(0_i64..) {
            package.rows.push(ShippingRow {
                id: id + at * 1_000_000,
                number: None,
                carrier: Some("1000".to_owned()),
                shipped_on: None,
            });
        }
        Ok(Effect::Updated)
    }

    /// The screening failed, or nobody paid: the mall cancels while the order is with it.
    pub(crate) fn mall_cancels(&mut self, number: &str) -> Result<Effect, CannotDo> {
        self.cancel(number, 0, 10)
            .map(|()| Effect::Cancelled)
            .map_err(|why| CannotDo::conflict(format!("the order cannot be cancelled: {why:?}")))
    }

    /// キャンセル取消: an order in キャンセル確定待ち goes back to where it stood.
    pub(crate) fn withdraw_cancel(&mut self, number: &str) -> Result<Effect, CannotDo> {
        let now = self.now;
        let order = self
            .orders
            .get_mut(number)
            .ok_or_else(|| CannotDo::unknown(number))?;
        if order.progress != Progress::AwaitingCancel {
            return Err(CannotDo::conflict("the order is not in キャンセル確定待ち"));
        }
        order.progress = match (order.confirmed_at, order.fixed_at) {
            (None, _) => Progress::AwaitingConfirmation,
            (Some(_), None) => Progress::RakutenProcessing,
            (Some(_), Some(_)) => Progress::AwaitingShipment,
        };
        if let Some(entry) = order.changes.iter_mut().rev().find(|entry| entry.kind == 0) {
            entry.kind = 3;
            entry.completed = Some(now);
        }
        self.schedule(number);
        Ok(Effect::Updated)
    }
}
