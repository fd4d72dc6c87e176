//! The text of a test file → tests, with every mistake and its place.

use jiff::Timestamp;
use sabaki_diagnostic::code::Code;
use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::source::{FileId, SourceFile, Span};
use serde_json::{Map, Value as Json};

use super::document::{
    Document, ElementEntry, ExpectEntry, OneOrMany, StepEntry, TestEntry, UnknownEntry,
};
use super::file::{ActionList, Element, Expect, Step, Test, TestFile, UnknownElement};
use crate::time::read as time;

/// The most that one test file may hold.
pub const MAX_BYTES: usize = 64 * 1024;

/// The file is no test file.
pub const NOT_TESTS: Code = Code::new("E0980");
/// The file is too large.
pub const TOO_LARGE: Code = Code::new("E0981");
/// A time that cannot be read.
pub const BAD_TIME: Code = Code::new("E0982");
/// A step before the one above it.
pub const TIME_GOES_BACK: Code = Code::new("E0983");
/// A test that expects nothing.
pub const NO_EXPECTATION: Code = Code::new("E0984");

/// When a test without any time takes place: Monday 2026-01-05 10:00 in Japan.
const SOME_MORNING: Timestamp = Timestamp::constant(1_767_574_800, 0);

/// Reads a test file. The tests are those that could be read.
pub fn read(id: FileId, source: &SourceFile) -> (TestFile, Vec<Diagnostic>) {
    let mut reading = Reading {
        file: id,
        text: source.text(),
        from: 0,
        diagnostics: Vec::new(),
    };
    let tests = reading.document().map_or_else(Vec::new, |document| {
        let tests = document.tests.into_iter();
        tests.filter_map(|entry| reading.test(entry)).collect()
    });
    (TestFile { tests }, reading.diagnostics)
}

struct Reading<'a> {
    file: FileId,
    text: &'a str,
    /// Where the text of the next test begins.
    from: usize,
    diagnostics: Vec<Diagnostic>,
}

