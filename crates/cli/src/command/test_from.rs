//! `sabaki test --from ORDER_NUMBER`: a test from a recorded order, to be looked at and kept.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::arguments::Format;
use crate::config::resolve::Config;
use crate::control::client;
use crate::control::protocol::{Answer, Request};
use crate::control::standing::{decision, list};
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;

/// Prints the test as YAML on standard output.
pub(crate) fn run(number: &str, config: &Path, out: Output) -> Result<Exit, Problem> {
    let config = Config::read(config)?;
    let request = Request::Order {
        number: number.to_owned(),
    };
    let Answer::Order { order, .. } = client::ask(&config.state(), request)? else {
        return Err(Problem::failure("control.failed").with("reason", "?"));
    };
    let decided = decision(&order);
    let mut expect = Map::new();
    for key in ["due", "waiting", "held", "done"] {
        let actions: Vec<Value> = list(decided, key).iter().map(element).collect();
        expect.insert(key.to_owned(), Value::Array(actions));
    }
    // Masked values are none to test with: what was personal is left out and stays to be filled in.
    let facts: Map<String, Value> = order
        .facts
        .iter()
        .filter(|(_, value)| !value.to_string().contains('●'))
        .map(|(id, value)| (id.clone(), value.clone()))
        .collect();
    let document = json!({"tests": [{
        "name": number,
        "now": decided.get("at"),
        "order": facts,
        "expect": expect,
    }]});
    if out.format == Format::Json {
        out.json(&document);
    } else {
        let yaml = serde_yaml::to_string(&document)
            .map_err(|error| Problem::failure("control.failed").with("reason", error))?;
        out.line(yaml.trim_end());
    }
    Ok(Exit::Fine)
}

fn element(entry: &Value) -> Value {
    let args = entry.get("args").and_then(Value::as_object);
    match args {
        Some(args) if !args.is_empty() => json!({"action": entry.get("action"), "args": args}),
        Some(_) | None => entry.get("action").cloned().unwrap_or_default(),
    }
}
