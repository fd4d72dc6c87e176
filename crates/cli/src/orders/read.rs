//! A file of orders → one record an order, each readable or with what is wrong with it.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use sabaki_connector::rms::decode::{UnreadableOrder, orders_from_response};
use sabaki_interpreter::facts::Facts;
use sabaki_interpreter::facts::file::{Line, OrderRecord, OrdersFile, read_orders};
use sabaki_interpreter::facts::read::FactsReader;
use sabaki_interpreter::memory::{Memory, Release, RuleKey};
use sabaki_interpreter::vocabulary::model::Vocabulary;
use sabaki_order::facts::OrderFacts;
use sabaki_order::id::ShopId;
use sabaki_order::observation::{Besides, Observation};
use sabaki_order::order::Order;
use serde_json::{Value, json};

use crate::arguments::Format;
use crate::output::Output;
use crate::problem::Problem;
use crate::rules::folder;

use super::csv;
use super::slips::{self, Slips};

/// An order to decide on.
pub(crate) struct Recorded {
    /// 注文番号
    pub(crate) order_number: String,
    /// What is known.
    pub(crate) facts: Facts,
    /// What a person has released.
    pub(crate) memory: Memory,
}

/// A record that cannot be read at all.
pub(crate) struct Unreadable {
    /// Line of the file.
    pub(crate) line: usize,
    /// The order number, where it could be read.
    pub(crate) order_number: Option<String>,
    /// Stable code.
    pub(crate) code: String,
    /// What is wrong.
    pub(crate) message: String,
}

impl Unreadable {
    /// Tells of it on standard output, among the orders that could be read.
    pub(crate) fn tell(&self, path: &Path, out: Output) {
        match out.format {
            Format::Json => out.json(&json!({"error": {
                "line": self.line,
                "order_number": self.order_number,
                "code": self.code,
                "message": self.message,
            }})),
            Format::Human | Format::Sarif | Format::Junit => out.line(&format!(
                "{}: {}:{}: {} ({})\n",
                out.text("level.error", &[]),
                path.display(),
                self.line,
                self.message,
                self.code,
            )),
        }
    }
}

/// An order, or why there is none.
pub(crate) type Record = Result<Recorded, Unreadable>;

/// A code for records of an RMS answer that the connector cannot read.
const RMS_RECORD: &str = "E0953";

/// What to say where orders come without slips.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WithoutSlips {
    /// It is told.
    Told,
    /// Slips come from elsewhere.
    Meant,
}

/// What a file of orders is read with.
pub(crate) struct Reading<'a> {
    /// What the facts are laid out for.
    pub(crate) vocabulary: &'a Arc<Vocabulary>,
    /// The slips beside the orders.
    pub(crate) slips_file: Option<&'a Path>,
    /// Whether it is told that there are none.
    pub(crate) without_slips: WithoutSlips,
    /// The instant of deciding.
    pub(crate) now: Timestamp,
    /// Where warnings go.
    pub(crate) out: Output,
}

/// Reads a file of orders. Warnings go to standard error, each once.
pub(crate) fn read(path: &Path, reading: &Reading<'_>) -> Result<Vec<Record>, Problem> {
    let out = reading.out;
    let no_orders = |reason: String| {
        Problem::unusable("orders.none")
            .with("path", path.display())
            .with("reason", reason)
    };
    let bytes = folder::bytes(path)?;
    let file = read_orders(&bytes).map_err(|p| no_orders(p.message(out.lang)))?;
    let slips = slips::read(reading.slips_file, reading.vocabulary, reading.now, out)?;
    let mut reader = Reader {
        facts: FactsReader::new(reading.vocabulary),
        orders: OrderFacts::new(reading.vocabulary),
        slips,
        reading,
        without_slips: 0,
    };
    let mut records = Vec::new();
    match file {
        OrdersFile::Records(lines) => {
            for line in lines {
                reader.line(line, &mut records).map_err(&no_orders)?;
            }
        }
        OrdersFile::Csv(_) => {
            // The bytes as they are: what their mark says is part of what a CSV is.
            let decoded = csv::read(&bytes, path, out).map_err(&no_orders)?;
            reader.csv(decoded, &mut records);
        }
    }
    reader.finish(path);
    Ok(records)
}

