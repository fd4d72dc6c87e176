//! The ledger: all that happened, in order.

use serde_json::{Value, json};

use crate::jst::Jst;
use crate::world::order::Actor;

/// What a happening changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    Confirmed,
    Imported,
    Paid,
    Reported,
    Cancelled,
    Updated,
    None,
}

impl Effect {
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Imported => "imported",
            Self::Paid => "paid",
            Self::Reported => "reported",
            Self::Cancelled => "cancelled",
            Self::Updated => "updated",
            Self::None => "none",
        }
    }
}

/// What a call was and did, without when and who.
#[derive(Debug, Clone)]
pub(crate) struct Note {
    pub(crate) call: String,
    /// The orders that the effect is about; with no effect, those that were asked about.
    pub(crate) orders: Vec<String>,
    /// Orders of the same call that were refused.
    pub(crate) refused: Vec<String>,
    pub(crate) effect: Effect,
}

impl Note {
    pub(crate) fn new(call: impl Into<String>, orders: Vec<String>, effect: Effect) -> Self {
        Self {
            call: call.into(),
            orders,
            refused: Vec::new(),
            effect,
        }
    }

    pub(crate) fn nothing(call: impl Into<String>) -> Self {
        Self::new(call, Vec::new(), Effect::None)
    }
}

/// One line of the ledger.
#[derive(Debug, Clone)]
struct Line {
    at: Jst,
    by: Actor,
    note: Note,
    http: Option<u16>,
    fault: Option<&'static str>,
}

/// All lines since the start.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    lines: Vec<Line>,
}

impl Ledger {
    pub(crate) fn record(&mut self, at: Jst, by: Actor, note: Note) {
        self.lines.push(Line {
            at,
            by,
            note,
            http: None,
            fault: None,
        });
    }

    pub(crate) fn record_call(
        &mut self,
        at: Jst,
        note: Note,
        http: Option<u16>,
        fault: Option<&'static str>,
    ) {
        self.lines.push(Line {
            at,
            by: Actor::Client,
            note,
            http,
            fault,
        });
    }

    /// The lines from sequence number `from` on (the first line is 1).
    pub(crate) fn since(&self, from: usize) -> impl Iterator<Item = Value> {
        self.lines
            .iter()
            .enumerate()
            .skip(from.saturating_sub(1))
            .map(|(at, line)| line.to_json(at + 1))
    }
}

impl Line {
    fn to_json(&self, seq: usize) -> Value {
        let mut shown = json!({
            "seq": seq,
            "at": self.at.iso(),
            "by": self.by.id(),
            "call": self.note.call,
            "orders": self.note.orders,
            "effect": self.note.effect.id(),
            "http": self.http,
            "fault": self.fault,
        });
        if let (false, Some(line)) = (self.note.refused.is_empty(), shown.as_object_mut()) {
            line.insert("refused".to_owned(), json!(self.note.refused));
        }
        shown
    }
}
