//! What is wrong with a line of the configuration, in the words of the person who wrote it.

use sabaki_diagnostic::nearest::nearest;

use crate::problem::Problem;

/// The problem of a configuration that its reader refuses: its message names the key's place, what
/// is wrong and what it knows instead.
pub(super) fn of(path: &std::path::Path, error: &serde_yaml::Error) -> Problem {
    let line = error.location().map_or(0, |at| at.line());
    let message = error.to_string();
    let message = message
        .rsplit_once(" at line ")
        .map_or(message.as_str(), |(before, _)| before);
    let (place, message) = placed(message);
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let (first, others) = quoted
        .split_first()
        .map_or(("", &[][..]), |(first, others)| (*first, others));
    let key = match message.split(' ').next() {
        Some("unknown") if others.is_empty() => "config.no_keys",
        Some("unknown") => "config.unknown_key",
        Some("missing") => "config.missing_key",
        Some("duplicate") => "config.key_twice",
        Some("invalid") => "config.bad_value",
        _ => "config.broken",
    };
    let (found, expected) = message
        .split_once(": ")
        .and_then(|(_, rest)| rest.split_once(", expected "))
        .unwrap_or_default();
    let known = others.join(", ");
    let meant = nearest(first, others.iter().copied());
    let problem = Problem::unusable(key)
        .with("path", path.display())
        .with("line", line)
        .with("place", place)
        .with("key", first)
        .with("known", meant.map_or(known, str::to_owned))
        .with("found", found)
        .with("reason", message);
    match words(expected) {
        Some(words) => problem.with_text("expected", words),
        None => problem.with("expected", expected),
    }
}

/// What the reader expects, in words that are no programmer's.
fn words(expected: &str) -> Option<&'static str> {
    Some(match expected {
        "u8" | "u16" | "u32" | "u64" | "usize" => "config.expected.number",
        "a boolean" => "config.expected.bool",
        "a string" | "a borrowed string" => "config.expected.text",
        "a sequence" => "config.expected.list",
        "a map" => "config.expected.keys",
        "a length of time such as 5m, 2h, 60d" => "config.expected.duration",
        "a folder, or a list of folders" => "config.expected.folders",
        _ if expected.starts_with("struct ") => "config.expected.keys",
        _ => return None,
    })
}

/// The place `shops.honten.rms` before a message, in brackets; nothing at the top.
fn placed(message: &str) -> (String, &str) {
    let is_place = |text: &str| !text.is_empty() && !text.contains([' ', '`']);
    match message.split_once(": ") {
        Some((place, rest)) if is_place(place) => (format!(" ({place})"), rest),
        _ => (String::new(), message),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use sabaki_diagnostic::lang::Lang;

    use crate::config::file::File;

    fn said(text: &str, lang: Lang) -> String {
        let error = serde_yaml::from_str::<File>(text).expect_err("a mistake");
        super::of(Path::new("sabaki.yaml"), &error).render(lang)
    }

    #[test]
    fn mistakes_are_told_in_both_languages() {
        for (text, ja, en) in [
            (
                "sabaki: 1\npol: {every: 5m}\n",
                "エラー: 設定ファイルsabaki.yamlの2行目に、「pol」というキーはありません。\n  対処: 「poll」ですか。",
                "error: sabaki.yaml, line 2: there is no key `pol`.\n  help: Did you mean `poll`?",
            ),
            (
                "sabaki: 1\nstate: a\nstate: b\n",
                "エラー: 設定ファイルsabaki.yamlの1行目に、「state」が二度あります。",
                "error: sabaki.yaml, line 1: `state` stands twice.",
            ),
            (
                "sabaki: one\n",
                "エラー: 設定ファイルsabaki.yamlの1行目 (sabaki)の値が正しくありません（string \"one\"）。\n  対処: 書けるもの: 0以上の整数",
                "error: sabaki.yaml, line 1 (sabaki) has the wrong value (string \"one\").\n  help: It takes a whole number.",
            ),
            (
                "sabaki: 1\nstate: a\nrules: {path: r}\nnextengine: {}\nshops:\n  a: {rms: {url: x}}\n",
                "エラー: 設定ファイルsabaki.yamlの6行目 (shops.a.rms)に、「service_secret」がありません。",
                "error: sabaki.yaml, line 6 (shops.a.rms): `service_secret` is missing.",
            ),
        ] {
            assert_eq!(said(text, Lang::Ja), ja);
            assert_eq!(said(text, Lang::En), en);
        }
    }
}
