//! Notices: once for a rule, again only where the rule says so; cancelling only where it is allowed.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;

use super::bench::Bench;
use super::books::books_agree;
use super::world::number;
use crate::limits::CancelPermission;
use crate::port::notices::Notices;
use crate::port::outcome::{IntentKey, Outcome};

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
