//! 受注取込: CSV up, its que to the end, and then a look whether the slips are there.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use sabaki_engine::port::oms::{ImportCall, SlipsByOrder};
use sabaki_engine::port::outcome::{Outcome, PortError, RefusalKind};
use sabaki_order::id::OrderNumber;
use sabaki_order::known::Known;
use sabaki_order::slip::{Slip, SlipStatus};
use tokio::time::{Instant, sleep, timeout_at};

use super::TARGET;
use super::account::NextEngineAccount;
use super::calls::{self, Que};
use super::config::QueWait;
use super::general_csv::{self, Lines};
use super::outcome::{CallError, kind, not_authorised, words};
use super::wire::Said;
use crate::http::text::{fit, personal_values};

/// What is to become of one call.
pub(super) enum Plan {
    /// Decided without sending anything.
    Settled(Outcome),
    /// To be uploaded.
    Upload(Lines),
}

/// Decides each call from the slips that are there now.
pub(super) fn plan(
    calls: &[ImportCall<'_>],
    slips: &SlipsByOrder,
    payments: &BTreeMap<String, String>,
) -> Vec<Plan> {
    calls
        .iter()
        .map(|call| match stage(slips, &call.order.number) {
            Stage::Beyond => Plan::Settled(Outcome::AlreadyDone),
            Stage::Unclear => Plan::Settled(Outcome::Refused {
                kind: RefusalKind::Other,
                reason: "伝票はありますが、ステータスがわかりません".to_owned(),
            }),
            Stage::None | Stage::New => match general_csv::lines(call.order, payments) {
                Ok(lines) => Plan::Upload(lines),
                Err(not) => Plan::Settled(Outcome::Refused {
                    kind: not.kind,
                    reason: not.reason,
                }),
            },
        })
        .collect()
}

/// How far an order's slips are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    None,
    New,
    Unclear,
    Beyond,
}

/// Mail leftovers can lie beside the real slip, so the furthest one counts.
fn stage(slips: &SlipsByOrder, number: &OrderNumber) -> Stage {
    let slips = slips.get(number).map(Vec::as_slice).unwrap_or_default();
    let is = |slip: &Slip, status| slip.status == Known::Value(status);
    if slips
        .iter()
        .any(|slip| slip.status != Known::Unknown && !is(slip, SlipStatus::New))
    {
        Stage::Beyond
    } else if slips.iter().any(|slip| slip.status == Known::Unknown) {
        Stage::Unclear
    } else if slips.is_empty() {
        Stage::None
    } else {
        Stage::New
    }
}

/// How an upload ended, before the slips are looked at.
pub(super) enum Uploaded {
    /// The que is through, or failed with this message.
    Settled(Option<String>),
    /// The upload was refused: nothing came in.
    Refused(String, String),
    /// Nobody can say.
    Doubt(String),
}

/// Uploads and waits. An error means that nothing was sent.
pub(super) async fn upload(
    account: &NextEngineAccount,
    pattern: &str,
    orders: &[&Lines],
    wait: QueWait,
) -> Result<Uploaded, PortError> {
    let file = general_csv::file(orders.iter().copied()).and_then(|csv| gzip(&csv));
    let Some(file) = file else {
        return Err(PortError::Rejected {
            target: TARGET,
            reason: "the CSV could not be written".to_owned(),
        });
    };
    let que = match calls::upload(account, pattern, &file).await {
        Ok(que) => que,
        Err(CallError::Nothing(error)) => return Err(error),
        Err(CallError::StaleToken) => return Err(not_authorised("002002")),
        Err(CallError::LoggedOut(reason)) => return Err(not_authorised(&reason)),
        Err(CallError::Refused { code, said }) => {
            let message = match said {
                Said::Text(text) => text,
                each @ Said::Each(_) => words("", &each),
            };
            return Ok(Uploaded::Refused(code, message));
        }
        Err(CallError::Doubt(reason)) => return Ok(Uploaded::Doubt(reason)),
    };
    tracing::info!(que, "ネクストエンジン took the upload");
    Ok(follow(account, &que, wait).await)
}

fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

/// Looks at the que until it is through. That it cannot be looked at for a while changes nothing
/// about the upload, so errors are waited out too.
async fn follow(account: &NextEngineAccount, que: &str, wait: QueWait) -> Uploaded {
    let end = Instant::now() + wait.longest;
    let mut pause = wait.first;
    let mut last = format!("que {que} is not through yet");
    while Instant::now() + pause < end {
        sleep(pause).await;
        pause = (pause.saturating_mul(3) / 2).min(Duration::from_secs(5));
        match timeout_at(end, calls::que(account, que)).await {
            Ok(Ok(Que::Running)) => {}
            Ok(Ok(Que::Done)) => return Uploaded::Settled(None),
            Ok(Ok(Que::Failed(message))) => return Uploaded::Settled(Some(message)),
            Ok(Err(error @ PortError::NotAuthorised { .. })) => {
                return Uploaded::Doubt(error.to_string());
            }
            Ok(Err(error)) => last = format!("que {que}: {error}"),
            Err(_) => break,
        }
    }
    Uploaded::Doubt(last)
}

/// The outcome of an uploaded order, once the slips were looked at (`None`: they could not be).
pub(super) fn judge(
    call: &ImportCall<'_>,
    uploaded: &Uploaded,
    slips: Option<&SlipsByOrder>,
) -> Outcome {
    let cover = personal_values(call.order);
    let fit = |text: &str| fit(text, cover.iter().map(String::as_str));
    let failed = match uploaded {
        Uploaded::Refused(code, message) => {
            return Outcome::Refused {
                kind: kind(code),
                reason: fit(&format!("{code} {message}")),
            };
        }
        Uploaded::Doubt(reason) => {
            return Outcome::Doubtful {
                reason: fit(reason),
            };
        }
        Uploaded::Settled(failed) => failed,
    };
    let Some(slips) = slips else {
        return Outcome::Doubtful {
            reason: "取込の後で伝票を照会できませんでした".to_owned(),
        };
    };
    match (stage(slips, &call.order.number), failed) {
        (Stage::Beyond, _) => Outcome::Done,
        (Stage::Unclear, _) => Outcome::Doubtful {
            reason: "取込の後、伝票のステータスがわかりません".to_owned(),
        },
        // A failed que says why; it may name other orders of the batch than this one.
        (Stage::None | Stage::New, Some(message)) => Outcome::Refused {
            kind: RefusalKind::Data,
            reason: fit(&format!("取込に失敗しました: {message}")),
        },
        (Stage::None, None) => Outcome::Refused {
            kind: RefusalKind::Other,
            reason: "取込は終わりましたが、伝票がありません（同じ受注番号のキャンセル済み伝票がありませんか）"
                .to_owned(),
        },
        (Stage::New, None) => Outcome::Refused {
            kind: RefusalKind::Other,
            reason: "取込は終わりましたが、伝票が新規受付のままです".to_owned(),
        },
    }
}
