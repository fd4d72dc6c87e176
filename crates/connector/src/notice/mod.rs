//! Channels to people: webhook, Slack's incoming webhook and mail as [`Notices`].
//!
#![doc = include_str!("docs.md")]

pub mod config;
mod mail;
mod message;
mod outcome;
mod sent;
mod webhook;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use sabaki_diagnostic::catalogue::text;
use sabaki_diagnostic::lang::Lang;
use sabaki_engine::port::notices::{Alarm, Notice, Notices};
use sabaki_engine::port::outcome::{IntentKey, Outcome, RefusalKind};

use self::config::{ChannelConfig, ChannelKind, PersonalData};
use self::mail::Mail;
use self::message::{Message, of_alarm, of_notices, of_text};
use self::outcome::busy;
use self::sent::Sent;
use self::webhook::{Slack, Webhook};
use crate::http::settings::SetupError;

/// The channel that alarms go to.
pub const ALARMS: &str = "alarms";

/// The longest that a message waits for its channel's rate.
const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// The channels of a configuration, by name.
pub struct Channels(BTreeMap<String, Channel>);

struct Channel {
    way: Way,
    lang: Lang,
    personal: PersonalData,
    pace: DefaultDirectRateLimiter,
    sent: Mutex<Sent>,
}

enum Way {
    Webhook(Webhook),
    Slack(Slack),
    Mail(Box<Mail>),
}

impl Channels {
    /// Prepares the channels; nothing is sent.
    ///
    /// # Errors
    /// The first channel that does not do, by name, and why; never with its address.
    pub fn new(configs: BTreeMap<String, ChannelConfig>) -> Result<Self, (String, SetupError)> {
        let mut channels = BTreeMap::new();
        for (name, config) in configs {
            match Channel::new(config) {
                Ok(channel) => channels.insert(name, channel),
                Err(error) => return Err((name, error)),
            };
        }
        Ok(Self(channels))
    }

    /// A channel that the configuration lacks: nothing but a change of rule or configuration cures
    /// that.
    fn unknown(&self, name: &str) -> Outcome {
        let names: Vec<_> = self.0.keys().map(String::as_str).collect();
        let args = [("name", name), ("names", &*names.join("、"))];
        let key = if names.is_empty() {
            "notice.no_channels"
        } else {
            "notice.unknown_channel"
        };
        Outcome::Refused {
            kind: RefusalKind::Data,
            reason: text(Lang::Ja, key, &args),
        }
    }
}

impl Channel {
    fn new(config: ChannelConfig) -> Result<Self, SetupError> {
        let way = match config.kind {
            ChannelKind::Webhook {
                url,
                secret,
                reach,
                http,
            } => Way::Webhook(Webhook::new(&url, secret, reach, &http)?),
            ChannelKind::Slack { url, reach, http } => Way::Slack(Slack::new(&url, reach, &http)?),
            ChannelKind::Mail(mail) => Way::Mail(Box::new(Mail::new(&mail)?)),
        };
        Ok(Self {
            way,
            lang: config.lang,
            personal: config.personal,
            pace: RateLimiter::direct(Quota::per_minute(config.per_minute)),
            sent: Mutex::default(),
        })
    }

    async fn deliver(&self, message: &Message) -> Outcome {
        if let Err(full) = self.pace.check() {
            if full.wait_time_from(DefaultClock::default().now()) > LONGEST_WAIT {
                return busy("the channel's messages a minute are used up".to_owned());
            }
            self.pace.until_ready().await;
        }
        match &self.way {
            Way::Webhook(way) => way.send(message).await,
            Way::Slack(way) => way.send(message).await,
            Way::Mail(way) => way.send(message).await,
        }
    }

    fn was_sent(&self, key: &str) -> bool {
        let sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        sent.has(key)
    }

    fn remember<'a>(&self, keys: impl Iterator<Item = &'a str>) {
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        keys.for_each(|key| sent.add(key));
    }
}

#[async_trait]
impl Notices for Channels {
    async fn send(&self, channel: &str, text: &str, key: &IntentKey) -> Outcome {
        let Some(there) = self.0.get(channel) else {
            return self.unknown(channel);
        };
        if there.was_sent(&key.0) {
            return Outcome::AlreadyDone;
        }
        let outcome = there.deliver(&of_text(text, key)).await;
        if outcome == Outcome::Done {
            there.remember(std::iter::once(key.0.as_str()));
        }
        outcome
    }

    async fn send_all(&self, channel: &str, notices: &[Notice<'_>]) -> Vec<Outcome> {
        let Some(there) = self.0.get(channel) else {
            return vec![self.unknown(channel); notices.len()];
        };
        let fresh: Vec<_> = notices
            .iter()
            .filter(|notice| !there.was_sent(&notice.key.0))
            .collect();
        let outcome = if fresh.is_empty() {
            Outcome::AlreadyDone
        } else {
            let message = of_notices(&fresh, there.personal, there.lang);
            there.deliver(&message).await
        };
        let fresh: Vec<&str> = fresh.iter().map(|notice| notice.key.0.as_str()).collect();
        if outcome == Outcome::Done {
            there.remember(fresh.iter().copied());
        }
        notices
            .iter()
            .map(|notice| {
                if fresh.contains(&notice.key.0.as_str()) {
                    outcome.clone()
                } else {
                    Outcome::AlreadyDone
                }
            })
            .collect()
    }

    async fn alarm(&self, alarm: Alarm<'_>) {
        let Some(there) = self.0.get(ALARMS) else {
            return;
        };
        let outcome = there.deliver(&of_alarm(alarm, there.lang)).await;
        if outcome != Outcome::Done {
            tracing::warn!(shop = %alarm.shop, ?outcome, "the alarm did not reach its channel");
        }
    }
}
