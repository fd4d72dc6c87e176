//! Tokens: stored before anything else, only forward, one request at a time, a person when needed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use sabaki_connector::nextengine::NextEngineOms;
use sabaki_connector::nextengine::account::NextEngineAccount;
use sabaki_connector::nextengine::config::{NextEngineConfig, NextEngineShop};
use sabaki_engine::port::oms::Oms;
use sabaki_engine::port::outcome::PortError;
use sabaki_order::id::OrderNumber;
use serde_json::{Value, json};

use crate::fixture::error_word;
use crate::orders::settings;
use crate::script::{Reply, Script, Seen};
use crate::tokens::{Tokens, pair};

const FAR: &str = "2099-01-01 00:00:00";

pub(crate) fn config(url: &str) -> NextEngineConfig {
    NextEngineConfig {
        account: "main".to_owned(),
        url: url.to_owned(),
        client_id: "CID-CANARY".into(),
        client_secret: "CSEC-CANARY".into(),
        first_tokens: None,
        http: settings(),
    }
}

pub(crate) fn account(url: &str, tokens: &Arc<Tokens>) -> NextEngineAccount {
    NextEngineAccount::new(config(url), Arc::clone(tokens) as _).unwrap()
}

fn body(result: &str, code: &str, n: u32, ends: &str) -> Value {
    json!({"result": result, "code": code, "message": "x", "count": "0", "data": [
            {"company_ne_id": "NE0000001", "company_name": "見本商店"}],
        "access_token": format!("AT-{n}"), "access_token_end_date": ends,
        "refresh_token": format!("RT-{n}"), "refresh_token_end_date": "2099-01-03 00:00:00"})
}

fn used(seen: &[Seen]) -> Vec<String> {
    seen.iter()
        .map(|seen| seen.field("access_token").unwrap())
        .collect()
}

#[tokio::test]
async fn pairs_are_stored_forward_in_time_and_on_errors_too() {
    // (what comes back, access tokens stored)
    let cases = [
        ("unchanged", body("success", "", 1, FAR), vec![]),
        (
            "renewed",
            body("success", "", 2, "2099-01-02 00:00:00"),
            vec!["AT-2"],
        ),
        (
            "renewed in an error",
            body("error", "020999", 2, "2099-01-02 00:00:00"),
            vec!["AT-2"],
        ),
        (
            "renewed in maintenance",
            body("error", "002007", 2, "2099-01-02 00:00:00"),
            vec!["AT-2"],
        ),
        (
            "older",
            body("success", "", 2, "2098-01-01 00:00:00"),
            vec![],
        ),
        (
            "no tokens",
            json!({"result": "success", "data": [{"company_ne_id": "x"}]}),
            vec![],
        ),
        (
            "no dates",
            json!({"result": "success", "data": [{}], "access_token": "AT-3"}),
            vec!["AT-3"],
        ),
    ];
    for (name, answer, stored) in cases {
        let script = Script::start(vec![Reply::json(200, answer)]).await;
        let tokens = Tokens::with(pair(1, FAR));
        let _any = account(&script.url, &tokens).company().await;
        assert_eq!(tokens.puts(), stored, "{name}");
    }
}

#[tokio::test]
async fn data_is_not_used_before_its_pair_is_stored() {
    let renewed = Reply::json(200, body("success", "", 2, "2099-01-02 00:00:00"));
    let script = Script::start(vec![renewed.clone(), renewed]).await;
    let tokens = Tokens::with(pair(1, FAR));
    tokens.fail(2);
    let mut config = config(&script.url);
    config.http.read_retries = 0;
    let account = NextEngineAccount::new(config, Arc::clone(&tokens) as _).unwrap();
    let error = account.company().await.unwrap_err();
    assert_eq!(error_word(&error), "not_answered");
    // The store still fails: nothing goes out.
    account.company().await.unwrap_err();
    assert_eq!(script.seen().len(), 1);
    // It works again: the pair in hand is stored first, and used.
    account.company().await.unwrap();
    assert_eq!(tokens.puts(), ["AT-2"]);
    assert_eq!(used(&script.seen()), ["AT-1", "AT-2"]);
}

