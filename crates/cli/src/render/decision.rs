//! A decision for people: the order, then each action in its state with the reason.

use std::fmt::Write as _;

use sabaki_diagnostic::catalogue;
use sabaki_diagnostic::lang::Lang;
use sabaki_interpreter::decision::{Decision, Request, RuleName};
use sabaki_interpreter::facts::Facts;
use sabaki_interpreter::facts::show;
use sabaki_interpreter::value::Value;
use sabaki_interpreter::vocabulary::lookup::Names;
use sabaki_interpreter::vocabulary::model::{Type, Vocabulary};

use super::instant;

/// The fields that introduce an order, where the vocabulary has them.
const INTRODUCTION: [&str; 4] = ["status", "settlement", "payment_method", "slip.status"];

/// One order's decision as a block of lines.
pub(crate) fn text(decision: &Decision, order_number: &str, facts: &Facts, lang: Lang) -> String {
    let words = Words::new(facts.vocabulary(), lang);
    let mut out = format!("{order_number}  {}\n", introduction(facts, lang));
    let mut any = false;
    for (state, line) in words.lines(decision) {
        any = true;
        let label = catalogue::text(lang, state, &[]);
        let _ = writeln!(out, "  {}  {line}", pad(&label, 10));
    }
    if !any {
        let _ = writeln!(out, "  {}", catalogue::text(lang, "decision.nothing", &[]));
    }
    if let Some(at) = decision.look_again {
        let at = instant::text(at, lang);
        let _ = writeln!(
            out,
            "  {}",
            catalogue::text(lang, "decision.look_again", &[("at", &at)])
        );
    }
    out
}

/// Status, settlement, payment and slip, as far as they are known.
pub(crate) fn introduction(facts: &Facts, lang: Lang) -> String {
    let vocabulary = facts.vocabulary();
    let names = Names::new(vocabulary);
    let parts: Vec<String> = INTRODUCTION
        .iter()
        .filter_map(|id| {
            let field = names.field(id)?;
            let value = facts.get(field);
            let Value::Enum(item) = value else {
                return None;
            };
            Some(vocabulary.item(*item)?.name(lang).to_owned())
        })
        .collect();
    parts.join(match lang {
        Lang::Ja => "・",
        Lang::En => ", ",
    })
}

/// What actions, fields and rules are called.
pub(super) struct Words<'a> {
    vocabulary: &'a Vocabulary,
    pub(super) lang: Lang,
}

impl<'a> Words<'a> {
    pub(super) const fn new(vocabulary: &'a Vocabulary, lang: Lang) -> Self {
        Self { vocabulary, lang }
    }
    fn lines(&self, decision: &Decision) -> Vec<(&'static str, String)> {
        let mut lines = Vec::new();
        for request in &decision.due {
            lines.push(("state_of.due", self.request(request)));
        }
        for waiting in &decision.waiting {
            let at = instant::text(waiting.until, self.lang);
            let until = self.text("decision.until", &[("at", &at)]);
            lines.push((
                "state_of.waiting",
                format!("{} {until}", self.request(&waiting.request)),
            ));
        }
        for held in &decision.held {
            let because = held.because.join(self.text("decision.and", &[]).as_str());
            let line = self.text(
                "decision.because",
                &[
                    ("action", &self.action(&held.request)),
                    ("because", &because),
                ],
            );
            lines.push((
                "state_of.held",
                format!("{line} {}", self.rules(&held.request.rules)),
            ));
        }
        for not_legal in &decision.not_legal {
            let because = match self.lang {
                Lang::Ja => &not_legal.because.ja,
                Lang::En => &not_legal.because.en,
            };
            let line = self.text(
                "decision.because",
                &[
                    ("action", &self.action(&not_legal.request)),
                    ("because", because),
                ],
            );
            lines.push((
                "state_of.not_legal",
                format!("{line} {}", self.rules(&not_legal.request.rules)),
            ));
        }
        for conflict in &decision.conflicts {
            let name = self.action_name(&conflict.action);
            lines.push((
                "state_of.conflict",
                format!("{name} {}", self.rules(&conflict.rules)),
            ));
        }
        for request in &decision.done {
            lines.push(("state_of.done", self.request(request)));
        }
        for rule in &decision.released {
            lines.push(("state_of.released", self.rules(std::slice::from_ref(rule))));
        }
        for unknown in &decision.unknown {
            let fields: Vec<String> = unknown.fields.iter().map(|f| self.field_name(f)).collect();
            let fields = fields.join(self.text("decision.comma", &[]).as_str());
            let line = self.text(
                "decision.unknown",
                &[("rule", &unknown.rule), ("fields", &fields)],
            );
            lines.push(("state_of.unknown", line));
        }
        lines
    }

    pub(super) fn text(&self, key: &str, args: &[(&str, &str)]) -> String {
        catalogue::text(self.lang, key, args)
    }

    fn request(&self, request: &Request) -> String {
        format!("{} {}", self.action(request), self.rules(&request.rules))
    }

    pub(super) fn action(&self, request: &Request) -> String {
        let mut out = self.action_name(&request.action);
        for (param, value) in &request.args {
            let _ = write!(out, " {}", self.argument(&request.action, param, value));
        }
        out
    }

    pub(super) fn action_name(&self, id: &str) -> String {
        let action = self.vocabulary.actions.iter().find(|a| *a.id == *id);
        action.map_or_else(|| id.to_owned(), |a| a.name(self.lang).to_owned())
    }

    fn field_name(&self, id: &str) -> String {
        let field = self.vocabulary.fields.iter().find(|f| *f.id == *id);
        field.map_or_else(|| id.to_owned(), |f| f.name(self.lang).to_owned())
    }

    fn argument(&self, action: &str, param: &str, value: &Value) -> String {
        if let Value::Enum(item) = value
            && let Some(item) = self.vocabulary.item(*item)
        {
            return item.name(self.lang).to_owned();
        }
        let action = self.vocabulary.actions.iter().find(|a| *a.id == *action);
        let ty: Option<&Type> = action
            .and_then(|a| a.params.iter().find(|p| *p.id == *param))
            .map(|p| &p.ty);
        match show::json(self.vocabulary, ty, value) {
            serde_json::Value::String(text) => match self.lang {
                Lang::Ja => format!("「{text}」"),
                Lang::En => format!("`{text}`"),
            },
            other => other.to_string(),
        }
    }

    pub(super) fn rules(&self, rules: &[RuleName]) -> String {
        let names: Vec<&str> = rules.iter().map(|r| &**r).collect();
        let names = match self.lang {
            Lang::Ja => names.join("」「"),
            Lang::En => names.join("`, `"),
        };
        self.text("decision.rules", &[("rules", &names)])
    }
}

/// Pads with blanks to a width in terminal cells.
pub(crate) fn pad(text: &str, width: usize) -> String {
    let own = unicode_width::UnicodeWidthStr::width(text);
    format!("{text}{}", " ".repeat(width.saturating_sub(own)))
}
