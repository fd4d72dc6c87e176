//! `sabaki check PATH…`: everything that is wrong with rule sets, in one run.

use std::path::PathBuf;

use clap::Args;
use sabaki_diagnostic::code::Severity;

use crate::arguments::Format;
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::render;
use crate::rules::folder;
use crate::rules::mend;
use crate::rules::set::{self, Set};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Rule folders, folders of rule folders, or single rule files.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Further vocabulary files.
    #[arg(long)]
    vocabulary: Vec<PathBuf>,
    /// Makes the mends that are certain.
    #[arg(long)]
    fix: bool,
}

pub(crate) fn run(arguments: &Arguments, out: Output) -> Result<Exit, Problem> {
    let files = folder::sets(&arguments.paths)?;
    let read = || {
        files
            .iter()
            .map(|(_, files)| set::read(files, &arguments.vocabulary))
            .collect::<Result<Vec<Set>, Problem>>()
    };
    let mut sets = read()?;
    if arguments.fix {
        let mut any = false;
        for set in &sets {
            for (path, made) in mend::make(&set.diagnostics, &set.sources)? {
                any = true;
                let n = made.to_string();
                out.note(&out.text("check.fixed", &[("path", &path), ("n", &n)]));
            }
        }
        if any {
            sets = read()?;
        }
    }
    match out.format {
        Format::Human | Format::Junit => human(&sets, out),
        Format::Json => {
            for set in &sets {
                for (diagnostics, sources) in parts(set) {
                    for diagnostic in diagnostics {
                        out.json(&render::json::diagnostic(diagnostic, sources, out.lang));
                    }
                }
            }
        }
        Format::Sarif => {
            let checked: Vec<_> = sets.iter().flat_map(parts).collect();
            let checked: Vec<_> = checked.iter().map(|(d, s)| (*s, *d)).collect();
            out.line(&render::sarif::log(&checked, out.lang).to_string());
        }
    }
    let findings = sets
        .iter()
        .any(|set| set.count(Severity::Error) > 0 || set.count(Severity::Warning) > 0);
    // The process ends here: nobody needs to wait until large sets are taken apart.
    std::mem::forget(sets);
    Ok(if findings { Exit::Findings } else { Exit::Fine })
}

type Part<'a> = (
    &'a [sabaki_diagnostic::diagnostic::Diagnostic],
    &'a sabaki_diagnostic::source::Sources,
);

fn parts(set: &Set) -> [Part<'_>; 2] {
    [
        (&set.vocabulary_diagnostics, &set.vocabulary_sources),
        (&set.diagnostics, &set.sources),
    ]
}

fn human(sets: &[Set], out: Output) {
    let styled = render::stdout_is_styled();
    let width = render::width();
    for set in sets {
        for (diagnostics, sources) in parts(set) {
            if !diagnostics.is_empty() {
                let text =
                    render::diagnostics::render(diagnostics, sources, out.lang, styled, width);
                out.line(&text);
                out.line("");
            }
        }
    }
    let count = |severity| -> String {
        let n: usize = sets.iter().map(|set| set.count(severity)).sum();
        n.to_string()
    };
    let files: usize = sets.iter().map(|set| set.sources.iter().count()).sum();
    let rules: usize = sets
        .iter()
        .filter_map(|set| set.rules.as_ref())
        .map(|rules| rules.rules().len())
        .sum();
    out.line(&out.text(
        "check.summary",
        &[
            ("sets", &sets.len().to_string()),
            ("files", &files.to_string()),
            ("rules", &rules.to_string()),
            ("errors", &count(Severity::Error)),
            ("warnings", &count(Severity::Warning)),
            ("hints", &count(Severity::Hint)),
        ],
    ));
}
