//! A shop whose mall is a folder: orders come as downloaded CSV, reports go out as CSV to upload.

use sabaki_diagnostic::reason::Reason;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use sabaki_engine::port::intake::Intake;
use sabaki_engine::port::mall::{Mall, MallCall, OrderReading, Parcel, SearchWindow};
use sabaki_engine::port::outcome::{Outcome, PortError, RefusalKind};
use sabaki_order::id::OrderNumber;
use sabaki_order::known::Known;
use sabaki_order::order::{MallStatus, Order, ShipmentRow};

use super::confirm_file;
pub use super::inbox::Hands;
use super::inbox::Inbox;
use super::index::Standing;
use super::outbox::{Entry, Outbox, Reported};
use super::reading::CsvReading;
use super::register::Sheets;
use super::report_file;

/// What errors call this far side.
const TARGET: &str = "CSV";
/// A row about an order that was never downloaded would be another shop's, or nobody's.
const NOT_IN_A_FILE: &str = "reason.csv.not_in_a_file";
/// Orders older than this are only answered when their window is asked for: nothing can be done
/// for them any more (a report is possible for 180 days).
const WORKABLE: SignedDuration = SignedDuration::from_hours(190 * 24);

/// Whether 注文確認 may be written as a file whose layout is unconfirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ConfirmUpload {
    /// 注文確認 is done in RMS.
    #[default]
    Off,
    /// A file is written for upload.
    On,
}

/// A shop's folder.
#[derive(Debug, Clone)]
pub struct CsvMallConfig {
    /// The watched folder, with its subfolders `arrived`, `taken`, `refused`.
    pub folder: PathBuf,
    /// Where files to upload go.
    pub out: PathBuf,
    /// How files are read.
    pub reading: CsvReading,
    /// Whether 注文確認 is written.
    pub confirm_upload: ConfirmUpload,
    /// How long a file has to stand still before it is read.
    pub settle: Duration,
    /// Whether files may be moved and written.
    pub hands: Hands,
}

/// A folder as a [`Mall`].
#[derive(Debug, Clone)]
pub struct CsvMall {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug)]
struct Inner {
    inbox: Inbox<Sheets>,
    reports: Outbox,
    confirms: Option<Outbox>,
    reading: CsvReading,
}

impl CsvMall {
    /// Opens the folders, making them where they are missing, and reads what was taken before.
    ///
    /// # Errors
    /// Any error of the file system, and a file taken before that cannot be read any more.
    pub fn open(config: CsvMallConfig) -> io::Result<Self> {
        Ok(Self {
            inner: Arc::new(Mutex::new(Inner {
                inbox: Inbox::open(
                    &config.folder,
                    Sheets::new(config.reading.clone()),
                    config.settle,
                    config.hands,
                )?,
                reports: outbox(&config.out, report_file::kind(), config.hands)?,
                confirms: match config.confirm_upload {
                    ConfirmUpload::Off => None,
                    ConfirmUpload::On => {
                        Some(outbox(&config.out, confirm_file::kind(), config.hands)?)
                    }
                },
                reading: config.reading,
            })),
        })
    }

    /// Works with the files, off the threads that wait for nothing.
    async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Inner) -> io::Result<T> + Send + 'static,
    ) -> Result<T, PortError> {
        let inner = Arc::clone(&self.inner);
        let done = tokio::task::spawn_blocking(move || work(&mut lock(&inner))).await;
        match done {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(unusable(&error)),
            Err(error) => Err(unusable(&error)),
        }
    }
}

pub(super) fn outbox(
    folder: &Path,
    kind: Option<super::outbox::Kind>,
    hands: Hands,
) -> io::Result<Outbox> {
    // INVARIANT: the headers are written in characters that CP932 has; a test holds it.
    let kind = kind.ok_or_else(|| io::Error::other("the header is not CP932"))?;
    Outbox::open(folder, kind, hands)
}

pub(super) fn unusable(error: &dyn std::error::Error) -> PortError {
    PortError::NotAnswered {
        target: TARGET,
        reason: Reason::of("reason.csv.files").with("words", error),
    }
}

/// A panic while the lock was held has left the files as a crash would, and they bear that.
fn lock(inner: &Mutex<Inner>) -> MutexGuard<'_, Inner> {
    inner.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn refused(kind: RefusalKind, reason: Reason) -> Outcome {
    Outcome::Refused { kind, reason }
}

