//! Broken rule files of every kind: nothing panics, every place lies in the file, and what has no
//! errors is formatted to something that is read again and stays as it is.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    clippy::indexing_slicing,
    reason = "tests read fixtures and may fail loudly"
)]

use std::path::Path;

use sabaki_diagnostic::diagnostic::has_errors;
use sabaki_diagnostic::source::FileId;
use sabaki_parser::format::{Options, format};
use sabaki_parser::parsed::parse;
use sabaki_parser::syntax::file::{Item, Spelling};

/// Numbers with a seed (xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }
}

/// All sources of the fixtures, with the name that says how to read them.
fn sources() -> Vec<(&'static str, String)> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut all = Vec::new();
    for folder in ["yaml", "dsl", "format"] {
        for entry in std::fs::read_dir(fixtures.join(folder)).unwrap() {
            let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            for part in text
                .split("\n====\n")
                .flat_map(|case| case.split("\n----\n"))
            {
                all.push(("f.yaml", part.to_owned()));
                all.push(("f.rules", part.to_owned()));
            }
        }
    }
    all
}

fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn changed(chance: &mut Chance, text: &str, other: &str) -> String {
    const BITS: &[&str] = &[
        "\"",
        "'",
        "「",
        "」",
        "#",
        " #",
        ": ",
        "：",
        "- ",
        "　",
        "\t",
        "\n",
        "\r\n",
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        "|",
        ">",
        "*",
        "&a ",
        "!!str ",
        "!x ",
        "<<: ",
        "---\n",
        "\u{200b}",
        "%",
        "@",
        "\\",
        "?",
        "~",
        "=",
        ",",
        "0",
        "\u{feff}",
        "🎁",
        "ｶﾞ",
        "でない",
        "まで",
        "then",
        "条件",
    ];
    let mut text = text.to_owned();
    for _ in 0..=chance.below(3) {
        let at = boundary(&text, chance.below(text.len() + 1));
        let length = chance.below(20);
        let end = boundary(&text, (at + length).min(text.len()));
        match chance.below(4) {
            0 => text.replace_range(at..end.max(at), ""),
            1 => {
                let from = boundary(other, chance.below(other.len() + 1));
                let to = boundary(other, (from + chance.below(60)).min(other.len()));
                text.insert_str(at, &other[from..to.max(from)]);
            }
            2 => text.truncate(at),
            _ => text.insert_str(at, BITS[chance.below(BITS.len())]),
        }
    }
    text
}

fn check(name: &str, text: &str) {
    let read = parse(FileId(0), name, text);
    for said in &read.diagnostics {
        let labels = said.labels().iter().map(|label| label.span);
        for span in labels.chain([said.span()]) {
            assert!(
                text.get(span.range()).is_some(),
                "{} {span:?}\n{text}",
                said.code()
            );
        }
    }
    let comments = read.file.comments.iter();
    for span in comments
        .map(|c| c.span)
        .chain(read.file.items.iter().map(Item::span))
    {
        assert!(text.get(span.range()).is_some(), "{span:?}\n{text}");
    }
    if has_errors(&read.diagnostics) {
        return;
    }
    for (spelling, name) in [(Spelling::Dsl, "f.rules"), (Spelling::Yaml, "f.yaml")] {
        let options = Options {
            spelling,
            names: None,
        };
        let written = format(&read.file, text, &options);
        let again = parse(FileId(0), name, &written);
        assert!(
            !has_errors(&again.diagnostics),
            "{text}\n-- written\n{written}"
        );
        assert_eq!(format(&again.file, &written, &options), written, "{text}");
        let count = read.file.comments.len();
        assert_eq!(
            again.file.comments.len(),
            count,
            "{text}\n-- written\n{written}"
        );
    }
}

#[test]
fn random_changes_never_panic() {
    let sources = sources();
    for (name, text) in &sources {
        check(name, text);
    }
    // `SEEDS=100000` for more.
    let seeds = std::env::var("SEEDS")
        .ok()
        .and_then(|seeds| seeds.parse().ok());
    let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
    for _ in 0..seeds.unwrap_or(1_500_usize) {
        let (name, text) = &sources[chance.below(sources.len())];
        let (_, other) = &sources[chance.below(sources.len())];
        check(name, &changed(&mut chance, text, other));
    }
}
