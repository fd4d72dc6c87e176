//! From a request to an answer: whose call it is, which fault strikes it, what the ledger keeps.

use crate::control;
use crate::nextengine;
use crate::rms;
use crate::rms_older;
use crate::wire::{Delivery, Reply, Request};
use crate::world::World;
use crate::world::fault::{Fault, Side, Strike};
use crate::world::ledger::Note;

/// How long a fault stays silent, and how long a slow body takes, when the fault does not say.
const HELD_SECONDS: u32 = 120;
const SLOW_SECONDS: u32 = 3;

/// An answer and the way it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// What would arrive.
    pub reply: Reply,
    /// Whether and how it does.
    pub delivery: Delivery,
}

impl World {
    /// Answers a request of a client or of the control paths at the world's present time.
    pub fn serve(&mut self, request: &Request) -> Served {
        let older = rms_older::call_name(request).map(|call| (Side::Older, call));
        let newer = || rms::call_name(&request.path).map(|call| (Side::Rms, call));
        let (side, call) = match (older.or_else(newer), nextengine::call_name(&request.path)) {
            (Some(found), _) => found,
            (None, Some(call)) => (Side::NextEngine, call),
            (None, None) => return whole(control::answer(self, request)),
        };
        match self.faults.strike(side, &call, &mut self.random) {
            None => {
                let (reply, note) = self.run(side, request, &call);
                self.ledger
                    .record_call(self.now, note, Some(reply.status), None);
                whole(reply)
            }
            Some(strike) => self.serve_with_fault(side, request, &call, strike),
        }
    }

    /// Notes a call that was refused because it came too fast.
    pub(crate) fn refuse_as_too_fast(&mut self, call: &str) -> Served {
        let status = self.assumptions.throttled_status;
        let reply = page(status);
        self.ledger.record_call(
            self.now,
            Note::nothing(call),
            Some(status),
            Some("too_fast"),
        );
        whole(reply)
    }

    fn run(&mut self, side: Side, request: &Request, call: &str) -> (Reply, Note) {
        match side {
            Side::Older => rms_older::answer(self, request, call),
            Side::Rms => rms::answer(self, request, call),
            Side::NextEngine | Side::Any => nextengine::answer(self, request, call),
        }
    }

    fn serve_with_fault(
        &mut self,
        side: Side,
        request: &Request,
        call: &str,
        strike: Strike,
    ) -> Served {
        let fault = strike.fault;
        let held = Delivery::Held {
            seconds: strike.hold_seconds.unwrap_or(HELD_SECONDS),
        };
        let slow = Delivery::Slow {
            seconds: strike.hold_seconds.unwrap_or(SLOW_SECONDS),
        };
        let (reply, note, delivery) = match fault {
            Fault::TimeoutBefore => (page(504), Self::asked(request, call), held),
            Fault::ResetBefore => (page(502), Self::asked(request, call), Delivery::Reset),
            Fault::Http503 => (page(503), Self::asked(request, call), Delivery::Whole),
            Fault::Http429 => (page(429), Self::asked(request, call), Delivery::Whole),
            Fault::Http500 => (page(500), Self::asked(request, call), Delivery::Whole),
            Fault::MaintenanceHtml => (
                nextengine::maintenance_page(),
                Self::asked(request, call),
                Delivery::Whole,
            ),
            Fault::TimeoutAfter => self.run_struck(side, request, call, fault, held),
            Fault::ResetAfter | Fault::LostResponse | Fault::RotationLost => {
                self.run_struck(side, request, call, fault, Delivery::Reset)
            }
            Fault::SlowBody => self.run_struck(side, request, call, fault, slow),
            Fault::CutBody => self.run_struck(side, request, call, fault, Delivery::CutBody),
            Fault::Http503After => {
                let (_, note) = self.run(side, request, call);
                (page(503), note, Delivery::Whole)
            }
            Fault::MalformedBody => {
                let (mut reply, note) = self.run(side, request, call);
                reply.body.truncate(reply.body.len() / 2);
                reply.body.extend_from_slice(b"}<!-- \xff");
                (reply, note, Delivery::Whole)
            }
            Fault::ExpiredKey
            | Fault::PartialFailure
            | Fault::AllError
            | Fault::OmitOrder
            | Fault::JobStuck
            | Fault::ResultGone
            | Fault::PersonBetween
            | Fault::Overload
            | Fault::OverloadWaited
            | Fault::Importing
            | Fault::Stale
            | Fault::Blip
            | Fault::Maintenance
            | Fault::MaintenanceHost
            | Fault::MaintenanceMain
            | Fault::OmsItself
            | Fault::QueFailure
            | Fault::QueRow
            | Fault::TokenRotation => self.run_struck(side, request, call, fault, Delivery::Whole),
        };
        let http = match delivery {
            Delivery::Held { .. } | Delivery::Reset => None,
            Delivery::Whole | Delivery::Slow { .. } | Delivery::CutBody => Some(reply.status),
        };
        self.ledger
            .record_call(self.now, note, http, Some(fault.id()));
        Served { reply, delivery }
    }

    fn run_struck(
        &mut self,
        side: Side,
        request: &Request,
        call: &str,
        fault: Fault,
        delivery: Delivery,
    ) -> (Reply, Note, Delivery) {
        self.sabotage = Some(fault);
        let (reply, note) = self.run(side, request, call);
        self.sabotage = None;
        (reply, note, delivery)
    }

    /// The note of a call that had no effect: the orders that it was about, where the request says so.
    fn asked(request: &Request, call: &str) -> Note {
        let mut note = Note::nothing(call);
        if let Ok(serde_json::Value::Object(body)) = serde_json::from_slice(&request.body) {
            note.orders = rms::check::orders_of(&body);
        }
        note
    }
}

fn whole(reply: Reply) -> Served {
    Served {
        reply,
        delivery: Delivery::Whole,
    }
}

/// The page that something in front of the service gives: HTML, not JSON.
fn page(status: u16) -> Reply {
    let body = format!(
        "<!DOCTYPE html>\n<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>\n"
    );
    Reply::new(status, "text/html; charset=UTF-8", body)
}
