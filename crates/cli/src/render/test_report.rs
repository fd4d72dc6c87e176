//! Rule tests for people and programs: what failed and why, and what no test reached.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use sabaki_diagnostic::catalogue;
use sabaki_diagnostic::lang::Lang;
use sabaki_interpreter::compile::rule_set::RuleSet;
use sabaki_interpreter::decision::json::to_json;
use sabaki_interpreter::testing::coverage::{Coverage, Seen};
use sabaki_interpreter::testing::report::{Mismatch, StepResult, TestResult};
use sabaki_interpreter::vocabulary::model::Vocabulary;
use serde_json::{Value, json};

use crate::command::test::Ran;

use super::instant;

/// A failed test: what was expected, what came, and the decision behind it.
pub(crate) fn failure(ran: &Ran, test: &TestResult, vocabulary: &Vocabulary, lang: Lang) -> String {
    let place = ran.sources.place(test.span);
    let mut out = catalogue::text(
        lang,
        "test.failed",
        &[("name", &test.name), ("place", &place)],
    );
    if !test.broken.is_empty() {
        let styled = super::stdout_is_styled();
        let width = super::width();
        let text = super::diagnostics::render(&test.broken, &ran.sources, lang, styled, width);
        let _ = write!(out, "\n{text}");
    }
    for step in test.steps.iter().filter(|step| !step.mismatches.is_empty()) {
        let _ = write!(out, "\n  {}", instant::text(step.at, lang));
        for mismatch in &step.mismatches {
            let _ = write!(out, "\n    {}", line(mismatch, lang));
        }
        let decision = decided(step, vocabulary);
        let label = catalogue::text(lang, "test.decision", &[]);
        let _ = write!(out, "\n    {label} {decision}");
    }
    out
}

fn line(mismatch: &Mismatch, lang: Lang) -> String {
    let join = |values: &[Value]| {
        let shown: Vec<String> = values.iter().map(short).collect();
        shown.join(", ")
    };
    let mut parts = Vec::new();
    for (key, values) in [
        ("test.missing", &mismatch.missing),
        ("test.surplus", &mismatch.surplus),
    ] {
        if !values.is_empty() {
            parts.push(catalogue::text(lang, key, &[("what", &join(values))]));
        }
    }
    format!("{}: {}", mismatch.key, parts.join("; "))
}

fn short(value: &Value) -> String {
    let Some(action) = value.get("action").and_then(Value::as_str) else {
        return value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
    };
    match value.get("args").and_then(Value::as_object) {
        Some(args) if !args.is_empty() => {
            format!("{action} {}", Value::Object(args.clone()))
        }
        Some(_) | None => action.to_owned(),
    }
}

/// The decision of a step without its empty lists.
fn decided(step: &StepResult, vocabulary: &Vocabulary) -> Value {
    let full = to_json(&step.decision, "", "", vocabulary);
    let kept: BTreeMap<String, Value> = full
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(key, value)| {
            let empty = value.is_null()
                || value.as_array().is_some_and(Vec::is_empty)
                || value.as_str() == Some("");
            !empty && key.as_str() != "at"
        })
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    json!(kept)
}

/// One test as an object.
pub(crate) fn json(file: &str, test: &TestResult) -> Value {
    json!({
        "schema": 1,
        "file": file,
        "test": test.name,
        "passed": test.passed(),
        "broken": test.broken.iter().map(|d| d.code().as_str()).collect::<Vec<_>>(),
        "mismatches": test.steps.iter().flat_map(|step| {
            step.mismatches.iter().map(move |mismatch| json!({
                "at": step.at,
                "key": mismatch.key,
                "missing": mismatch.missing,
                "surplus": mismatch.surplus,
            }))
        }).collect::<Vec<_>>(),
    })
}

/// What no test reached: rules that never matched, conditions that never went both ways.
pub(crate) fn coverage(path: &Path, coverage: &Coverage, rules: &RuleSet, lang: Lang) -> String {
    let (matched, all) = coverage.matched_rules();
    let (both, parts) = coverage.parts_both_ways();
    let number = |n: usize| n.to_string();
    let mut out = catalogue::text(
        lang,
        "test.coverage",
        &[
            ("path", &path.display().to_string()),
            ("matched", &number(matched)),
            ("rules", &number(all)),
            ("both", &number(both)),
            ("parts", &number(parts)),
        ],
    );
    let sources = rules.sources();
    for rule in &coverage.rules {
        if !rule.seen.matched {
            let place = sources.place(rule.span);
            let text = catalogue::text(
                lang,
                "test.never_matched",
                &[("rule", &rule.rule), ("place", &place)],
            );
            let _ = write!(out, "\n  {text}");
        }
        for (span, seen) in &rule.parts {
            if seen.both_ways() {
                continue;
            }
            let source: Vec<&str> = sources.slice(*span).split_whitespace().collect();
            let text = catalogue::text(
                lang,
                "test.one_way",
                &[
                    ("rule", &rule.rule),
                    ("source", &source.join(" ")),
                    ("never", &never(*seen, lang)),
                ],
            );
            let _ = write!(out, "\n  {text}");
        }
    }
    out
}

fn never(seen: Seen, lang: Lang) -> String {
    let mut words = Vec::new();
    for (was, key) in [
        (seen.matched, "test.true"),
        (seen.not_matched, "test.false"),
    ] {
        if !was {
            words.push(catalogue::text(lang, key, &[]));
        }
    }
    words.join(&catalogue::text(lang, "decision.comma", &[]))
}

/// The same as an object, `unknown` included.
pub(crate) fn coverage_json(path: &Path, coverage: &Coverage, rules: &RuleSet) -> Value {
    let sources = rules.sources();
    let seen = |seen: Seen| json!({"true": seen.matched, "false": seen.not_matched, "unknown": seen.unknown});
    json!({"schema": 1, "coverage": {
        "path": path,
        "rules": coverage.rules.iter().map(|rule| json!({
            "rule": &*rule.rule,
            "place": sources.place(rule.span),
            "seen": seen(rule.seen),
            "parts": rule.parts.iter().map(|(span, part)| json!({
                "source": sources.slice(*span),
                "place": sources.place(*span),
                "seen": seen(*part),
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    }})
}
