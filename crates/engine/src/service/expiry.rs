//! Licence keys that end soon: asked for once a day after a complete pass, told once a day.

use sabaki_diagnostic::reason::Args;

use jiff::{SignedDuration, Timestamp};
use sabaki_order::id::ShopId;

use crate::journal::entry::{Event, JournalEntry};
use crate::limits::earlier;
use crate::port::mall::Mall;
use crate::port::store::{Commit, Store, StoreError};
use crate::service::history::alarmed_since;
use crate::summary::RaisedAlarm;

/// From how long before its end a key is told of: a new one can take 90 minutes to work, and a
/// person must be there.
const AHEAD: SignedDuration = SignedDuration::from_hours(14 * 24);
/// How often.
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// The alarm's text.
const TEXT: &str = "engine.alarm.key_expires";

/// When the mall was asked last.
#[derive(Debug, Default)]
pub(crate) struct KeyWatch(Option<Timestamp>);

impl KeyWatch {
    /// Asks the mall where that is due, and gives the alarm, journaled, where one is to be raised.
    /// A mall that cannot say stops nothing.
    pub(crate) async fn look(
        &mut self,
        mall: &dyn Mall,
        store: &dyn Store,
        shop: &ShopId,
        now: Timestamp,
    ) -> Result<Option<RaisedAlarm>, StoreError> {
        let day_ago = earlier(now, DAY);
        if self.0.is_some_and(|asked| asked > day_ago) {
            return Ok(None);
        }
        self.0 = Some(now);
        let ends = match mall.credentials_expire_at().await {
            Ok(Some(ends)) => ends,
            Ok(None) => return Ok(None),
            Err(error) => {
                tracing::debug!(%shop, %error, "the mall does not say when its key ends");
                return Ok(None);
            }
        };
        if earlier(ends, AHEAD) > now {
            return Ok(None);
        }
        let of_shop = |entry: &JournalEntry, _: &Args| entry.shop.as_ref() == Some(shop);
        if alarmed_since(store, day_ago, TEXT, of_shop).await? {
            return Ok(None);
        }
        let alarm = RaisedAlarm {
            text: TEXT.to_owned(),
            args: arguments(shop, ends),
        };
        let entry = JournalEntry {
            at: now,
            shop: Some(shop.clone()),
            order: None,
            what: Event::Alarm {
                text: alarm.text.clone(),
                args: alarm.args.clone(),
            },
        };
        let commit = Commit {
            journal: vec![entry],
            ..Commit::default()
        };
        store.commit(commit).await?;
        Ok(Some(alarm))
    }
}

/// The day in the form of each language.
fn arguments(shop: &ShopId, ends: Timestamp) -> Args {
    use jiff::civil::Weekday;
    let day = ends
        .to_zoned_datetime(jiff::tz::TimeZone::fixed(jiff::tz::offset(9)))
        .date();
    let (ja, en) = match day.weekday() {
        Weekday::Monday => ("月", "Mon"),
        Weekday::Tuesday => ("火", "Tue"),
        Weekday::Wednesday => ("水", "Wed"),
        Weekday::Thursday => ("木", "Thu"),
        Weekday::Friday => ("金", "Fri"),
        Weekday::Saturday => ("土", "Sat"),
        Weekday::Sunday => ("日", "Sun"),
    };
    let (y, m, d) = (day.year(), day.month(), day.day());
    Args::from([
        ("shop".to_owned(), shop.as_str().into()),
        (
            "on_ja".to_owned(),
            format!("{y:04}/{m:02}/{d:02}({ja})").into(),
        ),
        (
            "on_en".to_owned(),
            format!("{en} {y:04}-{m:02}-{d:02}").into(),
        ),
    ])
}
