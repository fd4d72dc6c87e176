//! The loop: messages in order, cancelled requests answered as such, diagnostics when it is quiet.
//!
//! A thread takes messages in as they come, so that a burst of keystrokes is one computation and a
//! request that the client has given up is not worked on.

use std::collections::{HashSet, VecDeque};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use gen_lsp_types::InitializeParams;
use lsp_server::{Connection, Message, Notification, Request, RequestId, Response, ResponseError};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::publish;
use crate::request::{self, capabilities};
use crate::session::Session;
use crate::settings::{Host, Settings};

/// How a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// `shutdown`, then `exit`.
    InOrder,
    /// `exit` without `shutdown`, or the client is gone.
    Lost,
}

/// Where a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    New,
    Running,
    ShutDown,
}

struct Server<'c> {
    connection: &'c Connection,
    session: Session,
    phase: Phase,
    cancelled: HashSet<RequestId>,
    sent: i32,
}

/// Serves one client over standard input and output.
///
/// # Errors
/// When a pipe breaks or carries something that is no message.
pub fn run_stdio(host: Host) -> io::Result<Ended> {
    // A panic is contained and answered; its message could hold text of a rule file.
    std::panic::set_hook(Box::new(|info| {
        if let Some(place) = info.location() {
            eprintln!(
                "sabaki lsp: internal error at {}:{}",
                place.file(),
                place.line()
            );
        }
    }));
    let (connection, threads) = Connection::stdio();
    let ended = run(connection, host);
    match (ended, threads.join()) {
        (Ended::InOrder, _) => Ok(Ended::InOrder),
        (Ended::Lost, Ok(())) => Ok(Ended::Lost),
        // What was read may stand in the error's own text.
        (Ended::Lost, Err(error)) => Err(error.kind().into()),
    }
}

/// Serves one client over a connection until it leaves.
pub fn run(connection: Connection, host: Host) -> Ended {
    let (sender, messages) = channel();
    let receiver = connection.receiver.clone();
    let taking = thread::Builder::new()
        .name("messages".to_owned())
        .spawn(move || {
            for message in receiver {
                let leaves = matches!(&message, Message::Notification(n) if n.method == "exit");
                if sender.send(message).is_err() || leaves {
                    break;
                }
            }
        });
    if taking.is_err() {
        return Ended::Lost;
    }
    let mut server = Server {
        connection: &connection,
        session: Session::new(Settings::new(host)),
        phase: Phase::New,
        cancelled: HashSet::new(),
        sent: 0,
    };
    server.serve(&messages)
}

