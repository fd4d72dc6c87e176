//! What waits to be told together over one channel, kept in the state until it is told.
//!
//! | kept | meaning after a crash |
//! |---|---|
//! | `collecting` | was promised to be told: waits on |
//! | `sending` | may have been told: told again, as the same message with the same id |

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use sabaki_engine::limits::later;
use sabaki_engine::port::clock::Clock;
use sabaki_engine::port::notebook::Notebook;
use sabaki_engine::port::outcome::IntentKey;
use sabaki_engine::port::store::StoreError;
use serde::{Deserialize, Serialize};

use super::message::Group;

/// What is kept of one channel is no longer than this, in bytes: more is told at once.
const MOST: usize = 8 << 10;
/// From one attempt to the next.
const RETRY: SignedDuration = SignedDuration::from_mins(1);

/// How notices are told together.
#[derive(Clone)]
pub struct Together {
    /// How long the first one waits for others.
    pub window: SignedDuration,
    /// Whose time that is.
    pub clock: Arc<dyn Clock>,
    /// Keeps what waits.
    pub notes: Arc<dyn Notebook>,
}

/// What waits for one channel.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Waiting {
    /// What is being told: not to be changed any more.
    #[serde(default)]
    pub(super) sending: Vec<Group>,
    /// What others still join.
    #[serde(default)]
    pub(super) collecting: Vec<Group>,
    /// When that has waited long enough.
    #[serde(default)]
    until: Option<Timestamp>,
    /// When the next attempt is due, after one that failed.
    #[serde(default)]
    pub(super) retry_at: Option<Timestamp>,
}

impl Waiting {
    pub(super) async fn recall(channel: &str, together: &Together) -> Result<Self, StoreError> {
        let kept = together.notes.recall(&note(channel)).await?;
        // A note of another version is no note.
        Ok(kept
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default())
    }

    pub(super) async fn keep(&self, channel: &str, together: &Together) -> Result<(), StoreError> {
        let text = if *self == Self::default() {
            String::new()
        } else {
            serde_json::to_string(self).unwrap_or_default()
        };
        together.notes.remember(&note(channel), &text).await
    }

    /// Whether this notice waits already.
    pub(super) fn has(&self, key: &str) -> bool {
        let groups = self.sending.iter().chain(&self.collecting);
        groups
            .flat_map(|group| &group.orders)
            .any(|line| line.key == key)
    }

    /// More to be told.
    pub(super) fn join(&mut self, groups: Vec<Group>, together: &Together) {
        let now = together.clock.now();
        for group in groups {
            let same = |known: &&mut Group| known.shop == group.shop && known.text == group.text;
            match self.collecting.iter_mut().find(same) {
                Some(known) => known.orders.extend(group.orders),
                None => self.collecting.push(group),
            }
        }
        let until = self.until.unwrap_or_else(|| later(now, together.window));
        let length = serde_json::to_string(&self.collecting).map_or(0, |text| text.len());
        self.until = Some(if length > MOST { until.min(now) } else { until });
    }

    /// When something is to be done; none while nothing waits.
    pub(super) fn next(&self) -> Option<Timestamp> {
        if self.sending.is_empty() {
            return self.until.filter(|_| !self.collecting.is_empty());
        }
        Some(self.retry_at.unwrap_or(Timestamp::MIN))
    }

    /// From now on what was collected is what is sent.
    pub(super) fn close(&mut self) {
        if self.sending.is_empty() {
            self.sending = std::mem::take(&mut self.collecting);
            self.until = None;
        }
    }

    /// It was told.
    pub(super) fn told(&mut self) -> Vec<Group> {
        self.retry_at = None;
        std::mem::take(&mut self.sending)
    }

    /// It was not, or nobody knows.
    pub(super) fn failed(&mut self, now: Timestamp) {
        self.retry_at = Some(later(now, RETRY));
    }
}

fn note(channel: &str) -> IntentKey {
    IntentKey(format!("notices/{channel}"))
}
