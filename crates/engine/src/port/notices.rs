//! Notices 通知: messages to people, over channels that the configuration names.

use async_trait::async_trait;
use jiff::Timestamp;
use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::reason::{self, Args, Reason};
use sabaki_order::id::ShopId;
use sabaki_order::order::Order;

use super::outcome::{IntentKey, Outcome, RefusalKind};

/// One message about one order.
#[derive(Debug, Clone, Copy)]
pub struct Notice<'a> {
    /// The intent's key.
    pub key: &'a IntentKey,
    /// Whose order.
    pub shop: &'a ShopId,
    /// The order as it was read last.
    pub order: &'a Order,
    /// The rule's words.
    pub text: &'a str,
}

/// An alarm of the engine: a text of the catalogue with its arguments.
#[derive(Debug, Clone, Copy)]
pub struct Alarm<'a> {
    /// Whose.
    pub shop: &'a ShopId,
    /// Key of its text.
    pub text: &'a str,
    /// Its arguments.
    pub args: &'a Args,
}

impl Alarm<'_> {
    /// For people.
    pub fn told(&self, lang: Lang) -> String {
        reason::text(lang, self.text, self.args)
    }
}

/// A channel that does not take its messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotReached {
    /// Its name.
    pub channel: String,
    /// What it said last, without personal data.
    pub reason: Reason,
}

/// Which of the messages that wait to be told together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that have waited long enough.
    LongEnough,
    /// All: the process is about to end.
    All,
}

/// Sends messages. The key is the same for every attempt at the same message, so that a channel
/// can leave out doubles.
#[async_trait]
pub trait Notices: Send + Sync {
    /// Sends one message over one channel.
    async fn send(&self, channel: &str, text: &str, key: &IntentKey) -> Outcome;

    /// Sends what one chunk of orders has for one channel, so that it can come as one message
    /// (注文12件). One outcome a notice, in their order.
    async fn send_all(&self, channel: &str, notices: &[Notice<'_>]) -> Vec<Outcome> {
        let mut outcomes = Vec::with_capacity(notices.len());
        for notice in notices {
            outcomes.push(self.send(channel, notice.text, notice.key).await);
        }
        outcomes
    }

    /// Tells people of an alarm, which stands in the journal already; where no channel is meant
    /// for alarms, nobody is told.
    async fn alarm(&self, _alarm: Alarm<'_>) {}

    /// The channels that do not take their messages and will not by waiting alone.
    async fn not_reached(&self) -> Vec<NotReached> {
        Vec::new()
    }

    /// Sends what waits to be told together, which counted as sent when it was kept; gives when
    /// there is more to do.
    async fn tell_waiting(&self, _which: Which) -> Option<Timestamp> {
        None
    }
}

/// No channel at all: every message is refused, and stands in the journal with that reason.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoChannel;

#[async_trait]
impl Notices for NoChannel {
    async fn send(&self, _channel: &str, _text: &str, _key: &IntentKey) -> Outcome {
        Outcome::Refused {
            kind: RefusalKind::Data,
            reason: Reason::of("reason.no_channel"),
        }
    }
}
