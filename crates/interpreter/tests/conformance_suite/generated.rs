//! Rule sets made by chance: the compiled way decides what the slow way decides, with and without
//! its index, and in whatever spelling and language the rules are written.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sabaki_diagnostic::diagnostic::has_errors;
use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::source::FileId;
use sabaki_interpreter::compile::compile;
use sabaki_interpreter::compile::rule_set::RuleSet;
use sabaki_interpreter::decide::decide;
use sabaki_interpreter::decision::Decision;
use sabaki_interpreter::facts::read::FactsReader;
use sabaki_interpreter::rule_files::RuleFiles;
use sabaki_interpreter::vocabulary::model::Vocabulary;
use sabaki_interpreter::vocabulary::translate::Translator;
use sabaki_parser::format::{Options, parsed};
use sabaki_parser::syntax::file::Spelling;

use super::chance::Chance;
use super::model::{Set, json};
use super::past::JST;
use super::pen::Pen;
use super::reference::fold;
use super::run::{lines, shipped};
use super::slow_decision;

/// Orders and instants that each set decides over.
const LOOKS: usize = 4;

/// Failures after which it stops.
const MOST: usize = 5;

type Lines = BTreeMap<&'static str, BTreeSet<String>>;
type Data = BTreeMap<String, Vec<u8>>;

/// What is needed to write and read rules again and again.
struct Ways {
    vocabulary: &'static Arc<Vocabulary>,
    ja: Translator,
    en: Translator,
}

/// A set as one way of writing has it.
struct Read {
    name: &'static str,
    rules: Arc<RuleSet>,
    /// The places by which rules without a name are called, and what the set calls them.
    places: Vec<(String, String)>,
}

impl Ways {
    fn new() -> Self {
        Self {
            vocabulary: shipped(),
            ja: Translator::new(shipped(), Lang::Ja),
            en: Translator::new(shipped(), Lang::En),
        }
    }

    fn read(
        &self,
        set: &Set,
        name: &'static str,
        text: &str,
        data: &Data,
    ) -> Result<Read, (Vec<String>, String)> {
        let mut files = RuleFiles::default();
        files.sources.add(name, text);
        files.attached = data.clone();
        let compiled = compile(self.vocabulary, &files);
        let Some(rules) = compiled.rules else {
            let errors = compiled.diagnostics.iter();
            let errors = errors.filter(|d| has_errors(std::slice::from_ref(*d)));
            let (mut codes, mut said) = (Vec::new(), Vec::new());
            for error in errors {
                let place = files.sources.place(error.span());
                codes.push(error.code().to_string());
                let message = error.message(Lang::En);
                said.push(format!("{} {place} {message}", error.code()));
            }
            return Err((codes, format!("{name} does not compile: {said:?}\n{text}")));
        };
        let places = places(set, &rules, name);
        Ok(Read {
            name,
            rules,
            places,
        })
    }

    /// The same rules along every way of writing them, ended where they began.
    fn spellings(&self, text: &str) -> Vec<(&'static str, String)> {
        let (dsl, yaml) = (Spelling::Dsl, Spelling::Yaml);
        let read = Parsed::of("a.rules", text);
        let formatted = read.written(dsl, None);
        let as_yaml = read.written(yaml, None);
        let ja = read.written(dsl, Some(&self.ja));
        let read = Parsed::of("a.yaml", &as_yaml);
        let back = read.written(dsl, None);
        let ja_yaml = read.written(yaml, Some(&self.ja));
        let en = Parsed::of("a.rules", &ja).written(dsl, Some(&self.en));
        vec![
            ("a.rules", formatted),
            ("b.yaml", as_yaml),
            ("c.rules", back),
            ("d.rules", ja),
            ("e.rules", en),
            ("f.yaml", ja_yaml),
        ]
    }

    /// The same for YAML that was written by hand.
    fn by_hand(&self, text: &str) -> Vec<(&'static str, String)> {
        let read = Parsed::of("wild.yaml", text);
        vec![
            ("wild.yaml", text.to_owned()),
            ("g.yaml", read.written(Spelling::Yaml, None)),
            ("h.rules", read.written(Spelling::Dsl, Some(&self.ja))),
        ]
    }
}

/// A text that was parsed.
struct Parsed<'t>(sabaki_parser::parsed::Parsed, &'t str);

impl<'t> Parsed<'t> {
    fn of(name: &str, text: &'t str) -> Self {
        Self(sabaki_parser::parsed::parse(FileId(0), name, text), text)
    }

