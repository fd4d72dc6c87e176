//! An editor that talks to `sabaki lsp` over its pipes, framed as editors frame it.
#![expect(
    clippy::missing_panics_doc,
    clippy::expect_used,
    clippy::panic,
    reason = "a test whose server does not answer fails there"
)]

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::process::{command, until};

/// No answer may take longer.
const LONGEST: Duration = Duration::from_secs(60);

/// A running `sabaki lsp` with its client's side; killed when dropped.
#[derive(Debug)]
pub struct Editor {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// The diagnostics last shown, by address.
    shown: Vec<(String, Vec<Value>)>,
    asked: u64,
    folder: PathBuf,
}

impl Editor {
    /// Starts the server in a folder and initializes it with these options.
    pub fn start(folder: &Path, options: &Value) -> Self {
        let mut child = command(folder, &["lsp", "--stdio"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("sabaki starts");
        let output = child.stdout.take().expect("its output");
        let (sender, messages) = channel();
        thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let mut editor = Self {
            input: child.stdin.take(),
            child,
            messages,
            shown: Vec::new(),
            asked: 0,
            folder: folder.to_owned(),
        };
        let params = json!({
            "processId": null,
            "rootUri": editor.uri(""),
            "capabilities": {},
            "initializationOptions": options,
        });
        let answer = editor.ask("initialize", &params);
        assert!(answer["capabilities"].is_object(), "{answer}");
        editor.tell("initialized", &json!({}));
        editor
    }

    /// The address of a file beneath the folder.
    pub fn uri(&self, name: &str) -> String {
        let path = self.folder.join(name);
        let mut uri = String::from("file://");
        for byte in path.to_string_lossy().bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'/' | b'-' | b'_' => {
                    uri.push(char::from(byte));
                }
                _ => drop(write!(uri, "%{byte:02X}")),
            }
        }
        uri
    }

    /// The folder it was started in.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Opens a file as it is on disk.
    pub fn open(&mut self, name: &str) {
        let text = std::fs::read_to_string(self.folder.join(name)).expect("a text");
        let document =
            json!({"uri": self.uri(name), "languageId": "sabaki", "version": 1, "text": text});
        self.tell("textDocument/didOpen", &json!({"textDocument": document}));
    }

    /// Sends a notification.
    pub fn tell(&mut self, method: &str, params: &Value) {
        self.write(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request and waits for what comes back: the result, or the error.
    pub fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.asked += 1;
        let id = self.asked;
        self.write(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        loop {
            let mut message = match self.messages.recv_timeout(LONGEST) {
                Ok(message) => message,
                Err(error) => panic!("{method} is not answered: {error}"),
            };
            if message["id"] == id && message.get("method").is_none() {
                let part = if message.get("error").is_some() {
                    "error"
                } else {
                    "result"
                };
                return message[part].take();
            }
            if message["method"] == "textDocument/publishDiagnostics" {
                self.show(&mut message["params"]);
            }
        }
    }

    /// Asks about a place in a file: line and column from 0, in UTF-16 units.
    pub fn ask_at(&mut self, method: &str, name: &str, line: usize, column: usize) -> Value {
        let params = json!({
            "textDocument": {"uri": self.uri(name)},
            "position": {"line": line, "character": column},
        });
        self.ask(method, &params)
    }

    /// What is wrong with the files so far, by address; files without anything are left out.
    pub fn diagnostics(&mut self) -> Vec<(String, Vec<Value>)> {
        // All that was told before is worked off once this is answered.
        self.ask(
            "textDocument/documentSymbol",
            &json!({"textDocument": {"uri": "untitled:none"}}),
        );
        let shown = self.shown.iter();
        shown
            .filter(|(_, said)| !said.is_empty())
            .cloned()
            .collect()
    }

    fn show(&mut self, params: &mut Value) {
        let uri = params["uri"].as_str().expect("an address").to_owned();
        let said = params["diagnostics"].as_array().cloned().expect("a list");
        match self.shown.iter_mut().find(|(shown, _)| *shown == uri) {
            Some((_, before)) => *before = said,
            None => self.shown.push((uri, said)),
        }
    }

    /// Takes its leave in order; the exit code.
    pub fn end(mut self) -> i32 {
        assert_eq!(self.ask("shutdown", &Value::Null), Value::Null);
        self.tell("exit", &Value::Null);
        self.wait()
    }

    /// Closes the pipe without a word; the exit code.
    pub fn leave(mut self) -> i32 {
        self.input = None;
        self.wait()
    }

    /// Sends bytes as they are, and closes the pipe; the exit code.
    pub fn garbage(mut self, bytes: &[u8]) -> i32 {
        if let Some(mut input) = self.input.take() {
            // It may hang up in the middle.
            let _ = input.write_all(bytes);
        }
        self.wait()
    }

    fn wait(&mut self) -> i32 {
        let status = until("the server ends", || {
            self.child.try_wait().expect("a child")
        });
        status.code().unwrap_or(-1)
    }

    fn write(&mut self, message: &Value) {
        let text = message.to_string();
        let input = self.input.as_mut().expect("an open pipe");
        write!(input, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("the server listens");
        input.flush().expect("the server listens");
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The next message; none at the end.
fn read(output: &mut BufReader<ChildStdout>) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some(text) = line.strip_prefix("Content-Length: ") {
            length = text.parse::<usize>().ok();
        }
    }
    let mut body = vec![0; length?];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
