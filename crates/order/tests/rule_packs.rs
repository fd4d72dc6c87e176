//! The rule packs that shops start from pass their own tests with the shipped vocabulary.

use std::fs;
use std::path::{Path, PathBuf};

use sabaki_diagnostic::code::Severity;
use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::source::{FileId, SourceFile};
use sabaki_interpreter::compile::compile;
use sabaki_interpreter::rule_files::RuleFiles;
use sabaki_interpreter::testing::{read, run};
use sabaki_order::vocabulary::shipped;

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
    for path in &files {
        let name = name(path);
        if name.ends_with(".rules") || (name.ends_with(".yaml") && !name.ends_with(".test.yaml")) {
            rule_files
                .sources
                .add(name, fs::read_to_string(path).unwrap());
        } else {
            rule_files.attached.insert(name, fs::read(path).unwrap());
        }
    }
    let compiled = compile(&shipped(), &rule_files);
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
    for path in files
        .iter()
        .filter(|path| name(path).ends_with(".test.yaml"))
    {
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
