//! Changes to slips: what each one writes, and what came of it.

use sabaki_diagnostic::reason::Reason;
use std::collections::BTreeSet;

use sabaki_engine::port::oms::{SlipCall, SlipChange};
use sabaki_engine::port::outcome::{Outcome, PortError, RefusalKind};
use sabaki_order::known::Known;
use sabaki_order::slip::{Deposit, Slip, SlipStatus};

use super::account::NextEngineAccount;
use super::calls::date;
use super::masters::Masters;
use super::slip_model::join_tags;
use super::xml::Fields;
use crate::jst;

/// Longest 作業用欄, in characters.
const LONGEST_NOTE: usize = 1000;

/// One slip's changes: what is settled without sending, and what is written.
pub(super) struct Draft {
    /// By change, in order; none: it depends on the update.
    pub(super) settled: Vec<Option<Outcome>>,
    /// The fields to write; empty: nothing is sent.
    pub(super) fields: Fields,
    /// The slip is shipped, which the update must say that it knows.
    pub(super) shipped: bool,
}

/// What a change makes of a draft.
enum Step {
    Settled(Outcome),
    Written,
}

fn refused(kind: RefusalKind, reason: Reason) -> Step {
    Step::Settled(Outcome::Refused { kind, reason })
}

const ALREADY: Step = Step::Settled(Outcome::AlreadyDone);

/// Works out what to write for one slip. Only lists are read for it.
pub(super) async fn draft(
    account: &NextEngineAccount,
    masters: &Masters,
    call: &SlipCall<'_>,
) -> Result<Draft, PortError> {
    let mut writing = Writing::of(call.slip);
    let mut settled = Vec::with_capacity(call.changes.len());
    for (_, change) in &call.changes {
        let step = match forbidden(call.slip, change) {
            Some(step) => step,
            None => writing.change(account, masters, change).await?,
        };
        settled.push(match step {
            Step::Settled(outcome) => Some(outcome),
            Step::Written => None,
        });
    }
    Ok(Draft {
        settled,
        fields: writing.fields,
        shipped: call.slip.status == Known::Value(SlipStatus::Shipped),
    })
}

/// What the slip's status does not allow.
///
/// Source: ネクストエンジン `020009` and `receive_order_shipped_update_flag` (confirmed).
fn forbidden(slip: &Slip, change: &SlipChange) -> Option<Step> {
    let is = |status| slip.status == Known::Value(status);
    let is_note = matches!(change, SlipChange::Note(_));
    let is_mark = is_note || matches!(change, SlipChange::Tag(_) | SlipChange::Untag(_));
    if is(SlipStatus::New) && !is_note {
        return Some(refused(
            RefusalKind::Other,
            Reason::of("reason.ne.change.new_slip"),
        ));
    }
    (is(SlipStatus::Shipped) && !is_mark)
        .then(|| refused(RefusalKind::Other, Reason::of("reason.ne.change.shipped")))
}

/// The slip as it will be, while its changes are gone through.
struct Writing<'a> {
    slip: &'a Slip,
    fields: Fields,
    paid: Known<Deposit>,
    tags: Known<BTreeSet<String>>,
    note: String,
    ship_method_id: Option<String>,
}

impl<'a> Writing<'a> {
    fn of(slip: &'a Slip) -> Self {
        Self {
            slip,
            fields: Fields::new(),
            paid: slip.paid,
            tags: slip.tags.clone(),
            note: slip.note.value().cloned().unwrap_or_default(),
            ship_method_id: slip.ship_method_id.value().cloned(),
        }
    }

    async fn change(
        &mut self,
        account: &NextEngineAccount,
        masters: &Masters,
        change: &SlipChange,
    ) -> Result<Step, PortError> {
        Ok(match change {
            SlipChange::MarkPaid { on } => self.mark_paid(*on, account),
            SlipChange::AwaitPayment => self.await_payment(),
            SlipChange::AwaitCheck => self.await_check(),
            SlipChange::Tag(tag) => self.tag(tag, true),
            SlipChange::Untag(tag) => self.tag(tag, false),
            SlipChange::Note(text) => self.note(text),
            SlipChange::SetShipDate(on) if self.slip.ship_date == Known::Value(*on) => ALREADY,
            SlipChange::SetShipDate(on) => self.write("receive_order_send_plan_date", date(*on)),
            SlipChange::SetWishedDate(on) => {
                self.write("receive_order_hope_delivery_date", date(*on))
            }
            SlipChange::SetShipMethod(name) => match masters.ship_method(account, name).await? {
                None => refused(
                    RefusalKind::Data,
                    Reason::of("reason.ne.change.no_ship_method").with("name", name),
                ),
                Some(id) if self.ship_method_id.as_deref() == Some(id.as_str()) => ALREADY,
                Some(id) => {
                    self.ship_method_id = Some(id.clone());
                    self.write("receive_order_delivery_id", id)
                }
            },
            SlipChange::SetTimeSlot(name) => self.time_slot(account, masters, name).await?,
        })
    }

