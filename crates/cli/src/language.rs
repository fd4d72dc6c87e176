//! Which language to speak: `--lang`, else the locale.

use std::env;
use std::ffi::OsString;

use sabaki_diagnostic::lang::Lang;

/// The language of the command line itself, found before its arguments are parsed, so that help
/// and complaints about arguments come in it as well.
pub(crate) fn of_command_line(args: &[OsString]) -> Lang {
    let mut args = args.iter().filter_map(|a| a.to_str());
    while let Some(arg) = args.next() {
        let value = match arg.strip_prefix("--lang=") {
            Some(value) => Some(value),
            None if arg == "--lang" => args.next(),
            None => None,
        };
        match value {
            Some("ja") => return Lang::Ja,
            Some("en") => return Lang::En,
            _ => {}
        }
    }
    of_locale()
}

/// The language of the locale: Japanese where it says `ja`, else English.
fn of_locale() -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| env::var(name).ok())
        .find(|value| !value.is_empty());
    match locale {
        Some(locale) if locale.starts_with("ja") => Lang::Ja,
        _ => Lang::En,
    }
}
