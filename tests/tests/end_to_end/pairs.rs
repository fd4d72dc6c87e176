//! Everybody who may act beside us, at every moment, with `kill -9` in between: each effect is there
//! once, and the story says whose it was.

use sabaki_tests::process::until_true;
use sabaki_tests::sandbox::Sandbox;
use serde_json::{Value, json};

/// Who else acts: at the control path, and what our action of the same effect is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Other {
    /// ネクストエンジン takes the order in by itself.
    OmsTakesIn,
    /// ネクストエンジン confirms by itself.
    OmsConfirms,
    /// Staff confirm in RMS.
    StaffConfirms,
    /// RMS confirms by itself.
    MallConfirms,
}

impl Other {
    /// It acts, where it still can.
    fn acts(self, sandbox: &Sandbox, number: &str) {
        let (who, does) = match self {
            Self::OmsTakesIn => ("oms", "take_in"),
            Self::OmsConfirms => ("oms", "confirm"),
            Self::StaffConfirms => ("staff", "confirm"),
            Self::MallConfirms => ("mall", "confirm"),
        };
        let deed = json!({"who": who, "does": does, "order": number});
        let reply = sandbox.try_post("/sandbox/people", &deed);
        assert!(matches!(reply.status, 200 | 409), "{self:?}: {reply:?}");
    }

    /// Our action, its call, and the ledger's name of its effect.
    const fn ours(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::OmsTakesIn => ("import", "receiveorder_base/upload", "imported"),
            Self::OmsConfirms | Self::StaffConfirms | Self::MallConfirms => {
                ("confirm", "confirmOrder", "confirmed")
            }
        }
    }
}

/// When it acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    /// Before we see the order at all.
    BeforeFirstSight,
    /// Our call is on its way and never arrives; we are killed.
    CallLost,
    /// Our call took effect and its answer never comes; we are killed.
    AnswerLost,
    /// After ours is done.
    Afterwards,
}

impl When {
    const ALL: [Self; 4] = [
        Self::BeforeFirstSight,
        Self::CallLost,
        Self::AnswerLost,
        Self::Afterwards,
    ];
}

/// How the journal says that an action came about, in its order.
fn told(sandbox: &Sandbox, number: &str, action: &str) -> Vec<String> {
    let shown = sandbox.show(number);
    let journal = shown["journal"].as_array().cloned().unwrap_or_default();
    let tell = |line: &Value| {
        let what = &line["entry"]["what"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        match (what["action"] == action, what["event"].as_str()) {
            (true, Some("outcome")) => {
                let result = text(&what["outcome"]["result"]);
                Some(format!("{result} {}", text(&what["by"])))
            }
            (true, Some("done_by_other")) => Some("by other".to_owned()),
            _ => None,
        }
    };
    journal.iter().filter_map(tell).collect()
}

/// One order, one who acts beside us, one moment.
fn pair(sandbox: &Sandbox, other: Other, when: When) {
    let (action, call, effect) = other.ours();
    let number = sandbox.place_one(&json!({"settlement": "common"}));
    match when {
        When::BeforeFirstSight => other.acts(sandbox, &number),
        When::CallLost | When::AnswerLost => {
            let kind = match when {
                When::CallLost => "timeout_before_effect",
                _ => "timeout_after_effect",
            };
            let fault = json!({"call": call, "kind": kind, "times": 1, "hold_seconds": 600});
            sandbox.fault(&fault);
            let service = sandbox.service();
            until_true("our call is on its way", || {
                let faults: Value = serde_json::from_str(&sandbox.get("/sandbox/faults")).unwrap();
                faults["active"] == json!([])
            });
            service.kill();
            // An upload's que is worked while we are gone.
            sandbox.advance("30s");
            other.acts(sandbox, &number);
        }
        When::Afterwards => {
            sandbox.pass();
            other.acts(sandbox, &number);
        }
    }
    for _ in 0..2 {
        sandbox.advance("2m");
        sandbox.once();
    }
    sandbox.pass();

    let name = format!("{other:?} {when:?} {number}");
    let truth = sandbox.truth_of(&number);
    assert_eq!(truth["slips"], 1, "{name}: {truth}");
    let everybodys = sandbox.ledger();
    let confirmations = everybodys.iter().filter(|line| {
        let orders = line["orders"].as_array().cloned().unwrap_or_default();
        line["effect"] == "confirmed" && orders.contains(&json!(number))
    });
    assert_eq!(confirmations.count(), 1, "{name}: {truth}");
    let ours = sandbox.times(&number, effect);
    assert!(ours <= 1, "{name}");
    let told = told(sandbox, &number, action);
    let by_us = told.iter().filter(|t| t.starts_with("done ")).count();
    let by_other = told.iter().filter(|t| *t == "by other").count();
    assert!(by_us + by_other <= 1, "{name}: {told:?}");
    match when {
        // Nothing of ours was under way: it is clear whose it is.
        When::BeforeFirstSight | When::Afterwards => {
            assert_eq!(by_us, ours, "{name}: {told:?}");
        }
        // Somebody did it while ours was doubtful: read back, and nobody can say by whom.
        When::CallLost | When::AnswerLost => {
            assert_eq!(
                told.last().map(String::as_str),
                Some("done read_back"),
                "{name}: {told:?}"
            );
        }
    }
}

fn at_any_moment(other: Other) {
    let sandbox = Sandbox::start();
    for when in When::ALL {
        pair(&sandbox, other, when);
    }
}

#[test]
fn nextengine_takes_in_at_any_moment() {
    at_any_moment(Other::OmsTakesIn);
}

#[test]
fn nextengine_confirms_at_any_moment() {
    at_any_moment(Other::OmsConfirms);
}

#[test]
fn staff_confirm_at_any_moment() {
    at_any_moment(Other::StaffConfirms);
}

#[test]
fn rms_confirms_at_any_moment() {
    at_any_moment(Other::MallConfirms);
}
