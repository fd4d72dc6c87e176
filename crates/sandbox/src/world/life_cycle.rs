//! How an order moves: by itself on the agenda, or because someone acts.

use crate::jst::Jst;
use crate::world::World;
use crate::world::agenda::Event;
use crate::world::codes::{Clearing, Progress, Settlement};
use crate::world::ledger::{Effect, Note};
use crate::world::order::{Actor, Change, Order};
use crate::world::place::confirmation;

/// Why an order cannot be confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotConfirmed {
    Unknown,
    Cancelled,
    MovedOn,
    Undetermined,
}

/// Why an order cannot be cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotCancelled {
    Unknown,
    WrongProgress,
    /// A 発送日 is registered.
    Shipped,
}

impl World {
    /// Moves the time to `to`; everything that is due on the way happens at its own time.
    pub fn advance_to(&mut self, to: Jst) {
        while let Some((at, event)) = self.agenda.take_due(to) {
            self.now = self.now.max(at);
            self.happen(event);
        }
        self.now = self.now.max(to);
    }

    /// When the next thing happens by itself, if anything does.
    pub fn next_event(&mut self) -> Option<Jst> {
        loop {
            let (at, event) = self.agenda.upcoming().next()?;
            if self.is_possible(event) {
                return Some(at);
            }
            self.agenda.drop_first();
        }
    }

    /// Whether an event can still happen; once it cannot, it never can again.
    fn is_possible(&self, event: &Event) -> bool {
        let stands = |number: &str, progress: Progress| {
            self.orders
                .get(number)
                .is_some_and(|order| order.progress == progress)
        };
        match event {
            Event::Arrive(number) => self.coming.contains_key(number),
            Event::Clear(number) | Event::NotPaid(number) => {
                stands(number, Progress::RakutenProcessing)
            }
            Event::NotConfirmed(number) => stands(number, Progress::AwaitingConfirmation),
            Event::Batch(number) => {
                let complete = |order: &Order| order.completely_shipped_on().is_some();
                stands(number, Progress::AwaitingShipment)
                    && self.orders.get(number).is_some_and(complete)
            }
            Event::PaymentProcessing(number) => stands(number, Progress::Shipped),
            Event::PaymentProcessed(number) => stands(number, Progress::PaymentProcessing),
            Event::CancelFinal(number) => stands(number, Progress::AwaitingCancel),
            Event::ChangeFinal(number) => stands(number, Progress::AwaitingChange),
            Event::Person { .. } => true,
            Event::Que(id) => self
                .ques
                .get(id)
                .is_some_and(crate::nextengine::que::Que::is_waiting),
            Event::Report(id) => self
                .reports
                .get(id)
                .is_some_and(|report| report.answer.is_none()),
            Event::OlderJob(id) => self
                .older
                .jobs
                .get(id)
                .is_some_and(crate::rms_older::job::Job::is_waiting),
        }
    }

    fn happen(&mut self, event: Event) {
        if !self.is_possible(&event) {
            return;
        }
        match event {
            Event::Arrive(number) => {
                if let Some(order) = self.coming.remove(&number) {
                    self.arrive(order);
                }
            }
            Event::Clear(number) => self.clear(&number),
            Event::NotConfirmed(number) | Event::NotPaid(number) => self.expire(&number),
            Event::Batch(number) => self.nightly(&number),
            Event::PaymentProcessing(number) => {
                self.step(&number, Progress::PaymentProcessing, "settlement");
            }
            Event::PaymentProcessed(number) => {
                self.step(&number, Progress::PaymentProcessed, "settlement");
            }
            Event::CancelFinal(number) => self.cancel_final(&number),
            Event::ChangeFinal(number) => self.change_final(&number),
            Event::Person { who, does, order } => self.person_of_story(who, does, &order),
            Event::Que(id) => self.run_que(id),
            Event::Report(id) => self.run_report(&id),
            Event::OlderJob(id) => self.run_older_job(id),
        }
    }

    pub(crate) fn note_mall(&mut self, call: &str, number: String, effect: Effect) {
        self.ledger
            .record(self.now, Actor::Mall, Note::new(call, vec![number], effect));
    }

