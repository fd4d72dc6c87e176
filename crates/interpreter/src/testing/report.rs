//! What came of rule tests, as data.

use jiff::Timestamp;
use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::source::Span;
use serde_json::Value as Json;

use super::coverage::Coverage;
use crate::decision::Decision;

/// The results of one test file.
#[derive(Debug, Clone, PartialEq)]
pub struct TestReport {
    /// In the order of the file.
    pub tests: Vec<TestResult>,
    /// What of the rules they touched.
    pub coverage: Coverage,
}

impl TestReport {
    /// Whether every test passed.
    pub fn passed(&self) -> bool {
        self.tests.iter().all(TestResult::passed)
    }
}

/// The result of one test.
#[derive(Debug, Clone, PartialEq)]
pub struct TestResult {
    /// Its name.
    pub name: String,
    /// Where its name stands.
    pub span: Span,
    /// What is wrong with the test itself; then it has no steps.
    pub broken: Vec<Diagnostic>,
    /// Its steps, in the order of time.
    pub steps: Vec<StepResult>,
}

impl TestResult {
    /// Whether it could run and everything was as expected.
    pub fn passed(&self) -> bool {
        self.broken.is_empty() && self.steps.iter().all(|step| step.mismatches.is_empty())
    }
}

/// The result of one step.
#[derive(Debug, Clone, PartialEq)]
pub struct StepResult {
    /// When.
    pub at: Timestamp,
    /// What the rules said.
    pub decision: Decision,
    /// Where that is not what was expected.
    pub mismatches: Vec<Mismatch>,
}

/// One key of `expect` that does not hold the expected set.
#[derive(Debug, Clone, PartialEq)]
pub struct Mismatch {
    /// `due`, `waiting`, … as in `expect`.
    pub key: &'static str,
    /// Expected, as written, and not there.
    pub missing: Vec<Json>,
    /// There, in the decision's JSON form, and not expected.
    pub surplus: Vec<Json>,
}
