//! What is asked of a service and what it answers: one JSON object a line each way.

use sabaki_diagnostic::reason::Reason;
use sabaki_engine::journal::entry::JournalEntry;
use sabaki_engine::port::store::{OrderState, Switch};
use serde::{Deserialize, Serialize};

/// The socket's name in the state folder's parent-owned control file.
pub(crate) const SOCKET: &str = "control.sock";
/// The longest request that is read.
pub(crate) const LONGEST_REQUEST: u64 = 64 << 10;

/// A question or command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Request {
    /// All orders.
    Orders,
    /// One order with its journal.
    Order {
        /// 注文番号
        number: String,
    },
    /// Let go of one rule's hold on one order.
    Release {
        /// 注文番号
        number: String,
        /// The rule.
        rule: String,
        /// Who.
        person: Option<String>,
    },
    /// Stop irreversible actions.
    Pause {
        /// Why.
        reason: String,
    },
    /// Let them go on.
    Resume,
}

/// An answer.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub(crate) enum Answer {
    /// All orders, and whether anything is stopped.
    Orders {
        /// The stop switch.
        switch: Switch,
        /// By shop and number.
        orders: Vec<OrderState>,
    },
    /// One order.
    Order {
        /// Its state.
        order: Box<OrderState>,
        /// Its journal.
        journal: Vec<(u64, JournalEntry)>,
    },
    /// It was done.
    Done,
    /// The state has no such order.
    NoSuchOrder,
    /// The rules have no such rule, or it does not hold this order.
    NoSuchRule,
    /// It could not be done.
    Failed {
        /// Why.
        reason: Reason,
    },
}
