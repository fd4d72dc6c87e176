//! `sabaki schema NAME`: the JSON Schema of a file format, for editors.

use clap::{Args, ValueEnum};
use sabaki_lsp::schema::{Schema, text};

use crate::config::schema::of_configuration;
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Which format.
    #[arg(value_enum)]
    name: Name,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    /// Rule files in YAML.
    Rules,
    /// `*.vocabulary.yaml`
    Vocabulary,
    /// `*.test.yaml`
    Test,
    /// `sabaki.yaml`
    Config,
}

#[expect(clippy::unnecessary_wraps, reason = "every command answers so")]
pub(crate) fn run(arguments: &Arguments, out: Output) -> Result<Exit, Problem> {
    let schema = match arguments.name {
        Name::Rules => Schema::Rules.json(),
        Name::Vocabulary => Schema::Vocabulary.json(),
        Name::Test => Schema::Test.json(),
        Name::Config => of_configuration(),
    };
    out.line(text(&schema).trim_end());
    Ok(Exit::Fine)
}
