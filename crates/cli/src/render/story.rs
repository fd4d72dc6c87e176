//! What happened to one order: its journal, a line an event, in JST and in the shop's words.

use std::fmt::Write as _;

use sabaki_diagnostic::catalogue;
use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::reason;
use sabaki_engine::journal::entry::{Event, JournalEntry, OutcomeSource};
use sabaki_engine::port::outcome::Outcome;
use sabaki_interpreter::vocabulary::lookup::Names;
use sabaki_order::vocabulary::shipped;
use serde_json::Value;

use crate::control::standing::list;

use super::decision::pad;
use super::order_table::Words;
use super::{instant, pass};

/// Fields whose change is worth a line.
const TOLD: [&str; 5] = [
    "status",
    "settlement",
    "payment_method",
    "slip.status",
    "slip.paid",
];

/// The events of an order, one a line; what says nothing new is left out.
pub(crate) fn text(journal: &[(u64, JournalEntry)], lang: Lang) -> String {
    let teller = Teller {
        lang,
        words: Words::new(lang),
        names: Names::new(&shipped()),
    };
    let mut out = String::new();
    let mut asked: Vec<(&str, String)> = Vec::new();
    let mut first = true;
    for (_, entry) in journal {
        if let Event::Intent { key, rules, .. } = &entry.what {
            asked.retain(|(known, _)| *known != key.0);
            asked.push((&key.0, teller.rules(rules)));
        }
        let lines = teller.lines(&entry.what, &asked, first);
        first = first && !matches!(entry.what, Event::Observed { .. });
        for line in lines {
            let at = pad(&instant::text(entry.at, lang), instant::WIDTH);
            let _ = writeln!(out, "  {at}  {line}");
        }
    }
    out
}

struct Teller {
    lang: Lang,
    words: Words,
    names: Names,
}

impl Teller {
    fn lines(&self, event: &Event, asked: &[(&str, String)], first: bool) -> Vec<String> {
        match event {
            Event::Observed { changed } => {
                let told: Vec<String> = TOLD
                    .iter()
                    .filter_map(|field| self.change(field, changed.get(*field)?))
                    .collect();
                if told.is_empty() {
                    return Vec::new();
                }
                let key = if first { "story.first" } else { "story.seen" };
                vec![self.text(key, &[("what", &told.join(&self.comma()))])]
            }
            Event::Decided { decision, .. } => self.held(decision),
            Event::Outcome {
                key,
                action,
                outcome,
                by,
            } => {
                let rules = asked.iter().find(|(known, _)| *known == key.0);
                let rules = rules.map_or("", |(_, rules)| rules.as_str());
                vec![self.outcome(action, outcome, *by, rules)]
            }
            Event::DoneByOther { action } => {
                let action = pass::name(action, self.lang);
                vec![self.text("story.by_other", &[("action", &action)])]
            }
            Event::Released { rule, person } => {
                let person = person.as_deref().unwrap_or("");
                vec![self.text("story.released", &[("rule", rule), ("person", person)])]
            }
            Event::Alarm { text, args } => vec![reason::text(self.lang, text, args)],
            Event::Intent { .. }
            | Event::Paused { .. }
            | Event::Resumed
            | Event::RulesLoaded { .. }
            | Event::RulesRefused { .. }
            | Event::FileCame { .. }
            | Event::Pass { .. } => Vec::new(),
        }
    }

    fn change(&self, field: &str, value: &Value) -> Option<String> {
        let value = value.as_str()?;
        let vocabulary = shipped();
        let at = self.names.field(field)?;
        let name = vocabulary.fields.get(at)?.name(self.lang).to_owned();
        let value = self.words.value(&vocabulary, field, value);
        Some(self.text("story.field", &[("field", &name), ("value", &value)]))
    }

    fn held(&self, decision: &Value) -> Vec<String> {
        list(decision, "held")
            .iter()
            .filter_map(|held| {
                let action = pass::name(held.get("action")?.as_str()?, self.lang);
                let because: Vec<&str> = list(held, "because")
                    .iter()
                    .filter_map(Value::as_str)
                    .collect();
                let rules: Vec<String> = list(held, "rules")
                    .iter()
                    .filter_map(|r| Some(r.as_str()?.to_owned()))
                    .collect();
                Some(self.text(
                    "story.held",
                    &[
                        ("action", &action),
                        ("because", &because.join(&self.text("decision.and", &[]))),
                        ("rules", &self.rules(&rules)),
                    ],
                ))
            })
            .collect()
    }

    fn outcome(&self, action: &str, outcome: &Outcome, by: OutcomeSource, rules: &str) -> String {
        let action = pass::name(action, self.lang);
        let (key, reason) = match outcome {
            Outcome::Done => match by {
                OutcomeSource::Answer => ("story.done", String::new()),
                OutcomeSource::ReadBack => ("story.done_read_back", String::new()),
            },
            Outcome::AlreadyDone => ("story.already_done", String::new()),
            Outcome::Refused { reason, .. } => ("story.refused", reason.text(self.lang)),
            Outcome::Doubtful { reason } => ("story.doubtful", reason.text(self.lang)),
        };
        self.text(
            key,
            &[("action", &action), ("reason", &reason), ("rules", rules)],
        )
    }

    fn rules(&self, rules: &[String]) -> String {
        let names = match self.lang {
            Lang::Ja => rules.join("」「"),
            Lang::En => rules.join("`, `"),
        };
        self.text("decision.rules", &[("rules", &names)])
    }

    fn comma(&self) -> String {
        self.text("decision.comma", &[])
    }

    fn text(&self, key: &str, args: &[(&str, &str)]) -> String {
        catalogue::text(self.lang, key, args)
    }
}
