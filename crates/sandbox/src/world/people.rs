//! What persons do: the buyer at the mall, the staff in RMS and in ネクストエンジン.

use serde_json::{Map, Value, json};

use crate::nextengine::field;
use crate::nextengine::merge;
use crate::nextengine::screen::Screen;
use crate::nextengine::slip::Slip;
use crate::nextengine::update::value_of;
use crate::world::World;
use crate::world::agenda::Event;
use crate::world::codes::{Clearing, PaymentMethod, Progress, Settlement};
use crate::world::ledger::{Effect, Note};
use crate::world::life_cycle::{NotCancelled, NotConfirmed};
use crate::world::order::{Actor, Change};

/// Why a person cannot do what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CannotDo {
    /// 400 for a request that makes no sense, 404 for an unknown order, 409 for one that stands wrong.
    pub status: u16,
    /// The reason.
    pub reason: String,
}

impl CannotDo {
    pub(crate) fn wrong(reason: impl Into<String>) -> Self {
        Self {
            status: 400,
            reason: reason.into(),
        }
    }

    pub(crate) fn conflict(reason: impl Into<String>) -> Self {
        Self {
            status: 409,
            reason: reason.into(),
        }
    }

    pub(crate) fn unknown(order: &str) -> Self {
        Self {
            status: 404,
            reason: format!("no order `{order}`"),
        }
    }
}

type Done = Result<Effect, CannotDo>;

impl World {
    /// Lets a person act: `{"who":"buyer","does":"pay","order":"…"}`.
    ///
    /// # Errors
    /// [`CannotDo`] with the reason; then nothing has changed.
    pub fn person(&mut self, wish: &Value) -> Result<Value, CannotDo> {
        let wish = wish
            .as_object()
            .ok_or_else(|| CannotDo::wrong("a deed is a JSON object"))?;
        let text = |key: &str| wish.get(key).and_then(Value::as_str);
        let who =
            text("who").ok_or_else(|| CannotDo::wrong("`who` is missing: buyer, staff or mall"))?;
        let does = text("does").ok_or_else(|| CannotDo::wrong("`does` is missing"))?;
        if (who, does) == ("staff", "login") {
            return Ok(self.log_in());
        }
        let order = text("order")
            .ok_or_else(|| CannotDo::wrong("`order` is missing"))?
            .to_owned();
        // A slip may stand for an order that came another way (a CSV of some other mall).
        let in_oms = who == "staff"
            && matches!(does, "edit" | "release" | "ship")
            && self.live_slip(&order).is_ok();
        if !in_oms && !self.orders.contains_key(&order) && !self.older.orders.contains_key(&order) {
            return Err(CannotDo::unknown(&order));
        }
        let (actor, effect) = match (who, does) {
            ("buyer", "pay") => (Actor::Buyer, self.pay(&order)?),
            ("buyer", "cancel") => (Actor::Buyer, self.buyer_cancels(&order)?),
            ("buyer", "change_payment") => (Actor::Buyer, self.change_payment(&order, wish)?),
            ("staff", "confirm") => (Actor::Staff, self.staff_confirms(&order)?),
            ("staff", "set_postage") => (Actor::Staff, self.set_postage(&order, wish)?),
            ("staff", "edit") => (Actor::Staff, self.edit(&order, wish)?),
            ("staff", "release") => (Actor::Staff, self.release(&order, wish)?),
            ("staff", "ship") => (Actor::Staff, self.ship(&order, wish)?),
            ("staff", "split") => (Actor::Staff, self.split(&order, wish)?),
            ("staff", "cancel_slip") => (Actor::Staff, self.cancel_slip(&order, wish)?),
            ("oms", "confirm") => (Actor::Mall, self.oms_confirms(&order)?),
            ("oms", "take_in") => (Actor::Mall, self.oms_takes_in(&order)?),
            ("staff", "set_status") => {
                let status =
                    text("status").ok_or_else(|| CannotDo::wrong("`status` is missing"))?;
                let set = self.staff_sets_status(&order, status);
                let why = "only orders of the older API have a status that staff set";
                (Actor::Staff, set.ok_or_else(|| CannotDo::conflict(why))?)
            }
            ("mall", "confirm") => (Actor::Mall, self.mall_confirms(&order)?),
            ("mall", "stub_row") => (Actor::Mall, self.stub_row(&order)?),
            ("mall", "cancel") => (Actor::Mall, self.mall_cancels(&order)?),
            ("mall", "withdraw_cancel") => (Actor::Mall, self.withdraw_cancel(&order)?),
            ("buyer" | "staff" | "mall" | "oms", _) => {
                let known = "buyer: pay, cancel, change_payment; staff: confirm, set_postage, edit, release, ship, split, cancel_slip, set_status, login; mall: confirm, stub_row, cancel, withdraw_cancel; oms: take_in, confirm";
                return Err(CannotDo::wrong(format!(
                    "a {who} does not `{does}`; known are {known}"
                )));
            }
            _ => {
                return Err(CannotDo::wrong(format!(
                    "nobody is called `{who}`: buyer, staff, mall or oms"
                )));
            }
        };
        self.ledger.record(
            self.now,
            actor,
            Note::new(does, vec![order.clone()], effect),
        );
        if (who, does, effect) == ("buyer", "pay", Effect::Paid) {
            self.clear(&order);
        }
        Ok(json!({"who": who, "does": does, "order": order, "effect": effect.id()}))
    }

