//! Runs one group and says what failed.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{Timestamp, ToSpan};
use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::source::Sources;
use sabaki_interpreter::compile::rule_set::RuleSet;
use sabaki_interpreter::compile::{Compiled, compile};
use sabaki_interpreter::decide::decide;
use sabaki_interpreter::decision::{Decision, Request, ShadowKind};
use sabaki_interpreter::facts::Facts;
use sabaki_interpreter::facts::read::FactsReader;
use sabaki_interpreter::memory::{Memory, Release, RuleKey};
use sabaki_interpreter::rule_files::RuleFiles;
use sabaki_interpreter::time;
use sabaki_interpreter::vocabulary::from_file::Attached;
use sabaki_interpreter::vocabulary::load::load_with;
use sabaki_interpreter::vocabulary::model::Vocabulary;

use super::case::{Case, Expected, Group};

pub(crate) fn vocabulary() -> Arc<Vocabulary> {
    vocabulary_with(None, &Attached::new()).0
}

/// The shipped vocabulary, read once.
pub(crate) fn shipped() -> &'static Arc<Vocabulary> {
    static READ: std::sync::OnceLock<Arc<Vocabulary>> = std::sync::OnceLock::new();
    READ.get_or_init(vocabulary)
}

/// The documents of the shipped vocabulary.
const SHIPPED: &[(&str, &str)] = &[
    (
        "enumerations",
        include_str!("../../../order/vocabulary/enumerations.vocabulary.yaml"),
    ),
    (
        "order",
        include_str!("../../../order/vocabulary/order.vocabulary.yaml"),
    ),
    (
        "slip",
        include_str!("../../../order/vocabulary/slip.vocabulary.yaml"),
    ),
    (
        "actions",
        include_str!("../../../order/vocabulary/actions.vocabulary.yaml"),
    ),
];

/// The shipped vocabulary as text.
pub(crate) fn documents() -> Sources {
    let mut sources = Sources::default();
    for (name, text) in SHIPPED {
        sources.add(*name, *text);
    }
    sources
}

/// The shipped vocabulary with a further document and the data files that it may name, and what is
/// wrong with it: code, and the marked text.
pub(crate) fn vocabulary_with(
    further: Option<&str>,
    files: &Attached,
) -> (Arc<Vocabulary>, Vec<String>) {
    let mut sources = documents();
    if let Some(text) = further {
        sources.add("further", text);
    }
    let (vocabulary, diagnostics) = load_with(&mut sources, files);
    let found = diagnostics.iter().map(|d| shown(d, &sources, 4));
    (Arc::new(vocabulary), found.collect())
}

/// Code and marked text; for a file beyond the first ones with its place.
fn shown(diagnostic: &Diagnostic, sources: &Sources, first: u32) -> String {
    let span = diagnostic.span();
    let place = if span.file.0 >= first {
        format!("{} ", sources.place(span))
    } else {
        String::new()
    };
    format!("{} {place}{}", diagnostic.code(), sources.slice(span))
        .trim()
        .to_owned()
}

fn files(group: &Group, blocks: &[&str]) -> RuleFiles {
    let mut files = RuleFiles::default();
    for (number, block) in blocks.iter().enumerate() {
        let ending = if group.yaml { "yaml" } else { "rules" };
        files.sources.add(format!("{number}.{ending}"), *block);
    }
    for (name, text) in &group.files {
        let bytes = if group.cp932 {
            encoding_rs::SHIFT_JIS.encode(text).0.into_owned()
        } else {
            text.clone().into_bytes()
        };
        files.attached.insert(name.clone(), bytes);
    }
    files
}

/// Everything that failed in a group.
pub(crate) fn group(file: &str, group: &Group) -> Vec<String> {
    let whole = files(group, &[&group.rules]);
    let (vocabulary, found) = match group.vocabulary.as_deref() {
        Some(further) => vocabulary_with(Some(further), &whole.attached),
        None => (Arc::clone(shipped()), Vec::new()),
    };
    let compiled = compile(&vocabulary, &whole);
    let place = format!("{file}: {}", group.name);
    let mut failures = diagnostics(&place, group, found, &compiled);
    let Some(rules) = compiled.rules else {
        if group.diagnostics.iter().all(|d| !d.starts_with('E')) {
            failures.push(format!("{place}: no rule set"));
        }
        return failures;
    };
    let mut blocks: Vec<&str> = if group.yaml {
        vec![&group.rules]
    } else {
        group.rules.split("\n\n").collect()
    };
    blocks.reverse();
    let turned = compile(&vocabulary, &files(group, &blocks)).rules;
    let turned = turned.expect("the same blocks in another order compile as well");
    if turned.digest() != rules.digest() {
        failures.push(format!(
            "{place}: the digest depends on the order of blocks"
        ));
    }
    let mut before = (serde_json::Map::new(), Memory::default(), None);
    for (number, case) in group.cases.iter().enumerate() {
        let place = format!("{place} [{}] {}", number + 1, case.name);
        failures.extend(one(&place, case, (&rules, &turned), &mut before));
    }
    failures
}