    /// Puts on the agenda what will happen to the order where it stands now.
    pub(crate) fn schedule(&mut self, number: &str) {
        let Some(order) = self.orders.get(number) else {
            return;
        };
        let key = number.to_owned();
        let (at, event) = match order.progress {
            Progress::AwaitingConfirmation => {
                (order.ordered_at.plus_days(14), Event::NotConfirmed(key))
            }
            Progress::RakutenProcessing => return self.schedule_clearing(number),
            Progress::AwaitingShipment => return self.schedule_batch(number),
            Progress::AwaitingChange => (
                self.now.plus_minutes(self.assumptions.change_minutes),
                Event::ChangeFinal(key),
            ),
            Progress::Shipped => (
                self.now
                    .plus_days(self.assumptions.days_until_payment_processing),
                Event::PaymentProcessing(key),
            ),
            Progress::PaymentProcessing => (
                self.now
                    .plus_days(self.assumptions.days_until_payment_processed),
                Event::PaymentProcessed(key),
            ),
            Progress::AwaitingCancel => (
                self.now.plus_minutes(self.assumptions.cancel_minutes),
                Event::CancelFinal(key),
            ),
            Progress::PaymentProcessed | Progress::Cancelled => return,
        };
        self.agenda.add(at, event);
    }

    fn schedule_clearing(&mut self, number: &str) {
        let Some(order) = self.orders.get_mut(number) else {
            return;
        };
        let clearing = match order.settlement {
            Settlement::Common => order.payment.clearing,
            // 選択制決済 is passed on: nobody waits for the money.
            Settlement::Selectable => Clearing::Automatic { least: 3, most: 3 },
        };
        let key = number.to_owned();
        match clearing {
            Clearing::Automatic { least, most } => {
                let minutes = self.random.between(least, most);
                self.agenda
                    .add(self.now.plus_minutes(minutes), Event::Clear(key));
            }
            Clearing::WhenPaid => {
                let due = self.now.plus_days(14);
                order.due_dates.push((0, due.date()));
                self.agenda.add(due, Event::NotPaid(key.clone()));
                if let Some(minutes) = self.pays_after.get(number).copied() {
                    let event = Event::Person {
                        who: "buyer",
                        does: "pay",
                        order: key,
                    };
                    self.agenda.add(self.now.plus_minutes(minutes), event);
                }
            }
        }
    }

    /// The batch of 00:05 takes an order whose rows are complete and dated yesterday or before.
    pub(crate) fn schedule_batch(&mut self, number: &str) {
        let Some(order) = self.orders.get(number) else {
            return;
        };
        let Some(last_day) = order.completely_shipped_on() else {
            return;
        };
        let tomorrow = |day: jiff::civil::Date| day.tomorrow().unwrap_or(day);
        let tonight = Jst::at(tomorrow(self.now.date()), 0, 5);
        let at = tonight.max(Jst::at(tomorrow(last_day), 0, 5));
        self.agenda.add(at, Event::Batch(number.to_owned()));
    }

    fn nightly(&mut self, number: &str) {
        let now = self.now;
        let Some(order) = self.orders.get_mut(number) else {
            return;
        };
        if order
            .completely_shipped_on()
            .is_none_or(|day| day >= now.date())
        {
            // A row was corrected to a later day; that correction has its own place on the agenda.
            return;
        }
        order.progress = Progress::Shipped;
        order.reported_at = Some(now);
        order.cancel_due = None;
        self.note_mall("nightly_batch", number.to_owned(), Effect::Updated);
        self.schedule(number);
    }

    fn step(&mut self, number: &str, to: Progress, call: &str) {
        if let Some(order) = self.orders.get_mut(number) {
            order.progress = to;
            self.note_mall(call, number.to_owned(), Effect::Updated);
            self.schedule(number);
        }
    }

    /// 注文確認: 注文確認待ち → 楽天処理中.
    pub(crate) fn confirm(&mut self, number: &str, by: Actor) -> Result<(), NotConfirmed> {
        let now = self.now;
        let id = self.change_id();
        let order = self.orders.get_mut(number).ok_or(NotConfirmed::Unknown)?;
        if order.progress.is_cancel() {
            return Err(NotConfirmed::Cancelled);
        }
        if order.progress != Progress::AwaitingConfirmation {
            return Err(NotConfirmed::MovedOn);
        }
        if order.is_undetermined() {
            return Err(NotConfirmed::Undetermined);
        }
        order.progress = Progress::RakutenProcessing;
        order.confirmed_at = Some(now);
        order.confirmed_by = Some(by);
        order.changes.push(confirmation(id, now));
        self.schedule(number);
        Ok(())
    }