    /// As the formatter writes it; nothing where it holds errors.
    fn written(&self, spelling: Spelling, names: Option<&Translator>) -> String {
        let names = names.map(|n| n as &dyn sabaki_parser::format::Names);
        parsed(&self.0, self.1, &Options { spelling, names }).unwrap_or_default()
    }
}

/// Rules without a name are called by their place: in each spelling another one.
fn places(set: &Set, rules: &RuleSet, file: &str) -> Vec<(String, String)> {
    let line = |name: &str| -> Option<usize> {
        let line = name.strip_prefix(file)?.strip_prefix(':')?;
        line.parse().ok()
    };
    let mut found: Vec<(usize, String)> = rules
        .rules()
        .iter()
        .filter_map(|rule| Some((line(&rule.name)?, rule.name.to_string())))
        .collect();
    found.sort_unstable();
    let unnamed = set.rules.iter().filter(|rule| !rule.named);
    let names = unnamed.map(|rule| rule.name.clone());
    let places = found.into_iter().map(|(_, place)| place).zip(names);
    let mut places: Vec<(String, String)> = places.collect();
    places.sort_by_key(|(place, _)| std::cmp::Reverse(place.len()));
    places
}

/// A decision as lines that are the same in every spelling.
fn comparable(decision: &Decision, places: &[(String, String)]) -> Lines {
    let mut out = Lines::new();
    for (key, lines) in lines(decision) {
        let lines = lines.into_iter().map(|mut line| {
            for (place, name) in places {
                line = line.replace(place, name);
            }
            let shadow = line.strip_suffix(":00").filter(|_| key == "waiting");
            settled(key, shadow.unwrap_or(&line))
        });
        out.insert(key, lines.collect());
    }
    out
}

/// Folded, and what has no order sorted.
fn settled(key: &str, line: &str) -> String {
    let line = fold(line);
    if !matches!(key, "held" | "conflicts" | "rules") {
        return line;
    }
    let Some((what, said)) = line.split_once(": ") else {
        return line;
    };
    let mut said: Vec<&str> = said.split(", ").collect();
    said.sort_unstable();
    format!("{what}: {}", said.join(", "))
}

/// What came of one seed.
pub(crate) enum Tried {
    Same,
    /// It holds an error that chance does not look out for, the same one in every spelling.
    Refused,
    Failed(String),
}

fn tried(ways: &Ways, seed: u64) -> Tried {
    match follow(ways, seed) {
        Ok(true) => Tried::Same,
        Ok(false) => Tried::Refused,
        Err(said) => Tried::Failed(format!("seed {seed}: {said}")),
    }
}

/// Whether a set was tried; what failed.
fn follow(ways: &Ways, seed: u64) -> Result<bool, String> {
    let mut chance = Chance::new(seed);
    let set = chance.set();
    let plain = Pen::plain().set(&set);
    let mut pen = Pen::wild(seed);
    let wild = pen.set(&set);
    let data = std::mem::take(&mut pen.files);
    let mut hand = Pen::wild(!seed);
    let by_hand = hand.yaml(&set);
    let rules = match ways.read(&set, "plain.rules", &plain, &Data::new()) {
        Ok(read) => read,
        // What can never be legal, and a period that ends before it begins.
        Err((codes, said)) => {
            let known = codes.iter().all(|code| code == "E0401" || code == "E0405");
            return if known { Ok(false) } else { Err(said) };
        }
    };
    let mut spelled = Vec::new();
    let mut texts = vec![("wild.rules", wild.clone())];
    texts.extend(ways.spellings(&wild));
    for (name, text) in texts {
        let read = ways.read(&set, name, &text, &data).map_err(|(_, said)| {
            let data = data.iter().map(|(k, v)| (k, String::from_utf8_lossy(v)));
            let data: Vec<_> = data.collect();
            format!("{said}\n--- wild\n{wild}\n--- data\n{data:?}\n--- plain\n{plain}")
        })?;
        if read.rules.digest() != rules.rules.digest() {
            let differs = differing(&rules, &read);
            return Err(format!(
                "another digest as {name}: {differs:?}\n{text}\n--- wild\n{wild}\n--- plain\n{plain}"
            ));
        }
        kept(name, &text, &pen.comments).map_err(|said| format!("{said}\n--- wild\n{wild}"))?;
        spelled.push(read);
    }
    for (name, text) in ways.by_hand(&by_hand) {
        let read = ways.read(&set, name, &text, &hand.files);
        let read = read.map_err(|(_, said)| format!("{said}\n--- by hand\n{by_hand}"))?;
        if read.rules.digest() != rules.rules.digest() {
            let differs = differing(&rules, &read);
            return Err(format!(
                "another digest as {name}: {differs:?}\n{text}\n--- by hand\n{by_hand}\n--- plain\n{plain}"
            ));
        }
        kept(name, &text, &hand.comments)
            .map_err(|said| format!("{said}\n--- by hand\n{by_hand}"))?;
        spelled.push(read);
    }
    looks(ways, &mut chance, &set, (&rules, &spelled), &plain)?;
    Ok(true)
}

