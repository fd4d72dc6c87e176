//! Channels to people: webhook, Slack's incoming webhook and mail as [`Notices`].
//!
#![doc = include_str!("docs.md")]

pub mod config;
mod deaf;
mod mail;
mod message;
mod outcome;
mod sent;
mod waiting;
mod webhook;

use sabaki_diagnostic::reason::Reason;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use jiff::Timestamp;
use sabaki_diagnostic::lang::Lang;
use sabaki_engine::port::notices::{Alarm, NotReached, Notice, Notices, Which};
use sabaki_engine::port::outcome::{IntentKey, Outcome, RefusalKind};
use sabaki_engine::port::store::StoreError;

use self::config::{ChannelConfig, ChannelKind, PersonalData};
use self::deaf::Deaf;
use self::mail::Mail;
use self::message::{Group, Message, groups, of_alarm, of_groups, of_text};
use self::outcome::busy;
use self::sent::Sent;
pub use self::waiting::Together;
use self::waiting::Waiting;
use self::webhook::{Slack, Webhook};
use crate::http::settings::SetupError;

/// The channel that alarms go to.
pub const ALARMS: &str = "alarms";

/// The longest that a message waits for its channel's rate.
const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// The channels of a configuration, by name.
pub struct Channels {
    channels: BTreeMap<String, Channel>,
    together: Option<Together>,
}

struct Channel {
    way: Way,
    lang: Lang,
    personal: PersonalData,
    pace: DefaultDirectRateLimiter,
    sent: Mutex<Sent>,
    deaf: Deaf,
    /// What waits; none until it was looked up in the state.
    waiting: tokio::sync::Mutex<Option<Waiting>>,
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
        Ok(Self {
            channels,
            together: None,
        })
    }

    /// The same, with notices that wait for each other.
    #[must_use]
    pub fn together(self, together: Together) -> Self {
        Self {
            together: (!together.window.is_zero()).then_some(together),
            ..self
        }
    }

    /// How this channel's notices wait: where names may be shown they do not, since what waits is
    /// kept in the state.
    fn waits(&self, channel: &Channel) -> Option<&Together> {
        match channel.personal {
            PersonalData::Covered => self.together.as_ref(),
            PersonalData::Shown => None,
        }
    }

    /// A channel that the configuration lacks: nothing but a change of rule or configuration cures
    /// that.
    fn unknown(&self, name: &str) -> Outcome {
        let names: Vec<_> = self.channels.keys().map(String::as_str).collect();
        let reason = if names.is_empty() {
            Reason::of("notice.no_channels")
        } else {
            Reason::of("notice.unknown_channel").with("names", names.join("、"))
        };
        Outcome::Refused {
            kind: RefusalKind::Data,
            reason: reason.with("name", name),
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
            deaf: Deaf::default(),
            waiting: tokio::sync::Mutex::default(),
        })
    }

    async fn deliver(&self, message: &Message) -> Outcome {
        if let Err(full) = self.pace.check() {
            if full.wait_time_from(DefaultClock::default().now()) > LONGEST_WAIT {
                return busy(Reason::of("reason.notice.too_many"));
            }
            self.pace.until_ready().await;
        }
        let outcome = match &self.way {
            Way::Webhook(way) => way.send(message).await,
            Way::Slack(way) => way.send(message).await,
            Way::Mail(way) => way.send(message).await,
        };
        self.deaf.heard(&outcome);
        outcome
    }

    /// Has these groups wait; gives them back where they cannot.
    async fn wait(
        &self,
        name: &str,
        groups: Vec<Group>,
        together: &Together,
    ) -> Result<(), Vec<Group>> {
        let mut kept = self.waiting.lock().await;
        let Ok(waiting) = looked_up(&mut kept, name, together).await else {
            return Err(groups);
        };
        // A channel that does not take its messages is asked at once, so that the order says so.
        if waiting.retry_at.is_some() {
            return Err(groups);
        }
        let mut next = waiting.clone();
        next.join(groups.clone(), together);
        if let Err(error) = next.keep(name, together).await {
            tracing::warn!(channel = name, %error, "notices do not wait");
            return Err(groups);
        }
        *waiting = next;
        Ok(())
    }

    async fn waits_already(&self, name: &str, key: &str, together: &Together) -> bool {
        let mut kept = self.waiting.lock().await;
        looked_up(&mut kept, name, together)
            .await
            .is_ok_and(|waiting| waiting.has(key))
    }

    /// Tells what has waited long enough; gives when there is more to do.
    async fn tell(
        &self,
        name: &str,
        which: Which,
        together: &Together,
    ) -> Result<Option<Timestamp>, StoreError> {
        let mut kept = self.waiting.lock().await;
        let waiting = looked_up(&mut kept, name, together).await?;
        loop {
            let now = together.clock.now();
            let Some(next) = waiting.next() else {
                return Ok(None);
            };
            if which == Which::LongEnough && next > now {
                return Ok(Some(next));
            }
            waiting.close();
            waiting.keep(name, together).await?;
            let outcome = self
                .deliver(&of_groups(waiting.sending.clone(), self.lang))
                .await;
            if outcome == Outcome::Done {
                let told = waiting.told();
                let lines = told.iter().flat_map(|group| &group.orders);
                self.remember(lines.map(|line| line.key.as_str()));
                waiting.keep(name, together).await?;
            } else {
                tracing::warn!(channel = name, ?outcome, "notices wait on");
                waiting.failed(now);
                waiting.keep(name, together).await?;
                return Ok(waiting.next());
            }
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

/// The outcome of what was new, and that of the rest.
fn in_line(notices: &[Notice<'_>], fresh: &[&Notice<'_>], outcome: &Outcome) -> Vec<Outcome> {
    let is_fresh = |notice: &Notice<'_>| fresh.iter().any(|new| new.key == notice.key);
    let all = notices.iter();
    all.map(|notice| {
        if is_fresh(notice) {
            outcome.clone()
        } else {
            Outcome::AlreadyDone
        }
    })
    .collect()
}

/// What waits, from the state at the first time.
async fn looked_up<'a>(
    kept: &'a mut Option<Waiting>,
    name: &str,
    together: &Together,
) -> Result<&'a mut Waiting, StoreError> {
    let waiting = match kept.take() {
        Some(waiting) => waiting,
        None => Waiting::recall(name, together).await?,
    };
    Ok(kept.insert(waiting))
}

