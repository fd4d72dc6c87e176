//! 発送完了報告 of many orders: a few one by one, more as one asynchronous report whose request id
//! is noted before its result is asked for.

use sabaki_diagnostic::reason::Reason;
use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use sabaki_engine::port::mall::{MallCall, ShipmentReport};
use sabaki_engine::port::outcome::{Outcome, PortError, RefusalKind};
use sabaki_order::order::Order;
use tokio::time::{Instant, sleep_until};

use super::calls::Client;
use super::outcome::{Change, Written, judge};
use super::report_notes::{Earlier, Notes};
use super::shipping;
use super::wire::{Message, RequestId, UpdateShipping, UpdateShippingAsync, results};
use crate::http::text::personal_values;

/// Up to so many orders are reported one by one: an asynchronous report costs three requests.
const FEW: usize = 3;

/// Longest pause between two looks at a result.
const SLOWEST: Duration = Duration::from_secs(10);

/// How long and how often the result of an asynchronous report is asked for, in real time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportWait {
    /// Pause before the first look; it grows by half each time, to ten seconds at most.
    pub first: Duration,
    /// After this the reports are doubtful and the orders are read back.
    pub longest: Duration,
}

impl Default for ReportWait {
    fn default() -> Self {
        Self {
            first: Duration::from_secs(2),
            longest: Duration::from_secs(60),
        }
    }
}

/// What reports are made with.
pub(super) struct Reports<'a> {
    pub(super) client: &'a Client,
    /// None: every order is reported by itself.
    pub(super) notes: Option<Notes<'a>>,
    pub(super) wait: ReportWait,
    pub(super) now: Timestamp,
}

/// An order on its way, by its place among the reports.
struct Sending<'a> {
    place: usize,
    call: MallCall<'a>,
    request: UpdateShipping<'a>,
}

type Outcomes = BTreeMap<usize, Outcome>;

