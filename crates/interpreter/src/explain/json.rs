//! An explanation as one JSON object.

use serde_json::{Value as Json, json};

use super::trace::{Seen, Trace};
use super::{ExplainedRule, Explanation};
use crate::decision::json::to_json as decision_json;
use crate::time::jst;
use crate::truth::Truth;
use crate::vocabulary::model::Vocabulary;

/// The decision's JSON with `rules` and `idle_holds` added.
pub fn to_json(
    explanation: &Explanation,
    order_number: &str,
    rules_version: &str,
    vocabulary: &Vocabulary,
) -> Json {
    let decision = decision_json(
        &explanation.decision,
        order_number,
        rules_version,
        vocabulary,
    );
    let rules: Vec<Json> = explanation.rules.iter().map(rule).collect();
    let idle: Vec<Json> = explanation
        .idle_holds
        .iter()
        .map(|(rule, action)| json!({"rule": &**rule, "action": &**action}))
        .collect();
    json!({"decision": decision, "rules": rules, "idle_holds": idle})
}

/// The word for how something came out.
pub const fn word(truth: Truth) -> &'static str {
    match truth {
        Truth::True => "matched",
        Truth::False => "not_matched",
        Truth::Unknown => "unknown",
    }
}

fn rule(rule: &ExplainedRule) -> Json {
    let period = rule.period.map(|period| {
        json!({
            "from": period.from.map(jst::rfc3339),
            "until": period.until.map(jst::rfc3339),
            "inside": period.inside,
        })
    });
    let rows: Vec<&str> = rule.decided_by_rows.iter().map(|row| &**row).collect();
    json!({
        "rule": &*rule.rule,
        "place": rule.place,
        "owner": rule.owner,
        "result": word(rule.truth),
        "priority": rule.priority,
        "shadow": rule.shadow,
        "period": period,
        "decided_by_rows": rows,
        "released": rule.released,
        "since": rule.since.map(jst::rfc3339),
        "decided": rule.decided.iter().map(trace).collect::<Vec<Json>>(),
        "when": rule.when.iter().map(trace).collect::<Vec<Json>>(),
        "unless": rule.unless.as_ref().map(trace),
    })
}

fn trace(part: &Trace) -> Json {
    json!({
        "source": part.source,
        "place": part.place,
        "result": truth_word(part.truth),
        "saw": part.saw.iter().map(seen).collect::<Vec<Json>>(),
        "parts": part.children.iter().map(trace).collect::<Vec<Json>>(),
    })
}

const fn truth_word(truth: Truth) -> &'static str {
    match truth {
        Truth::True => "true",
        Truth::False => "false",
        Truth::Unknown => "unknown",
    }
}

fn seen(seen: &Seen) -> Json {
    json!({"name": seen.name, "ja": seen.ja, "value": seen.value})
}
