//! What is durable: plain maps.

use std::collections::BTreeMap;

use sabaki_engine::journal::entry::JournalEntry;
use sabaki_engine::port::outcome::IntentKey;
use sabaki_engine::port::store::{Commit, Cursor, OrderState, Switch, TokenPair};
use sabaki_order::id::{OrderNumber, ShopId};

/// All that a store holds.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    pub(super) orders: BTreeMap<(ShopId, OrderNumber), OrderState>,
    pub(super) journal: Vec<JournalEntry>,
    pub(super) cursors: BTreeMap<ShopId, Cursor>,
    pub(super) tokens: BTreeMap<String, TokenPair>,
    pub(super) notes: BTreeMap<IntentKey, String>,
    pub(super) switch: Switch,
}

/// Something to write together or not at all.
#[derive(Debug, Clone)]
pub(super) enum Write {
    Commit(Box<Commit>),
    Tokens(String, TokenPair),
    Note(IntentKey, String),
}

impl State {
    pub(super) fn apply(&mut self, write: Write) {
        match write {
            Write::Commit(commit) => {
                let Commit {
                    orders,
                    journal,
                    cursors,
                    switch,
                } = *commit;
                for order in orders {
                    self.orders
                        .insert((order.shop.clone(), order.number.clone()), order);
                }
                self.journal.extend(journal);
                self.cursors.extend(cursors);
                if let Some(switch) = switch {
                    self.switch = switch;
                }
            }
            Write::Tokens(account, tokens) => {
                self.tokens.insert(account, tokens);
            }
            Write::Note(key, text) => {
                self.notes.insert(key, text);
            }
        }
    }

    /// The entries with their sequence numbers.
    pub(super) fn entries(&self) -> impl Iterator<Item = (u64, &JournalEntry)> {
        (1..).zip(&self.journal)
    }
}
