//! `--slips FILE`: slip facts, or a recorded search answer of ネクストエンジン.

use sabaki_diagnostic::reason::Reason;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use sabaki_connector::nextengine::config::default_payment_exempt;
use sabaki_connector::nextengine::decode::{SlipReading, slips_from_search};
use sabaki_interpreter::facts::Facts;
use sabaki_interpreter::facts::file::{OrderRecord, OrdersFile, read_orders};
use sabaki_interpreter::facts::read::FactsReader;
use sabaki_interpreter::vocabulary::model::Vocabulary;
use sabaki_order::slip::Slip;
use serde_json::{Map, Value};

use crate::output::Output;
use crate::problem::Problem;
use crate::rules::folder;

/// The slips of a file, by order number.
#[derive(Default)]
pub(crate) struct Slips {
    /// As facts of a fact file.
    facts: BTreeMap<String, Facts>,
    /// As the OMS showed them.
    slips: BTreeMap<String, Vec<Slip>>,
}

/// Reads a slips file; without one no slip exists.
pub(crate) fn read(
    path: Option<&Path>,
    vocabulary: &Arc<Vocabulary>,
    now: Timestamp,
    out: Output,
) -> Result<Slips, Problem> {
    let mut slips = Slips::default();
    let Some(path) = path else {
        return Ok(slips);
    };
    let unreadable = |line: usize, reason: String| {
        Problem::unusable("orders.slip_unreadable")
            .with("path", path.display())
            .with("line", line)
            .with("reason", reason)
    };
    let file = read_orders(&folder::bytes(path)?)
        .map_err(|problem| unreadable(1, problem.message(out.lang)))?;
    let OrdersFile::Records(lines) = file else {
        return Err(unreadable(1, out.text("orders.csv_not_here", &[])));
    };
    let mut reader = FactsReader::new(vocabulary);
    for line in lines {
        match line.record {
            Ok(OrderRecord::Facts(json)) => {
                let record = reader
                    .read(&nested(json))
                    .map_err(|error| unreadable(line.line, error.message(out.lang)))?;
                slips.facts.insert(record.order_number, record.facts);
            }
            Ok(OrderRecord::NextEngineAnswer(json)) => {
                answer(&json, now, &mut slips)
                    .map_err(|reason| unreadable(line.line, reason.text(out.lang)))?;
            }
            Ok(OrderRecord::RmsAnswer(_)) => {
                return Err(unreadable(line.line, out.text("orders.no_slip_here", &[])));
            }
            Err(error) => return Err(unreadable(line.line, error.message(out.lang))),
        }
    }
    for warning in reader.take_warnings() {
        out.note(&format!(
            "{}: {}",
            out.text("level.warning", &[]),
            warning.message(out.lang)
        ));
    }
    Ok(slips)
}

/// Slip facts may be written with or without `slip` in front: `{"order_number":…,"status":…}`.
fn nested(json: Value) -> Value {
    let Value::Object(map) = json else {
        return json;
    };
    let is_nested = map
        .keys()
        .any(|key| key == "slip" || key.starts_with("slip."));
    if is_nested {
        return Value::Object(map);
    }
    let mut own = Map::new();
    let mut slip = Map::new();
    for (key, value) in map {
        if matches!(key.as_str(), "order_number" | "注文番号" | "shop" | "店舗") {
            own.insert(key, value);
        } else {
            slip.insert(key, value);
        }
    }
    slip.entry("exists").or_insert(Value::Bool(true));
    own.insert("slip".to_owned(), Value::Object(slip));
    Value::Object(own)
}

fn answer(json: &Value, now: Timestamp, into: &mut Slips) -> Result<(), Reason> {
    let carriers = default_carriers();
    let exempt = default_payment_exempt();
    let reading = SlipReading {
        carriers: &carriers,
        payment_exempt: &exempt,
        now,
    };
    let bytes = json.to_string();
    let slips = slips_from_search(bytes.as_bytes(), &reading).map_err(|e| e.told())?;
    for slip in slips {
        let slip = slip.map_err(|unreadable| unreadable.reason)?;
        let number = slip.order_number.to_string();
        into.slips.entry(number).or_default().push(slip);
    }
    Ok(())
}

/// 発送方法区分 → 配送会社 of the usual methods, for recorded answers that no configuration goes with.
fn default_carriers() -> BTreeMap<String, String> {
    [
        ("10", "1002"),
        ("20", "1001"),
        ("28", "1001"),
        ("30", "1003"),
    ]
    .map(|(method, carrier)| (method.to_owned(), carrier.to_owned()))
    .into()
}

impl Slips {
    /// Puts the slip facts of this file over an order's own.
    pub(crate) fn put_over(&self, order_number: &str, facts: &mut Facts) {
        let Some(slip) = self.facts.get(order_number) else {
            return;
        };
        let vocabulary = Arc::clone(facts.vocabulary());
        for (at, field) in vocabulary.fields.iter().enumerate() {
            if field.id.starts_with("slip.") {
                facts.set(at, slip.get(at).clone());
            }
        }
    }

    /// The slips of an order as the OMS showed them.
    pub(crate) fn of(&self, order_number: &str) -> &[Slip] {
        self.slips.get(order_number).map_or(&[], Vec::as_slice)
    }
}
