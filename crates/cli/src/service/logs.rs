//! Logs go to standard error, so that standard output stays for results.

use std::io::{self, IsTerminal as _};

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Starts logging: our own crates from `level` on, others from warnings on.
pub(crate) fn start(level: LevelFilter) {
    let ours = [
        "sabaki",
        "sabaki_engine",
        "sabaki_connector",
        "sabaki_store",
    ];
    let targets = ours
        .iter()
        .fold(Targets::new().with_default(LevelFilter::WARN), |t, name| {
            t.with_target(*name, level)
        });
    let layer = tracing_subscriber::fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .with_target(false);
    // A second start in one process keeps the first.
    let _ = tracing_subscriber::registry()
        .with(targets)
        .with(layer)
        .try_init();
}
