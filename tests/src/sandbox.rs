//! `sabaki sandbox` as a process, spoken to over its control paths.
#![expect(
    clippy::missing_panics_doc,
    clippy::expect_used,
    reason = "a test whose sandbox does not answer as its contract says fails there"
)]

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use base64::Engine as _;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::http::{self, Reply};
use crate::process::{self, Ran, Service, command, json_lines};

/// A running sandbox with a ready folder; ends when dropped.
#[derive(Debug)]
pub struct Sandbox {
    child: Child,
    scratch: TempDir,
    ready: Value,
    address: String,
}

impl Sandbox {
    /// Starts one on a manual clock, with a ready configuration.
    pub fn start() -> Self {
        Self::with(&[])
    }

    /// Starts one with further arguments.
    pub fn with(more: &[&str]) -> Self {
        let scratch = tempfile::tempdir().expect("a folder");
        let mut args = vec![
            "sandbox",
            "--dir",
            "shop",
            "--clock",
            "manual",
            "--listen",
            "127.0.0.1:0",
        ];
        args.extend(more);
        // The pipe ends the sandbox when the test ends, however it ends.
        let mut child = command(scratch.path(), &args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the sandbox starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe"))
            .read_line(&mut line)
            .expect("a first line");
        let ready: Value = serde_json::from_str(&line).expect("a first line of JSON");
        let url = ready["base_url"].as_str().expect("an address");
        let address = url.trim_start_matches("http://").to_owned();
        Self {
            child,
            scratch,
            ready,
            address,
        }
    }

    /// The line that it began with.
    pub const fn ready(&self) -> &Value {
        &self.ready
    }

    /// host:port.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Where the test may write.
    pub fn scratch(&self) -> &Path {
        self.scratch.path()
    }

    /// The ready folder.
    pub fn dir(&self) -> PathBuf {
        self.scratch.path().join("shop")
    }

    /// The state folder of the ready configuration.
    pub fn state(&self) -> PathBuf {
        self.dir().join("state")
    }

    /// `GET` of a control path.
    pub fn get(&self, path: &str) -> String {
        let reply = http::exchange(&self.address, "GET", path, &[], "");
        assert_eq!(reply.status, 200, "GET {path}: {reply:?}");
        reply.body
    }

    /// `POST` to a control path, refused or not.
    pub fn try_post(&self, path: &str, body: &Value) -> Reply {
        http::exchange(
            &self.address,
            "POST",
            path,
            &[("Content-Type", "application/json")],
            &body.to_string(),
        )
    }

    /// `POST` to a control path.
    #[track_caller]
    pub fn post(&self, path: &str, body: &Value) -> Value {
        let reply = self.try_post(path, body);
        assert_eq!(reply.status, 200, "POST {path} {body}: {reply:?}");
        serde_json::from_str(&reply.body).expect("JSON")
    }

    /// Places orders and gives their numbers.
    #[track_caller]
    pub fn place(&self, orders: &Value) -> Vec<String> {
        let answer = self.post("/sandbox/orders", &json!({"orders": orders}));
        let numbers = answer["order_numbers"].as_array().expect("numbers");
        numbers
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    }

    /// Places one order.
    #[track_caller]
    pub fn place_one(&self, order: &Value) -> String {
        self.place(&json!([order])).pop().expect("a number")
    }

    /// Moves the clock on.
    #[track_caller]
    pub fn advance(&self, by: &str) {
        self.post("/sandbox/clock", &json!({"advance": by}));
    }

    /// The clock.
    pub fn clock(&self) -> Value {
        serde_json::from_str(&self.get("/sandbox/clock")).expect("JSON")
    }

    /// A person acts.
    #[track_caller]
    pub fn person(&self, who: &str, does: &str, order: &str) -> Value {
        self.post(
            "/sandbox/people",
            &json!({"who": who, "does": does, "order": order}),
        )
    }

    /// Staff ship a slip with a made-up number.
    #[track_caller]
    pub fn ship(&self, order: &str) -> Value {
        self.post(
            "/sandbox/people",
            &json!({
                "who": "staff", "does": "ship", "order": order,
                "tracking_number": "000000000000", "carrier": "1001", "shipped_on": "today",
            }),
        )
    }

    /// Sets a fault.
    #[track_caller]
    pub fn fault(&self, fault: &Value) {
        self.post("/sandbox/faults", fault);
    }

    /// Takes all faults back.
    pub fn no_faults(&self) {
        let reply = http::exchange(&self.address, "DELETE", "/sandbox/faults", &[], "");
        assert_eq!(reply.status, 200, "{reply:?}");
    }

    /// The whole ledger.
    pub fn ledger(&self) -> Vec<Value> {
        json_lines(&self.get("/sandbox/ledger"))
    }

    /// The truth about every order, by number.
    pub fn truth(&self) -> BTreeMap<String, Value> {
        json_lines(&self.get("/sandbox/orders"))
            .into_iter()
            .map(|order| {
                (
                    order["order_number"]
                        .as_str()
                        .unwrap_or_default()
                        .to_owned(),
                    order,
                )
            })
            .collect()
    }

    /// The truth about one order.
    #[track_caller]
    pub fn truth_of(&self, number: &str) -> Value {
        self.truth().remove(number).expect("an order")
    }

    /// How often our client had each effect on each order.
    pub fn effects(&self) -> BTreeMap<(String, String), usize> {
        let mut effects = BTreeMap::new();
        for line in self.ledger() {
            let effect = line["effect"].as_str().unwrap_or_default();
            if line["by"] != "client" || effect == "none" {
                continue;
            }
            for order in line["orders"].as_array().into_iter().flatten() {
                let order = order.as_str().unwrap_or_default().to_owned();
                *effects.entry((order, effect.to_owned())).or_default() += 1;
            }
        }
        effects
    }

    /// How often our client had one effect on one order.
    pub fn times(&self, number: &str, effect: &str) -> usize {
        let key = (number.to_owned(), effect.to_owned());
        self.effects().get(&key).copied().unwrap_or(0)
    }

    /// RMS `getOrder` for these orders (at most 100), as any client would ask.
    pub fn get_order(&self, numbers: &[String]) -> Value {
        let text = |pointer| self.ready.pointer(pointer).and_then(Value::as_str);
        let pair = format!(
            "{}:{}",
            text("/rms/service_secret").unwrap_or_default(),
            text("/rms/license_key").unwrap_or_default()
        );
        let key = format!(
            "ESA {}",
            base64::engine::general_purpose::STANDARD.encode(pair)
        );
        let reply = http::exchange(
            &self.address,
            "POST",
            "/es/2.0/order/getOrder/",
            &[
                ("Authorization", &key),
                ("Content-Type", "application/json; charset=utf-8"),
            ],
            &json!({"orderNumberList": numbers, "version": 7}).to_string(),
        );
        assert_eq!(reply.status, 200, "{reply:?}");
        serde_json::from_str(&reply.body).expect("JSON")
    }

    /// A command on the ready configuration: `sabaki VERB… --config shop/sabaki.yaml`.
    pub fn sabaki(&self, args: &[&str]) -> Ran {
        let mut args = args.to_vec();
        args.extend(["--config", "shop/sabaki.yaml"]);
        process::run(self.scratch(), &args)
    }

    /// `sabaki run --once --format json`.
    pub fn once(&self) -> Ran {
        self.sabaki(&["run", "--once", "--format", "json"])
    }

    /// A pass that must go well.
    #[track_caller]
    pub fn pass(&self) -> Value {
        self.once().exits(0).json()
    }

    /// A pass that must go well over so much that its time says nothing: only one that stands still
    /// fails.
    #[track_caller]
    pub fn long_pass(&self) -> Value {
        let args = [
            "run",
            "--once",
            "--format",
            "json",
            "--config",
            "shop/sabaki.yaml",
        ];
        let ran = process::finish_while(command(self.scratch(), &args), || self.ledger().len());
        ran.exits(0).json()
    }

    /// `sabaki run` until it is told to end; the log is appended to.
    pub fn service(&self) -> Service {
        Service::start(
            command(self.scratch(), &["run", "--config", "shop/sabaki.yaml"]),
            &self.scratch().join("service.log"),
        )
    }

    /// `sabaki show ORDER --format json`.
    #[track_caller]
    pub fn show(&self, number: &str) -> Value {
        self.sabaki(&["show", number, "--format", "json"])
            .exits(0)
            .json()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