    /// A person of the story; when it is no longer possible, nothing happens.
    pub(crate) fn person_of_story(&mut self, who: &str, does: &str, order: &str) {
        let wish = json!({"who": who, "does": does, "order": order});
        let refused = self.person(&wish).is_err();
        if refused {
            let actor = if who == "buyer" {
                Actor::Buyer
            } else {
                Actor::Staff
            };
            self.ledger.record(
                self.now,
                actor,
                Note::new(does, vec![order.to_owned()], Effect::None),
            );
        }
    }

    fn log_in(&mut self) -> Value {
        self.tokens.replace(&mut self.random, self.now);
        self.ledger
            .record(self.now, Actor::Staff, Note::nothing("login"));
        let mut answer = json!({
            "who": "staff",
            "does": "login",
            "effect": "none",
            "uid": self.credentials.uid,
            "state": self.credentials.state,
        });
        merge(&mut answer, &self.tokens.to_json());
        answer
    }

    fn pay(&mut self, number: &str) -> Done {
        let order = self
            .orders
            .get(number)
            .ok_or_else(|| CannotDo::unknown(number))?;
        let pays_by_hand =
            order.settlement == Settlement::Common && order.payment.clearing == Clearing::WhenPaid;
        match order.progress {
            Progress::RakutenProcessing if pays_by_hand => Ok(Effect::Paid),
            Progress::AwaitingConfirmation if pays_by_hand => Err(CannotDo::conflict(
                "the buyer is asked to pay only after 注文確認",
            )),
            progress if progress.is_cancel() => Err(CannotDo::conflict("the order is cancelled")),
            _ => Ok(Effect::None),
        }
    }

    fn buyer_cancels(&mut self, number: &str) -> Done {
        match self.cancel(number, 1, 1) {
            Ok(()) => Ok(Effect::Cancelled),
            Err(NotCancelled::Unknown) => Err(CannotDo::unknown(number)),
            Err(NotCancelled::WrongProgress) => {
                let cancelled = self
                    .orders
                    .get(number)
                    .is_some_and(|order| order.progress.is_cancel());
                if cancelled {
                    Ok(Effect::None)
                } else {
                    Err(CannotDo::conflict("it is too late to cancel"))
                }
            }
            Err(NotCancelled::Shipped) => Err(CannotDo::conflict("a 発送日 is registered")),
        }
    }

