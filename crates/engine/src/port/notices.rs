//! Notices 通知: messages to people, over channels that the configuration names.

use async_trait::async_trait;

use super::outcome::{IntentKey, Outcome, RefusalKind};

/// Sends messages. The key is the same for every attempt at the same message, so that a channel
/// can leave out doubles.
#[async_trait]
pub trait Notices: Send + Sync {
    /// Sends one message over one channel.
    async fn send(&self, channel: &str, text: &str, key: &IntentKey) -> Outcome;
}

/// No channel at all: every message is refused, and stands in the journal with that reason.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoChannel;

#[async_trait]
impl Notices for NoChannel {
    async fn send(&self, _channel: &str, _text: &str, _key: &IntentKey) -> Outcome {
        Outcome::Refused {
            kind: RefusalKind::Data,
            reason: "no channel configured".to_owned(),
        }
    }
}
