//! Every decision can be accounted for; bad rule files leave the last good set at work.

use std::sync::Arc;

use super::bench::{Bench, FLOW, rules, shop};
use super::world::number;
use crate::journal::entry::Event;
use crate::port::rules::RuleNews;
use crate::service::rules::take;
use crate::step::context::Mode;

#[tokio::test(start_paused = true)]
async fn each_intent_names_its_rules_and_their_version() {
    let bench = Bench::new(FLOW).with_orders(1);
    bench.once().await;
    let version = bench.rules.version().to_owned();
    let named = |e: &Event| {
        matches!(e, Event::Intent { action, rules, rules_version, attempt: 1, .. }
            if action == "confirm" && rules == &["確認"] && *rules_version == version)
    };
    assert_eq!(bench.count(named), 1);
    let decided =
        |e: &Event| matches!(e, Event::Decided { rules_version, .. } if *rules_version == version);
    assert!(bench.count(decided) >= 2, "before and after");
    let state = bench.state(&number(1)).unwrap();
    assert_eq!(state.rules_version, version);
    assert_eq!(state.decision["decision"]["done"][0]["action"], "import");
}

#[tokio::test(start_paused = true)]
async fn refused_files_change_nothing_and_new_ones_decide_from_then_on() {
    let hold = "rule 「止」 when true hold confirm because 「試し」";
    let held = rules(&format!("{FLOW}{hold}"));
    let mut bench = Bench::new("");
    bench.rules = Arc::clone(&held);
    let bench = bench.with_orders(1);
    let mut engine = bench.engine().await;
    let shared = engine.handle().shared;
    let reason = "E0101".into();
    take(&shared, &[], RuleNews::Refused { reason })
        .await
        .unwrap();
    engine.run_shop_once(&shop(), Mode::Live).await.unwrap();
    assert_eq!(bench.deeds("confirm", &number(1)), 0);
    take(&shared, &[], RuleNews::Loaded(rules(FLOW)))
        .await
        .unwrap();
    engine.run_shop_once(&shop(), Mode::Live).await.unwrap();
    assert_eq!(bench.deeds("confirm", &number(1)), 1);
    assert_eq!(bench.count(|e| matches!(e, Event::RulesRefused { .. })), 1);
    assert_eq!(bench.count(|e| matches!(e, Event::RulesLoaded { .. })), 1);
}
