//! A decision as JSON, in the form that `simulate` prints, personal arguments as they are given.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use sabaki_interpreter::decision::{Decision, Request, RuleName, ShadowKind};
use sabaki_interpreter::facts::show::json as value_json;
use sabaki_interpreter::time::jst::rfc3339;
use sabaki_interpreter::value::Value;
use sabaki_interpreter::vocabulary::model::Vocabulary;
use serde_json::{Map, Value as Json, json};

/// The decision by state, with instants in JST.
pub fn decision_json(vocabulary: &Vocabulary, decision: &Decision) -> Json {
    let request = |request: &Request| request_json(vocabulary, request);
    let due: Vec<_> = decision.due.iter().map(request).collect();
    let done: Vec<_> = decision.done.iter().map(request).collect();
    let waiting: Vec<_> = decision
        .waiting
        .iter()
        .map(|w| with(request(&w.request), "until", instant(w.until)))
        .collect();
    let held: Vec<_> = decision
        .held
        .iter()
        .map(|h| with(request(&h.request), "because", json!(h.because)))
        .collect();
    let not_legal: Vec<_> = decision
        .not_legal
        .iter()
        .map(|n| with(request(&n.request), "because", json!(&*n.because.ja)))
        .collect();
    let conflicts: Vec<_> = decision
        .conflicts
        .iter()
        .map(|c| json!({"action": &*c.action, "rules": names(&c.rules)}))
        .collect();
    let shadow: Vec<_> = decision
        .shadow
        .iter()
        .map(|s| {
            let kind = match s.kind {
                ShadowKind::Then => "then",
                ShadowKind::Hold => "hold",
            };
            json!({"rule": &*s.rule, "kind": kind, "action": &*s.action, "args": args(vocabulary, &s.args)})
        })
        .collect();
    let unknown: Vec<_> = decision
        .unknown
        .iter()
        .map(|u| json!({"rule": &*u.rule, "fields": u.fields}))
        .collect();
    json!({
        "at": instant(decision.at),
        "due": due,
        "waiting": waiting,
        "held": held,
        "not_legal": not_legal,
        "conflicts": conflicts,
        "done": done,
        "released": names(&decision.released),
        "shadow": shadow,
        "look_again": decision.look_again.map(instant),
        "unknown": unknown,
    })
}

fn request_json(vocabulary: &Vocabulary, request: &Request) -> Json {
    json!({
        "action": &*request.action,
        "args": args(vocabulary, &request.args),
        "rules": names(&request.rules),
    })
}

fn args(vocabulary: &Vocabulary, args: &BTreeMap<Arc<str>, Value>) -> Map<String, Json> {
    args.iter()
        .map(|(id, value)| (id.to_string(), value_json(vocabulary, None, value)))
        .collect()
}

fn names(rules: &[RuleName]) -> Vec<&str> {
    rules.iter().map(|rule| &**rule).collect()
}

fn instant(at: Timestamp) -> Json {
    Json::String(rfc3339(at))
}

fn with(mut request: Json, key: &str, value: Json) -> Json {
    if let Some(map) = request.as_object_mut() {
        map.insert(key.to_owned(), value);
    }
    request
}