impl Server<'_> {
    fn serve(&mut self, messages: &Receiver<Message>) -> Ended {
        let mut waiting = VecDeque::new();
        loop {
            if waiting.is_empty() {
                match messages.recv() {
                    Ok(message) => waiting.push_back(message),
                    Err(_) => return Ended::Lost,
                }
            }
            while let Ok(message) = messages.try_recv() {
                waiting.push_back(message);
            }
            self.note_cancelled(&waiting);
            match waiting.pop_front() {
                Some(Message::Request(request)) => self.request(request),
                Some(Message::Notification(notification)) => {
                    if notification.method == "exit" {
                        return match self.phase {
                            Phase::ShutDown => Ended::InOrder,
                            Phase::New | Phase::Running => Ended::Lost,
                        };
                    }
                    self.notification(notification);
                }
                Some(Message::Response(_)) | None => {}
            }
            if waiting.is_empty() {
                self.cancelled.clear();
                self.publish();
            }
        }
    }

    /// Remembers which of the waiting requests are not wanted any more.
    fn note_cancelled(&mut self, waiting: &VecDeque<Message>) {
        for message in waiting {
            if let Message::Notification(notification) = message
                && notification.method == "$/cancelRequest"
            {
                let id = notification.params.get("id");
                let number = id
                    .and_then(Value::as_i64)
                    .and_then(|id| i32::try_from(id).ok());
                let text = id.and_then(Value::as_str).map(str::to_owned);
                let id = number.map(RequestId::from).or(text.map(RequestId::from));
                self.cancelled.extend(id);
            }
        }
    }

    fn request(&mut self, request: Request) {
        let id = request.id.clone();
        let answer = match (self.phase, request.method.as_str()) {
            _ if self.cancelled.remove(&id) => Err(Failure::Cancelled),
            (Phase::New, "initialize") => self.initialize(request.params),
            (Phase::New, _) => Err(Failure::NotInitialized),
            (Phase::Running, "shutdown") => {
                self.phase = Phase::ShutDown;
                Ok(Value::Null)
            }
            (Phase::Running, "initialize") | (Phase::ShutDown, _) => Err(Failure::OutOfOrder),
            (Phase::Running, _) => self.answer(request),
        };
        self.send(Message::Response(Response {
            id,
            response_result: answer.map_err(|failure| ResponseError {
                code: failure.code(),
                message: failure.to_string(),
                data: None,
            }),
        }));
    }

    fn answer(&mut self, request: Request) -> Result<Value, Failure> {
        self.settle();
        let session = &self.session;
        let answered = catch_unwind(AssertUnwindSafe(|| {
            request::answer(session, &request.method, request.params)
        }));
        answered.unwrap_or(Err(Failure::Internal))
    }

    fn initialize(&mut self, params: Value) -> Result<Value, Failure> {
        let params: InitializeParams =
            serde_json::from_value(params).map_err(|_| Failure::Parameters)?;
        let settings = self.session.settings.agreed(&params);
        self.session = Session::new(settings);
        self.phase = Phase::Running;
        serde_json::to_value(capabilities::of(settings)).map_err(|_| Failure::Internal)
    }

    fn notification(&mut self, notification: Notification) {
        if self.phase != Phase::Running {
            return;
        }
        if notification.method == "initialized" {
            self.watch();
            return;
        }
        let session = &mut self.session;
        let taken = catch_unwind(AssertUnwindSafe(|| {
            request::take(session, &notification.method, notification.params)
        }));
        match taken {
            Ok(Ok(())) => {}
            Ok(Err(failure)) => eprintln!("sabaki lsp: {}: {failure}", notification.method),
            Err(_) => eprintln!("sabaki lsp: {}: internal error", notification.method),
        }
    }

    /// Asks the client to watch the files that a rule set can consist of.
    fn watch(&mut self) {
        if !self.session.settings.watches {
            return;
        }
        let watchers = json!([{"globPattern": "**/*.{rules,yaml,yml,csv,tsv,txt,jsonl}"}]);
        let registration = json!({
            "id": "files",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": {"watchers": watchers},
        });
        self.ask(
            "client/registerCapability",
            json!({"registrations": [registration]}),
        );
    }

    fn ask(&mut self, method: &str, params: Value) {
        self.sent += 1;
        self.send(Message::Request(Request {
            id: RequestId::from(format!("sabaki-{}", self.sent)),
            method: method.to_owned(),
            params,
        }));
    }

    /// Brings the sets up to date and shows what changed.
    fn publish(&mut self) {
        if !self.session.is_dirty() || self.phase != Phase::Running {
            return;
        }
        self.settle();
        if self.session.settings.refresh_hints {
            self.ask("workspace/inlayHint/refresh", Value::Null);
        }
    }

    fn settle(&mut self) {
        if !self.session.is_dirty() {
            return;
        }
        let session = &mut self.session;
        let told = catch_unwind(AssertUnwindSafe(|| {
            let changed = session.settle();
            let told = changed.iter().map(|key| publish::of_set(session, key));
            told.flatten().collect::<Vec<_>>()
        }));
        for params in told.unwrap_or_default() {
            if let Ok(params) = serde_json::to_value(params) {
                self.send(Message::Notification(Notification {
                    method: "textDocument/publishDiagnostics".to_owned(),
                    params,
                }));
            }
        }
    }

    /// A client that does not listen any more is noticed when its messages end.
    fn send(&self, message: Message) {
        let _ = self.connection.sender.send(message);
    }
}
