//! `--now`: the instant that recorded orders are decided for.

use jiff::Timestamp;
use sabaki_interpreter::time::read;

use crate::problem::Problem;

/// The instant that a person names (JST without a zone), else this one.
pub(crate) fn of(text: Option<&str>) -> Result<Timestamp, Problem> {
    match text {
        None => Ok(Timestamp::now()),
        Some(text) => {
            read::instant(text).ok_or_else(|| Problem::unusable("orders.now").with("text", text))
        }
    }
}