fn diagnostics(
    place: &str,
    group: &Group,
    mut found: Vec<String>,
    compiled: &Compiled,
) -> Vec<String> {
    let said = compiled.diagnostics.iter();
    found.extend(said.map(|d| shown(d, &compiled.sources, 1)));
    let mut failures = Vec::new();
    for diagnostic in &compiled.diagnostics {
        for lang in [Lang::Ja, Lang::En] {
            let mut texts = vec![diagnostic.message(lang)];
            texts.extend(
                diagnostic
                    .helps()
                    .iter()
                    .map(|h| diagnostic.help_text(lang, h)),
            );
            texts.extend(
                diagnostic
                    .labels()
                    .iter()
                    .map(|l| diagnostic.label_text(lang, l)),
            );
            for text in texts {
                if text.contains('{') || text.contains(&format!("{}:", diagnostic.code())) {
                    failures.push(format!("{place}: text missing: {text}"));
                }
            }
        }
    }
    if found != group.diagnostics {
        let messages: Vec<String> = compiled
            .diagnostics
            .iter()
            .map(|d| d.message(Lang::En))
            .collect();
        failures.push(format!(
            "{place}: diagnostics\n  expected {:?}\n  found    {found:?}\n  {messages:?}",
            group.diagnostics
        ));
    }
    failures
}

type Before = (
    serde_json::Map<String, serde_json::Value>,
    Memory,
    Option<String>,
);

fn one(
    place: &str,
    case: &Case,
    (rules, turned): (&Arc<RuleSet>, &Arc<RuleSet>),
    before: &mut Before,
) -> Vec<String> {
    if !case.then {
        *before = (serde_json::Map::new(), Memory::default(), before.2.clone());
    }
    before.0.extend(case.facts.clone());
    if let Some(memory) = &case.memory {
        before.1 = memory.clone();
    }
    if case.now.is_some() {
        before.2.clone_from(&case.now);
    }
    let json = serde_json::Value::Object(before.0.clone());
    let record = match FactsReader::strict(rules.vocabulary()).read(&json) {
        Ok(record) => record,
        Err(error) => return vec![format!("{place}: facts: {error:?}")],
    };
    let mut memory = before.1.clone();
    memory
        .releases
        .extend(record.released.iter().map(|rule| Release {
            rule: RuleKey(rule.clone()),
            fingerprint: None,
            person: None,
        }));
    let now = before.2.as_deref().unwrap_or("2026-11-24 10:00");
    let now = time::read::instant(now).unwrap_or_else(|| panic!("{place}: {now}"));
    let decision = decide(rules, &record.facts, now, &memory);
    let mut failures = compare(place, case, &decision);
    let named = rules
        .rules()
        .iter()
        .all(|rule| !rule.name.contains(".rules:"));
    if named && decide(turned, &record.facts, now, &memory) != decision {
        failures.push(format!(
            "{place}: the decision depends on the order of blocks"
        ));
    }
    before.1.advance(&decision);
    memory.advance(&decision);
    failures.extend(stays(place, rules, &record.facts, &decision, &memory));
    failures.extend(moves(place, rules, &record.facts, &decision, &memory));
    failures
}

/// Until `look_again` nothing changes.
pub(crate) fn stays(
    place: &str,
    rules: &RuleSet,
    facts: &Facts,
    decision: &Decision,
    memory: &Memory,
) -> Vec<String> {
    let now = decision.at;
    let far = now
        .checked_add(jiff::SignedDuration::from_hours(24 * 30))
        .unwrap();
    let end = decision.look_again.unwrap_or(far).min(far);
    let states = |decision: &Decision| {
        let mut lines = lines(decision);
        lines.remove("look_again");
        lines
    };
    let expected = states(decision);
    let length = end.as_second() - now.as_second();
    let mut samples: Vec<Timestamp> = (1..12)
        .map(|part| now + (length * part / 12).seconds())
        .collect();
    samples.push(end - 1.seconds());
    for at in samples {
        if at <= now || at >= end {
            continue;
        }
        let found = states(&decide(rules, facts, at, memory));
        if found != expected {
            return vec![format!(
                "{place}: changes at {at} before look_again {end}\n  {expected:?}\n  {found:?}"
            )];
        }
    }
    match decision.look_again {
        Some(at) if at <= now => vec![format!("{place}: look_again lies behind")],
        _ => Vec::new(),
    }
}

