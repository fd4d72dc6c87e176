//! The clock of a sandbox in this process.

use async_trait::async_trait;
use jiff::Timestamp;
use sabaki_engine::port::clock::Clock;
use sabaki_engine::port::timer::Timer;
use sabaki_sandbox::SandboxHandle;

/// Tells the sandbox's time; only the demo moves it.
pub(crate) struct DemoClock(pub(crate) SandboxHandle);

impl Clock for DemoClock {
    fn now(&self) -> Timestamp {
        self.0.now().timestamp()
    }
}

#[async_trait]
impl Timer for DemoClock {
    /// The demo runs one pass after another: nothing ever waits on this.
    async fn sleep_until(&self, at: Timestamp) {
        if self.now() < at {
            std::future::pending::<()>().await;
        }
    }
}