impl Inner {
    fn publish(&mut self) -> io::Result<()> {
        self.reports.publish()?;
        self.confirms.as_mut().map_or(Ok(()), Outbox::publish)
    }

    /// Every order of the window, and every one that may still need work: a file may bring an order
    /// long after it was placed.
    fn search(&mut self, window: SearchWindow) -> io::Result<Vec<OrderNumber>> {
        self.publish()?;
        self.inbox.look()?;
        let oldest = window.until.checked_sub(WORKABLE).unwrap_or(Timestamp::MIN);
        let wanted = |order: &Order| match order.ordered_at {
            Known::Value(at) => {
                (window.from <= at && at <= window.until)
                    || (at >= oldest && may_need_work(order.status))
            }
            Known::None | Known::Unknown => true,
        };
        Ok(self
            .inbox
            .register
            .index
            .numbers()
            .filter(|(_, order)| order.is_none_or(wanted))
            .map(|(number, _)| number.clone())
            .collect())
    }

    fn read(&mut self, numbers: &[OrderNumber]) -> io::Result<Vec<OrderReading>> {
        self.publish()?;
        Ok(numbers
            .iter()
            .map(|number| self.reading_of(number))
            .collect())
    }

    fn reading_of(&self, number: &OrderNumber) -> OrderReading {
        match self.inbox.register.index.standing(number) {
            Standing::Known(mut order) => {
                self.show_reported(&mut order);
                OrderReading::Read(order)
            }
            Standing::Refused(reason) => OrderReading::Unreadable {
                number: number.clone(),
                reason,
            },
            Standing::Missing => OrderReading::Missing {
                number: number.clone(),
            },
        }
    }

    /// Shows what was written for upload, until a download shows it.
    fn show_reported(&self, order: &mut Order) {
        let written = self.reports.of(order.number.as_str());
        for parcel in written.iter().filter_map(|entry| entry.parcel.as_ref()) {
            show(order, parcel);
        }
    }

    /// Writes a row for each parcel that neither a download nor the ledger shows: all of an order's
    /// rows at once, or none.
    fn report(&mut self, key: &str, order: &Order, parcels: &[Parcel]) -> io::Result<Outcome> {
        if !self.knows(&order.number) {
            return Ok(refused(RefusalKind::Data, Reason::of(NOT_IN_A_FILE)));
        }
        // The order may have been read before rows of it were written.
        let mut order = order.clone();
        self.show_reported(&mut order);
        let rows = match report_file::plan(&order, parcels, &self.reading) {
            Ok(rows) => rows,
            Err(reason) => return Ok(refused(RefusalKind::Data, reason)),
        };
        if rows.is_empty() {
            return Ok(Outcome::AlreadyDone);
        }
        let number = order.number.as_str();
        let lines: String = rows
            .iter()
            .map(|row| report_file::line(number, row))
            .collect();
        let entry = |row| Entry {
            key: key.to_owned(),
            order: number.to_owned(),
            parcel: Some(row),
            rows: 1,
        };
        let entries = rows.into_iter().map(entry).collect();
        self.reports.append(lines.as_bytes(), entries)?;
        Ok(Outcome::Done)
    }

    /// Whether a file taken so far has the order.
    fn knows(&self, number: &OrderNumber) -> bool {
        match self.inbox.register.index.standing(number) {
            Standing::Known(_) | Standing::Refused(_) => true,
            Standing::Missing => false,
        }
    }

    fn confirm(&mut self, key: &str, order: &Order) -> io::Result<Outcome> {
        if !self.knows(&order.number) {
            return Ok(refused(RefusalKind::Data, Reason::of(NOT_IN_A_FILE)));
        }
        if order.status != MallStatus::AwaitingConfirmation {
            return Ok(Outcome::AlreadyDone);
        }
        let Some(confirms) = self.confirms.as_mut() else {
            return Ok(refused(
                RefusalKind::Other,
                Reason::of("reason.csv.confirm"),
            ));
        };
        let number = order.number.as_str();
        if confirms.has(key) || !confirms.of(number).is_empty() {
            return Ok(Outcome::AlreadyDone);
        }
        let entry = Entry {
            key: key.to_owned(),
            order: number.to_owned(),
            parcel: None,
            rows: 1,
        };
        confirms.append(confirm_file::line(number).as_bytes(), vec![entry])?;
        Ok(Outcome::Done)
    }
}

