//! 処理済にする, effectively once: a job whose id is noted before it is begun.

use sabaki_diagnostic::reason::Reason;
use std::time::Duration;

use sabaki_engine::port::mall::MallCall;
use sabaki_engine::port::notebook::Notebook;
use sabaki_engine::port::outcome::{IntentKey, Outcome, PortError, RefusalKind};
use sabaki_order::order::{MallStatus, Order};
use tokio::time::{Instant, sleep_until};

use super::answer::{Return, Says, UnitError, Written, not_answered, unit_errors};
use super::calls::Client;
use super::config::{JobWait, Names};
use super::element::Element;
use super::{PROCESSED, envelope, reading};
use crate::http::text::{fit, personal_values};

/// Longest pause between two looks.
const SLOWEST: Duration = Duration::from_secs(5);
/// `status` of a job that has ended; not that it ended well. 0 was seen in receipts.
const ENDED: &str = "3";
const BEGUN: [&str; 3] = ["0", "1", "2"];

/// What a shop's jobs are carried out with.
pub(super) struct Jobs<'a> {
    pub(super) client: &'a Client,
    pub(super) notebook: &'a dyn Notebook,
    pub(super) names: &'a Names,
    pub(super) wait: JobWait,
}

/// What is known of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Job {
    /// Waiting or running.
    Begun,
    /// It ended, and the order is among those done.
    Done,
    /// It ended, and this is wrong with the order.
    Failed(UnitError),
    /// Nothing is said of it: never begun, forgotten, or unclear.
    Unheard,
}

impl Jobs<'_> {
    /// Sets an order to 処理済 unless it is already, or anybody has moved it elsewhere.
    ///
    /// The change carries no precondition and would overwrite what a person set meanwhile, so the
    /// order is read right before it, and touched only while it stands in 新規受付.
    pub(super) async fn mark_processed(&self, call: MallCall<'_>) -> Result<Outcome, PortError> {
        let number = call.order.number.as_str();
        let noted = self.notebook.recall(call.key).await.map_err(no_notebook)?;
        let earlier = match &noted {
            Some(id) => self.look(id, number).await?,
            None => Job::Unheard,
        };
        if earlier == Job::Begun {
            return Ok(doubtful(Reason::of("reason.rms.change_runs")));
        }
        let Some(status) = reading::status(self.client, &call.order.number).await? else {
            return Ok(refused(
                RefusalKind::Other,
                Reason::of("reason.rms.no_such_order"),
            ));
        };
        match self.names.status(&status) {
            MallStatus::Processed => Ok(Outcome::AlreadyDone),
            MallStatus::New if earlier == Job::Done => Ok(refused(
                RefusalKind::Other,
                Reason::of("reason.rms.back_to_new"),
            )),
            MallStatus::New => self.begin(call).await,
            MallStatus::OnHold
            | MallStatus::Unknown(_)
            | MallStatus::AwaitingConfirmation
            | MallStatus::RakutenProcessing
            | MallStatus::AwaitingShipment
            | MallStatus::AwaitingChange
            | MallStatus::Shipped
            | MallStatus::PaymentProcessing
            | MallStatus::PaymentProcessed
            | MallStatus::AwaitingCancel
            | MallStatus::Cancelled => Ok(refused(
                RefusalKind::ChangedMeanwhile,
                Reason::of("reason.rms.status_is").with("status", fit(&status, [])),
            )),
        }
    }

    async fn begin(&self, call: MallCall<'_>) -> Result<Outcome, PortError> {
        let id = self.request_id().await?;
        self.note(call.key, &id).await?;
        let number = call.order.number.as_str();
        let argument = envelope::change_status(number, PROCESSED, &id);
        match self.client.write("changeStatus", &argument).await? {
            Written::Doubt(reason) => Ok(doubtful(reason)),
            Written::Receipt(receipt) => match accepted(&receipt, number) {
                Accepted::Yes => Ok(self.wait(&id, call.order).await),
                Accepted::No(error) => Ok(failed(&error, call.order)),
                Accepted::Unclear => Ok(doubtful(
                    Reason::of("reason.rms.said").with("words", receipt.in_short()),
                )),
            },
        }
    }

    async fn request_id(&self) -> Result<String, PortError> {
        let answer = self.client.read("getRequestId", "").await?;
        let id = answer.body.word("requestId").unwrap_or_default();
        let usable = !id.is_empty() && id.len() <= 18 && id.bytes().all(|b| b.is_ascii_digit());
        match answer.says() {
            Says::Good if usable => Ok(id.to_owned()),
            Says::Good | Says::Partly | Says::Nothing | Says::TooFarBack | Says::Failed => {
                Err(not_answered(
                    Reason::of("reason.rms.no_request_id").with("words", answer.in_short()),
                ))
            }
        }
    }

    /// From here on a crash loses nothing: the job can be asked about.
    async fn note(&self, key: &IntentKey, id: &str) -> Result<(), PortError> {
        self.notebook.remember(key, id).await.map_err(no_notebook)
    }

    /// Looks until the job has ended, within limits. Something was sent: no error leaves this.
    async fn wait(&self, id: &str, order: &Order) -> Outcome {
        let end = Instant::now() + self.wait.longest;
        let mut pause = self.wait.first;
        loop {
            sleep_until((Instant::now() + pause).min(end)).await;
            match self.look(id, order.number.as_str()).await {
                Ok(Job::Done) => return Outcome::Done,
                Ok(Job::Failed(error)) => return failed(&error, order),
                Ok(Job::Begun | Job::Unheard) => {}
                Err(error) => tracing::debug!(%error, "a job could not be looked at"),
            }
            if Instant::now() >= end {
                return doubtful(Reason::of("reason.rms.accepted_not_ended"));
            }
            pause = (pause + pause / 2).min(SLOWEST);
        }
    }

    async fn look(&self, id: &str, number: &str) -> Result<Job, PortError> {
        let answer = self
            .client
            .read("getResult", &envelope::get_result(id))
            .await?;
        Ok(job(&answer.body, id, number))
    }
}

