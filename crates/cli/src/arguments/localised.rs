//! The help of the command line in the user's language: texts, headings, values.

use clap::builder::{PossibleValue, ValueRange};
use clap::{Arg, ArgAction, Command};
use sabaki_diagnostic::catalogue;
use sabaki_diagnostic::lang::Lang;

/// Arguments that every command has.
const GLOBALS: [&str; 4] = ["format", "lang", "help", "version"];

/// The whole command line with its texts from the catalogue: `help.COMMAND`,
/// `help.COMMAND.ARGUMENT`.
pub(super) fn whole(root: Command, lang: Lang) -> Command {
    let root =
        root.arg(flag("help", 'h', ArgAction::Help))
            .arg(flag("version", 'V', ArgAction::Version));
    one(root, "help", lang)
}

fn flag(name: &'static str, short: char, action: ArgAction) -> Arg {
    Arg::new(name)
        .short(short)
        .long(name)
        .action(action)
        .global(true)
}

fn one(mut command: Command, prefix: &str, lang: Lang) -> Command {
    let usage = catalogue::text(lang, "arguments.usage", &[]);
    command = command
        .help_template(format!(
            "{{about-with-newline}}\n{usage} {{usage}}\n\n{{all-args}}"
        ))
        .subcommand_help_heading(catalogue::plain(lang, "arguments.commands"));
    if let Some(about) = catalogue::plain(lang, prefix) {
        command = command.about(about);
    }
    command = command.mut_args(|arg| argument(arg, prefix, lang));
    let names: Vec<String> = command
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .collect();
    for name in names {
        let key = format!("{prefix}.{name}");
        command = command.mut_subcommand(&name, |sub| one(sub, &key, lang));
    }
    command
}

/// An argument with its help, the values that it takes, and its heading.
fn argument(arg: Arg, prefix: &str, lang: Lang) -> Arg {
    let id = arg.get_id().as_str();
    let (key, heading) = if GLOBALS.contains(&id) {
        (format!("arguments.{id}"), "arguments.everywhere")
    } else if arg.is_positional() {
        (format!("{prefix}.{id}"), "arguments.places")
    } else {
        (format!("{prefix}.{id}"), "arguments.options")
    };
    let help = catalogue::plain(lang, &key).unwrap_or_default();
    let takes = takes_value(&arg);
    let help = if takes {
        format!("{help}{}", values(&arg, lang))
    } else {
        help.to_owned()
    };
    let arg = arg.help(help).help_heading(catalogue::plain(lang, heading));
    if takes {
        arg.hide_possible_values(true).hide_default_value(true)
    } else {
        arg
    }
}

fn takes_value(arg: &Arg) -> bool {
    arg.get_num_args().map_or_else(
        || arg.get_action().takes_values(),
        |range| range != ValueRange::EMPTY,
    )
}

/// What an argument takes and what it is without being named.
fn values(arg: &Arg, lang: Lang) -> String {
    let known = arg.get_possible_values();
    let known: Vec<&str> = known.iter().map(PossibleValue::get_name).collect();
    let without: Vec<&str> = arg
        .get_default_values()
        .iter()
        .filter_map(|value| value.to_str())
        .filter(|value| !value.is_empty())
        .collect();
    let key = match (known.is_empty(), without.is_empty()) {
        (true, true) => return String::new(),
        (false, true) => "arguments.values",
        (true, false) => "arguments.default",
        (false, false) => "arguments.values_default",
    };
    let separator = catalogue::text(lang, "arguments.separator", &[]);
    let known = known.join(&separator);
    let without = without.join(&separator);
    catalogue::text(lang, key, &[("values", &known), ("default", &without)])
}
