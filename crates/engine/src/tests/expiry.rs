//! Licence keys: told of from 14 days before their end, once a day, also across restarts.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use jiff::SignedDuration;
use sabaki_diagnostic::lang::Lang;

use super::bench::{Bench, FLOW};
use super::world::start;
use crate::port::notices::{Alarm, Notices};
use crate::port::outcome::{IntentKey, Outcome};

#[derive(Default)]
struct Told(Mutex<Vec<String>>);

#[async_trait]
impl Notices for Told {
    async fn send(&self, _channel: &str, _text: &str, _key: &IntentKey) -> Outcome {
        Outcome::Done
    }

    async fn alarm(&self, alarm: Alarm<'_>) {
        let (ja, en) = (alarm.told(Lang::Ja), alarm.told(Lang::En));
        self.0.lock().unwrap().push(format!("{ja} {en}"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_that_ends_soon_is_told_of_once_a_day() {
    // (days until it ends, alarms in the first 50 hours with a restart every 2 hours)
    for (days, expected) in [
        (None, 0),
        (Some(17), 0),
        (Some(15), 2),
        (Some(14), 3),
        (Some(1), 3),
        (Some(-1), 3),
    ] {
        let mut bench = Bench::new(FLOW);
        let told = Arc::new(Told::default());
        bench.notices = Arc::<Told>::clone(&told);
        let ends = days.map(|d: i64| {
            start()
                .checked_add(SignedDuration::from_hours(24 * d))
                .unwrap()
        });
        bench.world.lock().key_ends = ends;
        bench.once().await;
        for _ in 0..25 {
            bench.once_after(120).await;
        }
        assert_eq!(
            bench.alarms("engine.alarm.key_expires"),
            expected,
            "{days:?}"
        );
        assert_eq!(told.0.lock().unwrap().len(), expected, "{days:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_mall_is_asked_once_a_day() {
    let bench = Bench::new(FLOW);
    let mut engine = bench.engine().await;
    for _ in 0..50 {
        let mode = crate::step::context::Mode::Live;
        engine
            .run_shop_once(&super::bench::shop(), mode)
            .await
            .unwrap();
        tokio::time::advance(std::time::Duration::from_secs(3600)).await;
    }
    assert_eq!(bench.world.lock().requests["key"], 3);
}

#[tokio::test(start_paused = true)]
async fn the_day_is_written_as_people_write_it() {
    let mut bench = Bench::new(FLOW);
    let told = Arc::new(Told::default());
    bench.notices = Arc::<Told>::clone(&told);
    bench.world.lock().key_ends = Some("2026-12-01T14:59:59Z".parse().unwrap());
    bench.once().await;
    let said = told.0.lock().unwrap().join(" ");
    for day in ["2026/12/01(火)", "Tue 2026-12-01"] {
        assert!(said.contains(day), "{said}");
    }
}
