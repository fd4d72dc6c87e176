//! Notices: once for a rule, again only where the rule says so; cancelling only where it is allowed.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use sabaki_order::id::ShopId;

use super::bench::Bench;
use super::books::books_agree;
use super::world::number;
use crate::limits::CancelPermission;
use crate::port::notices::{Alarm, Notices, Which};
use crate::port::outcome::{IntentKey, Outcome};
use crate::port::rules::{RuleNews, RuleSource};
use crate::port::store::Switch;
use crate::step::context::Mode;

#[derive(Default)]
struct Channel(Mutex<Vec<(String, IntentKey)>>);

#[async_trait]
impl Notices for Channel {
    async fn send(&self, channel: &str, text: &str, key: &IntentKey) -> Outcome {
        let sent = (format!("{channel}: {text}"), key.clone());
        self.0.lock().unwrap().push(sent);
        Outcome::Done
    }
}

#[tokio::test(start_paused = true)]
async fn once_for_a_rule_and_again_where_the_rule_repeats() {
    for (every, expected) in [("", 1), (" every 1d up to 3 times", 3)] {
        let rule = format!(
            "rule 「催促」 when status = 注文確認待ち then notify 「team」 「見本」{every}"
        );
        let mut bench = Bench::new(&rule).with_orders(1);
        let channel = Arc::new(Channel::default());
        bench.notices = channel.clone();
        for _ in 0..30 {
            bench.once_after(6 * 60).await;
        }
        let sent = channel.0.lock().unwrap().clone();
        assert_eq!(sent.len(), expected, "{every}: {sent:?}");
        assert_eq!(sent[0].0, "team: 見本");
        let keys: std::collections::BTreeSet<_> = sent.iter().map(|(_, key)| key).collect();
        assert_eq!(keys.len(), expected, "each repeat is an effect of its own");
        books_agree_without_ledger(&bench);
    }
}

fn books_agree_without_ledger(bench: &Bench) {
    assert!(bench.world.lock().ledger.is_empty());
    books_agree(bench);
}

#[tokio::test(start_paused = true)]
async fn an_order_is_cancelled_only_where_the_configuration_allows_it() {
    let rule = "rule 「取消」 when gift is known then cancel CODE";
    for (permission, expected) in [
        (CancelPermission::Forbidden, 0),
        (CancelPermission::Allowed, 1),
    ] {
        let mut bench = Bench::new(&rule.replace("CODE", REASON)).with_orders(1);
        bench.settings.cancel = permission;
        bench.once().await;
        bench.once_after(5).await;
        assert_eq!(bench.deeds("cancel", &number(1)), expected);
        books_agree(&bench);
    }
}

const REASON: &str = "out_of_stock";

#[derive(Default)]
struct Ears {
    alarms: Mutex<Vec<String>>,
    flushed: Mutex<usize>,
}

#[async_trait]
impl Notices for Ears {
    async fn send(&self, _channel: &str, _text: &str, _key: &IntentKey) -> Outcome {
        Outcome::Done
    }

    async fn alarm(&self, alarm: Alarm<'_>) {
        self.alarms.lock().unwrap().push(alarm.text.to_owned());
    }

    async fn tell_waiting(&self, which: Which) -> Option<jiff::Timestamp> {
        if which == Which::All {
            *self.flushed.lock().unwrap() += 1;
        }
        None
    }
}

/// Refuses new rules once.
struct Broken(Mutex<bool>);

#[async_trait]
impl RuleSource for Broken {
    async fn next(&self) -> (Vec<ShopId>, RuleNews) {
        if std::mem::take(&mut *self.0.lock().unwrap()) {
            let reason = "見本".into();
            return (Vec::new(), RuleNews::Refused { reason });
        }
        std::future::pending().await
    }
}

#[tokio::test(start_paused = true)]
async fn a_state_is_told_once_and_again_when_it_comes_back() {
    let mut bench = Bench::new("rule 「確認」 when status = 注文確認待ち then confirm");
    let ears = Arc::new(Ears::default());
    bench.notices = ears.clone();
    bench.source = Arc::new(Broken(Mutex::new(true)));
    let engine = bench.engine().await;
    let handle = engine.handle();
    let running = tokio::spawn(engine.run());
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    for _ in 0..2 {
        handle.pause("見本").await.unwrap();
        handle.pause("見本").await.unwrap();
        handle.resume().await.unwrap();
    }
    assert_eq!(*ears.flushed.lock().unwrap(), 0);
    handle.shut_down();
    running.await.unwrap().unwrap();
    let alarms = ears.alarms.lock().unwrap().clone();
    let paused = "engine.alarm.paused";
    assert_eq!(alarms, ["engine.alarm.rules_refused", paused, paused]);
    assert_eq!(*ears.flushed.lock().unwrap(), 1, "at the end");
    bench.once().await;
    assert_eq!(*ears.flushed.lock().unwrap(), 2, "after one pass");
}

#[tokio::test(start_paused = true)]
async fn a_single_pass_in_doubt_tells_people_unless_it_is_a_dry_run() {
    for (mode, told) in [(Mode::DryRun, 0), (Mode::Live, 1)] {
        let mut bench = Bench::new("rule 「確認」 when status = 注文確認待ち then confirm");
        let ears = Arc::new(Ears::default());
        bench.notices = ears.clone();
        bench.store.kept().switch = Switch::Doubt {
            reason: "見本".into(),
        };
        let summary = bench.engine().await.run_once(mode).await.unwrap();
        let doubt = "engine.alarm.doubt";
        let shown: Vec<_> = summary.pass.shops[0]
            .alarms
            .iter()
            .map(|a| &*a.text)
            .collect();
        assert_eq!(shown, [doubt]);
        assert_eq!(*ears.alarms.lock().unwrap(), vec![doubt; told]);
    }
}
