//! An editor: a client over an in-memory connection, with the files of one folder.

use std::path::Path;
use std::thread::JoinHandle;

use lsp_server::{Connection, Message, Notification, Request, RequestId, Response};
use sabaki_diagnostic::lang::Lang;
use sabaki_lsp::{Ended, Host, run};
use serde_json::{Value, json};
use tempfile::TempDir;

pub(crate) struct Client {
    pub(crate) connection: Connection,
    pub(crate) folder: TempDir,
    /// Every notification and request of the server so far.
    pub(crate) heard: Vec<Message>,
    server: JoinHandle<Ended>,
    asked: i32,
}

impl Client {
    /// Starts a server for a folder of these files.
    pub(crate) fn start(files: &[(&str, &str)], capabilities: Value, options: Value) -> Self {
        Self::start_with(Host::plain(Lang::Ja), files, capabilities, options)
    }

    pub(crate) fn start_with(
        host: Host,
        files: &[(&str, &str)],
        capabilities: Value,
        options: Value,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            write(folder.path(), name, text);
        }
        let (ours, theirs) = Connection::memory();
        let server = std::thread::spawn(move || run(theirs, host));
        let mut client = Self {
            connection: ours,
            folder,
            heard: Vec::new(),
            server,
            asked: 0,
        };
        let params = json!({"capabilities": capabilities, "initializationOptions": options});
        client.ask("initialize", params);
        client.tell("initialized", json!({}));
        client
    }

    pub(crate) fn uri(&self, name: &str) -> String {
        let folder = self.folder.path().display();
        let name: String = name
            .bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'/' | b'-' | b'_' => {
                    char::from(byte).to_string()
                }
                _ => format!("%{byte:02X}"),
            })
            .collect();
        format!("file://{folder}/{name}")
    }

    pub(crate) fn open(&mut self, name: &str, text: &str) {
        let document =
            json!({"uri": self.uri(name), "languageId": "sabaki", "version": 1, "text": text});
        self.tell("textDocument/didOpen", json!({"textDocument": document}));
    }

    pub(crate) fn change(&mut self, name: &str, version: i32, changes: Value) {
        let document = json!({"uri": self.uri(name), "version": version});
        self.tell(
            "textDocument/didChange",
            json!({"textDocument": document, "contentChanges": changes}),
        );
    }

    pub(crate) fn tell(&mut self, method: &str, params: Value) {
        let notification = Notification::new(method.to_owned(), params);
        self.connection
            .sender
            .send(Message::Notification(notification))
            .unwrap();
    }

    /// Sends a request without waiting.
    pub(crate) fn send(&mut self, method: &str, params: Value) -> RequestId {
        self.asked += 1;
        let id = RequestId::from(self.asked);
        let request = Request::new(id.clone(), method.to_owned(), params);
        self.connection
            .sender
            .send(Message::Request(request))
            .unwrap();
        id
    }

    pub(crate) fn answer(&mut self, id: &RequestId) -> Response {
        loop {
            match self.connection.receiver.recv().expect("the server lives") {
                Message::Response(response) if response.id == *id => return response,
                message => self.heard.push(message),
            }
        }
    }

    /// Asks and waits; an error is `{"error": code, "message": …}`.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.send(method, params);
        match self.answer(&id).response_result {
            Ok(result) => result,
            Err(error) => json!({"error": error.code, "message": error.message}),
        }
    }

    pub(crate) fn ask_at(
        &mut self,
        method: &str,
        name: &str,
        line: usize,
        character: usize,
        more: Value,
    ) -> Value {
        let mut params = json!({
            "textDocument": {"uri": self.uri(name)},
            "position": {"line": line, "character": character},
        });
        for (key, value) in more.as_object().into_iter().flatten() {
            params[key] = value.clone();
        }
        self.ask(method, params)
    }

    /// The diagnostics last shown for a file; none when nothing was ever shown.
    pub(crate) fn diagnostics(&mut self, name: &str) -> Option<Vec<Value>> {
        let uri = self.uri(name);
        // Whatever was told before is worked off once this is answered.
        self.ask(
            "textDocument/documentSymbol",
            json!({"textDocument": {"uri": uri}}),
        );
        self.heard.iter().rev().find_map(|message| match message {
            Message::Notification(n)
                if n.method == "textDocument/publishDiagnostics"
                    && n.params["uri"] == uri.as_str() =>
            {
                n.params["diagnostics"].as_array().cloned()
            }
            _ => None,
        })
    }

    pub(crate) fn end(mut self) -> Ended {
        assert_eq!(self.ask("shutdown", Value::Null), Value::Null);
        self.tell("exit", Value::Null);
        self.server.join().unwrap()
    }

    /// Leaves without a word.
    pub(crate) fn leave(self) -> Ended {
        drop(self.connection);
        self.server.join().unwrap()
    }
}

pub(crate) fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}