#[tokio::test]
async fn a_superseded_token_is_looked_up_again_once() {
    let stale = || {
        Reply::json(
            200,
            json!({"result": "error", "code": "002002", "message": "x"}),
        )
    };
    let tokens = Tokens::with(pair(1, FAR));
    let other = Arc::clone(&tokens);
    let script = Script::with(move |request| {
        other.set(pair(2, FAR)); // A person has logged in meanwhile.
        Some(match request.field("access_token")?.as_str() {
            "AT-2" => Reply::json(200, body("success", "", 2, FAR)),
            _ => stale(),
        })
    })
    .await;
    account(&script.url, &tokens).company().await.unwrap();
    assert_eq!(used(&script.seen()), ["AT-1", "AT-2"]);

    let script = Script::start(vec![stale()]).await;
    let tokens = Tokens::with(pair(1, FAR));
    let account = account(&script.url, &tokens);
    let error = account.company().await.unwrap_err();
    assert_eq!(error_word(&error), "not_authorised");
    assert!(
        error.to_string().contains("sabaki login nextengine main"),
        "{error}"
    );
    assert_eq!(script.seen().len(), 1, "the same pair is not tried twice");
}

#[tokio::test]
async fn after_expiry_the_pair_rotates_in_a_small_call_of_its_own() {
    let script = Script::with(|request| {
        let mut answer = match request.field("access_token")?.as_str() {
            "AT-1" | "AT-2" => body("success", "", 2, FAR),
            _ => return None,
        };
        if request.path().ends_with("/search") {
            answer["data"] = json!([]);
        }
        Some(Reply::json(200, answer))
    })
    .await;
    let tokens = Tokens::with(pair(1, "2020-01-01 00:00:00"));
    let oms = NextEngineOms::new(account(&script.url, &tokens), NextEngineShop::new(1));
    oms.slips(&[OrderNumber::new("n")]).await.unwrap();
    let paths: Vec<_> = script
        .seen()
        .iter()
        .map(|seen| seen.path().to_owned())
        .collect();
    assert_eq!(
        paths,
        [
            "/api_v1_login_company/info",
            "/api_v1_receiveorder_base/search"
        ]
    );
    assert_eq!(used(&script.seen()), ["AT-1", "AT-2"]);
    assert_eq!(tokens.puts(), ["AT-2"]);
}

#[tokio::test]
async fn without_a_pair_a_person_is_asked() {
    let script = Script::start(vec![]).await;
    let error = account(&script.url, &Arc::default())
        .company()
        .await
        .unwrap_err();
    assert_eq!(error_word(&error), "not_authorised");
    assert!(
        error.to_string().contains("sabaki login nextengine main"),
        "{error}"
    );
    assert!(script.seen().is_empty());
}

#[tokio::test]
async fn the_first_pair_of_the_configuration_counts_while_the_store_has_none() {
    let script = Script::start(vec![Reply::json(200, body("success", "", 7, FAR)); 2]).await;
    let mut config = config(&script.url);
    config.first_tokens = Some(pair(7, FAR));
    let empty: Arc<Tokens> = Arc::default();
    let account = NextEngineAccount::new(config.clone(), Arc::clone(&empty) as _).unwrap();
    account.company().await.unwrap();
    assert_eq!(empty.puts(), ["AT-7"]);
    let full = Tokens::with(pair(1, FAR));
    let account = NextEngineAccount::new(config, full as _).unwrap();
    account.company().await.unwrap();
    assert_eq!(used(&script.seen()), ["AT-7", "AT-1"]);
}

