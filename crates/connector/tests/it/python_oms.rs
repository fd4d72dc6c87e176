//! The example OMS as a process of its own; skipped, and said so, only where there is no python3.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use jiff::Timestamp;
use sabaki_connector::json_oms::JsonOms;
use sabaki_connector::json_oms::config::JsonOmsConfig;
use sabaki_connector::json_oms::signature::sign;
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::orders::settings;

pub(crate) const SECRET: &str = "CANARY-secret-0123456789";

pub(crate) struct PythonOms {
    child: Child,
    pub(crate) url: String,
}

impl PythonOms {
    pub(crate) fn start() -> Option<Self> {
        let script =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/json-oms-python/oms.py");
        let started = Command::new("python3")
            .arg(script)
            .arg("--staff")
            .env("SABAKI_SECRET", SECRET)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let mut child = match started {
            Ok(child) => child,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                eprintln!("SKIPPED: the example OMS needs python3, which is not installed here");
                return None;
            }
            Err(error) => panic!("{error}"),
        };
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let said: Value = serde_json::from_str(&line).unwrap();
        Some(Self {
            child,
            url: said["url"].as_str().unwrap().to_owned(),
        })
    }

    pub(crate) fn oms(&self) -> JsonOms {
        oms(&self.url)
    }

    /// A request signed as ours are.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let body = serde_json::to_vec(body).unwrap();
        let now = Timestamp::now().as_second();
        let signature = sign(&SECRET.into(), "POST", path, now, &body).unwrap();
        self.raw(path, body, now, &signature).await
    }

    pub(crate) async fn raw(
        &self,
        path: &str,
        body: Vec<u8>,
        timestamp: i64,
        signature: &str,
    ) -> (u16, Value) {
        let answer = reqwest::Client::builder()
            .tls_certs_only([])
            .build()
            .unwrap()
            .post(format!("{}{path}", self.url))
            .header("Sabaki-Protocol", "1")
            .header("Sabaki-Timestamp", timestamp)
            .header("Sabaki-Signature", signature)
            .body(body)
            .send()
            .await
            .unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// What a person does at the screen.
    pub(crate) async fn staff(&self, number: &str, set: Value) {
        let body = json!({"shop": "honten", "order_number": number, "set": set});
        assert_eq!(self.post("/staff", &body).await.0, 200);
    }

    /// What goes wrong with the next effect.
    pub(crate) async fn trouble(&self, trouble: Value) {
        let body = json!({ "trouble": trouble });
        assert_eq!(self.post("/staff", &body).await.0, 200);
    }

    /// How many slips an order has.
    pub(crate) async fn slips(&self, number: &str) -> usize {
        let body = json!({"shop": "honten", "order_number": number, "set": {}});
        let (_, answer) = self.post("/staff", &body).await;
        usize::try_from(answer["slips"].as_u64().unwrap()).unwrap()
    }
}

impl Drop for PythonOms {
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _ended_already = self.child.wait();
    }
}

pub(crate) fn oms(url: &str) -> JsonOms {
    JsonOms::new(JsonOmsConfig {
        url: url.to_owned(),
        secret: SecretString::from(SECRET),
        shop: "honten".to_owned(),
        carriers: [("20".to_owned(), "1001".to_owned())].into(),
        http: settings(),
    })
    .unwrap()
}
