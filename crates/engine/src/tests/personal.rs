//! Personal data stays out of store, journal and plans.

use sabaki_order::known::Known;
use sabaki_order::personal::Personal;

use super::bench::{Bench, FLOW};
use super::world::number;
use crate::journal::entry::Event;
use crate::observe::masked::HistoryKey;

#[tokio::test(start_paused = true)]
async fn no_personal_value_is_stored_and_a_change_of_one_is_seen() {
    for key in [None, Some(HistoryKey::new([7; 32]))] {
        let hashed = key.is_some();
        let mut bench = Bench::new(FLOW).with_orders(1);
        bench.settings.history_key = key;
        bench.once().await;
        let rename = |name: &str| {
            let mut world = bench.world.lock();
            let order = world.orders.get_mut(&number(1)).unwrap();
            order.buyer.family_name = Personal::new(name);
            order.remarks = Known::Value(Personal::new("架空区に届けて"));
        };
        rename("架空");
        bench.once_after(5).await;
        rename("仮名");
        bench.once_after(5).await;
        let stored = serde_json::to_string(&bench.state(&number(1))).unwrap();
        let journal = serde_json::to_string(&bench.journal()).unwrap();
        for secret in ["見本", "架空", "仮名"] {
            assert!(!stored.contains(secret), "{stored}");
            assert!(!journal.contains(secret), "{journal}");
        }
        assert!(stored.contains("●●●"));
        let renamed = |e: &Event| matches!(e, Event::Observed { changed } if changed.contains_key("buyer.name"));
        assert_eq!(bench.count(renamed), if hashed { 3 } else { 1 });
    }
}
