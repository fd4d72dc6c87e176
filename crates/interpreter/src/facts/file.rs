//! A file of orders as bytes → its records, told apart by content and not by name.

use serde_json::Value as Json;

use super::problem::{NO_ORDERS, NOT_JSON, Problem, RecordError};

/// What stands in a file of orders.
#[derive(Debug, Clone, PartialEq)]
pub enum OrdersFile {
    /// Records of JSON, one order each, or an answer of an API that holds several.
    Records(Vec<Line>),
    /// Not JSON: the CSV that RMS lets a shop download, as it was read.
    Csv(Vec<u8>),
}

/// One record with the line that it begins on.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Line in the file, from 1.
    pub line: usize,
    /// The record, or why there is none.
    pub record: Result<OrderRecord, RecordError>,
}

/// What a record of JSON is.
#[derive(Debug, Clone, PartialEq)]
pub enum OrderRecord {
    /// Facts by field id, for the facts reader.
    Facts(Json),
    /// A raw RMS `getOrder` response (`OrderModelList`), or one order of it.
    RmsAnswer(Json),
    /// A raw ネクストエンジン search answer (`result`, `data`).
    NextEngineAnswer(Json),
}

/// Reads a file of orders or slips: JSON Lines, a JSON array, a single object, an API's answer.
///
/// A byte order mark and blank lines are skipped. A line of broken JSON is an error of that line.
///
/// # Errors
/// What the file is, when there is no record in it.
pub fn read_orders(bytes: &[u8]) -> Result<OrdersFile, Problem> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Problem::new(NO_ORDERS));
    }
    let starts = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Ok(OrdersFile::Csv(bytes.to_vec()));
    };
    let lines = match starts {
        Some(b'[') => array(text),
        Some(b'{') => objects(text)?,
        _ => return Ok(OrdersFile::Csv(bytes.to_vec())),
    };
    if lines.is_empty() {
        return Err(Problem::new(NO_ORDERS).variant("list"));
    }
    Ok(OrdersFile::Records(lines))
}

/// The elements of one array.
fn array(text: &str) -> Vec<Line> {
    match serde_json::from_str::<Vec<Json>>(text) {
        Ok(elements) => elements
            .into_iter()
            .zip(element_lines(text))
            .map(|(element, line)| Line {
                line,
                record: classify(element).map_err(nameless),
            })
            .collect(),
        Err(error) => vec![broken(error.line(), &error)],
    }
}

/// One object, or one a line.
fn objects(text: &str) -> Result<Vec<Line>, Problem> {
    if let Ok(whole) = serde_json::from_str::<Json>(text) {
        let blank = text.len() - text.trim_start().len();
        let line = 1 + text
            .bytes()
            .take(blank)
            .filter(|byte| *byte == b'\n')
            .count();
        let record = classify(whole)?;
        return Ok(vec![Line {
            line,
            record: Ok(record),
        }]);
    }
    if is_spread_over_lines(text)
        && let Err(error) = serde_json::from_str::<Json>(text)
    {
        return Ok(vec![broken(error.line(), &error)]);
    }
    let lines = text
        .split('\n')
        .enumerate()
        .map(|(at, text)| (at + 1, text));
    let filled = lines.filter(|(_, text)| !text.trim().is_empty());
    let records = filled.map(|(line, text)| match serde_json::from_str::<Json>(text) {
        Ok(json) => Line {
            line,
            record: classify(json).map_err(nameless),
        },
        Err(error) => broken(line, &error),
    });
    Ok(records.collect())
}

/// Whether the first object does not end on its line: one document, not JSON Lines.
fn is_spread_over_lines(text: &str) -> bool {
    let first = text.trim_start().lines().next().unwrap_or("");
    first.trim() == "{"
}

/// What a value is; an answer without an order in it is a problem.
fn classify(json: Json) -> Result<OrderRecord, Problem> {
    let Some(object) = json.as_object() else {
        return Ok(OrderRecord::Facts(json));
    };
    let filled = |key: &str| {
        object
            .get(key)
            .and_then(Json::as_array)
            .is_some_and(|l| !l.is_empty())
    };
    if object.contains_key("OrderModelList") || object.contains_key("MessageModelList") {
        if filled("OrderModelList") {
            return Ok(OrderRecord::RmsAnswer(json));
        }
        let message = object
            .get("MessageModelList")
            .and_then(|list| list.as_array()?.first())
            .map(|m| text_of(m, "messageCode"));
        return Err(answer_without_orders("rms", message));
    }
    if object.contains_key("orderProgress") && object.contains_key("orderNumber") {
        return Ok(OrderRecord::RmsAnswer(json));
    }
    if let Some(results) = object.get("Results") {
        return Err(answer_without_orders(
            "rms",
            Some(text_of(results, "errorCode")),
        ));
    }
    if object.contains_key("result") && (object.contains_key("data") || object.contains_key("code"))
    {
        if filled("data") {
            return Ok(OrderRecord::NextEngineAnswer(json));
        }
        let code = object.contains_key("code").then(|| text_of(&json, "code"));
        return Err(answer_without_orders("nextengine", code));
    }
    Ok(OrderRecord::Facts(json))
}

fn answer_without_orders(variant: &'static str, code: Option<String>) -> Problem {
    let code = code.filter(|code| !code.is_empty());
    Problem::new(NO_ORDERS)
        .variant(variant)
        .arg("code", code.unwrap_or_else(|| "-".to_owned()))
}

fn text_of(json: &Json, key: &str) -> String {
    json.get(key)
        .and_then(Json::as_str)
        .unwrap_or_default()
        .to_owned()
}

fn nameless(problem: Problem) -> RecordError {
    RecordError {
        order_number: None,
        problem,
    }
}

/// The message of a JSON error may quote data; only its kind and column are told.
fn broken(line: usize, error: &serde_json::Error) -> Line {
    let problem = Problem::new(NOT_JSON).arg("column", error.column());
    Line {
        line,
        record: Err(nameless(problem)),
    }
}

/// The line on which each element of a top-level array begins. The text is known to be valid.
fn element_lines(text: &str) -> Vec<usize> {
    let mut lines = Vec::new();
    let (mut line, mut depth, mut in_text, mut escaped, mut expects) = (1, 0, false, false, false);
    for byte in text.bytes() {
        match byte {
            b'\n' => line += 1,
            _ if in_text => {
                if escaped {
                    escaped = false;
                } else if byte == b'\\' {
                    escaped = true;
                } else if byte == b'"' {
                    in_text = false;
                }
                continue;
            }
            _ => {}
        }
        if byte.is_ascii_whitespace() {
            continue;
        }
        if depth == 1 && byte == b',' {
            expects = true;
            continue;
        }
        if depth == 1 && expects && byte != b']' {
            lines.push(line);
            expects = false;
        }
        match byte {
            b'"' => in_text = true,
            b'[' | b'{' => {
                depth += 1;
                expects |= depth == 1;
            }
            b']' | b'}' => depth -= 1,
            _ => {}
        }
    }
    lines
}
