//! Keeps sled's panics off the terminal: they are caught and become refusals with advice.

use std::panic;
use std::sync::Once;
use std::thread;

/// Our threads' names start with this.
pub(crate) const THREAD: &str = "sabaki-store-";

/// Sends the panics of our threads to the log instead of standard error, once a process. Everybody
/// else's go where they went before.
pub(crate) fn panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if thread::current()
                .name()
                .is_some_and(|name| name.starts_with(THREAD))
            {
                // The payload may quote records; the place is enough.
                let place = info.location().map(ToString::to_string);
                tracing::debug!(place, "sled gave up");
            } else {
                before(info);
            }
        }));
    });
}