    /// Payment and screening are through: 楽天処理中 → 発送待ち.
    pub(crate) fn clear(&mut self, number: &str) {
        let now = self.now;
        let Some(order) = self.orders.get_mut(number) else {
            return;
        };
        order.progress = Progress::AwaitingShipment;
        order.fixed_at = Some(now);
        order.cancel_due = Some(order.ordered_at.plus_days(365).date());
        if order.settlement == Settlement::Common {
            order.paid_at = Some(now);
        }
        self.note_mall("clear", number.to_owned(), Effect::Updated);
        self.schedule(number);
    }

    /// Nobody confirmed, or nobody paid: the mall cancels.
    fn expire(&mut self, number: &str) {
        let now = self.now;
        let id = self.change_id();
        let Some(order) = self.orders.get_mut(number) else {
            return;
        };
        let reason_detail = if order.confirmed_at.is_some() { 4 } else { 10 };
        let side = i64::from(reason_detail == 4);
        order
            .changes
            .push(cancel_entry(id, 1, side, reason_detail, now, Some(now)));
        order.progress = Progress::Cancelled;
        self.note_mall("time_limit", number.to_owned(), Effect::Cancelled);
    }

    /// キャンセル申請: to キャンセル確定待ち.
    pub(crate) fn cancel(
        &mut self,
        number: &str,
        side: i64,
        reason_detail: i64,
    ) -> Result<(), NotCancelled> {
        let now = self.now;
        let id = self.change_id();
        let order = self.orders.get_mut(number).ok_or(NotCancelled::Unknown)?;
        let allowed = matches!(
            order.progress,
            Progress::AwaitingConfirmation
                | Progress::RakutenProcessing
                | Progress::AwaitingShipment
        );
        if !allowed {
            return Err(NotCancelled::WrongProgress);
        }
        if order.rows().any(|row| row.shipped_on.is_some()) {
            return Err(NotCancelled::Shipped);
        }
        order.progress = Progress::AwaitingCancel;
        order
            .changes
            .push(cancel_entry(id, 0, side, reason_detail, now, None));
        self.schedule(number);
        Ok(())
    }

    /// The cancel of an order that was shipped runs through in one step.
    pub(crate) fn cancel_after_shipping(
        &mut self,
        number: &str,
        side: i64,
        reason_detail: i64,
    ) -> Result<(), NotCancelled> {
        let now = self.now;
        let id = self.change_id();
        let order = self.orders.get_mut(number).ok_or(NotCancelled::Unknown)?;
        let allowed = matches!(
            order.progress,
            Progress::Shipped
                | Progress::PaymentProcessing
                | Progress::PaymentProcessed
                | Progress::AwaitingCancel
        );
        if !allowed {
            return Err(NotCancelled::WrongProgress);
        }
        order.progress = Progress::Cancelled;
        order
            .changes
            .push(cancel_entry(id, 1, side, reason_detail, now, Some(now)));
        Ok(())
    }

    fn change_final(&mut self, number: &str) {
        let now = self.now;
        if let Some(order) = self.orders.get_mut(number) {
            order.fixed_at = order.fixed_at.or(Some(now));
            for entry in order.changes.iter_mut().filter(|entry| entry.kind == 4) {
                entry.kind = 6;
                entry.fixed = Some(now);
                entry.completed = Some(now);
            }
        }
        self.step(number, Progress::AwaitingShipment, "change_fixed");
    }

    fn cancel_final(&mut self, number: &str) {
        let now = self.now;
        let Some(order) = self.orders.get_mut(number) else {
            return;
        };
        order.progress = Progress::Cancelled;
        if let Some(entry) = order.changes.iter_mut().rev().find(|entry| entry.kind == 0) {
            entry.kind = 1;
            entry.fixed = Some(now);
            entry.completed = Some(now);
        }
        self.note_mall("cancel_fixed", number.to_owned(), Effect::Updated);
    }
}

fn cancel_entry(
    id: i64,
    kind: i64,
    side: i64,
    reason_detail: i64,
    applied: Jst,
    done: Option<Jst>,
) -> Change {
    Change {
        id,
        kind,
        detail: None,
        side: Some(side),
        reason_detail: Some(reason_detail),
        applied: Some(applied),
        fixed: done,
        completed: done,
    }
}
