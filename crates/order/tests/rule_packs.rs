//! The rule packs that shops start from pass their own tests with the shipped vocabulary.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that reads the packs from their folders"
)]

use std::fs;
use std::path::{Path, PathBuf};

use sabaki_diagnostic::code::Severity;
use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::source::{FileId, SourceFile};
use sabaki_interpreter::compile::compile;
use sabaki_interpreter::rule_files::RuleFiles;
use sabaki_interpreter::testing::{read, run};
use sabaki_order::vocabulary::shipped_with;

#[test]
fn every_rule_pack_passes_its_tests() {
    let packs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let mut told = Vec::new();
    let mut tests = 0;
    for pack in sorted(&packs).iter().filter(|path| path.is_dir()) {
        tests += pack_tests(pack, &mut told);
    }
    assert!(told.is_empty(), "\n{}", told.join("\n"));
    assert!(tests > 0, "no tests in {}", packs.display());
}

fn pack_tests(pack: &Path, told: &mut Vec<String>) -> usize {
    let files = sorted(pack);
    let mut rule_files = RuleFiles::default();
    let mut words = Vec::new();
    for path in &files {
        let name = name(path);
        if name.ends_with(".vocabulary.yaml") {
            words.push((name, fs::read_to_string(path).unwrap()));
        } else if is_rules(&name) {
            rule_files
                .sources
                .add(name, fs::read_to_string(path).unwrap());
        } else {
            rule_files.attached.insert(name, fs::read(path).unwrap());
        }
    }
    let further = words.iter().map(|(name, text)| (&**name, &**text));
    let vocabulary = match shipped_with(further, &rule_files.attached) {
        Ok(vocabulary) => vocabulary,
        Err((_, diagnostics)) => {
            told.extend(diagnostics.iter().map(|d| d.message(Lang::En)));
            return 0;
        }
    };
    let compiled = compile(&vocabulary, &rule_files);
    let errors = compiled
        .diagnostics
        .iter()
        .filter(|d| d.severity() == Severity::Error);
    told.extend(errors.map(|d| {
        let place = rule_files.sources.place(d.span());
        format!(
            "{}/{place} {} {}",
            name(pack),
            d.code(),
            d.message(Lang::En)
        )
    }));
    let Some(rules) = compiled.rules else {
        return 0;
    };
    let mut count = 0;
    for path in files.iter().filter(|path| is_tests(&name(path))) {
        let source = SourceFile::new(name(path), fs::read_to_string(path).unwrap());
        let (file, diagnostics) = read::read(FileId(0), &source);
        told.extend(
            diagnostics
                .iter()
                .map(|d| format!("{}: {}", name(pack), d.message(Lang::En))),
        );
        count += file.tests.len();
        for test in run::run(&rules, &file)
            .tests
            .iter()
            .filter(|test| !test.passed())
        {
            let broken = test.broken.iter().map(|d| d.message(Lang::En));
            let steps = test.steps.iter().flat_map(|step| &step.mismatches);
            let steps =
                steps.map(|m| format!("{} missing {:?} surplus {:?}", m.key, m.missing, m.surplus));
            let lines: Vec<String> = broken.chain(steps).collect();
            told.push(format!(
                "{}: {}: {}",
                name(pack),
                test.name,
                lines.join("; ")
            ));
        }
    }
    count
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn is_rules(name: &str) -> bool {
    let ending = Path::new(name).extension();
    let spelling = ending.is_some_and(|ending| ending == "rules" || ending == "yaml");
    spelling && !is_tests(name)
}

fn is_tests(name: &str) -> bool {
    let stem = name.strip_suffix(".yaml").map(Path::new);
    stem.and_then(Path::extension)
        .is_some_and(|ending| ending == "test")
}
