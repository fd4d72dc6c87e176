//! The arguments of the command line, in the user's language, and the way to each command.

mod localised;
mod wrong_use;

use std::ffi::OsString;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use sabaki_diagnostic::lang::Lang;

use crate::command;
use crate::exit::Exit;
use crate::language;
use crate::output::Output;
use crate::problem::Problem;

/// sabaki: order work between 楽天市場 and an OMS, by rules that say why.
#[derive(Debug, Parser)]
#[command(
    name = "sabaki",
    version,
    propagate_version = true,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true
)]
struct Arguments {
    /// How results are written.
    #[arg(long, global = true, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Language of texts; the locale's without it.
    #[arg(long, global = true, value_enum)]
    lang: Option<LangName>,
    #[command(subcommand)]
    command: Command,
}

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Human,
    /// One JSON object a line.
    Json,
    /// SARIF 2.1.0 (`check`).
    Sarif,
    /// JUnit XML (`test`).
    Junit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LangName {
    Ja,
    En,
}

/// The commands, in the order in which the help lists them: first steps, rules, the service,
/// operation, and what stands beside.
#[derive(Debug, Subcommand)]
enum Command {
    Demo(command::demo::Arguments),
    Init(command::init::Arguments),
    Check(command::check::Arguments),
    Fmt(command::fmt::Arguments),
    Test(command::test::Arguments),
    Simulate(command::simulate::Arguments),
    Diff(command::diff::Arguments),
    Explain(command::explain::Arguments),
    ExplainCode(command::explain_code::Arguments),
    Run(command::run::Arguments),
    Orders(command::orders::Arguments),
    Show(command::show::Arguments),
    Release(command::release::Arguments),
    Pause(command::pause::Arguments),
    Resume(command::resume::Arguments),
    Login(command::login::Arguments),
    State(command::state::Arguments),
    Sandbox(command::sandbox::Arguments),
    Lsp(command::lsp::Arguments),
    Schema(command::schema::Arguments),
    Help(command::help::Arguments),
}

/// Parses the command line and runs the command.
pub(crate) fn main() -> Exit {
    let args: Vec<OsString> = std::env::args_os().collect();
    let lang = language::of_command_line(&args);
    let parsed = localised::whole(Arguments::command(), lang)
        .try_get_matches_from(args)
        .and_then(|matches| Arguments::from_arg_matches(&matches));
    match parsed {
        Ok(arguments) => dispatch(&arguments, lang),
        Err(error) => wrong_use::report(&error, lang),
    }
}

fn dispatch(arguments: &Arguments, lang: Lang) -> Exit {
    let out = Output {
        format: arguments.format,
        lang: match arguments.lang {
            Some(LangName::Ja) => Lang::Ja,
            Some(LangName::En) => Lang::En,
            None => lang,
        },
    };
    if let Err(problem) = arguments.command.writes(arguments.format) {
        return out.stop(&problem);
    }
    let result = match &arguments.command {
        Command::Demo(a) => command::demo::run(a, out),
        Command::Init(a) => command::init::run(a, out),
        Command::Check(a) => command::check::run(a, out),
        Command::Simulate(a) => command::simulate::run(a, out),
        Command::Diff(a) => command::diff::run(a, out),
        Command::Explain(a) => command::explain::run(a, out),
        Command::Fmt(a) => command::fmt::run(a, out),
        Command::Help(a) => command::help::run(a, out),
        Command::ExplainCode(a) => command::explain_code::run(a, out),
        Command::Run(a) => command::run::run(a, out),
        Command::Orders(a) => command::orders::run(a, out),
        Command::Show(a) => command::show::run(a, out),
        Command::Release(a) => command::release::run(a, out),
        Command::Pause(a) => command::pause::run(a, out),
        Command::Resume(a) => command::resume::run(a, out),
        Command::Login(a) => command::login::run(a, out),
        Command::Sandbox(a) => command::sandbox::run(a, out),
        Command::Lsp(a) => command::lsp::run(a, out),
        Command::Schema(a) => command::schema::run(a, out),
        Command::State(a) => command::state::run(a, out),
        Command::Test(a) => command::test::run(a, out),
    };
    result.unwrap_or_else(|problem| out.stop(&problem))
}

/// The help of a command, such as `state init`; of the whole without a name. None where there is
/// no such command.
pub(crate) fn help(names: &[String], lang: Lang) -> Option<String> {
    let mut root = localised::whole(Arguments::command(), lang);
    root.build();
    let mut command = &mut root;
    for name in names {
        command = command.find_subcommand_mut(name)?;
    }
    Some(command.render_long_help().to_string())
}

/// The names of the commands.
pub(crate) fn commands() -> Vec<String> {
    let root = Arguments::command();
    let names = root.get_subcommands().map(|sub| sub.get_name().to_owned());
    names.collect()
}

impl Command {
    /// Two forms of results belong to one command each.
    fn writes(&self, format: Format) -> Result<(), Problem> {
        let (only, fits) = match format {
            Format::Human | Format::Json => return Ok(()),
            Format::Sarif => ("check", matches!(self, Self::Check(_))),
            Format::Junit => ("test", matches!(self, Self::Test(_))),
        };
        if fits {
            return Ok(());
        }
        let name = format.to_possible_value();
        let name = name.as_ref().map_or("", |value| value.get_name());
        Err(Problem::unusable("arguments.only")
            .with("format", name)
            .with("command", only))
    }
}
