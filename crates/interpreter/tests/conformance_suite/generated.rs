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
use sabaki_interpreter::facts::read::FactsReader;
use sabaki_interpreter::memory::{Memory, Release, RuleKey};
use sabaki_interpreter::rule_files::RuleFiles;
use sabaki_interpreter::vocabulary::model::Vocabulary;
use sabaki_interpreter::vocabulary::translate::Translator;
use sabaki_parser::format::{Options, parsed};
use sabaki_parser::syntax::file::Spelling;

use super::chance::Chance;
use super::model::json;
use super::run::{lines, vocabulary};
use super::slow_decision::{self, Past};

/// Seconds between 1970-01-01 0:00 in Japan and in Greenwich.
const JST: i64 = 9 * 3600;

/// What is needed to write and read rules again and again.
struct Ways {
    vocabulary: Arc<Vocabulary>,
    ja: Translator,
    en: Translator,
}

impl Ways {
    fn compiled(&self, name: &str, text: &str) -> Result<Arc<RuleSet>, String> {
        let mut files = RuleFiles::default();
        files.sources.add(name, text);
        let compiled = compile(&self.vocabulary, &files);
        compiled.rules.ok_or_else(|| {
            let said = compiled
                .diagnostics
                .iter()
                .filter(|d| has_errors(std::slice::from_ref(*d)));
            let said: Vec<String> = said
                .map(|d| {
                    format!(
                        "{} {} {}",
                        d.code(),
                        files.sources.place(d.span()),
                        d.message(Lang::En)
                    )
                })
                .collect();
            format!("{name} does not compile: {said:?}\n{text}")
        })
    }

    /// The same rules along every way of writing them, ended where they began.
    fn spellings(&self, text: &str) -> Vec<(&'static str, String)> {
        let (dsl, yaml) = (Spelling::Dsl, Spelling::Yaml);
        let formatted = written("a.rules", text, dsl, None);
        let as_yaml = written("a.rules", text, yaml, None);
        let back = written("a.yaml", &as_yaml, dsl, None);
        let ja = written("a.rules", text, dsl, Some(&self.ja));
        let en = written("a.rules", &ja, dsl, Some(&self.en));
        let ja_yaml = written("a.yaml", &as_yaml, yaml, Some(&self.ja));
        vec![
            ("a.rules", formatted),
            ("b.yaml", as_yaml),
            ("c.rules", back),
            ("d.rules", ja),
            ("e.rules", en),
            ("f.yaml", ja_yaml),
        ]
    }
}

fn written(name: &str, text: &str, spelling: Spelling, names: Option<&Translator>) -> String {
    let read = sabaki_parser::parsed::parse(FileId(0), name, text);
    let names = names.map(|n| n as &dyn sabaki_parser::format::Names);
    parsed(&read, text, &Options { spelling, names }).unwrap_or_default()
}

fn failure(ways: &Ways, seed: u64) -> Option<String> {
    let mut chance = Chance::new(seed);
    let set = chance.set();
    let text = set.to_string();
    let rules = match ways.compiled("rules.rules", &text) {
        Ok(rules) => rules,
        // What can never be legal is an error, and chance does not look out for it.
        Err(said) if said.contains("E0401") && !said.contains("E0201") => return None,
        Err(said) => return Some(said),
    };
    let mut spelled = Vec::new();
    for (name, text) in ways.spellings(&text) {
        match ways.compiled(name, &text) {
            Ok(same) if same.digest() == rules.digest() => spelled.push(same),
            Ok(_) => return Some(format!("another digest as {name}\n{text}")),
            Err(said) => return Some(said),
        }
    }
    let scanned = rules.without_index();
    for _ in 0..4 {
        let (order, now) = (chance.order(), chance.now());
        let facts = match FactsReader::strict(&ways.vocabulary).read(&json(&order)) {
            Ok(record) => record.facts,
            Err(error) => return Some(format!("{error:?} {}", json(&order))),
        };
        let at = jiff::Timestamp::from_second(now - JST).unwrap();
        let past = chance.past(&set, now);
        let memory = remembering(&past);
        let decision = decide(&rules, &facts, at, &memory);
        if decide(&scanned, &facts, at, &memory) != decision {
            return Some(format!(
                "the index decides otherwise\n{text}\n{}",
                json(&order)
            ));
        }
        for other in &spelled {
            if decide(other, &facts, at, &memory) != decision {
                return Some(format!("another spelling decides otherwise\n{text}"));
            }
        }
        let found = lines(&decision);
        for (key, expected) in slow_decision::decide(&set, &order, now, &past) {
            let mut found: BTreeSet<String> = found[key].iter().cloned().collect();
            if key == "unknown" {
                let name = |line: String| line.split(':').next().unwrap_or("").to_owned();
                found = found.into_iter().map(name).collect();
            }
            let found: BTreeSet<String> = found
                .into_iter()
                .map(|line| {
                    line.strip_suffix(":00")
                        .filter(|_| key == "waiting")
                        .map_or(line.clone(), str::to_owned)
                })
                .collect();
            if found != expected {
                return Some(format!(
                    "{key}: slowly {expected:?}, compiled {found:?}\n{text}\n{} at {at}",
                    json(&order)
                ));
            }
        }
    }
    None
}

fn remembering(past: &Past) -> Memory {
    let since = |times: &BTreeMap<String, i64>| {
        let times = times.iter().map(|(rule, at)| {
            let at = jiff::Timestamp::from_second(at - JST).unwrap();
            (RuleKey(rule.clone()), at)
        });
        times.collect()
    };
    let releases = past.released.iter().map(|rule| Release {
        rule: RuleKey(rule.clone()),
        fingerprint: None,
        person: None,
    });
    Memory {
        looked: past.looked,
        matching_since: since(&past.matching),
        asked_since: since(&past.asked),
        releases: releases.collect(),
        ..Memory::default()
    }
}

/// Failures of the rule sets with these seeds.
pub(crate) fn failures(seeds: std::ops::Range<u64>) -> Vec<String> {
    let vocabulary = vocabulary();
    let ways = Ways {
        ja: Translator::new(&vocabulary, Lang::Ja),
        en: Translator::new(&vocabulary, Lang::En),
        vocabulary,
    };
    seeds
        .filter_map(|seed| failure(&ways, seed).map(|said| format!("seed {seed}: {said}")))
        .take(5)
        .collect()
}
