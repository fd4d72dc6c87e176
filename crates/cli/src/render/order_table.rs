//! The orders in the state as a table for people and as JSON.

use comfy_table::{ContentArrangement, Table};
use jiff::Timestamp;
use sabaki_diagnostic::catalogue;
use sabaki_diagnostic::lang::Lang;
use sabaki_engine::port::store::OrderState;
use sabaki_interpreter::vocabulary::lookup::Names;
use sabaki_interpreter::vocabulary::model::Vocabulary;
use sabaki_order::vocabulary::shipped;
use serde_json::{Value, json};

use crate::control::standing::{Standing, barred, decision, list};

use super::{instant, pass};

/// The table.
pub(crate) fn text(orders: &[OrderState], lang: Lang, width: usize) -> String {
    let head = ["order", "status", "slip", "standing", "what"]
        .map(|column| catalogue::text(lang, &format!("orders.column.{column}"), &[]));
    let mut table = Table::new();
    table
        .load_style(comfy_table::presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(width).unwrap_or(100))
        .set_header(head);
    let words = Words::new(lang);
    for order in orders {
        table.add_row([
            order.number.to_string(),
            words.fact(order, "status"),
            words.fact(order, "slip.status"),
            catalogue::text(lang, Standing::of(order).key(), &[]),
            words.what(order),
        ]);
    }
    let lines: Vec<String> = table.lines().map(|l| l.trim_end().to_owned()).collect();
    lines.join("\n")
}

/// One order as an object.
pub(crate) fn json(order: &OrderState) -> Value {
    let decision = decision(order);
    json!({
        "schema": 1,
        "shop": order.shop,
        "order_number": order.number,
        "standing": Standing::of(order).id(),
        "stuck": Standing::of(order).is_stuck(),
        "open": order.open,
        "first_seen_at": order.first_seen_at,
        "last_seen_at": order.last_seen_at,
        "facts": order.facts,
        "due": decision.get("due"),
        "waiting": decision.get("waiting"),
        "held": decision.get("held"),
        "not_legal": decision.get("not_legal"),
        "conflicts": decision.get("conflicts"),
        "unknown": decision.get("unknown"),
        "failures": order.failures,
        "look_again": order.look_again,
        "rules_version": order.rules_version,
    })
}

/// Words for what the state keeps as ids.
pub(crate) struct Words {
    names: Names,
    lang: Lang,
}

impl Words {
    /// In one language.
    pub(crate) fn new(lang: Lang) -> Self {
        Self {
            names: Names::new(&shipped()),
            lang,
        }
    }

    /// A stored fact of an enumeration, by name; empty where it is none or unknown.
    pub(crate) fn fact(&self, order: &OrderState, field: &str) -> String {
        let Some(value) = order.facts.get(field).and_then(Value::as_str) else {
            return String::new();
        };
        self.value(&shipped(), field, value)
    }

    /// A value's name by its id.
    pub(crate) fn value(&self, vocabulary: &Vocabulary, field: &str, value: &str) -> String {
        let name = self.names.field(field).and_then(|at| {
            let enumeration = vocabulary.enumeration(&vocabulary.fields.get(at)?.ty)?;
            let item = enumeration.values.iter().find(|item| *item.id == *value)?;
            Some(item.name(self.lang).to_owned())
        });
        name.unwrap_or_else(|| value.to_owned())
    }

    /// What is due, waited for or held, and why; the first of them.
    fn what(&self, order: &OrderState) -> String {
        let text = |key: &str, args: &[(&str, &str)]| catalogue::text(self.lang, key, args);
        if let Some((action, failure)) = order.failures.iter().next() {
            let action = pass::name(action, self.lang);
            return format!("{action}: {}", failure.reason.text(self.lang));
        }
        if let Some(intent) = order.intents.first() {
            return pass::name(&intent.action, self.lang);
        }
        let decision = decision(order);
        if let Some(held) = list(decision, "held").first() {
            let because: Vec<&str> = list(held, "because")
                .iter()
                .filter_map(Value::as_str)
                .collect();
            return format!(
                "{}: {}",
                self.action(held),
                because.join(&text("decision.and", &[]))
            );
        }
        if let Some(barred) = barred(decision) {
            let because = match self.lang {
                Lang::Ja => "because",
                Lang::En => "because_en",
            };
            let because = barred.get(because).and_then(Value::as_str);
            return format!("{}: {}", self.action(barred), because.unwrap_or_default());
        }
        if let Some(waiting) = list(decision, "waiting").first() {
            let until = waiting
                .get("until")
                .and_then(Value::as_str)
                .and_then(|until| until.parse::<Timestamp>().ok())
                .map_or_else(String::new, |at| instant::text(at, self.lang));
            return format!(
                "{} {}",
                self.action(waiting),
                text("decision.until", &[("at", &until)])
            );
        }
        for key in ["conflicts", "due"] {
            if let Some(first) = list(decision, key).first() {
                return self.action(first);
            }
        }
        list(decision, "unknown")
            .first()
            .and_then(|unknown| unknown.get("rule")?.as_str())
            .map_or_else(String::new, |rule| {
                text("decision.rules", &[("rules", rule)])
            })
    }

    fn action(&self, entry: &Value) -> String {
        let id = entry.get("action").and_then(Value::as_str).unwrap_or("");
        pass::name(id, self.lang)
    }
}