/// Shows a parcel that was written, unless the order shows it.
fn show(order: &mut Order, parcel: &Reported) {
    let package = order
        .packages
        .iter_mut()
        .find(|package| package.basket_id == parcel.destination);
    let Some(package) = package else { return };
    let shown = package.shipments.iter().any(|row| {
        row.is_complete() && row.tracking_number.value() == Some(&parcel.tracking_number)
    });
    if shown {
        return;
    }
    package
        .shipments
        .retain(|row| parcel.row.is_none_or(|filled| row.detail_id != filled));
    package.shipments.push(ShipmentRow {
        detail_id: parcel.row.unwrap_or(0),
        carrier: Known::Value(parcel.carrier.clone()),
        tracking_number: Known::Value(parcel.tracking_number.clone()),
        shipped_on: Known::Value(parcel.shipped_on),
    });
}

const fn may_need_work(status: MallStatus) -> bool {
    match status {
        MallStatus::AwaitingConfirmation
        | MallStatus::RakutenProcessing
        | MallStatus::AwaitingShipment
        | MallStatus::AwaitingChange
        | MallStatus::AwaitingCancel
        | MallStatus::New
        | MallStatus::Processed
        | MallStatus::OnHold
        | MallStatus::Unknown(_) => true,
        MallStatus::Shipped
        | MallStatus::PaymentProcessing
        | MallStatus::PaymentProcessed
        | MallStatus::Cancelled => false,
    }
}

#[async_trait]
impl Mall for CsvMall {
    async fn search(&self, window: SearchWindow) -> Result<Vec<OrderNumber>, PortError> {
        self.with(move |inner| inner.search(window)).await
    }

    async fn read(&self, numbers: &[OrderNumber]) -> Result<Vec<OrderReading>, PortError> {
        let numbers = numbers.to_vec();
        self.with(move |inner| inner.read(&numbers)).await
    }

    async fn confirm(&self, calls: &[MallCall<'_>]) -> Result<Vec<Outcome>, PortError> {
        let mut outcomes = Vec::with_capacity(calls.len());
        for call in calls {
            let (key, order) = (call.key.0.clone(), call.order.clone());
            let outcome = self.with(move |inner| inner.confirm(&key, &order)).await;
            outcomes.push(settled(outcome));
        }
        Ok(outcomes)
    }

    fn confirm_batch(&self) -> usize {
        100
    }

    async fn report_shipment(
        &self,
        call: MallCall<'_>,
        parcels: &[Parcel],
    ) -> Result<Outcome, PortError> {
        let (key, order, parcels) = (call.key.0.clone(), call.order.clone(), parcels.to_vec());
        let outcome = self
            .with(move |inner| inner.report(&key, &order, &parcels))
            .await;
        Ok(settled(outcome))
    }

    async fn cancel(&self, _call: MallCall<'_>, _reason: &str) -> Result<Outcome, PortError> {
        Ok(refused(RefusalKind::Other, Reason::of("reason.csv.cancel")))
    }

    async fn set_sub_status(&self, _call: MallCall<'_>, _name: &str) -> Result<Outcome, PortError> {
        Ok(refused(
            RefusalKind::Other,
            Reason::of("reason.csv.set_sub_status"),
        ))
    }

    async fn mark_processed(&self, _call: MallCall<'_>) -> Result<Outcome, PortError> {
        Ok(refused(
            RefusalKind::Other,
            Reason::of("reason.rms.no_processed"),
        ))
    }

    async fn credentials_expire_at(&self) -> Result<Option<Timestamp>, PortError> {
        Ok(None)
    }

    async fn intake(&self) -> Result<Vec<Intake>, PortError> {
        self.with(|inner| Ok(inner.inbox.journal().untold().to_vec()))
            .await
    }

    async fn noted(&self, files: &[Intake]) -> Result<(), PortError> {
        let files = files.len();
        self.with(move |inner| inner.inbox.journal().tell(files))
            .await
    }
}

/// A row may have been written before the disk failed; the ledger says so when it is asked again.
pub(super) fn settled(outcome: Result<Outcome, PortError>) -> Outcome {
    outcome.unwrap_or_else(|error| Outcome::Doubtful {
        reason: error.told(),
    })
}