/// At `look_again` something does change.
fn moves(
    place: &str,
    rules: &RuleSet,
    facts: &Facts,
    decision: &Decision,
    memory: &Memory,
) -> Option<String> {
    let at = decision.look_again?;
    let states = |decision: &Decision| {
        let mut lines = lines(decision);
        lines.remove("look_again");
        lines
    };
    let same = states(&decide(rules, facts, at, memory)) == states(decision);
    same.then(|| format!("{place}: nothing changes at look_again {at}"))
}

fn compare(place: &str, case: &Case, decision: &Decision) -> Vec<String> {
    let lines = lines(decision);
    let mut failures = Vec::new();
    for (key, expected) in &case.expect {
        let expected = match expected {
            Expected::Lines(lines) => lines.clone(),
            Expected::One(one) => one.iter().cloned().collect(),
        };
        let Some(found) = lines.get(key.as_str()) else {
            failures.push(format!("{place}: no key {key}"));
            continue;
        };
        if *found != expected {
            failures.push(format!(
                "{place}: {key}\n  expected {expected:?}\n  found    {found:?}"
            ));
        }
    }
    failures
}

fn call(request: &Request) -> String {
    let vocabulary = shipped();
    let mut text = request.action.to_string();
    for value in request.args.values() {
        use sabaki_interpreter::value::Value;
        let shown = match value {
            Value::Text(text) => text.raw().to_owned(),
            Value::Date(date) => date.to_string(),
            Value::Int(n) | Value::Money(n) => n.to_string(),
            Value::Enum(value) => {
                let item = vocabulary.item(*value);
                item.map_or_else(String::new, |item| item.id.to_string())
            }
            other => format!("{other:?}"),
        };
        text.push(' ');
        text.push_str(&shown);
    }
    text
}

fn short(at: Timestamp) -> String {
    time::jst::civil(at)
        .strftime("%Y-%m-%d %H:%M:%S")
        .to_string()
}

/// A decision as lines for each key.
pub(crate) fn lines(decision: &Decision) -> BTreeMap<&'static str, Vec<String>> {
    let mut out = BTreeMap::new();
    out.insert("due", decision.due.iter().map(call).collect());
    out.insert("done", decision.done.iter().map(call).collect());
    let waiting = decision.waiting.iter();
    out.insert(
        "waiting",
        waiting
            .map(|w| format!("{} until {}", call(&w.request), short(w.until)))
            .collect(),
    );
    let held = decision.held.iter();
    out.insert(
        "held",
        held.map(|h| format!("{}: {}", call(&h.request), h.because.join(", ")))
            .collect(),
    );
    let illegal = decision.not_legal.iter();
    out.insert("not_legal", illegal.map(|n| call(&n.request)).collect());
    let conflicts = decision.conflicts.iter();
    out.insert(
        "conflicts",
        conflicts
            .map(|c| format!("{}: {}", c.action, c.rules.join(", ")))
            .collect(),
    );
    let unknown = decision.unknown.iter();
    out.insert(
        "unknown",
        unknown
            .map(|u| format!("{}: {}", u.rule, u.fields.join(", ")))
            .collect(),
    );
    out.insert(
        "released",
        decision.released.iter().map(ToString::to_string).collect(),
    );
    let shadow = decision.shadow.iter();
    out.insert(
        "shadow",
        shadow
            .map(|s| {
                let kind = match s.kind {
                    ShadowKind::Then => "then",
                    ShadowKind::Hold => "hold",
                };
                format!("{} {kind} {}", s.rule, s.action)
            })
            .collect(),
    );
    let due_rules = decision
        .due
        .iter()
        .map(|r| format!("{}: {}", call(r), r.rules.join(", ")));
    out.insert("rules", due_rules.collect());
    out.insert(
        "look_again",
        decision.look_again.map(short).into_iter().collect(),
    );
    out
}
