//! A channel's far side: keeps what it is sent, and answers or falls silent.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use sabaki_tests::sandbox::Sandbox;
use serde_json::Value;

/// What it keeps secret with us.
const SECRET: &str = "sample-secret-0123456789";

#[derive(Default)]
struct Inside {
    sent: Mutex<Vec<String>>,
    silent: AtomicBool,
    /// Connections that wait for an answer.
    open: Mutex<Vec<TcpStream>>,
}

/// An address on this machine that takes messages.
pub(crate) struct Hook {
    pub(crate) url: String,
    inside: Arc<Inside>,
}

impl Hook {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let inside: Arc<Inside> = Arc::default();
        let there = Arc::clone(&inside);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (there, stream) = (Arc::clone(&there), stream.unwrap());
                thread::spawn(move || there.serve(stream));
            }
        });
        Self { url, inside }
    }

    /// From now on it takes messages without a word, or answers again.
    pub(crate) fn silent(&self, silent: bool) {
        self.inside.silent.store(silent, Ordering::SeqCst);
    }

    /// Bodies as they came.
    pub(crate) fn sent(&self) -> Vec<String> {
        self.inside.sent.lock().unwrap().clone()
    }

    /// Texts of the messages.
    pub(crate) fn texts(&self) -> Vec<String> {
        let bodies = self.sent();
        let texts = bodies.iter().map(|body| {
            let body: Value = serde_json::from_str(body).unwrap();
            body["text"].as_str().unwrap().to_owned()
        });
        texts.collect()
    }
}

impl Inside {
    fn serve(&self, mut stream: TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
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
        let silent = self.silent.load(Ordering::SeqCst);
        self.sent
            .lock()
            .unwrap()
            .push(String::from_utf8(body).unwrap());
        if silent {
            self.open.lock().unwrap().push(stream);
            return;
        }
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        // Who asked may be gone.
        let _ = stream.write_all(answer);
    }
}

/// Adds channels and a rule to the ready configuration, and how long notices wait for each other.
pub(crate) fn configure(sandbox: &Sandbox, window: &str, channels: &[(&str, String)], rule: &str) {
    let path = sandbox.dir().join("sabaki.yaml");
    let text = fs::read_to_string(&path).unwrap();
    let text = text.replace("limits: {", &format!("limits: {{notice_window: {window}, "));
    let channels = channels.iter();
    let channels: Vec<_> = channels.map(|(n, c)| format!("  {n}: {c}\n")).collect();
    fs::write(&path, format!("{text}notices:\n{}", channels.concat())).unwrap();
    secret(sandbox, "hook", SECRET);
    fs::write(
        sandbox.dir().join("rules/notice.rules"),
        format!("partial\n\n{rule}\n"),
    )
    .unwrap();
}

/// Adds a secret, or changes it.
pub(crate) fn secret(sandbox: &Sandbox, name: &str, value: &str) {
    set(&sandbox.dir().join("secrets.yaml"), name, Some(value));
}

/// Sets a key of a file's top level, or takes it away.
pub(crate) fn set(path: &Path, name: &str, value: Option<&str>) {
    let text = fs::read_to_string(path).unwrap();
    let start = format!("{name}:");
    let mut lines: Vec<_> = text.lines().filter(|l| !l.starts_with(&start)).collect();
    let line = value.map(|value| format!("{start} {value}"));
    lines.extend(line.as_deref());
    fs::write(path, lines.join("\n") + "\n").unwrap();
}

/// A signed webhook to this address.
pub(crate) fn webhook(hook: &Hook) -> String {
    format!(
        r#"{{webhook: {{url: "{}", secret: {{secret: hook}}, network: loopback}}}}"#,
        hook.url
    )
}