#[tokio::test]
async fn login_stores_the_pair_whatever_is_there() {
    let answer = json!({"result": "success", "access_token": "AT-9", "refresh_token": "RT-9",
        "company_ne_id": "NE0000001", "company_name": "見本商店"});
    let script = Script::start(vec![Reply::json(200, answer)]).await;
    let tokens = Tokens::with(pair(1, FAR));
    let company = account(&script.url, &tokens)
        .login(" U-1 ", "S-1")
        .await
        .unwrap();
    assert_eq!(company.ne_id, "NE0000001");
    assert_eq!(tokens.puts(), ["AT-9"]);
    let seen = &script.seen()[0];
    assert_eq!(seen.path(), "/api_neauth");
    assert_eq!(seen.field("uid").as_deref(), Some("U-1"));
    assert_eq!(seen.field("client_secret").as_deref(), Some("CSEC-CANARY"));

    let refused = json!({"result": "error", "code": "001001", "message": "uid U-1 CSEC-CANARY"});
    let script = Script::start(vec![Reply::json(200, refused)]).await;
    let error = account(&script.url, &tokens)
        .login("U-1", "S-1")
        .await
        .unwrap_err();
    assert!(!error.to_string().contains("CANARY"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_that_is_gone_does_not_lose_the_pair() {
    // The answer comes only after the caller has given up.
    let (arrived, arrival) = std::sync::mpsc::channel::<()>();
    let (release, wait) = std::sync::mpsc::channel::<()>();
    let script = Script::with(move |_| {
        arrived.send(()).unwrap();
        wait.recv().unwrap();
        Some(Reply::json(
            200,
            body("success", "", 2, "2099-01-02 00:00:00"),
        ))
    })
    .await;
    let tokens = Tokens::with(pair(1, FAR));
    let mut config = config(&script.url);
    config.http.total_timeout = Duration::from_secs(30);
    let account = NextEngineAccount::new(config, Arc::clone(&tokens) as _).unwrap();
    let caller = account.clone();
    let call = tokio::spawn(async move { caller.company().await });
    arrival.recv().unwrap();
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    release.send(()).unwrap();
    while tokens.puts().is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(tokens.puts(), ["AT-2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_request_at_a_time() {
    static NOW: AtomicUsize = AtomicUsize::new(0);
    static MOST: AtomicUsize = AtomicUsize::new(0);
    // Counts the connections that have not been answered yet.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            MOST.fetch_max(NOW.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            tokio::spawn(async move {
                use tokio::io::{AsyncReadExt, AsyncWriteExt};
                let mut part = [0; 4096];
                let _request = stream.read(&mut part).await;
                tokio::task::yield_now().await;
                let body = body("success", "", 1, FAR).to_string();
                let text = format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
                    body.len()
                );
                NOW.fetch_sub(1, Ordering::SeqCst);
                let _sent = stream.write_all(text.as_bytes()).await;
            });
        }
    });
    let tokens = Tokens::with(pair(1, FAR));
    let account = account(&url, &tokens);
    let calls: Vec<_> = (0..8)
        .map(|_| {
            let account = account.clone();
            tokio::spawn(async move { account.company().await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    server.abort();
    assert_eq!(MOST.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn reads_tell_maintenance_and_silence_apart() {
    let said = |code: &str, result: &str| {
        Reply::json(200, json!({"result": result, "code": code, "message": "x"}))
    };
    let cases = [
        ("503 page", vec![Reply::html(503)], "unavailable"),
        ("200 page", vec![Reply::html(200)], "unavailable"),
        ("002007", vec![said("002007", "error")], "unavailable"),
        (
            "003002 twice",
            vec![said("003002", "error"); 2],
            "not_answered",
        ),
        (
            "000001 twice",
            vec![said("000001", "error"); 2],
            "not_answered",
        ),
        ("silence twice", vec![Reply::Silence; 2], "not_answered"),
        (
            "no result twice",
            vec![Reply::json(200, "{}"); 2],
            "not_answered",
        ),
        ("002004", vec![said("002004", "error")], "not_authorised"),
        ("002003", vec![said("002003", "error")], "not_authorised"),
        ("redirect", vec![said("", "redirect")], "not_authorised"),
        ("004001", vec![said("004001", "error")], "rejected"),
        ("unknown", vec![said("020998", "error")], "rejected"),
    ];
    for (name, replies, expected) in cases {
        let requests = replies.len();
        let script = Script::start(replies).await;
        let tokens = Tokens::with(pair(1, FAR));
        let error: PortError = account(&script.url, &tokens).company().await.unwrap_err();
        assert_eq!(error_word(&error), expected, "{name}: {error}");
        assert_eq!(script.seen().len(), requests, "{name}");
    }
}