    /// The buyer takes another way to pay; after the confirmation this needs 変更確定待ち.
    fn change_payment(&mut self, number: &str, wish: &Map<String, Value>) -> Done {
        let now = self.now;
        let id = self.change_id();
        let order = self
            .orders
            .get_mut(number)
            .ok_or_else(|| CannotDo::unknown(number))?;
        let wanted = wish.get("payment_method").map(|value| {
            value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned)
        });
        let wanted =
            wanted.unwrap_or_else(|| if order.payment.code == 1 { "2" } else { "1" }.to_owned());
        let method = PaymentMethod::parse(&wanted)
            .ok_or_else(|| CannotDo::wrong(format!("unknown payment_method `{wanted}`")))?;
        let waits = match order.progress {
            Progress::AwaitingConfirmation => false,
            Progress::RakutenProcessing | Progress::AwaitingShipment => true,
            Progress::AwaitingChange
            | Progress::Shipped
            | Progress::PaymentProcessing
            | Progress::PaymentProcessed
            | Progress::AwaitingCancel
            | Progress::Cancelled => {
                return Err(CannotDo::conflict(
                    "the payment method can no longer be changed",
                ));
            }
        };
        order.payment = method;
        order.settlement = method.settlement;
        order.modified_by_buyer = true;
        if let Some(package) = order.packages.first_mut() {
            package.cod_fee = Some(if method.code == 2 { 330 } else { 0 });
        }
        order.changes.push(Change {
            id,
            kind: 4,
            detail: Some(10),
            side: Some(1),
            reason_detail: None,
            applied: Some(now),
            fixed: None,
            completed: None,
        });
        if waits {
            order.progress = Progress::AwaitingChange;
            self.schedule(number);
        }
        Ok(Effect::Updated)
    }

    fn staff_confirms(&mut self, number: &str) -> Done {
        match self.confirm(number, Actor::Staff) {
            Ok(()) => Ok(Effect::Confirmed),
            Err(NotConfirmed::Unknown) => Err(CannotDo::unknown(number)),
            Err(NotConfirmed::Cancelled) => Err(CannotDo::conflict("the order is cancelled")),
            Err(NotConfirmed::MovedOn) => {
                Err(CannotDo::conflict("the order is no longer in 注文確認待ち"))
            }
            Err(NotConfirmed::Undetermined) => {
                Err(CannotDo::conflict("an amount is not determined"))
            }
        }
    }

    /// Staff determine the postage of every destination that has none.
    fn set_postage(&mut self, number: &str, wish: &Map<String, Value>) -> Done {
        let yen = match wish.get("postage") {
            None => 550,
            Some(given) => given
                .as_i64()
                .filter(|yen| (0..=10_000_000).contains(yen))
                .ok_or_else(|| CannotDo::wrong("`postage` is a whole number of yen"))?,
        };
        let order = self
            .orders
            .get_mut(number)
            .ok_or_else(|| CannotDo::unknown(number))?;
        if order.progress != Progress::AwaitingConfirmation {
            return Err(CannotDo::conflict("the order is no longer in 注文確認待ち"));
        }
        for package in order
            .packages
            .iter_mut()
            .filter(|package| package.postage.is_none())
        {
            package.postage = Some(yen);
        }
        Ok(Effect::Updated)
    }

    /// Staff edit the slip: `fields` by name; without fields the work note gets a line.
    fn edit(&mut self, number: &str, wish: &Map<String, Value>) -> Done {
        let now = self.now;
        let id = self.named_slip(number, wish)?;
        let note = json!({"receive_order_worker_text": "担当者が確認しました。"});
        let fields = wish.get("fields").unwrap_or(&note);
        let fields = fields
            .as_object()
            .ok_or_else(|| CannotDo::wrong("`fields` is an object of field names"))?;
        let mut values = Vec::new();
        for (name, value) in fields {
            let value = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            let known = field::find(field::BASE, name)
                .or_else(|| field::find(field::OPTION, name))
                .ok_or_else(|| CannotDo::wrong(format!("no field `{name}`")))?;
            let stored = value_of(known, &value)
                .map_err(|refusal| CannotDo::wrong(format!("`{name}`: {}", refusal.message)))?;
            values.push((known.name, stored));
        }
        if let Some(slip) = self.slips.get_mut(&id) {
            for (name, value) in values {
                slip.set(name, &value);
            }
            slip.touch(now);
        }
        self.settle_status(id);
        Ok(Effect::Updated)
    }

    /// Staff let go what holds the slip furthest to the left.
    fn release(&mut self, number: &str, wish: &Map<String, Value>) -> Done {
        let now = self.now;
        let id = self.named_slip(number, wish)?;
        let held = self
            .slips
            .get(&id)
            .and_then(|slip| self.screens_of(slip).into_iter().next());
        let Some(slip) = self.slips.get_mut(&id) else {
            return Err(CannotDo::unknown(number));
        };
        match held {
            Some(Screen::New) => slip.set("receive_order_order_status_id", "2"),
            Some(Screen::AwaitingCheck) => slip.set("receive_order_confirm_check_id", "2"),
            Some(Screen::AwaitingPayment) => {
                slip.set("receive_order_deposit_type_id", "2");
                slip.set("receive_order_deposit_date", &now.ne());
            }
            Some(Screen::AwaitingStock) => slip.allocate(now),
            Some(Screen::AwaitingPrintDate) => {
                slip.clear("receive_order_statement_delivery_instruct_printing_date");
            }
            Some(Screen::AwaitingPrint | Screen::Printed | Screen::Shipped) | None => {
                return Ok(Effect::None);
            }
        }
        slip.touch(now);
        self.settle_status(id);
        Ok(Effect::Updated)
    }

    /// The live slips of an order, the oldest first.
    pub(crate) fn live_slips(&self, number: &str) -> impl Iterator<Item = &Slip> {
        let ids = self.slips_of.get(number).into_iter().flatten();
        ids.filter_map(|id| self.slips.get(id))
            .filter(|slip| slip.is_live())
    }

    /// The live slip that a deed names with `slip`, else the one that is furthest on.
    pub(crate) fn named_slip(
        &self,
        number: &str,
        wish: &Map<String, Value>,
    ) -> Result<u64, CannotDo> {
        let Some(named) = wish.get("slip") else {
            return self.live_slip(number);
        };
        let named = named
            .as_str()
            .map_or_else(|| named.to_string(), str::to_owned);
        let found = self
            .live_slips(number)
            .find(|slip| slip.id.to_string() == named);
        found
            .map(|slip| slip.id)
            .ok_or_else(|| CannotDo::conflict(format!("no live slip `{named}` of this order")))
    }

    /// The live slip of an order that is furthest on.
    pub(crate) fn live_slip(&self, number: &str) -> Result<u64, CannotDo> {
        let status = |id: &u64| {
            self.slips
                .get(id)
                .map_or(0, |slip| slip.status().parse::<u32>().unwrap_or(0))
        };
        self.slips_of
            .get(number)
            .into_iter()
            .flatten()
            .filter(|id| self.slips.get(id).is_some_and(Slip::is_live))
            .max_by_key(|id| status(id))
            .copied()
            .ok_or_else(|| CannotDo::conflict("ネクストエンジン has no live slip of this order"))
    }

    /// In a story the staff ship every afternoon at three.
    pub(crate) fn plan_shipping(&mut self, slip: u64) {
        if !self.staff_ships {
            return;
        }
        let Some(order) = self
            .slips
            .get(&slip)
            .map(|slip| slip.order_number().to_owned())
        else {
            return;
        };
        if !self.orders.contains_key(&order) {
            return;
        }
        let today = crate::jst::Jst::at(self.now.date(), 15, 0);
        let at = if today > self.now {
            today
        } else {
            today.plus_days(1)
        };
        self.agenda.add(
            at,
            Event::Person {
                who: "staff",
                does: "ship",
                order,
            },
        );
    }
}
