//! The rule packs that shops start from compile without a single error or finding.

use std::path::Path;

use sabaki_diagnostic::lang::Lang;
use sabaki_interpreter::compile::compile;
use sabaki_interpreter::rule_files::RuleFiles;

use super::run::vocabulary_with;

/// What is wrong with the packs.
pub(crate) fn failures() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let mut failures = Vec::new();
    for folder in std::fs::read_dir(root).unwrap() {
        let mut files = RuleFiles::default();
        let mut words = None;
        let Ok(entries) = std::fs::read_dir(folder.unwrap().path()) else {
            continue;
        };
        for entry in entries {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.ends_with(".test.yaml") {
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            if name.ends_with(".vocabulary.yaml") {
                words = Some(String::from_utf8(bytes).unwrap());
                continue;
            }
            match path.extension().and_then(|ending| ending.to_str()) {
                Some("rules" | "yaml") => {
                    let shown = path.display().to_string();
                    files.sources.add(shown, String::from_utf8(bytes).unwrap());
                }
                _ => {
                    files.attached.insert(name, bytes);
                }
            }
        }
        let (vocabulary, wrong) = vocabulary_with(words.as_deref(), &files.attached);
        failures.extend(wrong);
        for diagnostic in compile(&vocabulary, &files).diagnostics {
            failures.push(format!(
                "{} {} {}",
                files.sources.place(diagnostic.span()),
                diagnostic.code(),
                diagnostic.message(Lang::En)
            ));
        }
    }
    failures
}
