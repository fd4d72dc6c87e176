//! Notices that wait for each other: one message for a window, at least once across a crash.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use sabaki_connector::notice::config::{ChannelConfig, PersonalData};
use sabaki_connector::notice::{ALARMS, Channels, Together};
use sabaki_engine::port::clock::Clock;
use sabaki_engine::port::notebook::Notebook;
use sabaki_engine::port::notices::{Alarm, Notices as _, Which};
use sabaki_engine::port::outcome::{IntentKey, Outcome};
use sabaki_engine::port::store::StoreError;
use sabaki_order::id::ShopId;
use serde_json::Value;

use crate::fixture::word;
use crate::notices::{Sample, channels, mail, slack, slack_text, webhook};
use crate::script::{Reply, Script};
use crate::smtp_script::SmtpScript;

/// What outlives a process: the state and the time.
#[derive(Clone)]
struct Outside {
    notes: Arc<Notes>,
    clock: Arc<Hand>,
}

#[derive(Default)]
struct Notes(Mutex<BTreeMap<String, String>>);

#[async_trait]
impl Notebook for Notes {
    async fn remember(&self, key: &IntentKey, text: &str) -> Result<(), StoreError> {
        let mut notes = self.0.lock().unwrap();
        notes.insert(key.0.clone(), text.to_owned());
        Ok(())
    }

    async fn recall(&self, key: &IntentKey) -> Result<Option<String>, StoreError> {
        Ok(self.0.lock().unwrap().get(&key.0).cloned())
    }
}

struct Hand(Mutex<Timestamp>);

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

impl Outside {
    fn new() -> Self {
        Self {
            notes: Arc::default(),
            clock: Arc::new(Hand(Mutex::new("2026-11-24T00:00:00Z".parse().unwrap()))),
        }
    }

    fn later(&self, minutes: i64) {
        let mut now = self.clock.0.lock().unwrap();
        *now = now.checked_add(SignedDuration::from_mins(minutes)).unwrap();
    }