struct Reader<'a> {
    facts: FactsReader,
    orders: OrderFacts,
    slips: Slips,
    reading: &'a Reading<'a>,
    without_slips: usize,
}

impl Reader<'_> {
    fn line(&mut self, line: Line, into: &mut Vec<Record>) -> Result<(), String> {
        let lang = self.reading.out.lang;
        let unreadable = |error: &sabaki_interpreter::facts::problem::RecordError| Unreadable {
            line: line.line,
            order_number: error.order_number.clone(),
            code: error.code().to_string(),
            message: error.message(lang),
        };
        match &line.record {
            Err(error) => into.push(Err(unreadable(error))),
            Ok(OrderRecord::Facts(json)) => into.push(match self.facts.read(json) {
                Err(error) => Err(unreadable(&error)),
                Ok(mut record) => {
                    self.slips.put_over(&record.order_number, &mut record.facts);
                    Ok(Recorded {
                        memory: released(&record.released),
                        order_number: record.order_number,
                        facts: record.facts,
                    })
                }
            }),
            Ok(OrderRecord::RmsAnswer(json)) => self.rms(line.line, json, into)?,
            Ok(OrderRecord::NextEngineAnswer(_)) => {
                return Err(self.reading.out.text("orders.slips_not_orders", &[]));
            }
        }
        Ok(())
    }

    fn rms(&mut self, line: usize, json: &Value, into: &mut Vec<Record>) -> Result<(), String> {
        let whole;
        let answer = if json.get("OrderModelList").is_some() {
            json
        } else {
            whole = serde_json::json!({"OrderModelList": [json]});
            &whole
        };
        let lang = self.reading.out.lang;
        let decoded =
            orders_from_response(answer.to_string().as_bytes()).map_err(|e| e.told().text(lang))?;
        for order in decoded.orders {
            into.push(match order {
                Err(UnreadableOrder { number, reason }) => Err(Unreadable {
                    line,
                    order_number: number.map(|n| n.to_string()),
                    code: RMS_RECORD.to_owned(),
                    message: reason.text(lang),
                }),
                Ok(order) => Ok(self.order(&order)),
            });
        }
        Ok(())
    }

    /// The orders of a CSV, then what was refused in it.
    fn csv(&mut self, read: csv::Read, into: &mut Vec<Record>) {
        into.extend(read.orders.iter().map(|order| Ok(self.order(order))));
        into.extend(read.refused.into_iter().map(Err));
    }

    /// What is known of an order as the mall gives it.
    fn order(&mut self, order: &Order) -> Recorded {
        if self.reading.slips_file.is_none() {
            self.without_slips += 1;
        }
        let order_number = order.number.to_string();
        let mut facts = self.orders.of(&Observation {
            shop: &ShopId::new(""),
            order,
            slips: Some(self.slips.of(&order_number)),
            first_seen_at: self.reading.now,
            besides: &Besides::default(),
        });
        self.slips.put_over(&order_number, &mut facts);
        Recorded {
            order_number,
            facts,
            memory: Memory::default(),
        }
    }

    fn finish(mut self, path: &Path) {
        let out = self.reading.out;
        for warning in self.facts.take_warnings() {
            out.note(&format!(
                "{}: {}: {}",
                out.text("level.warning", &[]),
                path.display(),
                warning.message(out.lang)
            ));
        }
        if self.without_slips > 0 && self.reading.without_slips == WithoutSlips::Told {
            out.note(&out.text("orders.no_slips", &[]));
        }
    }
}

fn released(rules: &[String]) -> Memory {
    Memory {
        releases: rules
            .iter()
            .map(|rule| Release {
                rule: RuleKey(rule.clone()),
                fingerprint: None,
                person: None,
            })
            .collect(),
        ..Memory::default()
    }
}
