//! A decision as one JSON object: the stable form that scripts read.

use serde_json::{Map, Value as Json, json};

use super::difference::{Change, Standing, State};
use super::{Decision, Request, RuleName, Shadow, ShadowKind};
use crate::facts::show;
use crate::time::jst;
use crate::value::Value;
use crate::vocabulary::model::{SeenTo, Vocabulary};

/// One line of `simulate --format json`. More keys may be added; none is renamed or left out.
pub fn to_json(
    decision: &Decision,
    order_number: &str,
    rules_version: &str,
    vocabulary: &Vocabulary,
) -> Json {
    let request = |request: &Request| shown(request, vocabulary);
    let due: Vec<Json> = decision.due.iter().map(|due| request(due).into()).collect();
    let done: Vec<Json> = decision.done.iter().map(|d| request(d).into()).collect();
    let waiting = decision.waiting.iter().map(|waiting| {
        let until = jst::rfc3339(waiting.until).into();
        with(request(&waiting.request), "until", until)
    });
    let held = decision.held.iter().map(|held| {
        let because = json!(held.because);
        with(request(&held.request), "because", because)
    });
    let not_legal = decision.not_legal.iter().map(|not_legal| {
        let because = json!(&*not_legal.because.ja);
        let entry = with_map(request(&not_legal.request), "because", because);
        let entry = with_map(entry, "because_en", json!(&*not_legal.because.en));
        match not_legal.seen_to {
            SeenTo::Nobody => Json::Object(entry),
            SeenTo::Person => with(entry, "person", json!(true)),
        }
    });
    let conflicts = decision
        .conflicts
        .iter()
        .map(|conflict| json!({"action": &*conflict.action, "rules": names(&conflict.rules)}));
    let unknown = decision
        .unknown
        .iter()
        .map(|unknown| json!({"rule": &*unknown.rule, "fields": unknown.fields}));
    json!({
        "order_number": order_number,
        "at": jst::rfc3339(decision.at),
        "rules_version": rules_version,
        "due": due,
        "waiting": waiting.collect::<Vec<Json>>(),
        "held": held.collect::<Vec<Json>>(),
        "not_legal": not_legal.collect::<Vec<Json>>(),
        "conflicts": conflicts.collect::<Vec<Json>>(),
        "done": done,
        "released": names(&decision.released),
        "shadow": decision.shadow.iter().map(|s| shadow(s, vocabulary)).collect::<Vec<Json>>(),
        "look_again": decision.look_again.map(jst::rfc3339),
        "unknown": unknown.collect::<Vec<Json>>(),
    })
}

/// A change as one JSON object: the action, and where it stands on each side (`null` where nothing
/// asks for it).
pub fn change(change: &Change<'_>, before: &Vocabulary, after: &Vocabulary) -> Json {
    let of = |standing: Option<Standing<'_>>, vocabulary| {
        let request = standing?.request?;
        Some(args(&request.args, vocabulary))
    };
    let args = of(change.after, after).or_else(|| of(change.before, before));
    json!({
        "action": change.action.action,
        "args": args.unwrap_or_else(|| json!({})),
        "old": change.before.map(standing),
        "new": change.after.map(standing),
    })
}

fn standing(standing: Standing<'_>) -> Json {
    let mut map = Map::new();
    let state = match standing.state {
        State::Due => "due",
        State::Waiting(_) => "waiting",
        State::Held => "held",
        State::NotLegal => "not_legal",
        State::Conflict => "conflict",
        State::Done => "done",
    };
    map.insert("state".to_owned(), state.into());
    if let State::Waiting(until) = standing.state {
        map.insert("until".to_owned(), jst::rfc3339(until).into());
    }
    with(map, "rules", names(standing.rules))
}

fn shown(request: &Request, vocabulary: &Vocabulary) -> Map<String, Json> {
    let mut map = Map::new();
    map.insert("action".to_owned(), (*request.action).into());
    map.insert("args".to_owned(), args(&request.args, vocabulary));
    map.insert("rules".to_owned(), names(&request.rules));
    map
}

fn args<'a>(
    args: impl IntoIterator<Item = (&'a std::sync::Arc<str>, &'a Value)>,
    vocabulary: &Vocabulary,
) -> Json {
    let args = args
        .into_iter()
        .map(|(id, value)| (id.to_string(), show::json(vocabulary, None, value)));
    Json::Object(args.collect())
}

fn names(rules: &[RuleName]) -> Json {
    rules.iter().map(|rule| Json::from(&**rule)).collect()
}

fn with_map(mut map: Map<String, Json>, key: &str, value: Json) -> Map<String, Json> {
    map.insert(key.to_owned(), value);
    map
}

fn with(map: Map<String, Json>, key: &str, value: Json) -> Json {
    Json::Object(with_map(map, key, value))
}

fn shadow(shadow: &Shadow, vocabulary: &Vocabulary) -> Json {
    let kind = match shadow.kind {
        ShadowKind::Then => "then",
        ShadowKind::Hold => "hold",
    };
    json!({
        "rule": &*shadow.rule,
        "kind": kind,
        "action": &*shadow.action,
        "args": args(&shadow.args, vocabulary),
    })
}
