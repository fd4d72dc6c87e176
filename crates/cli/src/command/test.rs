//! `sabaki test PATH…`: rule tests, and what of the rules they reached.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use sabaki_diagnostic::diagnostic::has_errors;
use sabaki_diagnostic::source::Sources;
use sabaki_interpreter::compile::rule_set::RuleSet;
use sabaki_interpreter::testing::coverage::Coverage;
use sabaki_interpreter::testing::report::TestReport;
use sabaki_interpreter::testing::{read, run as runner};

use crate::arguments::Format;
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::render;
use crate::rules::folder::{self, Files};
use crate::rules::set::{self, Set};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Rule folders or test files.
    #[arg(required_unless_present = "from")]
    paths: Vec<PathBuf>,
    /// Further vocabulary files.
    #[arg(long)]
    vocabulary: Vec<PathBuf>,
    /// Lists the rules and conditions that no test reached.
    #[arg(long)]
    coverage: bool,
    /// Writes a test from a recorded order instead.
    #[arg(long, value_name = "ORDER_NUMBER", conflicts_with = "paths")]
    from: Option<String>,
    /// Configuration (with --from).
    #[arg(long, default_value = "sabaki.yaml")]
    config: PathBuf,
}

/// One test file and what came of it.
pub(crate) struct Ran {
    /// Its name.
    pub(crate) file: String,
    /// Its text, for excerpts.
    pub(crate) sources: Sources,
    /// What came of its tests.
    pub(crate) report: TestReport,
}

pub(crate) fn run(arguments: &Arguments, out: Output) -> Result<Exit, Problem> {
    if let Some(number) = &arguments.from {
        return super::test_from::run(number, &arguments.config, out);
    }
    let mut exit = Exit::Fine;
    let mut all = Vec::new();
    for (path, files) in folder::sets(&arguments.paths)? {
        if files.tests.is_empty() {
            continue;
        }
        let set = set::read(&files, &arguments.vocabulary)?;
        let rules = match set.usable(out) {
            Ok(rules) => rules,
            Err(unusable) => {
                exit = exit.max(unusable);
                continue;
            }
        };
        match one_set(&path, &files, &set, &rules, arguments, out)? {
            Some(ran) => all.extend(ran),
            None => exit = Exit::Unusable,
        }
    }
    if all.is_empty() && exit == Exit::Fine {
        return Err(Problem::unusable("test.none"));
    }
    if out.format == Format::Junit {
        out.line(&render::junit::document(&all, out.lang));
    } else if out.format != Format::Json {
        out.line(&summary(&all, out));
    }
    if all.iter().any(|ran| !ran.report.passed()) {
        exit = exit.max(Exit::Findings);
    }
    Ok(exit)
}

/// Runs the tests of a set; none when a test file cannot be read, which has been told.
fn one_set(
    path: &Path,
    files: &Files,
    set: &Set,
    rules: &Arc<RuleSet>,
    arguments: &Arguments,
    out: Output,
) -> Result<Option<Vec<Ran>>, Problem> {
    let mut coverage = Coverage::new(rules);
    let mut all = Vec::new();
    let mut readable = true;
    for test in &files.tests {
        let mut sources = Sources::default();
        let name = test.display().to_string();
        let id = sources.add(name.as_str(), folder::text(test)?);
        let Some(source) = sources.get(id) else {
            continue;
        };
        let (mut file, diagnostics) = read::read(id, source);
        if !diagnostics.is_empty() {
            let styled = render::stderr_is_styled();
            let text = &render::diagnostics::render(
                &diagnostics,
                &sources,
                out.lang,
                styled,
                render::width(),
            );
            out.note(text);
        }
        if has_errors(&diagnostics) {
            readable = false;
            continue;
        }
        super::test_order::read_into(&mut file, test, &set.vocabulary, out)?;
        let ran = Ran {
            report: runner::run(rules, &file),
            file: name,
            sources,
        };
        coverage.join(&ran.report.coverage);
        tell(&ran, set, out);
        all.push(ran);
    }
    if arguments.coverage && out.format != Format::Junit {
        tell_coverage(path, &coverage, rules, out);
    }
    Ok(readable.then_some(all))
}

fn tell(ran: &Ran, set: &Set, out: Output) {
    match out.format {
        Format::Json => {
            for test in &ran.report.tests {
                out.json(&render::test_report::json(&ran.file, test));
            }
        }
        Format::Junit => {}
        Format::Human | Format::Sarif => {
            for test in ran.report.tests.iter().filter(|test| !test.passed()) {
                let text = render::test_report::failure(ran, test, &set.vocabulary, out.lang);
                out.line(&text);
                out.line("");
            }
        }
    }
}

fn tell_coverage(path: &Path, coverage: &Coverage, rules: &RuleSet, out: Output) {
    match out.format {
        Format::Json => out.json(&render::test_report::coverage_json(path, coverage, rules)),
        Format::Human | Format::Sarif | Format::Junit => {
            let text = render::test_report::coverage(path, coverage, rules, out.lang);
            out.line(&text);
            out.line("");
        }
    }
}

fn summary(all: &[Ran], out: Output) -> String {
    let tests: Vec<_> = all.iter().flat_map(|ran| &ran.report.tests).collect();
    let failed = tests.iter().filter(|test| !test.passed()).count();
    let count = |n: usize| n.to_string();
    out.text(
        "test.summary",
        &[
            ("files", &count(all.len())),
            ("tests", &count(tests.len())),
            ("failed", &count(failed)),
        ],
    )
}
