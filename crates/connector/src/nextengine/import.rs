//! 受注取込: CSV up, its que to the end, and then a look whether the slips are there.

use sabaki_diagnostic::reason::Reason;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::ops::Range;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use sabaki_engine::port::oms::{ImportCall, SlipsByOrder};
use sabaki_engine::port::outcome::{Outcome, PortError, RefusalKind};
use sabaki_order::id::{OrderNumber, SlipId};
use sabaki_order::known::Known;
use sabaki_order::slip::{Slip, SlipStatus};
use tokio::time::{Instant, sleep, timeout_at};

use super::TARGET;
use super::account::NextEngineAccount;
use super::calls::{self, Que};
use super::config::QueWait;
use super::general_csv::{self, Lines};
use super::oms::{Look, NextEngineOms};
use super::outcome::{CallError, kind, not_authorised, said, words};
use super::que_lines::{Fault, about};
use super::uploads::Uploads;
use super::wire::Said;
use crate::http::text::{fit, personal_values};

/// An order that is to be uploaded.
pub(super) struct Pending<'a> {
    /// Its place among the calls.
    pub(super) at: usize,
    pub(super) call: &'a ImportCall<'a>,
    lines: &'a Lines,
    /// How far its slips were before.
    before: Stage,
}

/// Imports what has no slip yet, in as many uploads as it takes; see [`Uploads`].
pub(super) async fn import(
    oms: &NextEngineOms,
    calls: &[ImportCall<'_>],
) -> Result<Vec<Outcome>, PortError> {
    let numbers: Vec<_> = calls.iter().map(|call| call.order.number.clone()).collect();
    let before = oms.look(&numbers).await?.slips;
    let plans = plan(calls, &before, &oms.shop.payments);
    let mut outcomes = Vec::with_capacity(calls.len());
    let mut pending = Vec::new();
    for (at, (call, plan)) in calls.iter().zip(&plans).enumerate() {
        outcomes.push(match plan {
            Plan::Settled(outcome) => outcome.clone(),
            Plan::Upload(lines) => {
                let before = stage(&before, &call.order.number);
                pending.push(Pending {
                    at,
                    call,
                    lines,
                    before,
                });
                // What it stays where there is no time left to upload it.
                Outcome::Refused {
                    kind: RefusalKind::Busy,
                    reason: Reason::of("reason.ne.import.not_sent"),
                }
            }
        });
    }
    let mut slips: Option<SlipsByOrder> = None;
    let mut uploads = Uploads::new(pending);
    while let Some(group) = uploads.next() {
        let round = match round(oms, &group).await {
            Ok(round) => round,
            Err(error) if uploads.is_first() => return Err(error),
            // What went up before stands as it was judged.
            Err(error) => {
                tracing::warn!(%error, "the other orders are not uploaded yet");
                break;
            }
        };
        if let Some(seen) = round.slips {
            slips.get_or_insert_default().extend(seen);
        }
        uploads.judged(group, round.judged, &mut outcomes);
    }
    uploads.close(&mut outcomes);
    if let Some(slips) = &slips {
        oms.shape(calls, &outcomes, slips).await;
    }
    Ok(outcomes)
}

/// What an upload gave, order by order.
struct Round {
    judged: Vec<(Outcome, Fault)>,
    /// The slips afterwards.
    slips: Option<SlipsByOrder>,
}

/// One upload, its que and the look afterwards. An error means that nothing was sent.
async fn round(oms: &NextEngineOms, pending: &[Pending<'_>]) -> Result<Round, PortError> {
    let pattern = oms.masters.upload_pattern(&oms.account, &oms.shop).await?;
    let pattern = pattern.map_err(|reason| PortError::Rejected {
        target: TARGET,
        reason,
    })?;
    let lines: Vec<_> = pending.iter().map(|order| order.lines).collect();
    let uploaded = upload(&oms.account, &pattern, &lines, oms.shop.que).await?;
    let mut after = None;
    let mut cancelled = BTreeMap::new();
    if matches!(uploaded, Uploaded::Settled(_)) {
        let numbers: Vec<_> = pending
            .iter()
            .map(|o| o.call.order.number.clone())
            .collect();
        after = oms.look(&numbers).await.ok();
        if let Some(look) = &after {
            let lacks = |number: &OrderNumber| stage(&look.slips, number) == Stage::None;
            let lacking: Vec<_> = numbers.into_iter().filter(lacks).collect();
            cancelled = oms.cancelled(&lacking).await.unwrap_or_default();
        }
    }
    let seen = Seen {
        uploaded: &uploaded,
        after: after.as_ref(),
        cancelled: &cancelled,
    };
    // The header is the first line.
    let mut line = 2;
    let mut rows = Vec::with_capacity(pending.len());
    for order in pending {
        rows.push(line..line + order.lines.len());
        line += order.lines.len();
    }
    let judged = pending.iter().zip(rows);
    Ok(Round {
        judged: judged
            .map(|(order, rows)| judge(order, &rows, &seen))
            .collect(),
        slips: after.map(|look| look.slips),
    })
}

/// What is to become of one call.
enum Plan {
    /// Decided without sending anything.
    Settled(Outcome),
    /// To be uploaded.
    Upload(Lines),
}

/// Decides each call from the slips that are there now.
fn plan(
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
                reason: Reason::of("reason.ne.import.status_unknown_before"),
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
enum Uploaded {
    /// The que is through, or failed with this message.
    Settled(Option<String>),
    /// The upload was refused: nothing came in.
    Refused(String, String),
    /// Nobody can say.
    Doubt(Reason),
}

/// Uploads and waits. An error means that nothing was sent.
async fn upload(
    account: &NextEngineAccount,
    pattern: &str,
    orders: &[&Lines],
    wait: QueWait,
) -> Result<Uploaded, PortError> {
    let file = general_csv::file(orders.iter().copied()).and_then(|csv| gzip(&csv));
    let Some(file) = file else {
        return Err(PortError::Rejected {
            target: TARGET,
            reason: Reason::of("reason.ne.csv_not_written"),
        });
    };
    let que = match calls::upload(account, pattern, &file).await {
        Ok(que) => que,
        Err(CallError::Nothing(error)) => return Err(error),
        Err(CallError::StaleToken) => {
            return Err(not_authorised(Reason::of("reason.ne.stale_tokens")));
        }
        Err(CallError::LoggedOut(reason)) => return Err(not_authorised(reason)),
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
    let mut last = Reason::of("reason.ne.que_runs").with("que", que);
    while Instant::now() + pause < end {
        sleep(pause).await;
        pause = (pause.saturating_mul(3) / 2).min(Duration::from_secs(5));
        match timeout_at(end, calls::que(account, que)).await {
            Ok(Ok(Que::Running)) => {}
            Ok(Ok(Que::Done)) => return Uploaded::Settled(None),
            Ok(Ok(Que::Failed(message))) => return Uploaded::Settled(Some(message)),
            Ok(Err(error @ PortError::NotAuthorised { .. })) => {
                return Uploaded::Doubt(error.told());
            }
            Ok(Err(error)) => {
                last = Reason::of("reason.ne.que_unseen")
                    .with("que", que)
                    .because("reason", error.told());
            }
            Err(_) => break,
        }
    }
    Uploaded::Doubt(last)
}

/// What is known after an upload.
struct Seen<'a> {
    uploaded: &'a Uploaded,
    /// None: the slips could not be looked at.
    after: Option<&'a Look>,
    cancelled: &'a BTreeMap<OrderNumber, SlipId>,
}

/// The outcome of an uploaded order, and whose fault it is that it did not come in.
fn judge(order: &Pending<'_>, rows: &Range<usize>, seen: &Seen<'_>) -> (Outcome, Fault) {
    let number = &order.call.order.number;
    let cover = personal_values(order.call.order);
    let fit = |text: &str| fit(text, cover.iter().map(String::as_str));
    let doubtful = |reason| Outcome::Doubtful { reason };
    let refused = |kind, reason| Outcome::Refused { kind, reason };
    let failed = match seen.uploaded {
        Uploaded::Refused(code, message) => {
            let outcome = refused(kind(code), said(code, &fit(message)));
            return (outcome, Fault::Own);
        }
        Uploaded::Doubt(reason) => {
            let reason = reason.clone().map_words(&fit);
            return (doubtful(reason), Fault::Own);
        }
        Uploaded::Settled(failed) => failed,
    };
    let Some(look) = seen.after else {
        let reason = Reason::of("reason.ne.import.slips_unread");
        return (doubtful(reason), Fault::Own);
    };
    let stage = stage(&look.slips, number);
    let outcome = match (stage, failed) {
        // Somebody else's slip came in between, and ours was skipped.
        (Stage::Beyond, _) if order.before == Stage::None && !look.uploaded.contains(number) => {
            Outcome::AlreadyDone
        }
        (Stage::Beyond, _) => Outcome::Done,
        (Stage::Unclear, _) => doubtful(Reason::of("reason.ne.import.status_unknown")),
        (Stage::None | Stage::New, Some(message)) => {
            let (about, fault) = about(message, number, rows);
            let kind = match fault {
                Fault::Own => RefusalKind::Data,
                Fault::Unnamed | Fault::OfOthers => RefusalKind::Other,
            };
            let reason = Reason::of("reason.ne.import.failed").with("words", fit(&about));
            return (refused(kind, reason), fault);
        }
        (Stage::None, None) => {
            let reason = match seen.cancelled.get(number) {
                Some(slip) => Reason::of("reason.ne.import.cancelled_slip").with("slip", slip),
                None => Reason::of("reason.ne.import.no_slip"),
            };
            refused(RefusalKind::Other, reason)
        }
        (Stage::New, None) => refused(RefusalKind::Other, Reason::of("reason.ne.import.still_new")),
    };
    (outcome, Fault::Own)
}
