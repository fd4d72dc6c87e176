//! What is said about a command line that is not understood.

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use sabaki_diagnostic::catalogue;
use sabaki_diagnostic::lang::Lang;

use crate::exit::Exit;

/// Prints what the parser of the command line has to say: help and version as they are, a mistake
/// with what to do about it.
pub(super) fn report(error: &Error, lang: Lang) -> Exit {
    if !error.use_stderr() {
        let _ = error.print();
        return Exit::Fine;
    }
    match message(error, lang) {
        Some(message) => anstream::eprintln!("{message}"),
        // Called with nothing at all: the help itself, or a mistake without a text of ours.
        None => {
            let _ = error.print();
        }
    }
    Exit::Unusable
}

fn message(error: &Error, lang: Lang) -> Option<String> {
    let key = match error.kind() {
        ErrorKind::UnknownArgument => "arguments.unknown",
        ErrorKind::InvalidSubcommand => "arguments.no_command",
        ErrorKind::MissingRequiredArgument => "arguments.missing",
        ErrorKind::MissingSubcommand => "arguments.no_subcommand",
        ErrorKind::InvalidValue if of(error, ContextKind::InvalidValue).is_none() => {
            "arguments.no_value"
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "arguments.bad_value",
        ErrorKind::ArgumentConflict => "arguments.conflict",
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            "arguments.number"
        }
        _ => return None,
    };
    let about = of(error, ContextKind::InvalidArg)
        .or_else(|| of(error, ContextKind::InvalidSubcommand))
        .unwrap_or_default();
    let value = of(error, ContextKind::InvalidValue).unwrap_or_default();
    let prior = of(error, ContextKind::PriorArg).unwrap_or_default();
    let args = [
        ("about", about.as_str()),
        ("value", value.as_str()),
        ("prior", prior.as_str()),
    ];
    let mut lines = vec![format!(
        "{}: {}",
        catalogue::text(lang, "level.error", &[]),
        catalogue::text(lang, key, &args)
    )];
    lines.extend(help(error, lang));
    if let Some(usage) = of(error, ContextKind::Usage) {
        let usage = usage.trim_start_matches("Usage:").trim();
        let heading = catalogue::text(lang, "arguments.usage", &[]);
        lines.push(format!("{heading} {usage}"));
    }
    Some(lines.join("\n"))
}

/// What was probably meant, else what would be understood.
fn help(error: &Error, lang: Lang) -> Option<String> {
    let meant = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ];
    let meant = meant.into_iter().find_map(|kind| closest(error, kind));
    let known = of(error, ContextKind::ValidValue);
    let help = match (meant, known) {
        (Some(meant), _) => catalogue::text(lang, "arguments.meant", &[("meant", &meant)]),
        (None, Some(known)) => catalogue::text(lang, "arguments.known", &[("known", &known)]),
        (None, None) => return None,
    };
    let label = catalogue::text(lang, "level.help", &[]);
    Some(format!("  {label}: {help}"))
}

/// The nearest of several suggestions, which come with the nearest last.
fn closest(error: &Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::Strings(texts) => texts.last().cloned(),
        _ => of(error, kind),
    }
}

fn of(error: &Error, kind: ContextKind) -> Option<String> {
    let text = match error.get(kind)? {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::StyledStrs(texts) => {
            let texts: Vec<String> = texts.iter().map(ToString::to_string).collect();
            texts.join(", ")
        }
        ContextValue::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}
