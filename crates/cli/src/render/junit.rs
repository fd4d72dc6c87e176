//! Rule tests as JUnit XML, for build servers.

use std::fmt::Write as _;

use sabaki_diagnostic::lang::Lang;
use sabaki_interpreter::testing::report::TestResult;

use crate::command::test::Ran;

/// The whole document: a suite a file.
pub(crate) fn document(all: &[Ran], lang: Lang) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>");
    for ran in all {
        let tests = &ran.report.tests;
        let failures = tests
            .iter()
            .filter(|t| t.broken.is_empty() && !t.passed())
            .count();
        let errors = tests.iter().filter(|t| !t.broken.is_empty()).count();
        let _ = write!(
            out,
            "\n  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\">",
            escaped(&ran.file),
            tests.len()
        );
        for test in tests {
            case(ran, test, lang, &mut out);
        }
        out.push_str("\n  </testsuite>");
    }
    out.push_str("\n</testsuites>");
    out
}

fn case(ran: &Ran, test: &TestResult, lang: Lang, out: &mut String) {
    let name = escaped(&test.name);
    let file = escaped(&ran.file);
    let _ = write!(out, "\n    <testcase name=\"{name}\" classname=\"{file}\"");
    if test.passed() {
        out.push_str("/>");
        return;
    }
    out.push('>');
    for broken in &test.broken {
        let message = escaped(&broken.message(lang));
        let _ = write!(
            out,
            "<error type=\"{}\" message=\"{message}\"/>",
            broken.code()
        );
    }
    for step in &test.steps {
        for mismatch in &step.mismatches {
            let text = serde_json::json!({
                "at": step.at,
                "missing": mismatch.missing,
                "surplus": mismatch.surplus,
            });
            let _ = write!(
                out,
                "<failure message=\"{}\">{}</failure>",
                mismatch.key,
                escaped(&text.to_string())
            );
        }
    }
    out.push_str("</testcase>");
}

/// Text for an XML document; characters that XML does not have become `?`.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() => out.push('?'),
            c => out.push(c),
        }
    }
    out
}