impl Reading<'_> {
    fn document(&mut self) -> Option<Document> {
        if self.text.len() > MAX_BYTES {
            let span = Span::new(self.file, 0, 0);
            self.report(Diagnostic::new(TOO_LARGE, span).arg("bytes", self.text.len()));
            return None;
        }
        match serde_yaml::from_str(self.text.trim_start_matches('\u{feff}')) {
            Ok(document) => Some(document),
            Err(error) => {
                let span = self.line(error.location().map_or(1, |at| at.line()));
                let message = error.to_string();
                let message = message
                    .split_once(" at line ")
                    .map_or(&*message, |(m, _)| m);
                self.report(Diagnostic::new(NOT_TESTS, span).arg("error", message));
                None
            }
        }
    }

    fn test(&mut self, entry: TestEntry) -> Option<Test> {
        let span = self.name(&entry.name);
        let before = self.diagnostics.len();
        let expects = entry.expect.is_some() || entry.timeline.iter().any(|s| s.expect.is_some());
        if !expects {
            self.report(Diagnostic::new(NO_EXPECTATION, span).arg("name", &*entry.name));
        }
        let now = entry
            .now
            .as_deref()
            .and_then(|text| self.instant(span, text, None));
        let order = self.order(span, entry.order);
        let first = entry
            .timeline
            .first()
            .and_then(|step| time::instant(&step.at));
        let start = now
            .or(first)
            .or_else(|| ordered_at(&order))
            .unwrap_or(SOME_MORNING);
        let opening = Step {
            at: start,
            order,
            released: many(entry.released),
            expect: entry.expect.map(|expect| self.expect(span, expect, start)),
        };
        let mut steps = vec![opening];
        for step in entry.timeline {
            let step = self.step(span, step, start);
            steps.extend(step);
        }
        merge_opening(&mut steps);
        if steps
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if b.at < a.at))
        {
            self.report(Diagnostic::new(TIME_GOES_BACK, span).arg("name", &*entry.name));
        }
        (self.diagnostics.len() == before).then_some(Test {
            name: entry.name,
            span,
            order_file: entry.order_file,
            steps,
        })
    }

    fn step(&mut self, span: Span, entry: StepEntry, start: Timestamp) -> Option<Step> {
        let at = self.instant(span, &entry.at, Some(start))?;
        Some(Step {
            at,
            order: self.order(span, entry.order),
            released: many(entry.released),
            expect: entry.expect.map(|expect| self.expect(span, expect, start)),
        })
    }

    fn order(&mut self, span: Span, yaml: Option<serde_yaml::Value>) -> Map<String, Json> {
        let Some(yaml) = yaml else {
            return Map::new();
        };
        match serde_json::to_value(yaml) {
            Ok(Json::Object(order)) => order,
            Ok(Json::Null) => Map::new(),
            Ok(_) | Err(_) => {
                self.report(Diagnostic::new(NOT_TESTS, span).variant("order"));
                Map::new()
            }
        }
    }

    fn expect(&mut self, span: Span, entry: ExpectEntry, start: Timestamp) -> Expect {
        let lists = [
            (ActionList::Due, entry.due),
            (ActionList::Waiting, entry.waiting),
            (ActionList::Held, entry.held),
            (ActionList::NotLegal, entry.not_legal),
            (ActionList::Conflicts, entry.conflicts),
            (ActionList::Done, entry.done),
            (ActionList::Shadow, entry.shadow),
        ];
        let mut expect = Expect {
            released: entry.released.map(OneOrMany::into_vec),
            unknown: entry
                .unknown
                .map(|list| list.into_vec().into_iter().map(unknown).collect()),
            ..Expect::default()
        };
        for (list, elements) in lists {
            if let Some(elements) = elements {
                let elements = elements.into_vec().into_iter();
                let elements = elements.map(|e| self.element(span, e, start)).collect();
                expect.actions.insert(list, elements);
            }
        }
        expect
    }

    fn element(&mut self, span: Span, entry: ElementEntry, start: Timestamp) -> Element {
        match entry {
            ElementEntry::Name(action) => Element {
                action,
                ..Element::default()
            },
            ElementEntry::Map(map) => Element {
                action: map.action,
                args: self.order(span, map.args.map(serde_yaml::Value::Mapping)),
                rules: map
                    .rules
                    .map(OneOrMany::into_vec)
                    .or_else(|| map.rule.map(|rule| vec![rule])),
                until: map
                    .until
                    .and_then(|text| self.instant(span, &text, Some(start))),
                because: map.because.map(OneOrMany::into_vec),
            },
        }
    }

    /// An instant, or `+30m` after the test's start.
    fn instant(&mut self, span: Span, text: &str, start: Option<Timestamp>) -> Option<Timestamp> {
        let relative = text.trim().strip_prefix(['+', '＋']);
        let found = match (relative, start) {
            (Some(after), Some(start)) => time::duration(after)
                .and_then(|seconds| start.as_second().checked_add(seconds))
                .and_then(|second| Timestamp::from_second(second).ok()),
            (Some(_), None) => None,
            (None, _) => time::instant(text),
        };
        if found.is_none() {
            self.report(Diagnostic::new(BAD_TIME, span).arg("text", text));
        }
        found
    }

    /// Where the name of the next test stands.
    fn name(&mut self, name: &str) -> Span {
        let rest = self.text.get(self.from..).unwrap_or("");
        let place = rest.match_indices("name:").find_map(|(at, key)| {
            let value = rest.get(at + key.len()..)?;
            let start = value.find(|c: char| !" \"'".contains(c))?;
            let found = value.get(start..)?.starts_with(name);
            found.then_some(self.from + at + key.len() + start)
        });
        let Some(start) = place else {
            return Span::new(self.file, self.from, self.from);
        };
        self.from = start + name.len();
        Span::new(self.file, start, self.from)
    }

    fn line(&self, number: usize) -> Span {
        let mut offset = 0;
        for (at, line) in self.text.split('\n').enumerate() {
            if at + 1 == number {
                let blanks = line.len() - line.trim_start().len();
                return Span::new(self.file, offset + blanks, offset + line.trim_end().len());
            }
            offset += line.len() + 1;
        }
        Span::new(self.file, 0, 0)
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}

/// A start that expects nothing is one look with a first step at the same instant. With a later
/// first step the rules are looked at in between, as the engine would: waits begin at the start.
fn merge_opening(steps: &mut Vec<Step>) {
    let silent = matches!(&steps[..], [opening, first, ..]
        if opening.expect.is_none() && opening.at == first.at);
    if silent {
        let opening = steps.remove(0);
        if let Some(first) = steps.first_mut() {
            let changes = std::mem::replace(&mut first.order, opening.order);
            first.order.extend(changes);
            first.released.splice(0..0, opening.released);
        }
    }
}

fn unknown(entry: UnknownEntry) -> UnknownElement {
    match entry {
        UnknownEntry::Name(rule) => UnknownElement { rule, fields: None },
        UnknownEntry::Map(map) => UnknownElement {
            rule: map.rule,
            fields: map.fields.map(OneOrMany::into_vec),
        },
    }
}

fn many(names: Option<OneOrMany<String>>) -> Vec<String> {
    names.map_or_else(Vec::new, OneOrMany::into_vec)
}

/// A test without `now` takes place when its order was placed.
fn ordered_at(order: &Map<String, Json>) -> Option<Timestamp> {
    let value = order.get("ordered_at").or_else(|| order.get("注文日時"))?;
    time::instant(value.as_str()?)
}