    fn process(&self, list: impl IntoIterator<Item = (&'static str, ChannelConfig)>) -> Channels {
        channels(list).together(Together {
            window: SignedDuration::from_mins(5),
            clock: self.clock.clone(),
            notes: self.notes.clone(),
        })
    }
}

fn taken() -> Reply {
    Reply::json(200, "{}")
}

#[tokio::test]
async fn chunks_and_passes_of_a_window_are_one_message() {
    let script = Script::with(|_| Some(taken())).await;
    let outside = Outside::new();
    let channels = outside.process([("staff", slack(&script.url))]);
    let sample = Sample::of(12);
    let notices = sample.notices(|_| "備考あり");
    for chunk in notices.chunks(4) {
        let outcomes = channels.send_all("staff", chunk).await;
        assert_eq!(outcomes, vec![Outcome::Done; 4], "kept, so it will be told");
        assert!(channels.tell_waiting(Which::LongEnough).await.is_some());
        outside.later(1);
    }
    let again = channels.send_all("staff", &notices).await;
    assert_eq!(again, vec![Outcome::AlreadyDone; 12], "they wait already");
    assert_eq!(script.seen().len(), 0);
    outside.later(2);
    assert_eq!(channels.tell_waiting(Which::LongEnough).await, None);
    assert_eq!(script.seen().len(), 1);
    let text = slack_text(&script, 0);
    assert!(
        text.starts_with("【honten】備考あり（注文12件）\n"),
        "{text}"
    );
    outside.later(60);
    assert_eq!(channels.tell_waiting(Which::All).await, None);
    let again = channels.send_all("staff", &notices).await;
    assert_eq!(again, vec![Outcome::AlreadyDone; 12], "they were told");
    assert_eq!(script.seen().len(), 1);
}

#[tokio::test]
async fn a_crash_repeats_the_same_message_rather_than_losing_it() {
    let mut answers = vec![taken(), Reply::Close];
    let script = Script::with(move |_| answers.pop().or_else(|| Some(taken()))).await;
    let outside = Outside::new();
    let sample = Sample::of(3);
    let notices = sample.notices(|_| "要確認");
    let first = outside.process([("hook", webhook(&script.url))]);
    first.send_all("hook", &notices[..2]).await;
    // It ends before the window does.
    drop(first);
    outside.later(5);
    let second = outside.process([("hook", webhook(&script.url))]);
    second.tell_waiting(Which::LongEnough).await;
    assert_eq!(
        script.seen().len(),
        1,
        "told, and nobody knows whether it arrived"
    );
    // It ends, and a third one has more to tell: at once, as the channel may be broken, and without
    // a change to the message on its way.
    drop(second);
    let third = outside.process([("hook", webhook(&script.url))]);
    third.send_all("hook", &notices).await;
    outside.later(6);
    assert_eq!(third.tell_waiting(Which::LongEnough).await, None);
    let bodies: Vec<Value> = script
        .seen()
        .iter()
        .map(|seen| serde_json::from_slice(&seen.body).unwrap())
        .collect();
    assert_eq!(bodies.len(), 3);
    assert_eq!(bodies[0], bodies[2], "the same words under the same id");
    assert_eq!(bodies[1]["groups"][0]["orders"][0]["key"], "k3");
    let kept = outside.notes.0.lock().unwrap().clone();
    assert!(kept.values().all(String::is_empty), "{kept:?}");
}

#[tokio::test]
async fn a_channel_that_fails_says_so_and_loses_nothing() {
    let works = Arc::new(Mutex::new(false));
    let flag = works.clone();
    let script = Script::with(move |_| {
        let status = if *flag.lock().unwrap() { 200 } else { 503 };
        Some(Reply::json(status, "{}"))
    })
    .await;
    let outside = Outside::new();
    let channels = outside.process([("staff", slack(&script.url))]);
    let sample = Sample::of(2);
    let notices = sample.notices(|_| "要確認");
    channels.send_all("staff", &notices[..1]).await;
    let next = channels.tell_waiting(Which::All).await;
    assert!(next.is_some_and(|next| next > outside.clock.now()));
    let said = channels.send_all("staff", &notices[1..]).await;
    assert_eq!(word(&said[0]), "refused busy", "the order shows it");
    *works.lock().unwrap() = true;
    channels.tell_waiting(Which::LongEnough).await;
    assert_eq!(script.seen().len(), 2, "not before the retry is due");
    outside.later(1);
    assert_eq!(channels.tell_waiting(Which::LongEnough).await, None);
    assert_eq!(script.seen().len(), 3);
}

#[tokio::test]
async fn names_of_buyers_never_wait_in_the_state() {
    let script = Script::with(|_| Some(taken())).await;
    let outside = Outside::new();
    let mut shown = slack(&script.url);
    shown.personal = PersonalData::Shown;
    let channels = outside.process([("shown", shown), ("covered", slack(&script.url))]);
    let sample = Sample::of(1);
    let phone = sample.orders[0].buyer.phone.expose().to_owned();
    let notices = sample.notices(|_| phone.as_str());
    assert_eq!(channels.send_all("shown", &notices).await, [Outcome::Done]);
    assert_eq!(script.seen().len(), 1, "told at once");
    assert_eq!(
        channels.send_all("covered", &notices).await,
        [Outcome::Done]
    );
    let kept = format!("{:?}", outside.notes.0.lock().unwrap());
    assert!(kept.contains("●●●") && !kept.contains(&phone), "{kept}");
}

#[tokio::test]
async fn mail_and_an_alarm_that_did_not_get_through() {
    let server = SmtpScript::start(None, false).await;
    let mut first = true;
    let script = Script::with(move |_| {
        let status = if std::mem::take(&mut first) { 503 } else { 200 };
        Some(Reply::json(status, "{}"))
    })
    .await;
    let outside = Outside::new();
    let channels = outside.process([("mail", mail(server.port)), (ALARMS, slack(&script.url))]);
    let sample = Sample::of(3);
    for notice in sample.notices(|_| "見本") {
        channels.send_all("mail", &[notice]).await;
    }
    let args = [("shop", "honten"), ("reason", "試験")]
        .map(|(n, v)| (n.to_owned(), v.into()))
        .into();
    let alarm = Alarm {
        shop: &ShopId::new("honten"),
        text: "engine.alarm.paused",
        args: &args,
    };
    channels.alarm(alarm).await;
    outside.later(5);
    assert_eq!(channels.tell_waiting(Which::LongEnough).await, None);
    let mails = server.said();
    let mails = mails.iter().filter(|line| line.starts_with("Message-ID:"));
    assert_eq!(mails.count(), 1, "three notices in one mail");
    assert_eq!(script.seen().len(), 2);
    let text = slack_text(&script, 1);
    assert!(text.contains("停止しました（試験）"), "{text}");
}
