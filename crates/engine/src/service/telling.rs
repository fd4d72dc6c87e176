//! Has notices told that wait for each other.

use std::sync::Arc;

use jiff::SignedDuration;

use crate::limits::later;
use crate::port::notices::Which;
use crate::port::store::StoreError;
use crate::service::channels::ChannelWatch;
use crate::service::shared::Shared;

/// How often is asked whether anything waits.
const EVERY: SignedDuration = SignedDuration::from_secs(30);

/// Until the engine stops; what is left is told at its end.
pub(crate) async fn tell(shared: Arc<Shared>) -> Result<(), StoreError> {
    let mut channels = ChannelWatch::default();
    while !shared.is_stopping() {
        let next = shared.ports.notices.tell_waiting(Which::LongEnough).await;
        channels.look(&shared).await?;
        let soon = later(shared.now(), SignedDuration::from_millis(100));
        let at = later(shared.now(), EVERY);
        let at = next.map_or(at, |next| next.clamp(soon, at));
        tokio::select! {
            biased;
            () = shared.stopped() => {}
            () = shared.ports.timer.sleep_until(at) => {}
        }
    }
    Ok(())
}
