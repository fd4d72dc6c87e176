//! A rule test whose order is read from a file: the CSV of RMS, a getOrder answer, or facts.

use std::path::{Component, Path};
use std::sync::Arc;

use sabaki_interpreter::facts::read::FactsReader;
use sabaki_interpreter::facts::show;
use sabaki_interpreter::testing::file::{Step, TestFile};
use sabaki_interpreter::vocabulary::model::Vocabulary;
use serde_json::{Map, Value};

use crate::orders::read::{self, Reading, WithoutSlips};
use crate::output::Output;
use crate::problem::Problem;

/// Reads the orders that tests take from files. What a test gives itself counts instead.
pub(super) fn read_into(
    file: &mut TestFile,
    beside: &Path,
    vocabulary: &Arc<Vocabulary>,
    out: Output,
) -> Result<(), Problem> {
    for test in &mut file.tests {
        let (Some(name), Some(opening)) = (&test.order_file, test.steps.first_mut()) else {
            continue;
        };
        let wrong = |reason: String| {
            Problem::unusable("test.order_file")
                .with("name", &test.name)
                .with("path", name)
                .with("reason", reason)
        };
        let inside = |part| matches!(part, Component::Normal(_) | Component::CurDir);
        if !Path::new(name).components().all(inside) {
            return Err(wrong(out.text("test.order_file.outside", &[])));
        }
        let path = beside.parent().unwrap_or(Path::new("")).join(name);
        let mut order = one(&path, opening, vocabulary, out)?.map_err(wrong)?;
        // What cannot be read of the test's own facts is told when the test runs.
        if let Ok(own) = FactsReader::strict(vocabulary).flatten(&opening.order) {
            order.extend(own);
            opening.order = order;
        }
    }
    Ok(())
}

/// The facts of the order that a test means, or why it cannot be told.
fn one(
    path: &Path,
    opening: &Step,
    vocabulary: &Arc<Vocabulary>,
    out: Output,
) -> Result<Result<Map<String, Value>, String>, Problem> {
    let reading = Reading {
        vocabulary,
        slips_file: None,
        without_slips: WithoutSlips::Meant,
        now: opening.at,
        out,
    };
    let wanted = opening.order.get("order_number").and_then(Value::as_str);
    let mut found = Vec::new();
    for record in read::read(path, &reading)? {
        let number = match &record {
            Ok(order) => Some(order.order_number.as_str()),
            Err(unreadable) => unreadable.order_number.as_deref(),
        };
        if wanted.is_none() || number == wanted {
            found.push(record);
        }
    }
    let count = found.len();
    Ok(match (found.pop(), wanted) {
        (Some(Ok(order)), _) if count == 1 => match show::facts_json(&order.facts) {
            Value::Object(facts) => Ok(facts),
            _ => Ok(Map::new()),
        },
        (Some(Err(unreadable)), _) if count == 1 => Err(unreadable.message),
        (None, Some(number)) => Err(out.text("test.order_file.not_there", &[("number", number)])),
        _ => Err(out.text("test.order_file.several", &[("count", &count.to_string())])),
    })
}
