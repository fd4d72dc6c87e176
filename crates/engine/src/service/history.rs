//! What the journal says of the last hour and day, so that caps and alarms hold across restarts.

use std::collections::{BTreeMap, VecDeque};

use jiff::{SignedDuration, Timestamp};
use sabaki_diagnostic::reason::Args;
use sabaki_order::id::ShopId;

use crate::journal::entry::{Event, JournalEntry};
use crate::limits::earlier;
use crate::plan::work::is_irreversible;
use crate::port::store::{Store, StoreError};

const PAGE: usize = 1000;

/// When irreversible effects were begun within the last hour, by shop.
pub(crate) async fn sent_within_hour(
    store: &dyn Store,
    now: Timestamp,
) -> Result<BTreeMap<ShopId, VecDeque<Timestamp>>, StoreError> {
    let since = earlier(now, SignedDuration::from_hours(1));
    let mut from = first_since(store, since).await?;
    let mut sent: BTreeMap<ShopId, VecDeque<Timestamp>> = BTreeMap::new();
    loop {
        let page = store.journal(from, PAGE).await?;
        let Some((last, _)) = page.last() else {
            return Ok(sent);
        };
        from = last.saturating_add(1);
        for (_, entry) in page {
            if let (true, Some(shop)) = (counts(&entry, since), entry.shop) {
                sent.entry(shop).or_default().push_back(entry.at);
            }
        }
    }
}

/// Whether the journal has such an alarm since an instant.
pub(crate) async fn alarmed_since(
    store: &dyn Store,
    since: Timestamp,
    text: &str,
    is_it: impl Fn(&JournalEntry, &Args) -> bool + Send,
) -> Result<bool, StoreError> {
    let mut from = first_since(store, since).await?;
    loop {
        let page = store.journal(from, PAGE).await?;
        let Some((last, _)) = page.last() else {
            return Ok(false);
        };
        from = last.saturating_add(1);
        let raised = |entry: &JournalEntry| match &entry.what {
            Event::Alarm { text: raised, args } => {
                entry.at > since && raised == text && is_it(entry, args)
            }
            Event::Observed { .. }
            | Event::Decided { .. }
            | Event::Intent { .. }
            | Event::Outcome { .. }
            | Event::DoneByOther { .. }
            | Event::Released { .. }
            | Event::Paused { .. }
            | Event::Resumed
            | Event::RulesLoaded { .. }
            | Event::RulesRefused { .. }
            | Event::Pass { .. }
            | Event::FileCame { .. } => false,
        };
        if page.iter().any(|(_, entry)| raised(entry)) {
            return Ok(true);
        }
    }
}

fn counts(entry: &JournalEntry, since: Timestamp) -> bool {
    entry.at > since
        && matches!(&entry.what, Event::Intent { action, .. } if is_irreversible(action))
}

/// The first sequence number that is not older, by halving: the journal may be long.
async fn first_since(store: &dyn Store, since: Timestamp) -> Result<u64, StoreError> {
    let mut old = 0;
    let mut step = 1024;
    // INVARIANT: what stands at or before `old` is older; doubling finds an end that is not.
    let mut new = loop {
        let at = old + step;
        if !is_old(store, at, since).await? {
            break at;
        }
        old = at;
        step *= 2;
    };
    while old + 1 < new {
        let middle = old + (new - old) / 2;
        if is_old(store, middle, since).await? {
            old = middle;
        } else {
            new = middle;
        }
    }
    Ok(old)
}

async fn is_old(store: &dyn Store, seq: u64, since: Timestamp) -> Result<bool, StoreError> {
    let entry = store.journal(seq, 1).await?;
    Ok(entry.first().is_some_and(|(_, entry)| entry.at <= since))
}