enum Accepted {
    Yes,
    No(UnitError),
    Unclear,
}

/// A receipt says that the job was accepted, or which order numbers it will not have.
fn accepted(receipt: &Return, number: &str) -> Accepted {
    let error = receipt
        .unit_errors()
        .into_iter()
        .find(|e| e.order == number);
    match (receipt.says(), error) {
        (Says::Good, None) => Accepted::Yes,
        (Says::Partly, Some(error)) => Accepted::No(error),
        (Says::Good | Says::Partly | Says::Nothing | Says::TooFarBack | Says::Failed, _) => {
            Accepted::Unclear
        }
    }
}

/// What an answer of getResult says of one order in one job.
fn job(body: &Element, id: &str, number: &str) -> Job {
    let mut results = body.many("asyncResultModel");
    let Some(result) = results.find(|result| result.word("requestId") == Some(id)) else {
        return Job::Unheard;
    };
    let status = result.word("status").unwrap_or_default();
    if BEGUN.contains(&status) {
        return Job::Begun;
    }
    if status != ENDED {
        return Job::Unheard;
    }
    if let Some(error) = unit_errors(result).into_iter().find(|e| e.order == number) {
        return Job::Failed(error);
    }
    if result
        .many("complete")
        .any(|done| done.text().trim() == number)
    {
        Job::Done
    } else {
        Job::Unheard
    }
}

fn failed(error: &UnitError, order: &Order) -> Outcome {
    let personal = personal_values(order);
    // Source: the receipt of a number that is none (confirmed); other codes are unknown.
    let kind = if error.code == "E04-151" {
        RefusalKind::Data
    } else {
        RefusalKind::Other
    };
    let words = fit(&error.message, personal.iter().map(String::as_str));
    let reason = Reason::of("reason.rms.refused")
        .with("code", fit(&error.code, []))
        .with("words", words);
    refused(kind, reason)
}

fn no_notebook(error: sabaki_engine::port::store::StoreError) -> PortError {
    PortError::NotAnswered {
        target: "reason.target.state",
        reason: error.told(),
    }
}

fn refused(kind: RefusalKind, reason: Reason) -> Outcome {
    Outcome::Refused { kind, reason }
}

fn doubtful(reason: Reason) -> Outcome {
    Outcome::Doubtful { reason }
}
