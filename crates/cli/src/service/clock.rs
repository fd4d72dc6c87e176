//! Time for the engine: this machine's, or the sandbox's.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use sabaki_connector::sandbox_clock::SandboxClock;
use sabaki_engine::port::clock::Clock;
use sabaki_engine::port::timer::Timer;

use crate::config::file::ClockKind;
use crate::config::resolve::Config;
use crate::problem::Problem;

/// The longest uninterrupted sleep: a corrected or suspended clock is noticed within it.
const LONGEST_SLEEP: SignedDuration = SignedDuration::from_secs(20);

/// This machine's clock.
struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

#[async_trait]
impl Timer for SystemClock {
    async fn sleep_until(&self, at: Timestamp) {
        loop {
            let left = at.duration_since(Timestamp::now());
            if left <= SignedDuration::ZERO {
                return;
            }
            tokio::time::sleep(left.min(LONGEST_SLEEP).unsigned_abs()).await;
        }
    }
}

/// A clock, and the timer that follows it.
pub(crate) type Clocks = (Arc<dyn Clock>, Arc<dyn Timer>);

/// The clock of a configuration, and the timer that follows it.
pub(crate) async fn of(config: &Config) -> Result<Clocks, Problem> {
    match config.file.clock {
        ClockKind::System => Ok((Arc::new(SystemClock), Arc::new(SystemClock))),
        ClockKind::Sandbox => {
            let address = config.addresses().next().unwrap_or_default();
            let clock = SandboxClock::connect(address)
                .await
                .map_err(|error| Problem::unusable("config.clock").with("reason", error))?;
            Ok((Arc::<SandboxClock>::clone(&clock), clock))
        }
    }
}
