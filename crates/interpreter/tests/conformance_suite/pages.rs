//! The examples on the pages of this crate's codes: the bad one shows its code, the good one none.

use sabaki_diagnostic::catalogue::pages;
use sabaki_interpreter::compile::compile;
use sabaki_interpreter::rule_files::RuleFiles;

use super::run::vocabulary;

/// Codes whose cause is no rule text: sizes, data files, vocabulary and YAML.
const WITHOUT_EXAMPLE: &[&str] = &["E0208", "E0550", "E0551", "E0750", "E0751", "E0753"];

/// The block of rules under a heading.
fn block<'a>(page: &'a str, heading: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("\n## {heading}\n```rules\n"))?;
    rest.split_once("\n```").map(|(block, _)| block)
}

/// What is wrong with the pages.
pub(crate) fn failures() -> Vec<String> {
    let vocabulary = vocabulary();
    let codes = |text: &str| -> Vec<&'static str> {
        let mut files = RuleFiles::default();
        files.sources.add("page.rules", text);
        let data = "沖縄県\n".as_bytes().to_vec();
        files.attached.insert("ritou.csv".to_owned(), data);
        let found = compile(&vocabulary, &files).diagnostics;
        found.iter().map(|d| d.code().as_str()).collect()
    };
    let mut failures = Vec::new();
    let ours = ["E02", "E03", "E04", "E055", "E065", "E075", "W12"];
    for page in pages().filter(|page| ours.iter().any(|start| page.code.starts_with(start))) {
        if WITHOUT_EXAMPLE.contains(&page.code) {
            continue;
        }
        let (Some(bad), Some(good)) = (block(page.source, "bad"), block(page.source, "good"))
        else {
            failures.push(format!("{}: no examples", page.code));
            continue;
        };
        if codes(bad) != [page.code] {
            failures.push(format!(
                "{}: the bad example gives {:?}",
                page.code,
                codes(bad)
            ));
        }
        if !codes(good).is_empty() {
            failures.push(format!(
                "{}: the good example gives {:?}",
                page.code,
                codes(good)
            ));
        }
    }
    failures
}
