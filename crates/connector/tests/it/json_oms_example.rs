//! The example OMS in Python, asked by hand: each path, what it refuses, and whose signature it takes.

use jiff::Timestamp;
use sabaki_connector::json_oms::signature::sign;
use serde_json::{Value, json};

use crate::json_oms::NUMBER;
use crate::openapi::misfits;
use crate::python_oms::{PythonOms, SECRET};

/// Path, body, status, schema of the answer, and what it says.
type Step = (&'static str, Value, u16, &'static str, Value);

/// A buyer without any data.
fn nobody() -> Value {
    let names = [
        "family_name",
        "first_name",
        "family_kana",
        "first_kana",
        "postal_code",
        "prefecture",
        "city",
        "street",
        "phone",
        "mail",
    ];
    names
        .map(|name| (name.to_owned(), json!("")))
        .into_iter()
        .collect()
}

fn steps() -> Vec<Step> {
    let number = || vec![NUMBER];
    let search = json!({"shop": "honten", "order_numbers": number()});
    let import = |key: &str, total: Value| {
        json!({"shop": "honten", "imports": [
        {"key": key, "await_payment": false, "await_check": true, "order": {"order_number": NUMBER,
            "status": null, "total": total, "buyer": nobody(), "destinations": []}}]})
    };
    let change = |key: &str, lock: &str, text: &str| {
        json!({"shop": "honten", "order_number": NUMBER, "lock": lock,
        "changes": [{"key": key, "do": "tag", "text": text}]})
    };
    let say = |word: &str| json!([word]);
    vec![
        (
            "/slips/search",
            search.clone(),
            200,
            "SearchAnswer",
            json!([]),
        ),
        (
            "/imports",
            import("a", Value::Null),
            200,
            "ResultsAnswer",
            say("refused:amount_unsettled"),
        ),
        (
            "/imports",
            import("a", json!(5000)),
            200,
            "ResultsAnswer",
            say("done"),
        ),
        (
            "/imports",
            import("a", json!(5000)),
            200,
            "ResultsAnswer",
            say("done"),
        ),
        (
            "/imports",
            import("b", json!(5000)),
            200,
            "ResultsAnswer",
            say("already_done"),
        ),
        (
            "/slips/search",
            search.clone(),
            200,
            "SearchAnswer",
            json!(["awaiting_check"]),
        ),
        (
            "/slips/1/changes",
            change("c", "1-1", "t"),
            200,
            "ResultsAnswer",
            say("done"),
        ),
        (
            "/slips/1/changes",
            change("c", "1-1", "t"),
            200,
            "ResultsAnswer",
            say("done"),
        ),
        (
            "/slips/1/changes",
            change("d", "1-1", "u"),
            200,
            "ResultsAnswer",
            say("refused:changed_meanwhile"),
        ),
        (
            "/slips/1/changes",
            change("c", "1-2", "other"),
            200,
            "ResultsAnswer",
            say("refused:data"),
        ),
        (
            "/slips/9/changes",
            change("e", "1-1", "t"),
            404,
            "ErrorAnswer",
            json!([]),
        ),
        (
            "/imports",
            json!({"shop": "honten"}),
            400,
            "ErrorAnswer",
            json!([]),
        ),
    ]
}

/// Requests that lack something, after the others.
fn broken_steps() -> Vec<Step> {
    vec![
        // Half of an order is no order.
        (
            "/imports",
            json!({"shop": "honten", "imports": [{"key": "h", "await_payment": false,
                "await_check": false, "order": {"order_number": "1", "total": 1}}]}),
            400,
            "ErrorAnswer",
            json!([]),
        ),
        // A change that lacks its text is refused, and keeps none of the others back.
        (
            "/slips/1/changes",
            json!({"shop": "honten", "order_number": NUMBER, "lock": "1-2",
                "changes": [{"key": "n1", "do": "note", "text": "t"}, {"key": "n2", "do": "tag"}]}),
            200,
            "ResultsAnswer",
            json!(["done", "refused:data"]),
        ),
    ]
}

#[tokio::test]
async fn the_example_keeps_to_the_protocol() {
    let Some(python) = PythonOms::start() else {
        return;
    };
    for (i, (path, body, status, schema, said)) in
        steps().into_iter().chain(broken_steps()).enumerate()
    {
        let (got, answer) = python.post(path, &body).await;
        assert_eq!(got, status, "step {i}: {answer}");
        assert_eq!(misfits(schema, &answer), Vec::<String>::new(), "step {i}");
        let results = answer["results"].as_array().into_iter().flatten().map(|r| {
            let kind = r["kind"]
                .as_str()
                .map(|k| format!(":{k}"))
                .unwrap_or_default();
            format!("{}{kind}", r["result"].as_str().unwrap())
        });
        let slips = answer["orders"]
            .as_array()
            .into_iter()
            .flatten()
            .flat_map(|o| o["slips"].as_array().unwrap());
        let slips = slips.map(|s| s["status"].as_str().unwrap().to_owned());
        assert_eq!(
            json!(results.chain(slips).collect::<Vec<_>>()),
            said,
            "step {i}"
        );
    }
}

#[tokio::test]
async fn the_example_checks_signatures() {
    let Some(python) = PythonOms::start() else {
        return;
    };
    let search = json!({"shop": "honten", "order_numbers": [NUMBER]});
    let body = serde_json::to_vec(&search).unwrap();
    let now = Timestamp::now().as_second();
    for (timestamp, secret) in [
        (now, "another-secret-0123456789"),
        (now - 400, SECRET),
        (now + 400, SECRET),
    ] {
        let signature = sign(&secret.into(), "POST", "/slips/search", timestamp, &body).unwrap();
        let (status, answer) = python
            .raw("/slips/search", body.clone(), timestamp, &signature)
            .await;
        assert_eq!((status, misfits("ErrorAnswer", &answer)), (401, vec![]));
    }
}
