//! What a test expects, understood with rules and vocabulary, against what the rules said.

use std::collections::BTreeMap;
use std::sync::Arc;

use sabaki_diagnostic::code::Code;
use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::nearest::nearest;
use sabaki_diagnostic::source::Span;
use serde_json::{Map, Value as Json};

use super::element::{Actual, Because, entries};
use super::file::{ActionList, Element, Expect, UnknownElement};
use super::report::Mismatch;
use crate::compile::rule_set::RuleSet;
use crate::decision::Decision;
use crate::facts::value::Reading;
use crate::time::jst;
use crate::value::{Value, fold};
use crate::vocabulary::lookup::Names;
use crate::vocabulary::model::{Absent, Doc, Field, Origin};

/// An action that the vocabulary does not have.
pub const UNKNOWN_ACTION: Code = Code::new("E0985");
/// An argument that the action does not have, or a value that does not fit it.
pub const BAD_ARGUMENT: Code = Code::new("E0986");
/// A rule that the set does not have.
pub const UNKNOWN_RULE: Code = Code::new("E0987");

/// What tests are understood with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) rules: &'a RuleSet,
    pub(super) names: &'a Names,
}

/// An expected entry with its names resolved.
#[derive(Debug)]
struct Wanted<'a> {
    written: &'a Element,
    target: Target,
    args: BTreeMap<Arc<str>, Value>,
}

/// What an entry speaks of.
#[derive(Debug)]
enum Target {
    Action(Arc<str>),
    /// `shadow: [RULE]`, `hold everything`
    Rule(String),
}

impl Context<'_> {
    /// Compares; or tells what is wrong with the expectation itself.
    pub(super) fn compare(
        self,
        span: Span,
        expect: &Expect,
        decision: &Decision,
    ) -> Result<Vec<Mismatch>, Vec<Diagnostic>> {
        let mut wrong = Vec::new();
        let mut mismatches = Vec::new();
        for (list, elements) in &expect.actions {
            let wanted: Result<Vec<Wanted<'_>>, Box<Diagnostic>> = elements
                .iter()
                .map(|element| self.wanted(span, *list, element))
                .collect();
            match wanted {
                Ok(wanted) => mismatches.extend(self.list(*list, &wanted, decision)),
                Err(diagnostic) => wrong.push(*diagnostic),
            }
        }
        let named = expect
            .actions
            .values()
            .flatten()
            .flat_map(|e| e.rules.iter().flatten());
        let unknown = expect.unknown.iter().flatten().map(|element| &element.rule);
        let released = expect.released.iter().flatten();
        for rule in named.chain(unknown).chain(released) {
            wrong.extend(self.rule(span, rule).err().map(|d| *d));
        }
        mismatches.extend(released_mismatch(expect, decision));
        mismatches.extend(unknown_mismatch(expect, decision));
        if wrong.is_empty() {
            Ok(mismatches)
        } else {
            Err(wrong)
        }
    }

    /// A rule by the name that a test gives.
    pub(super) fn rule(self, span: Span, name: &str) -> Result<(), Box<Diagnostic>> {
        if self.rules.rule(name).is_some() {
            return Ok(());
        }
        let diagnostic = Diagnostic::new(UNKNOWN_RULE, span).arg("name", name);
        let names = self.rules.rules().iter().map(|rule| &*rule.name);
        Err(Box::new(with_nearest(diagnostic, nearest(name, names))))
    }

    fn list(
        self,
        list: ActionList,
        wanted: &[Wanted<'_>],
        decision: &Decision,
    ) -> Option<Mismatch> {
        let actual = entries(decision, list);
        let missing = wanted
            .iter()
            .filter(|wanted| !actual.iter().any(|actual| wanted.fits(actual)))
            .map(|wanted| written(wanted.written));
        let surplus = actual
            .iter()
            .filter(|actual| !wanted.iter().any(|wanted| wanted.fits(actual)))
            .map(|actual| actual.json(self.rules.vocabulary()));
        mismatch(list.key(), missing.collect(), surplus.collect())
    }

    fn wanted(
        self,
        span: Span,
        list: ActionList,
        element: &Element,
    ) -> Result<Wanted<'_>, Box<Diagnostic>> {
        let vocabulary = self.rules.vocabulary();
        let action = self.names.action(&element.action);
        let Some((at, action)) = action.and_then(|at| Some((at, vocabulary.actions.get(at)?)))
        else {
            let rule = self.rules.rule(&element.action).is_some();
            if list == ActionList::Shadow && (rule || element.action == "everything") {
                return Ok(Wanted {
                    written: element,
                    target: Target::Rule(element.action.clone()),
                    args: BTreeMap::new(),
                });
            }
            let diagnostic = Diagnostic::new(UNKNOWN_ACTION, span).arg("name", &*element.action);
            let nearest = self.names.nearest_action(&element.action);
            return Err(Box::new(with_nearest(diagnostic, nearest)));
        };
        let mut args = BTreeMap::new();
        for (name, json) in &element.args {
            let param = self.names.param(at, name);
            let value = param
                .and_then(|param| action.params.get(param))
                .and_then(|param| Some((Arc::clone(&param.id), self.argument(&param.ty, json)?)));
            let Some((id, value)) = value else {
                let diagnostic = Diagnostic::new(BAD_ARGUMENT, span)
                    .arg("name", name.as_str())
                    .arg("value", json.to_string())
                    .arg("action", &*action.id);
                return Err(Box::new(diagnostic));
            };
            args.insert(id, value);
        }
        Ok(Wanted {
            written: element,
            target: Target::Action(Arc::clone(&action.id)),
            args,
        })
    }

    fn argument(self, ty: &crate::vocabulary::model::Type, json: &Json) -> Option<Value> {
        let field = Field {
            id: "".into(),
            ja: Vec::new(),
            ty: ty.clone(),
            absent: Absent::Unknown,
            origin: Origin::Facts,
            personal: false,
            from_file: None,
            doc: Doc::default(),
        };
        let reading = Reading {
            vocabulary: self.rules.vocabulary(),
            names: self.names,
        };
        reading.value(&field, json).ok()
    }
}