#[async_trait]
impl Notices for Channels {
    async fn send(&self, channel: &str, text: &str, key: &IntentKey) -> Outcome {
        let Some(there) = self.channels.get(channel) else {
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
        let Some(there) = self.channels.get(channel) else {
            return vec![self.unknown(channel); notices.len()];
        };
        let together = self.waits(there);
        let mut fresh = Vec::new();
        for notice in notices {
            let key = notice.key.0.as_str();
            let waits = match together {
                Some(together) => there.waits_already(channel, key, together).await,
                None => false,
            };
            if !waits && !there.was_sent(key) {
                fresh.push(notice);
            }
        }
        let outcome = if fresh.is_empty() {
            Outcome::AlreadyDone
        } else {
            let groups = groups(&fresh, there.personal);
            let now = match together {
                Some(together) => match there.wait(channel, groups, together).await {
                    // It is kept, and will be told: at least once, whatever happens.
                    Ok(()) => return in_line(notices, &fresh, &Outcome::Done),
                    Err(groups) => groups,
                },
                None => groups,
            };
            there.deliver(&of_groups(now, there.lang)).await
        };
        if outcome == Outcome::Done {
            there.remember(fresh.iter().map(|notice| notice.key.0.as_str()));
        }
        in_line(notices, &fresh, &outcome)
    }

    async fn alarm(&self, alarm: Alarm<'_>) {
        let Some(there) = self.channels.get(ALARMS) else {
            return;
        };
        let message = of_alarm(alarm, there.lang);
        let outcome = there.deliver(&message).await;
        if outcome != Outcome::Done {
            tracing::warn!(shop = %alarm.shop, ?outcome, "the alarm did not reach its channel");
            if let Some(together) = &self.together {
                // It is tried again with what else waits.
                let _ = there.wait(ALARMS, message.groups, together).await;
            }
        }
    }

    async fn not_reached(&self) -> Vec<NotReached> {
        let channels = self.channels.iter();
        let not_reached = channels.filter_map(|(name, channel)| {
            Some(NotReached {
                channel: name.clone(),
                reason: channel.deaf.why()?,
            })
        });
        not_reached.collect()
    }

    async fn tell_waiting(&self, which: Which) -> Option<Timestamp> {
        let together = self.together.as_ref()?;
        let mut first = None;
        for (name, channel) in &self.channels {
            match channel.tell(name, which, together).await {
                Ok(next) => first = first.into_iter().chain(next).min(),
                Err(error) => tracing::warn!(channel = %name, %error, "notices wait on"),
            }
        }
        first
    }
}
