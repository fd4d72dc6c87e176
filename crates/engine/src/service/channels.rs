//! Channels that do not take their messages: an alarm, once a day and channel across restarts.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use sabaki_diagnostic::reason::Args;

use crate::journal::entry::{Event, JournalEntry};
use crate::limits::earlier;
use crate::port::notices::{Alarm, NotReached};
use crate::port::store::{Commit, StoreError};
use crate::service::history::alarmed_since;
use crate::service::shared::Shared;
use crate::summary::RaisedAlarm;

/// The alarm's text.
const TEXT: &str = "engine.alarm.channel";
/// So long it is not told again.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// The channels that took no message at the last look.
#[derive(Debug, Default)]
pub(crate) struct ChannelWatch(BTreeSet<String>);

impl ChannelWatch {
    /// Gives the alarm of each channel that takes none since this look; journaled, and told over
    /// the channel for alarms unless it was within a day.
    pub(crate) async fn look(&mut self, shared: &Shared) -> Result<Vec<RaisedAlarm>, StoreError> {
        let not_reached = shared.ports.notices.not_reached().await;
        let names = not_reached.iter().map(|it| it.channel.clone()).collect();
        let before = std::mem::replace(&mut self.0, names);
        let mut raised = Vec::new();
        for it in not_reached {
            if !before.contains(&it.channel) {
                raised.extend(raise(shared, &it).await?);
            }
        }
        Ok(raised)
    }
}

async fn raise(shared: &Shared, it: &NotReached) -> Result<Option<RaisedAlarm>, StoreError> {
    let Some(shop) = shared.shops.keys().next() else {
        return Ok(None);
    };
    let args = Args::from([
        ("shop".to_owned(), shop.as_str().into()),
        ("channel".to_owned(), it.channel.as_str().into()),
        ("reason".to_owned(), it.reason.clone()),
    ]);
    let day_ago = earlier(shared.now(), DAY);
    let same = |_: &JournalEntry, told: &Args| told.get("channel") == args.get("channel");
    if !alarmed_since(&*shared.ports.store, day_ago, TEXT, same).await? {
        let alarm = Alarm {
            shop,
            text: TEXT,
            args: &args,
        };
        let entry = shared.entry(Event::Alarm {
            text: TEXT.to_owned(),
            args: args.clone(),
        });
        let commit = Commit {
            journal: vec![entry],
            ..Commit::default()
        };
        shared.ports.store.commit(commit).await?;
        shared.tell(alarm).await;
    }
    Ok(Some(RaisedAlarm {
        text: TEXT.to_owned(),
        args,
    }))
}
