//! `sabaki` as a process: one that ends by itself, and a service that runs until it is told.
#![expect(
    clippy::missing_panics_doc,
    clippy::expect_used,
    clippy::panic,
    reason = "a test whose processes do not start or end fails there"
)]

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::sabaki;

/// No command of the tests may take longer.
const LONGEST: Duration = Duration::from_secs(60);
/// How often a condition is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// What a command came to.
#[derive(Debug, Clone)]
pub struct Ran {
    /// Its exit code; −1 for a signal.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ran {
    /// Standard output as JSON Lines.
    pub fn json_lines(&self) -> Vec<Value> {
        json_lines(&self.out)
    }

    /// The only object on standard output.
    pub fn json(&self) -> Value {
        let mut lines = self.json_lines();
        assert_eq!(lines.len(), 1, "one object: {self:?}");
        lines.pop().unwrap_or_default()
    }

    /// Asserts the exit code, and gives the whole back.
    #[track_caller]
    #[must_use]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "exit code\nstdout: {}\nstderr: {}",
            self.out, self.err
        );
        self
    }
}

/// Text as JSON Lines.
pub fn json_lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
        .collect()
}

/// A command with nothing of the tester's surroundings in it: Japanese, 80 columns, no colours.
pub fn command<S: AsRef<std::ffi::OsStr>>(dir: &Path, args: &[S]) -> Command {
    let mut command = Command::new(sabaki());
    command
        .current_dir(dir)
        .args(args)
        .env_remove("LC_ALL")
        .env_remove("SABAKI_LANG")
        .env("LANG", "ja_JP.UTF-8")
        .env("COLUMNS", "80")
        .stdin(Stdio::null());
    command
}

/// Runs `sabaki` with these arguments in `dir` to its end.
pub fn run<S: AsRef<std::ffi::OsStr>>(dir: &Path, args: &[S]) -> Ran {
    finish(command(dir, args))
}

/// Runs a prepared command to its end.
pub fn finish(command: Command) -> Ran {
    finish_while(command, || 0)
}

/// Runs a prepared command to its end, however long it takes while `progress` changes.
pub fn finish_while(mut command: Command, mut progress: impl FnMut() -> usize) -> Ran {
    let scratch = tempfile::tempdir().expect("a folder for output");
    let (out, err) = (scratch.path().join("out"), scratch.path().join("err"));
    let mut child = command
        .stdout(File::create(&out).expect("a file"))
        .stderr(File::create(&err).expect("a file"))
        .spawn()
        .expect("sabaki starts");
    let what = format!("{command:?} ends");
    let (mut seen, mut end) = (progress(), Instant::now() + LONGEST);
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child") {
            break status;
        }
        if Instant::now() >= end {
            let now = progress();
            assert!(now != seen, "in vain waited until {what}");
            (seen, end) = (now, Instant::now() + LONGEST);
        }
        thread::sleep(LOOK_EVERY);
    };
    Ran {
        code: status.code().unwrap_or(-1),
        out: read(&out),
        err: read(&err),
    }
}

fn read(path: &Path) -> String {
    String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned()
}

/// Looks until something is there; fails with `what` when it takes too long.
#[track_caller]
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + LONGEST;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "in vain waited until {what}");
        thread::sleep(LOOK_EVERY);
    }
}

/// Looks until a condition holds.
#[track_caller]
pub fn until_true(what: &str, mut holds: impl FnMut() -> bool) {
    until(what, || holds().then_some(()));
}

/// A running `sabaki run`; killed when dropped.
#[derive(Debug)]
pub struct Service {
    child: Child,
    /// Where its standard error goes.
    log: PathBuf,
}

impl Service {
    /// Starts a command as a service that logs to `log` (appended).
    pub fn start(mut command: Command, log: &Path) -> Self {
        let to = File::options()
            .create(true)
            .append(true)
            .open(log)
            .expect("a log file");
        let out = to.try_clone().expect("a log file");
        let child = command
            .stdout(out)
            .stderr(to)
            .spawn()
            .expect("sabaki starts");
        Self {
            child,
            log: log.to_owned(),
        }
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What it has said so far.
    pub fn said(&self) -> String {
        read(&self.log)
    }

    /// Whether it still runs.
    pub fn runs(&mut self) -> bool {
        self.child.try_wait().expect("a child").is_none()
    }

    /// `kill -9`, and waits until it is gone.
    pub fn kill(mut self) {
        self.stop_hard();
    }

    /// SIGTERM, and the exit code it ends with.
    pub fn terminate(mut self) -> i32 {
        let status = Command::new("kill")
            .args(["-TERM", &self.pid().to_string()])
            .status()
            .expect("kill runs");
        assert!(status.success(), "the service could be told to end");
        let status = until("the service ends", || {
            self.child.try_wait().expect("a child")
        });
        status.code().unwrap_or(-1)
    }

    fn stop_hard(&mut self) {
        // It may be gone already: then there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop_hard();
    }
}
