//! `sabaki run`: the service, one pass of it, or a dry run.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use sabaki_engine::port::store::Store;
use sabaki_engine::service::engine::Engine;
use sabaki_engine::step::context::Mode;
use tokio::signal::unix::{SignalKind, signal};
use tracing::level_filters::LevelFilter;

use crate::arguments::Format;
use crate::config::resolve::Config;
use crate::control;
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::render;
use crate::service::build::{self, NotBuilt};
use crate::service::{clock, logs};
use crate::state;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Configuration.
    #[arg(long, default_value = "sabaki.yaml")]
    config: PathBuf,
    /// One pass, then end.
    #[arg(long)]
    once: bool,
    /// Reads and decides; changes and stores nothing.
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(arguments: &Arguments, out: Output) -> Result<Exit, Problem> {
    logs::start(if arguments.once || arguments.dry_run {
        LevelFilter::WARN
    } else {
        LevelFilter::INFO
    });
    let config = Config::read(&arguments.config)?;
    let store = state::open(&config.state(), "sabaki run")?;
    let mode = if arguments.dry_run {
        Mode::DryRun
    } else {
        Mode::Live
    };
    let runtime = super::runtime()?;
    let exit = runtime.block_on(async {
        let clocks = clock::of(&config).await?;
        let as_store = Arc::<_>::clone(&store) as Arc<dyn Store>;
        let engine = build::engine(&config, as_store, clocks, mode, out).await;
        let engine = match engine {
            Ok(engine) => engine,
            Err(NotBuilt::Rules) => return Ok(Exit::Unusable),
            Err(NotBuilt::Problem(problem)) => return Err(problem),
        };
        if arguments.once || arguments.dry_run {
            once(engine, mode, out).await
        } else {
            serve(
                engine,
                &config,
                Arc::<_>::clone(&store) as Arc<dyn Store>,
                out,
            )
            .await
        }
    });
    drop(runtime);
    store.close();
    exit
}

async fn once(mut engine: Engine, mode: Mode, out: Output) -> Result<Exit, Problem> {
    let summary = engine
        .run_once(mode)
        .await
        .map_err(|error| Problem::failure("run.ended").with_reason("reason", error.told()))?;
    match out.format {
        Format::Json => {
            let json = serde_json::to_value(&summary)
                .map_err(|error| Problem::failure("run.ended").with("reason", error))?;
            out.json(&json);
        }
        Format::Human | Format::Sarif | Format::Junit => {
            out.line(&render::pass::text(&summary, out.lang));
        }
    }
    Ok(if summary.is_fine() {
        Exit::Fine
    } else {
        Exit::Findings
    })
}

async fn serve(
    engine: Engine,
    config: &Config,
    store: Arc<dyn Store>,
    out: Output,
) -> Result<Exit, Problem> {
    let handle = engine.handle();
    let server = control::server::start(&config.state(), handle.clone(), store)?;
    out.note(&out.text("run.started", &[]));
    let on_signal = handle.clone();
    tokio::spawn(async move {
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
        }
        on_signal.shut_down();
    });
    let result = engine.run().await;
    server.stop();
    match result {
        Ok(()) => Ok(Exit::Fine),
        Err(error) => Err(Problem::failure("run.ended").with_reason("reason", error.told())),
    }
}