impl Reports<'_> {
    /// Reports all of them; one outcome a report, in their order. An error: nothing was sent.
    pub(super) async fn report(
        &self,
        reports: &[ShipmentReport<'_>],
    ) -> Result<Vec<Outcome>, PortError> {
        let mut outcomes = Outcomes::new();
        let mut missing = Vec::new();
        for (place, report) in reports.iter().enumerate() {
            let call = report.call;
            match shipping::report(call.order, report.parcels) {
                Ok(Some(request)) => missing.push(Sending {
                    place,
                    call,
                    request,
                }),
                Ok(None) => {
                    outcomes.insert(place, Outcome::AlreadyDone);
                }
                Err(not) => {
                    outcomes.insert(place, refused(RefusalKind::Data, not.told()));
                }
            }
        }
        let sending = self.never_begun(missing, &mut outcomes).await?;
        match &self.notes {
            Some(notes) if sending.len() > FEW => {
                self.together(notes, sending, &mut outcomes).await?;
            }
            Some(_) | None => self.one_by_one(&sending, &mut outcomes).await?,
        }
        let of = |place| {
            // INVARIANT: every place was settled above.
            outcomes.remove(&place).unwrap_or_else(unheard)
        };
        Ok((0..reports.len()).map(of).collect())
    }

    async fn one_by_one(
        &self,
        sending: &[Sending<'_>],
        outcomes: &mut Outcomes,
    ) -> Result<(), PortError> {
        let mut sent = false;
        for one in sending {
            let written = self.client.write("updateOrderShipping", &one.request).await;
            let outcome = match written {
                Err(error) if !sent => return Err(error),
                // Something was sent before, so this is told order by order: nothing was done here.
                Err(error) => refused(RefusalKind::Busy, error.told()),
                Ok(Written::Answered(said) | Written::RefusedWhole(said)) => {
                    rows(&said.iter().collect::<Vec<_>>(), one)
                }
                Ok(Written::Doubt(reason)) => Outcome::Doubtful { reason },
            };
            sent = true;
            outcomes.insert(one.place, outcome);
        }
        Ok(())
    }

    /// As one asynchronous report; what RMS names as wrong is left out and the rest sent again.
    async fn together(
        &self,
        notes: &Notes<'_>,
        sending: Vec<Sending<'_>>,
        outcomes: &mut Outcomes,
    ) -> Result<(), PortError> {
        // Taken from the end, so the first part lies last.
        let mut todo = vec![sending];
        let mut sent = false;
        while let Some(part) = todo.pop() {
            let keys: Vec<_> = part.iter().map(|one| one.call.key).collect();
            let written = match notes.begin(&keys, self.now).await {
                Ok(batch) => self.send(notes, &part, &batch).await,
                Err(error) => Err(error),
            };
            match written {
                Err(error) => {
                    notes.forget(&keys).await;
                    if !sent {
                        return Err(error);
                    }
                    let busy = refused(RefusalKind::Busy, error.told());
                    outcomes.extend(part.iter().map(|one| (one.place, busy.clone())));
                }
                Ok(Sent::Doubt(reason)) => {
                    let doubtful = Outcome::Doubtful { reason };
                    outcomes.extend(part.iter().map(|one| (one.place, doubtful.clone())));
                }
                Ok(Sent::Accepted(id)) => self.follow(notes, &id, &part, outcomes).await,
                Ok(Sent::Refused(said)) => {
                    notes.forget(&keys).await;
                    todo.extend(without_named(part, &said, outcomes));
                }
            }
            sent = true;
        }
        Ok(())
    }

    async fn send(
        &self,
        notes: &Notes<'_>,
        part: &[Sending<'_>],
        batch: &str,
    ) -> Result<Sent, PortError> {
        let request = UpdateShippingAsync {
            orders: part.iter().map(|one| &one.request).collect(),
        };
        let written = self.client.write("updateOrderShippingAsync", &request);
        // Refusals come under HTTP 200 or 400 (unconfirmed which): the messages decide.
        let said = match written.await? {
            Written::Answered(said) | Written::RefusedWhole(said) => said,
            Written::Doubt(reason) => return Ok(Sent::Doubt(reason)),
        };
        if let Some(id) = said.iter().find_map(|message| message.request_id.clone()) {
            // From here on a crash loses nothing: the result can be asked for.
            if let Err(error) = notes.accepted(batch, &id).await {
                return Ok(Sent::Doubt(error.told()));
            }
            return Ok(Sent::Accepted(id));
        }
        if !said.is_empty() && said.iter().all(Message::is_error) {
            return Ok(Sent::Refused(said));
        }
        let words: Vec<_> = said.iter().map(Message::in_short).collect();
        Ok(Sent::Doubt(
            Reason::of("reason.rms.no_request_id").with("words", words.join(", ")),
        ))
    }

    /// Asks for the result until each order has one, within limits. Something was sent: what has
    /// none is doubtful, and no error leaves this.
    async fn follow(
        &self,
        notes: &Notes<'_>,
        id: &str,
        part: &[Sending<'_>],
        outcomes: &mut Outcomes,
    ) {
        let end = Instant::now() + self.wait.longest;
        let mut pause = self.wait.first;
        let mut last = Reason::of("reason.rms.accepted_not_ended");
        let found = loop {
            sleep_until((Instant::now() + pause).min(end)).await;
            match self.result(id).await {
                Ok(found) if !found.is_empty() => break found,
                Ok(_) => {}
                Err(error) => last = error.told(),
            }
            if Instant::now() >= end {
                break BTreeMap::new();
            }
            pause = (pause + pause / 2).min(SLOWEST);
        };
        for one in part {
            let said = found.get(one.call.order.number.as_str());
            let outcome = match said {
                Some(said) => rows(&said.iter().collect::<Vec<_>>(), one),
                None => Outcome::Doubtful {
                    reason: last.clone(),
                },
            };
            if matches!(outcome, Outcome::Refused { .. }) {
                notes.forget(&[one.call.key]).await;
            }
            outcomes.insert(one.place, outcome);
        }
    }

    async fn result(&self, id: &str) -> Result<BTreeMap<String, Vec<Message>>, PortError> {
        let request = RequestId { id };
        let answer = self
            .client
            .read("getResultUpdateOrderShippingAsync", &request);
        Ok(results(&answer.await?))
    }

    /// Leaves out the orders of an earlier asynchronous report that has ended, which says what came
    /// of it, or that may still be carried out.
    async fn never_begun<'a>(
        &self,
        missing: Vec<Sending<'a>>,
        outcomes: &mut Outcomes,
    ) -> Result<Vec<Sending<'a>>, PortError> {
        let Some(notes) = &self.notes else {
            return Ok(missing);
        };
        let mut known: BTreeMap<String, BTreeMap<String, Vec<Message>>> = BTreeMap::new();
        let mut fresh = Vec::with_capacity(missing.len());
        for one in missing {
            let Earlier::Begun { id, may_run } = notes.earlier(one.call.key, self.now).await?
            else {
                fresh.push(one);
                continue;
            };
            if let Some(id) = &id
                && !known.contains_key(id)
            {
                known.insert(id.clone(), self.result(id).await?);
            }
            let found = id.and_then(|id| known.get(&id));
            let said = found.and_then(|found| found.get(one.call.order.number.as_str()));
            if let Some(said) = said {
                // It has ended: what the order shows next decides, and a new report may follow.
                notes.forget(&[one.call.key]).await;
                let said: Vec<&Message> = said.iter().collect();
                outcomes.insert(one.place, of_messages(&said, one.call.order));
            } else if may_run {
                let reason = Reason::of("reason.rms.report_runs");
                outcomes.insert(one.place, Outcome::Doubtful { reason });
            } else {
                fresh.push(one);
            }
        }
        Ok(fresh)
    }
}

/// What came of sending one asynchronous report.
enum Sent {
    Accepted(String),
    Refused(Vec<Message>),
    Doubt(Reason),
}

/// The orders that a refusal does not name, to be sent again: nothing of the report was applied.
fn without_named<'a>(
    part: Vec<Sending<'a>>,
    said: &[Message],
    outcomes: &mut Outcomes,
) -> Vec<Vec<Sending<'a>>> {
    let about = |one: &Sending<'_>| -> Vec<Message> {
        let number = one.call.order.number.as_str();
        let named = said.iter();
        let named = named.filter(|m| m.order_number.as_deref() == Some(number));
        named.cloned().collect()
    };
    let (named, mut rest): (Vec<_>, Vec<_>) =
        part.into_iter().partition(|one| !about(one).is_empty());
    for one in &named {
        let said = about(one);
        let outcome = of_messages(&said.iter().collect::<Vec<_>>(), one.call.order);
        outcomes.insert(one.place, outcome);
    }
    match rest.len() {
        0 => Vec::new(),
        _ if !named.is_empty() => vec![rest],
        1 => {
            // Refused alone, and nobody is named: it is about this one.
            let all: Vec<&Message> = said.iter().collect();
            for one in &rest {
                outcomes.insert(one.place, of_messages(&all, one.call.order));
            }
            Vec::new()
        }
        several => {
            let right = rest.split_off(several / 2);
            vec![right, rest]
        }
    }
}

fn of_messages(said: &[&Message], order: &Order) -> Outcome {
    judge(Change::Shipping, said, &personal_values(order))
}

/// The outcome of one order's rows; done only when each row is said to be.
fn rows(said: &[&Message], one: &Sending<'_>) -> Outcome {
    match of_messages(said, one.call.order) {
        Outcome::Done if said.len() < one.request.rows() => Outcome::Doubtful {
            reason: Reason::of("reason.rms.nothing_of_rows"),
        },
        other @ (Outcome::Done
        | Outcome::AlreadyDone
        | Outcome::Refused { .. }
        | Outcome::Doubtful { .. }) => other,
    }
}

fn refused(kind: RefusalKind, reason: Reason) -> Outcome {
    Outcome::Refused { kind, reason }
}

fn unheard() -> Outcome {
    Outcome::Doubtful {
        reason: Reason::of("reason.rms.nothing_of_order"),
    }
}
