//! An OMS that is not ネクストエンジン and not in Rust: the example in Python, with RMS's sandbox on
//! the mall's side and a channel for notices.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use sabaki_tests::http;
use sabaki_tests::sandbox::Sandbox;
use sabaki_tests::workspace;
use serde_json::{Value, json};

const SECRET: &str = "sample-secret-0123456789";

pub(crate) struct PythonOms {
    child: Child,
    pub(crate) url: String,
}

impl PythonOms {
    pub(crate) fn start() -> Option<Self> {
        let started = Command::new("python3")
            .arg(workspace().join("examples/json-oms-python/oms.py"))
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
        let url = said["url"].as_str().unwrap().to_owned();
        Some(Self { child, url })
    }

    /// What a person does at the screen; gives how many slips the order has.
    pub(crate) fn staff(&self, number: &str, set: &Value) -> u64 {
        let body = json!({"shop": "honten", "order_number": number, "set": set});
        let address = self.url.trim_start_matches("http://");
        let reply = http::exchange(address, "POST", "/staff", &[], &body.to_string());
        assert_eq!(reply.status, 200, "{reply:?}");
        let answer: Value = serde_json::from_str(&reply.body).unwrap();
        answer["slips"].as_u64().unwrap()
    }
}

impl Drop for PythonOms {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A channel that takes everything; what it was sent.
pub(crate) fn channel() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let sent: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = Arc::clone(&sent);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut length = 0;
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                let line = line.trim_end().to_ascii_lowercase();
                if let Some(value) = line.strip_prefix("content-length: ") {
                    length = value.parse().unwrap();
                }
                if line.is_empty() {
                    break;
                }
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            let body: Value = serde_json::from_slice(&body).unwrap();
            log.lock()
                .unwrap()
                .push(body["text"].as_str().unwrap().to_owned());
            stream
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                .unwrap();
        }
    });
    (url, sent)
}

pub(crate) fn configure(sandbox: &Sandbox, oms: &str, hook: &str) {
    let path = sandbox.dir().join("sabaki.yaml");
    let before = fs::read_to_string(&path).unwrap();
    let (before, _) = before.split_once("    oms:\n").unwrap();
    let after = format!(
        r#"{before}    oms: {{json: python, carriers: {{"20": "1001"}}}}
json_oms:
  python: {{url: "{oms}", secret: {{env: PYTHON_OMS}}}}
notices:
  staff: {{webhook: {{url: "{hook}", secret: {{env: PYTHON_OMS}}, network: loopback}}}}
"#
    );
    fs::write(&path, after).unwrap();
    let rule = r#"partial

rule "知らせる"
  when status = 注文確認待ち
  then notify "staff" "新しい注文"
"#;
    fs::write(sandbox.dir().join("rules/notice.rules"), rule).unwrap();
}

/// `sabaki run` with further arguments, and the secret in its surroundings.
pub(crate) fn command(sandbox: &Sandbox, more: &[&str]) -> Command {
    let args = [&["run", "--config", "shop/sabaki.yaml"], more].concat();
    let mut command = sabaki_tests::process::command(sandbox.scratch(), &args);
    command.env("PYTHON_OMS", SECRET);
    command
}

pub(crate) fn pass(sandbox: &Sandbox) -> Value {
    let command = command(sandbox, &["--once", "--format", "json"]);
    sabaki_tests::process::finish(command).exits(0).json()
}

#[test]
fn the_flow_runs_with_an_oms_in_python() {
    let Some(oms) = PythonOms::start() else {
        return;
    };
    let (hook, sent) = channel();
    let sandbox = Sandbox::start();
    configure(&sandbox, &oms.url, &hook);
    let card = json!({"settlement": "common", "payment_method": "credit_card"});
    let cod = json!({"settlement": "selectable", "payment_method": "代金引換"});
    let numbers = sandbox.place(&json!([card, card, cod]));

    let summary = pass(&sandbox);
    assert_eq!(summary["pass"]["counts"]["import"]["done"], 2, "{summary}");
    assert_eq!(summary["pass"]["counts"]["notify"]["done"], 3, "{summary}");
    let told = sent.lock().unwrap().clone();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with("【honten】新しい注文（注文3件）"),
        "{told:?}"
    );
    for _ in 0..4 {
        sandbox.advance("3h");
        pass(&sandbox);
    }
    assert_eq!(sent.lock().unwrap().len(), 1, "told once");

    for number in &numbers {
        let shipped = json!({"status": "shipped", "waiting": [], "ship_method_id": "20",
            "tracking_number": "000000000011", "shipped_on": "2026-11-25"});
        assert_eq!(oms.staff(number, &shipped), 1, "one slip for {number}");
    }
    for _ in 0..3 {
        sandbox.advance("12h");
        pass(&sandbox);
    }
    let truth = sandbox.truth();
    for number in &numbers {
        let order = &truth[number];
        assert_eq!(order["status"], 500, "{order}");
        assert_eq!(order["confirmed_by"], "client", "{order}");
        assert_eq!(order["slips"], 0, "nothing in ネクストエンジン: {order}");
        assert_eq!(order["shipping_rows"][0]["tracking_number"], "000000000011");
        assert_eq!(order["shipping_rows"].as_array().map(Vec::len), Some(1));
        assert_eq!(sandbox.times(number, "confirmed"), 1);
        assert_eq!(sandbox.times(number, "reported"), 1);
    }
}
