//! What the engine waits for, and what it asks for: the two sides of a step.

use jiff::Timestamp;
use sabaki_order::id::OrderNumber;

use crate::plan::batch::Batch;
use crate::port::mall::{OrderReading, SearchWindow};
use crate::port::oms::SlipsByOrder;
use crate::port::outcome::{Outcome, PortError};
use crate::port::store::{Commit, Cursor, OrderState, StoreError};
use crate::summary::PassSummary;

/// Which orders a pass looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PassKind {
    /// The search's orders and all open ones.
    Full,
    /// These, because of their time; no search.
    Due(Vec<OrderNumber>),
}

/// What a pass starts from.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// How far the search has come.
    pub cursor: Option<Cursor>,
    /// The shop's open orders.
    pub open: Vec<OrderState>,
}

/// What happened.
#[derive(Debug)]
pub enum Event {
    /// A pass is wanted.
    Begin(PassKind),
    /// Cursor and open orders were loaded.
    Loaded(Result<Loaded, StoreError>),
    /// A window was searched.
    Searched(Result<Vec<OrderNumber>, PortError>),
    /// States of orders were loaded.
    States(Result<Vec<OrderState>, StoreError>),
    /// Orders were read.
    Orders(Result<Vec<OrderReading>, PortError>),
    /// Slips were read.
    Slips(Result<SlipsByOrder, PortError>),
    /// A commit is durable, or failed.
    Committed(Result<(), StoreError>),
    /// A batch was sent; an outcome for each of its entries.
    Acted(Result<Vec<Outcome>, PortError>),
    /// On with the next chunk.
    GoOn,
    /// A shutdown is wanted: the chunk is finished, the rest of the pass is left.
    Stop,
}

/// What is to be done next. One at a time: everything about one shop happens in one order.
#[derive(Debug)]
pub enum Effect {
    /// Load cursor and open orders.
    Load,
    /// Search a window.
    Search(SearchWindow),
    /// Load states.
    States(Vec<OrderNumber>),
    /// Read orders at the mall.
    ReadOrders(Vec<OrderNumber>),
    /// Read slips in the OMS.
    ReadSlips(Vec<OrderNumber>),
    /// Write, durably.
    Commit(Box<Commit>),
    /// Send a batch.
    Act(Batch),
    /// Between chunks: commands are taken, then [`Event::GoOn`] or [`Event::Stop`].
    Breathe,
    /// The pass is over.
    End(Box<PassEnd>),
}

/// How a pass ended.
#[derive(Debug)]
pub enum PassEnd {
    /// To its end, complete or not.
    Finished(PassSummary),
    /// The store failed: nothing more may be sent until a person has seen to it.
    StoreFailed(StoreError),
}

/// A step's result.
#[derive(Debug)]
pub struct Next {
    /// The state after it.
    pub state: super::state::ShopState,
    /// What is to be done.
    pub effect: Effect,
    /// When time alone asks for the next pass over some orders.
    pub look_again: Option<Timestamp>,
}
