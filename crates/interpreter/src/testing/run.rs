//! Running tests: step by step with the facts carried on and memory kept as the engine keeps it.
//!
//! After each step everything due counts as done by the engine, so that reminders repeat and a
//! step once done stays done; what that does to the order itself is for the next step to say.

use jiff::Timestamp;
use sabaki_diagnostic::code::Code;
use sabaki_diagnostic::diagnostic::{Arg, Diagnostic};
use sabaki_diagnostic::lang::Lang;
use serde_json::{Map, Value as Json};

use super::coverage::Coverage;
use super::expect::Context;
use super::file::{Step, Test, TestFile};
use super::report::{StepResult, TestReport, TestResult};
use crate::compile::rule_set::RuleSet;
use crate::decide::decide;
use crate::decision::{Decision, Request, RuleName};
use crate::facts::problem::Problem;
use crate::facts::read::FactsReader;
use crate::memory::{ActionKey, DoneBefore, DoneBy, Memory, Release, Repeats, RuleKey};
use crate::vocabulary::lookup::Names;

/// The order of a test cannot be read.
pub const BAD_ORDER: Code = Code::new("E0988");

/// Runs all tests of a file against a rule set.
pub fn run(rules: &RuleSet, file: &TestFile) -> TestReport {
    let names = Names::new(rules.vocabulary());
    let context = Context {
        rules,
        names: &names,
    };
    let mut coverage = Coverage::new(rules);
    let mut reader = FactsReader::strict(rules.vocabulary());
    let tests = file.tests.iter().map(|test| {
        let mut running = Running {
            context,
            reader: &mut reader,
            order: Map::new(),
            memory: Memory::default(),
        };
        running.test(test, &mut coverage)
    });
    TestReport {
        tests: tests.collect(),
        coverage,
    }
}

struct Running<'a> {
    context: Context<'a>,
    reader: &'a mut FactsReader,
    order: Map<String, Json>,
    memory: Memory,
}

impl Running<'_> {
    fn test(&mut self, test: &Test, coverage: &mut Coverage) -> TestResult {
        let mut steps = Vec::new();
        let mut broken = Vec::new();
        for step in &test.steps {
            match self.step(test, step, coverage) {
                Ok(result) => steps.push(result),
                Err(diagnostics) => {
                    broken = diagnostics;
                    break;
                }
            }
        }
        TestResult {
            name: test.name.clone(),
            span: test.span,
            broken,
            steps,
        }
    }

    fn step(
        &mut self,
        test: &Test,
        step: &Step,
        coverage: &mut Coverage,
    ) -> Result<StepResult, Vec<Diagnostic>> {
        let rules = self.context.rules;
        let wrong = |problem: &Problem| vec![bad_order(test, problem)];
        let changes = self.reader.flatten(&step.order).map_err(|p| wrong(&p))?;
        self.order.extend(changes);
        let order = Json::Object(self.order.clone());
        let record = self.reader.read(&order).map_err(|e| wrong(&e.problem))?;
        for rule in record.released.iter().chain(&step.released) {
            self.release(test, rule)?;
        }
        let decision = decide(rules, &record.facts, step.at, &self.memory);
        coverage.look(rules, &record.facts, step.at);
        let expected = step.expect.as_ref();
        let mismatches = expected.map_or(Ok(Vec::new()), |expect| {
            self.context.compare(test.span, expect, &decision)
        })?;
        self.memory.advance(&decision);
        self.perform(&decision, step.at);
        Ok(StepResult {
            at: step.at,
            decision,
            mismatches,
        })
    }

    fn release(&mut self, test: &Test, rule: &str) -> Result<(), Vec<Diagnostic>> {
        self.context.rule(test.span, rule).map_err(|d| vec![*d])?;
        let key = self.key(rule);
        if !self
            .memory
            .releases
            .iter()
            .any(|release| release.rule == key)
        {
            self.memory.releases.push(Release {
                rule: key,
                fingerprint: None,
                person: None,
            });
        }
        Ok(())
    }

    fn key(&self, rule: &str) -> RuleKey {
        let found = self.context.rules.rule(rule);
        found.map_or_else(|| RuleKey(rule.to_owned()), |rule| rule.key.clone())
    }

    /// What is due counts as done.
    fn perform(&mut self, decision: &Decision, now: Timestamp) {
        let vocabulary = std::sync::Arc::clone(self.context.rules.vocabulary());
        for request in &decision.due {
            let action = vocabulary.actions.iter().find(|a| a.id == request.action);
            let Some(action) = action else { continue };
            let key = request.key(&vocabulary);
            let rules = self.keys(request);
            if action.per_rule {
                for rule in &rules {
                    self.done(&key, Some(rule.clone()));
                }
            } else {
                self.done(&key, None);
            }
            if !action.once {
                for rule in rules {
                    self.repeat(rule, &key, now);
                }
            }
        }
    }

    fn keys(&self, request: &Request) -> Vec<RuleKey> {
        let rules: &[RuleName] = &request.rules;
        rules.iter().map(|rule| self.key(rule)).collect()
    }

    fn done(&mut self, action: &ActionKey, rule: Option<RuleKey>) {
        let done = DoneBefore {
            action: action.clone(),
            rule,
            by: DoneBy::Engine,
        };
        if !self.memory.done.contains(&done) {
            self.memory.done.push(done);
        }
    }

    fn repeat(&mut self, rule: RuleKey, action: &ActionKey, now: Timestamp) {
        let repeats = &mut self.memory.repeats;
        let found = repeats
            .iter_mut()
            .find(|(r, a, _)| *r == rule && a == action);
        match found {
            Some((_, _, repeats)) => {
                repeats.count = repeats.count.saturating_add(1);
                repeats.last = now;
            }
            None => repeats.push((
                rule,
                action.clone(),
                Repeats {
                    count: 1,
                    last: now,
                },
            )),
        }
    }
}

fn bad_order(test: &Test, problem: &Problem) -> Diagnostic {
    let why = Arg::Both {
        ja: problem.message(Lang::Ja),
        en: problem.message(Lang::En),
    };
    Diagnostic::new(BAD_ORDER, test.span)
        .arg("name", &*test.name)
        .arg("why", why)
}
