//! Trying a read again. There is deliberately no such thing for writes.

use std::future::Future;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use sabaki_engine::port::outcome::PortError;

use super::settings::HttpSettings;

/// Repeats a read that was not answered, with growing pauses and jitter. Maintenance, bad
/// credentials and refusals come back at once: repeating does not help there.
pub(crate) async fn read<T, F, Fut>(settings: &HttpSettings, call: F) -> Result<T, PortError>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T, PortError>>,
{
    let pauses = ExponentialBuilder::default()
        .with_min_delay(settings.retry_delay)
        .with_max_delay(Duration::from_secs(20))
        .with_max_times(settings.read_retries)
        .with_jitter();
    call.retry(pauses)
        .when(|error| matches!(error, PortError::NotAnswered { .. }))
        .await
}
