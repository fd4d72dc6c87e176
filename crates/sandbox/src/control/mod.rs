//! The control paths under `/sandbox/`: what a test or a person behind the scenes asks for.

pub(crate) mod clock;
pub(crate) mod orders;

use serde_json::{Value, json};

use crate::wire::{Reply, Request};
use crate::world::World;

/// Answers a request of the control paths, or says that there is no such path.
pub(crate) fn answer(world: &mut World, request: &Request) -> Reply {
    let path = request.path.strip_suffix('/').unwrap_or(&request.path);
    match (path, request.method.as_str()) {
        ("/sandbox/ledger", "GET") => ledger(world, request),
        ("/sandbox/orders", "GET") => lines(orders::truth(world)),
        ("/sandbox/orders", "POST") => with_body(request, |body| orders::create(world, &body)),
        ("/sandbox/clock", "GET") => Reply::json(200, &clock::show(world)),
        ("/sandbox/clock", "POST") => with_body(request, |body| clock::change(world, &body)),
        ("/sandbox/faults", "GET") => Reply::json(200, &world.faults.to_json()),
        ("/sandbox/faults", "POST") => with_body(request, |body| {
            world
                .faults
                .set(&body)
                .map_err(|reason| (400, reason))
                .map(|shown| json!({"active": shown}))
        }),
        ("/sandbox/faults", "DELETE") => {
            world.faults.clear();
            Reply::json(200, &json!({"active": []}))
        }
        ("/sandbox/people", "POST") => with_body(request, |body| {
            world
                .person(&body)
                .map_err(|refusal| (refusal.status, refusal.reason))
        }),
        (
            "/sandbox/ledger" | "/sandbox/orders" | "/sandbox/clock" | "/sandbox/faults"
            | "/sandbox/people",
            _,
        ) => Reply::json(405, &json!({"error": "this path does not take the method"})),
        _ => Reply::json(404, &json!({"error": "no such path"})),
    }
}

/// Reads the body as JSON, and puts a refusal into an answer.
fn with_body(request: &Request, act: impl FnOnce(Value) -> Result<Value, (u16, String)>) -> Reply {
    let body = match serde_json::from_slice(&request.body) {
        Ok(body) => body,
        Err(error) => {
            return Reply::json(
                400,
                &json!({"error": format!("the body is not JSON: {error}")}),
            );
        }
    };
    match act(body) {
        Ok(done) => Reply::json(200, &done),
        Err((status, reason)) => Reply::json(status, &json!({"error": reason})),
    }
}

fn lines(values: impl IntoIterator<Item = Value>) -> Reply {
    let mut body = String::new();
    for value in values {
        body.push_str(&value.to_string());
        body.push('\n');
    }
    Reply::new(200, "application/x-ndjson; charset=utf-8", body)
}

fn ledger(world: &World, request: &Request) -> Reply {
    let from = match request.query_value("from") {
        None => 1,
        Some(text) => match text.parse() {
            Ok(from) => from,
            Err(_) => return Reply::json(400, &json!({"error": "`from` is a whole number"})),
        },
    };
    lines(world.ledger.since(from))
}