/// The rules that mean something else.
fn differing(one: &Read, other: &Read) -> Vec<String> {
    let digests = |read: &Read| -> BTreeSet<(String, String)> {
        let named = read.rules.rules().iter().map(|rule| {
            let place = read.places.iter().find(|(place, _)| **place == *rule.name);
            let name = place.map_or(rule.name.to_string(), |(_, name)| name.clone());
            (name, rule.digest.clone())
        });
        named.collect()
    };
    let (one, other) = (digests(one), digests(other));
    let names = one
        .symmetric_difference(&other)
        .map(|(name, _)| name.clone());
    names.collect()
}

/// Every comment stands in the text once, and what is formatted stays as it is.
fn kept(name: &str, text: &str, comments: &[String]) -> Result<(), String> {
    for comment in comments {
        let comment = comment.trim_start();
        let found = text.matches(comment).count();
        if found != 1 {
            return Err(format!(
                "{name}: comment {comment:?} stands {found} times\n{text}"
            ));
        }
    }
    if name.starts_with("wild.") {
        return Ok(());
    }
    let spelling = if name.contains(".yaml") {
        Spelling::Yaml
    } else {
        Spelling::Dsl
    };
    let again = Parsed::of(name, text).written(spelling, None);
    if again != text {
        return Err(format!(
            "{name}: formatted again\n{again}\n--- it was\n{text}"
        ));
    }
    Ok(())
}

fn looks(
    ways: &Ways,
    chance: &mut Chance,
    set: &Set,
    (rules, spelled): (&Read, &[Read]),
    text: &str,
) -> Result<(), String> {
    let scanned = rules.rules.without_index();
    for _ in 0..LOOKS {
        let (order, now) = (chance.order(), chance.now());
        let facts = FactsReader::strict(ways.vocabulary)
            .read(&json(&order))
            .map_err(|error| format!("{error:?} {}", json(&order)))?
            .facts;
        let at = jiff::Timestamp::from_second(now - JST).unwrap();
        let past = chance.past(set, now);
        let memory = past.memory();
        let decision = decide(&rules.rules, &facts, at, &memory);
        let shown = || format!("{text}\n{} at {at}\n{past:?}", json(&order));
        if decide(&scanned, &facts, at, &memory) != decision {
            return Err(format!("the index decides otherwise\n{}", shown()));
        }
        let found = comparable(&decision, &rules.places);
        for other in spelled {
            let theirs = decide(&other.rules, &facts, at, &memory);
            let theirs = comparable(&theirs, &other.places);
            if theirs != found {
                let name = other.name;
                return Err(format!(
                    "{name} decides otherwise\n{found:?}\n{theirs:?}\n{}",
                    shown()
                ));
            }
        }
        for (key, expected) in slow_decision::decide(set, &order, now, &past) {
            let expected: BTreeSet<String> =
                expected.iter().map(|line| settled(key, line)).collect();
            let mut found = found[key].clone();
            if key == "unknown" {
                let name = |line: String| line.split(':').next().unwrap_or("").to_owned();
                found = found.into_iter().map(name).collect();
            }
            if found != expected {
                return Err(format!(
                    "{key}: slowly {expected:?}, compiled {found:?}\n{}",
                    shown()
                ));
            }
        }
    }
    Ok(())
}

/// Failures of the rule sets with these seeds, and how many sets could not be tried.
pub(crate) fn failures(seeds: std::ops::Range<u64>) -> (Vec<String>, usize) {
    let ways = Ways::new();
    let (mut failures, mut refused) = (Vec::new(), 0);
    for seed in seeds {
        match tried(&ways, seed) {
            Tried::Same => {}
            Tried::Refused => refused += 1,
            Tried::Failed(said) => failures.push(said),
        }
        if failures.len() == MOST {
            break;
        }
    }
    (failures, refused)
}
