//! A recorded slip search becomes slips: pure, so that `simulate` can use it.

use sabaki_diagnostic::reason::Reason;
use sabaki_order::id::SlipId;
use sabaki_order::slip::Slip;

pub use super::slip_model::SlipReading;
use super::slip_model::{RowFacts, is_live, read};
use super::wire::{Envelope, text};

/// A row that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadableSlip {
    /// Its slip number, if at least that could be read.
    pub id: Option<SlipId>,
    /// The field and what is wrong with it, without its value.
    pub reason: Reason,
}

/// Why an answer has no slips in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.told())]
pub enum NotSlips {
    /// Not an answer of ネクストエンジン.
    Other,
    /// An error answer.
    Error(String),
}

impl NotSlips {
    /// For people.
    pub fn told(&self) -> Reason {
        match self {
            Self::Other => {
                Reason::of("reason.answer.of_another").with("what", "receiveorder_base/search")
            }
            Self::Error(words) => Reason::of("reason.ne.said").with("words", words),
        }
    }
}

/// Reads a search answer of `receiveorder_base`. Cancelled slips are left out; what was not among
/// the searched fields is unknown, so 引当待ち and 発売日待ち are unknown for slips in 起票済.
///
/// # Errors
/// [`NotSlips`] if it is no search answer. An empty `data` is an answer without slips.
pub fn slips_from_search(
    bytes: &[u8],
    reading: &SlipReading<'_>,
) -> Result<Vec<Result<Slip, UnreadableSlip>>, NotSlips> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let body = std::str::from_utf8(bytes).map_err(|_| NotSlips::Other)?;
    let answer = Envelope::parse(body).ok_or(NotSlips::Other)?;
    if answer.result != "success" {
        return Err(NotSlips::Error(super::outcome::words(
            &answer.code,
            &answer.said,
        )));
    }
    Ok(answer
        .data
        .iter()
        .filter(|row| is_live(row))
        .map(|row| {
            read(row, RowFacts::UNREAD, reading).map_err(|bad| UnreadableSlip {
                id: text(row, "receive_order_id").map(SlipId::new),
                reason: bad.told(),
            })
        })
        .collect())
}
