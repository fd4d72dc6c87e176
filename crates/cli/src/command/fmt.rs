//! `sabaki fmt`: canonical form; comments survive.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::source::{FileId, Sources};
use sabaki_interpreter::vocabulary::translate::Translator;
use sabaki_parser::format::{self, Names, NotWritten, Options};
use sabaki_parser::syntax::file::Spelling;
use serde_json::json;

use crate::arguments::Format;
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::render;
use crate::rules::folder;
use crate::rules::set;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum To {
    Dsl,
    Yaml,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Language {
    Ja,
    En,
}

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Writes nothing; exit 1 if a file would change.
    #[arg(long)]
    check: bool,
    /// Changes the spelling.
    #[arg(long, value_enum)]
    to: Option<To>,
    /// Changes the language of names and words.
    #[arg(long, value_enum)]
    names: Option<Language>,
    /// Rule folders or files.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
}

/// What became of one file.
enum Fate {
    /// It was in canonical form.
    Unchanged,
    /// It is written anew, perhaps under another name.
    Changed { to: PathBuf, text: String },
    /// It has errors, which have been told.
    Broken,
}

pub(crate) fn run(arguments: &Arguments, out: Output) -> Result<Exit, Problem> {
    let mut changed = 0usize;
    let mut broken = false;
    for (_, files) in folder::sets(&arguments.paths)? {
        let vocabulary = set::vocabulary(&files, &[])?;
        let lang = arguments.names.map(|language| match language {
            Language::Ja => Lang::Ja,
            Language::En => Lang::En,
        });
        let translator = lang.map(|lang| Translator::new(&vocabulary, lang));
        for path in &files.rules {
            match fate(path, arguments, translator.as_ref(), out)? {
                Fate::Unchanged => {}
                Fate::Broken => broken = true,
                Fate::Changed { to, text } => {
                    changed += 1;
                    tell(path, &to, arguments.check, out);
                    if !arguments.check {
                        write(path, &to, &text)?;
                    }
                }
            }
        }
    }
    if out.format != Format::Json {
        let n = changed.to_string();
        let key = if arguments.check {
            "fmt.would"
        } else {
            "fmt.did"
        };
        out.line(&out.text(key, &[("n", &n)]));
    }
    Ok(if broken {
        Exit::Unusable
    } else if arguments.check && changed > 0 {
        Exit::Findings
    } else {
        Exit::Fine
    })
}

fn fate(
    path: &Path,
    arguments: &Arguments,
    translator: Option<&Translator>,
    out: Output,
) -> Result<Fate, Problem> {
    let text = folder::text(path)?;
    let name = path.display().to_string();
    let parsed = sabaki_parser::parse(FileId(0), &name, &text);
    let spelling = match arguments.to {
        Some(To::Dsl) => Spelling::Dsl,
        Some(To::Yaml) => Spelling::Yaml,
        None => parsed.file.spelling,
    };
    let options = Options {
        spelling,
        names: translator.map(|t| t as &dyn Names),
    };
    let to = if spelling == parsed.file.spelling {
        path.to_owned()
    } else {
        path.with_extension(match spelling {
            Spelling::Dsl => "rules",
            Spelling::Yaml => "yaml",
        })
    };
    let formatted = match format::parsed(&parsed, &text, &options) {
        Ok(formatted) => formatted,
        Err(NotWritten::Broken) => {
            broken(&name, &text, &parsed.diagnostics, out);
            return Ok(Fate::Broken);
        }
        Err(NotWritten::Unreadable { text, diagnostics }) => {
            broken(&to.display().to_string(), &text, &diagnostics, out);
            return Ok(Fate::Broken);
        }
    };
    if to == path && formatted == text {
        return Ok(Fate::Unchanged);
    }
    if to != path && to.exists() {
        return Err(Problem::unusable("fmt.in_the_way").with("path", to.display()));
    }
    Ok(Fate::Changed {
        to,
        text: formatted,
    })
}

/// Says what keeps a text from being written.
fn broken(name: &str, text: &str, diagnostics: &[Diagnostic], out: Output) {
    let mut sources = Sources::default();
    sources.add(name, text);
    let styled = render::stderr_is_styled();
    let width = render::width();
    out.note(&render::diagnostics::render(
        diagnostics,
        &sources,
        out.lang,
        styled,
        width,
    ));
}

fn tell(path: &Path, to: &Path, check: bool, out: Output) {
    if out.format == Format::Json {
        out.json(&json!({"file": path, "to": to, "written": !check}));
    } else if to == path {
        out.line(&path.display().to_string());
    } else {
        out.line(&format!("{} -> {}", path.display(), to.display()));
    }
}

/// The new text beside the old one first: a full disk must not cost a rule file.
fn write(path: &Path, to: &Path, text: &str) -> Result<(), Problem> {
    let failed = |error: std::io::Error| {
        Problem::unusable("cli.unwritable")
            .with("path", to.display())
            .because(&error)
    };
    let mut beside = to.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    fs::write(&beside, text).map_err(failed)?;
    fs::rename(&beside, to).map_err(failed)?;
    if to != path {
        fs::remove_file(path).map_err(failed)?;
    }
    Ok(())
}
