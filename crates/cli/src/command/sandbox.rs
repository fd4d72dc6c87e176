//! `sabaki sandbox`: RMS and ネクストエンジン to practise against, on loopback.

use std::io::{self, Read as _};
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use sabaki_sandbox::ClockMode;
use sabaki_sandbox::options::SandboxOptions;
use sabaki_sandbox::running::{RunningSandbox, Sandbox};
use sabaki_sandbox::world::scenario::Scenario;
use serde_json::{Value, json};
use tokio::signal::unix::{SignalKind, signal};

use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::starter;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Address to listen on (loopback only).
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Folder to write a ready configuration to.
    #[arg(long)]
    dir: Option<PathBuf>,
    /// Rule folder for the configuration.
    #[arg(long)]
    rules: Option<PathBuf>,
    /// How many orders there are at first.
    #[arg(long, default_value_t = 0)]
    orders: usize,
    /// Seed that orders are made from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Scenario.
    #[arg(long, value_parser = scenario, default_value = "default")]
    scenario: Scenario,
    /// Clock: real, manual, or xN such as x60.
    #[arg(long, value_parser = clock, default_value = "real")]
    clock: ClockMode,
    /// Limits the request rate as well.
    #[arg(long)]
    strict: bool,
}

fn scenario(text: &str) -> Result<Scenario, String> {
    Scenario::parse(text).ok_or_else(|| Scenario::ALL.map(Scenario::name).join(", "))
}

fn clock(text: &str) -> Result<ClockMode, String> {
    ClockMode::parse(text).ok_or_else(|| "real, manual, xN".to_owned())
}

pub(crate) fn run(arguments: &Arguments, out: Output) -> Result<Exit, Problem> {
    let runtime = super::runtime()?;
    runtime.block_on(serve(arguments, out))
}

async fn serve(arguments: &Arguments, out: Output) -> Result<Exit, Problem> {
    let options = SandboxOptions {
        listen: arguments.listen,
        orders: arguments.orders,
        seed: arguments.seed,
        scenario: arguments.scenario,
        clock: arguments.clock,
        strict: arguments.strict,
    };
    let sandbox = Sandbox::start(&options)
        .await
        .map_err(|error| Problem::unusable("sandbox.cannot_start").with("reason", error))?;
    out.json(&ready(&sandbox, arguments)?);
    wait_for_the_end().await;
    sandbox.shutdown().await;
    Ok(Exit::Fine)
}

fn ready(sandbox: &RunningSandbox, arguments: &Arguments) -> Result<Value, Problem> {
    let mut ready = sandbox.ready_line();
    if let Some(dir) = &arguments.dir {
        let path = starter::sandbox::write(dir, &ready, arguments.rules.as_deref())?;
        if let Some(line) = ready.as_object_mut() {
            line.insert("config".to_owned(), json!(path));
        }
    }
    Ok(ready)
}

/// SIGTERM, SIGINT, or the end of standard input where that is a pipe.
async fn wait_for_the_end() {
    let (closed, wait_closed) = tokio::sync::oneshot::channel();
    if stdin_is_a_pipe() {
        // A thread, not a task: a blocking read must not keep the runtime from ending.
        std::thread::spawn(move || {
            let mut rest = [0u8; 1024];
            while matches!(io::stdin().read(&mut rest), Ok(n) if n > 0) {}
            let _ = closed.send(());
        });
    } else {
        std::mem::forget(closed);
    }
    let (Ok(mut term), Ok(mut int)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    ) else {
        return;
    };
    tokio::select! {
        biased;
        _ = term.recv() => {}
        _ = int.recv() => {}
        _ = wait_closed => {}
    }
}

fn stdin_is_a_pipe() -> bool {
    rustix::fs::fstat(io::stdin()).is_ok_and(|stat| {
        rustix::fs::FileType::from_raw_mode(stat.st_mode) == rustix::fs::FileType::Fifo
    })
}
