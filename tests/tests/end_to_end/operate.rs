//! Pause, resume, release and dry runs, with and without a running service.

use std::fs;

use sabaki_tests::process::{Service, until_true};
use sabaki_tests::sandbox::Sandbox;
use serde_json::{Value, json};

use crate::bad_input::contents;

const HOLD: &str = "rule \"備考を読む\"\n  when remarks is not empty\n  hold confirm, import because \"備考あり\"\n";

/// A sandbox whose rules hold orders with remarks.
fn with_hold() -> Sandbox {
    let sandbox = Sandbox::start();
    fs::write(sandbox.dir().join("rules").join("shop.rules"), HOLD).expect("written");
    sandbox
}

fn standing(sandbox: &Sandbox, number: &str) -> Value {
    sandbox.show(number)["standing"].clone()
}

/// Waits until a running service has made one more complete pass.
fn one_more_pass(sandbox: &Sandbox, service: &Service) {
    let passes = || service.said().matches("complete=true").count();
    let before = passes();
    sandbox.advance("1m");
    // The pass that was under way, and one that began after it.
    until_true("a pass is over", || passes() > before);
    sandbox.advance("1m");
    until_true("a second pass is over", || passes() > before + 1);
}

#[test]
fn a_release_lets_the_effect_happen_once_while_nothing_runs() {
    let sandbox = with_hold();
    let number = sandbox.place_one(&json!({"remarks": "[備考:] のし希望"}));
    sandbox.pass();
    assert_eq!(sandbox.effects(), [].into());
    assert_eq!(standing(&sandbox, &number), "held");
    let stuck = sandbox
        .sabaki(&["orders", "--stuck", "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(stuck["order_number"], json!(number));

    let wrong = sandbox.sabaki(&["release", &number, "--rule", "そんなルール"]);
    assert_eq!(wrong.code, 1, "{wrong:?}");
    let wrong = sandbox.sabaki(&[
        "release",
        "000000-20000101-0000000000",
        "--rule",
        "備考を読む",
    ]);
    assert_eq!(wrong.code, 1, "{wrong:?}");
    let released = sandbox.sabaki(&["release", &number, "--rule", "備考を読む", "--by", "店長"]);
    let _ = released.exits(0);
    for _ in 0..3 {
        sandbox.pass();
    }
    assert_eq!(sandbox.times(&number, "confirmed"), 1);
    assert_eq!(sandbox.times(&number, "imported"), 1);
    let shown = sandbox.show(&number);
    let journal = shown["journal"].as_array().expect("a journal");
    let released: Vec<&Value> = journal
        .iter()
        .map(|line| &line["entry"]["what"])
        .filter(|what| what["event"] == "released")
        .collect();
    assert_eq!(
        released,
        [&json!({"event": "released", "rule": "備考を読む", "person": "店長"})]
    );
}

#[test]
fn a_release_lets_the_effect_happen_once_while_the_service_runs() {
    let sandbox = with_hold();
    let held = sandbox.place_one(&json!({"remarks": "[備考:] のし希望"}));
    let free = sandbox.place_one(&json!({}));
    let service = sandbox.service();
    until_true("the free order is confirmed", || {
        sandbox.times(&free, "confirmed") == 1
    });
    one_more_pass(&sandbox, &service);
    assert_eq!(sandbox.times(&held, "confirmed"), 0);
    let _ = sandbox
        .sabaki(&["release", &held, "--rule", "備考を読む"])
        .exits(0);
    until_true("the released order is confirmed", || {
        sandbox.times(&held, "confirmed") == 1
    });
    one_more_pass(&sandbox, &service);
    assert_eq!(service.terminate(), 0);
    sandbox.pass();
    for number in [&held, &free] {
        assert_eq!(sandbox.times(number, "confirmed"), 1);
        assert_eq!(sandbox.times(number, "imported"), 1);
    }
}

#[test]
fn a_pause_stops_what_cannot_be_taken_back_and_survives_restarts() {
    let sandbox = Sandbox::start();
    let _ = sandbox.sabaki(&["pause", "--reason", "棚卸し"]).exits(0);
    let number = sandbox.place_one(&json!({}));
    sandbox.pass();
    assert_eq!(sandbox.effects(), [].into(), "paused while nothing runs");
    let orders = sandbox.sabaki(&["orders"]).exits(0);
    assert!(orders.out.contains("棚卸し"), "{}", orders.out);

    let service = sandbox.service();
    until_true("a pass is over", || {
        service.said().contains("complete=true")
    });
    one_more_pass(&sandbox, &service);
    assert_eq!(sandbox.effects(), [].into(), "paused after a restart");
    let _ = sandbox.sabaki(&["resume"]).exits(0);
    until_true("it goes on", || sandbox.times(&number, "confirmed") == 1);

    let _ = sandbox.sabaki(&["pause"]).exits(0);
    one_more_pass(&sandbox, &service);
    let second = sandbox.place_one(&json!({}));
    one_more_pass(&sandbox, &service);
    assert_eq!(
        sandbox.times(&second, "confirmed"),
        0,
        "paused while it runs"
    );
    assert_eq!(service.terminate(), 0);
    sandbox.pass();
    assert_eq!(sandbox.times(&second, "confirmed"), 0, "and after it");
    let _ = sandbox.sabaki(&["resume"]).exits(0);
    sandbox.pass();
    for number in [&number, &second] {
        assert_eq!(sandbox.times(number, "confirmed"), 1);
        assert_eq!(sandbox.times(number, "imported"), 1);
    }
}

#[test]
fn a_dry_run_says_what_it_would_do_and_changes_nothing() {
    let sandbox = Sandbox::start();
    let number = sandbox.place_one(&json!({"settlement": "common"}));
    let cod = sandbox.place_one(&json!({"settlement": "selectable"}));
    let pass = sandbox
        .sabaki(&["run", "--dry-run", "--format", "json"])
        .exits(0)
        .json();
    let plans = pass["pass"]["shops"][0]["plans"].to_string();
    assert!(plans.contains(&number) && plans.contains(&cod), "{pass}");
    assert_eq!(pass["pass"]["counts"]["import"]["due"], 1, "{pass}");
    assert_eq!(pass["pass"]["counts"]["confirm"]["due"], 2, "{pass}");
    assert_eq!(sandbox.effects(), [].into());
    let wrote: Vec<Value> = sandbox
        .ledger()
        .into_iter()
        .filter(|line| {
            let call = line["call"].as_str().unwrap_or_default();
            line["by"] == "client"
                && (call.contains("upload") || call.contains("update") || call.contains("confirm"))
        })
        .collect();
    assert_eq!(wrote, Vec::<Value>::new());
    let orders = sandbox.sabaki(&["orders", "--format", "json"]).exits(0);
    assert_eq!(orders.out, "", "no order is remembered");
    let held = |text: &str| {
        contents(&sandbox.state())
            .values()
            .any(|bytes| bytes.windows(text.len()).any(|w| w == text.as_bytes()))
    };
    assert!(!held(&number), "nor stored");
    // The first real pass sees them for the first time.
    let pass = sandbox.pass();
    assert_eq!(pass["pass"]["first_seen"], 2, "{pass}");
}

/// A state from the time when reasons were sentences: they are shown as they were kept.
#[test]
fn a_state_with_sentences_for_reasons_shows_them() {
    let sandbox = Sandbox::start();
    let file = sabaki_tests::workspace().join("crates/store/tests/old-reasons.state");
    let file = file.display().to_string();
    let path = sandbox.dir().join("sabaki.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("state: state\n", "state: old\n")).unwrap();
    let imported = sandbox.sabaki(&["state", "import", &file]);
    assert_eq!(imported.code, 0, "{imported:?}");
    for lang in ["ja", "en"] {
        let show = ["show", "987654-20261124-0000000001", "--lang", lang];
        let shown = sandbox.sabaki(&show).exits(0);
        for words in [
            "照会したところ、反映されていませんでした",
            "応答がありません: RMS",
        ] {
            assert!(shown.out.contains(words), "{}", shown.out);
        }
    }
    let standing = sandbox.sabaki(&["orders"]).exits(0);
    assert!(
        standing.out.contains("棚卸し: 50% {reason}"),
        "{}",
        standing.out
    );
}