impl Wanted<'_> {
    fn fits(&self, actual: &Actual) -> bool {
        let target = match &self.target {
            Target::Action(action) => *action == actual.action,
            Target::Rule(name) => {
                *actual.action == **name || actual.rules.iter().any(|rule| **rule == **name)
            }
        };
        let args = self
            .args
            .iter()
            .all(|(id, value)| actual.args.get(id) == Some(value));
        let rules = self.written.rules.as_ref().is_none_or(|rules| {
            same_set(
                rules.iter().map(String::as_str),
                actual.rules.iter().map(|r| &**r),
            )
        });
        let until = self
            .written
            .until
            .is_none_or(|until| actual.until == Some(until));
        let because = self.written.because.as_ref();
        target && args && rules && until && because.is_none_or(|b| fits_because(b, &actual.because))
    }
}

fn fits_because(wanted: &[String], actual: &Because) -> bool {
    match actual {
        Because::Nothing => wanted.is_empty(),
        Because::Rules(reasons) => {
            let folded = |texts: &[String]| -> Vec<String> {
                texts.iter().map(|text| fold(text.trim())).collect()
            };
            let (wanted, reasons) = (folded(wanted), folded(reasons));
            same_set(
                wanted.iter().map(String::as_str),
                reasons.iter().map(String::as_str),
            )
        }
        Because::Vocabulary(doc) => wanted.iter().all(|text| {
            let text = text.trim();
            text == &*doc.ja || text == &*doc.en
        }),
    }
}

fn same_set<'a>(a: impl Iterator<Item = &'a str>, b: impl Iterator<Item = &'a str>) -> bool {
    let sorted = |names: Vec<&'a str>| {
        let mut names = names;
        names.sort_unstable();
        names.dedup();
        names
    };
    sorted(a.collect()) == sorted(b.collect())
}

fn released_mismatch(expect: &Expect, decision: &Decision) -> Option<Mismatch> {
    let wanted = expect.released.as_ref()?;
    let missing = wanted
        .iter()
        .filter(|name| !decision.released.iter().any(|rule| **rule == ***name));
    let surplus = decision
        .released
        .iter()
        .filter(|rule| !wanted.iter().any(|name| ***rule == **name));
    mismatch(
        "released",
        missing.map(|name| name.as_str().into()).collect(),
        surplus.map(|rule| (&**rule).into()).collect(),
    )
}

fn unknown_mismatch(expect: &Expect, decision: &Decision) -> Option<Mismatch> {
    let wanted = expect.unknown.as_ref()?;
    let fits = |wanted: &UnknownElement, actual: &crate::decision::UnknownRule| {
        let fields = wanted.fields.as_ref().is_none_or(|fields| {
            same_set(
                fields.iter().map(String::as_str),
                actual.fields.iter().map(String::as_str),
            )
        });
        *wanted.rule == *actual.rule && fields
    };
    let missing = wanted
        .iter()
        .filter(|wanted| !decision.unknown.iter().any(|actual| fits(wanted, actual)))
        .map(|wanted| {
            named([
                ("rule", Some((*wanted.rule).into())),
                ("fields", wanted.fields.clone().map(Json::from)),
            ])
        });
    let surplus = decision
        .unknown
        .iter()
        .filter(|actual| !wanted.iter().any(|wanted| fits(wanted, actual)))
        .map(|actual| {
            named([
                ("rule", Some((*actual.rule).into())),
                ("fields", Some(actual.fields.clone().into())),
            ])
        });
    mismatch("unknown", missing.collect(), surplus.collect())
}

fn mismatch(key: &'static str, missing: Vec<Json>, surplus: Vec<Json>) -> Option<Mismatch> {
    (!missing.is_empty() || !surplus.is_empty()).then_some(Mismatch {
        key,
        missing,
        surplus,
    })
}

/// An expected entry as the test gives it.
fn written(element: &Element) -> Json {
    let args = (!element.args.is_empty()).then(|| Json::Object(element.args.clone()));
    named([
        ("action", Some(element.action.as_str().into())),
        ("args", args),
        ("rules", element.rules.clone().map(Json::from)),
        ("until", element.until.map(|at| jst::rfc3339(at).into())),
        ("because", element.because.clone().map(Json::from)),
    ])
}

fn named<const N: usize>(entries: [(&str, Option<Json>); N]) -> Json {
    let given = entries
        .into_iter()
        .filter_map(|(key, value)| Some((key.to_owned(), value?)));
    Json::Object(given.collect::<Map<String, Json>>())
}

fn with_nearest(diagnostic: Diagnostic, nearest: Option<&str>) -> Diagnostic {
    match nearest {
        Some(nearest) => diagnostic.arg("nearest", nearest).help("nearest"),
        None => diagnostic,
    }
}