    fn write(&mut self, field: &'static str, value: impl Into<String>) -> Step {
        self.fields.insert(field, value.into());
        Step::Written
    }

    /// Type, amount and day; 承認済 only where it reads 未承認.
    fn mark_paid(&mut self, on: jiff::civil::Date, account: &NextEngineAccount) -> Step {
        if self.paid == Known::Value(Deposit::Paid) {
            return ALREADY;
        }
        let Known::Value(total) = self.slip.total else {
            return refused(
                RefusalKind::AmountUnsettled,
                Reason::of("reason.ne.change.total_unknown"),
            );
        };
        self.paid = Known::Value(Deposit::Paid);
        self.write("receive_order_deposit_amount", total.get().to_string());
        self.write("receive_order_deposit_date", date(on));
        if self.slip.approval.value().is_some_and(|code| code == "10") {
            let today = jst::wall_time(account.now()).date();
            self.write("receive_order_credit_approval_type_id", "30");
            self.write("receive_order_credit_approval_date", date(today));
        }
        self.write("receive_order_deposit_type_id", "2")
    }

    /// 入金待ち is computed: it takes an unpaid slip with a payment that is not exempt.
    fn await_payment(&mut self) -> Step {
        match self.slip.payment_exempt {
            Known::Value(false) => {}
            Known::Value(true) => {
                return refused(
                    RefusalKind::Other,
                    Reason::of("reason.ne.change.payment_exempt"),
                );
            }
            Known::None | Known::Unknown => {
                return refused(
                    RefusalKind::Other,
                    Reason::of("reason.ne.change.payment_unknown"),
                );
            }
        }
        if self.paid == Known::Value(Deposit::Unpaid) {
            return ALREADY;
        }
        self.paid = Known::Value(Deposit::Unpaid);
        self.fields.remove("receive_order_deposit_date");
        self.write("receive_order_deposit_amount", "0");
        self.write("receive_order_deposit_type_id", "0")
    }

    /// Writing 0 takes the check off, and it reads 1 afterwards.
    fn await_check(&mut self) -> Step {
        let waits = self
            .slip
            .waiting
            .value()
            .is_some_and(|waits| waits.contains(&SlipStatus::AwaitingCheck));
        if waits {
            return ALREADY;
        }
        self.write("receive_order_confirm_check_id", "0")
    }

    /// Read, change, write under the lock: there is no call that adds one tag.
    fn tag(&mut self, tag: &str, wanted: bool) -> Step {
        let tag = tag.trim();
        if tag.is_empty() || tag.contains(['[', ']']) {
            return refused(RefusalKind::Data, Reason::of("reason.ne.change.bad_tag"));
        }
        let Known::Value(tags) = &mut self.tags else {
            return refused(
                RefusalKind::ChangedMeanwhile,
                Reason::of("reason.ne.change.tags_unknown"),
            );
        };
        let changed = if wanted {
            tags.insert(tag.to_owned())
        } else {
            tags.remove(tag)
        };
        if !changed {
            return ALREADY;
        }
        let all = join_tags(tags);
        self.write("receive_order_gruoping_tag", all)
    }

    fn note(&mut self, text: &str) -> Step {
        if self.slip.note == Known::Unknown {
            return refused(
                RefusalKind::ChangedMeanwhile,
                Reason::of("reason.ne.change.note_unknown"),
            );
        }
        if self.note.lines().any(|line| line == text) || self.note == text {
            return ALREADY;
        }
        let note = if self.note.is_empty() {
            text.to_owned()
        } else {
            format!("{}\n{text}", self.note)
        };
        if note.chars().count() > LONGEST_NOTE {
            return refused(
                RefusalKind::Data,
                Reason::of("reason.ne.change.note_too_long"),
            );
        }
        self.note.clone_from(&note);
        self.write("receive_order_worker_text", note)
    }

    /// A slot belongs to a 発送方法, which has to be in the same update.
    async fn time_slot(
        &mut self,
        account: &NextEngineAccount,
        masters: &Masters,
        name: &str,
    ) -> Result<Step, PortError> {
        let Some(method) = self.ship_method_id.clone() else {
            return Ok(refused(
                RefusalKind::Data,
                Reason::of("reason.ne.change.slip_without_ship_method"),
            ));
        };
        let Some(id) = masters.time_slot(account, &method, name).await? else {
            return Ok(refused(
                RefusalKind::Data,
                Reason::of("reason.ne.change.no_time_slot").with("name", name),
            ));
        };
        self.write("receive_order_delivery_id", method);
        Ok(self.write("receive_order_hope_delivery_time_slot_id", id))
    }
}
