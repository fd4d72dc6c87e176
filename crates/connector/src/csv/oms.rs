//! An OMS without API: orders go out as 汎用 CSV that a person uploads to ネクストエンジン.
//!
//! An order counts as imported when its file is complete in the folder. What becomes of it in the
//! OMS is seen only where files of shipments come back; until one names the order its slip is shown
//! as 確認待ち, the first state after an import, with everything else unknown. A slip is never
//! changed from here.

use sabaki_diagnostic::reason::Reason;
use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use sabaki_engine::port::intake::Intake;
use sabaki_engine::port::oms::{ImportCall, Oms, SlipCall, SlipsByOrder};
use sabaki_engine::port::outcome::{Outcome, PortError, RefusalKind};
use sabaki_order::id::OrderNumber;
use sabaki_order::order::Order;
use sabaki_order::slip::Slip;

use super::general;
use super::inbox::{Hands, Inbox};
use super::mall::{outbox, refused, settled, unusable};
use super::outbox::{Entry, Kind, Outbox};
use super::shipped::Shipped;
use super::shipped_columns::{ShippedColumns, Split};
use super::slips;

/// Most rows of one file: what a person can still look through.
const MOST_ROWS: usize = 5_000;

/// Where files of shipments come from.
#[derive(Debug, Clone)]
pub struct ShippedConfig {
    /// The watched folder, with its subfolders `arrived`, `taken`, `refused`.
    pub folder: PathBuf,
    /// What the columns are called.
    pub columns: ShippedColumns,
    /// How they tell that all slips of an order have left.
    pub split: Split,
    /// 発送方法 → 配送会社 of the mall, besides the known names.
    pub carriers: BTreeMap<String, String>,
    /// How long a file has to stand still before it is read.
    pub settle: Duration,
}

/// Where the files go.
#[derive(Debug, Clone)]
pub struct CsvOmsConfig {
    /// The folder of the files to upload.
    pub out: PathBuf,
    /// Whether files may be written.
    pub hands: Hands,
    /// 支払方法 of the mall → name of 支払発送変換, where they differ.
    pub payments: BTreeMap<String, String>,
    /// Files that say what was shipped, where there are some.
    pub shipments: Option<ShippedConfig>,
}

/// A folder as an [`Oms`].
#[derive(Debug, Clone)]
pub struct CsvOms {
    files: Arc<Mutex<Folders>>,
    payments: Arc<BTreeMap<String, String>>,
}

/// What goes out and what comes back.
#[derive(Debug)]
struct Folders {
    out: Outbox,
    shipped: Option<Inbox<Shipped>>,
}

impl CsvOms {
    /// Opens the folders, making them where they are missing, and publishes what a crash has left.
    ///
    /// # Errors
    /// Any error of the file system, a lost ledger, and a file taken before that cannot be read any
    /// more.
    pub fn open(config: CsvOmsConfig) -> io::Result<Self> {
        let shipped = match config.shipments {
            None => None,
            Some(there) => Some(Inbox::open(
                &there.folder,
                Shipped::new(there.columns, there.split, there.carriers),
                there.settle,
                config.hands,
            )?),
        };
        let folders = Folders {
            out: open(&config.out, config.hands)?,
            shipped,
        };
        Ok(Self {
            files: Arc::new(Mutex::new(folders)),
            payments: Arc::new(config.payments),
        })
    }

    async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Folders) -> io::Result<T> + Send + 'static,
    ) -> Result<T, PortError> {
        let files = Arc::clone(&self.files);
        let done = tokio::task::spawn_blocking(move || {
            work(&mut files.lock().unwrap_or_else(PoisonError::into_inner))
        });
        match done.await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(unusable(&error)),
            Err(error) => Err(unusable(&error)),
        }
    }
}

fn open(folder: &Path, hands: Hands) -> io::Result<Outbox> {
    let header = general::whole_file(std::iter::empty());
    outbox(
        folder,
        header.map(|header| Kind {
            stem: "GeneralOrders",
            header,
            most_rows: MOST_ROWS,
        }),
        hands,
    )
}

/// An order to be written.
struct Wanted {
    key: String,
    order: Order,
}

/// Writes orders, each once, and publishes the file.
fn write(
    files: &mut Outbox,
    wanted: &[Wanted],
    payments: &BTreeMap<String, String>,
) -> io::Result<Vec<Outcome>> {
    let mut outcomes = Vec::with_capacity(wanted.len());
    let mut new = HashSet::new();
    let mut bytes = Vec::new();
    let mut entries = Vec::new();
    let header = general::whole_file(std::iter::empty()).unwrap_or_default();
    for Wanted { key, order } in wanted {
        let number = order.number.as_str();
        if files.has(key) || !files.of(number).is_empty() || !new.insert(number) {
            outcomes.push(Outcome::AlreadyDone);
            continue;
        }
        let lines = match general::lines(order, payments) {
            Ok(lines) => lines,
            Err(not) => {
                outcomes.push(refused(not.kind, not.reason));
                continue;
            }
        };
        if lines
            .iter()
            .flatten()
            .any(|cell| runs_in_a_spreadsheet(cell))
        {
            let reason = Reason::of("reason.csv.formula");
            outcomes.push(refused(RefusalKind::Data, reason));
            continue;
        }
        let written = general::whole_file(std::iter::once(&lines));
        let rows = written
            .as_deref()
            .and_then(|file| file.strip_prefix(header.as_slice()));
        let Some(rows) = rows else {
            outcomes.push(refused(
                RefusalKind::Data,
                Reason::of("reason.csv.not_cp932"),
            ));
            continue;
        };
        bytes.extend_from_slice(rows);
        entries.push(Entry {
            key: key.clone(),
            order: number.to_owned(),
            parcel: None,
            rows: lines.len(),
        });
        outcomes.push(Outcome::Done);
    }
    if !entries.is_empty() {
        files.append(&bytes, entries)?;
    }
    files.publish()?;
    Ok(outcomes)
}

/// A person opens the file before uploading it. It is read by a machine too, so nothing is put in
/// front of such a value: the order is refused.
fn runs_in_a_spreadsheet(cell: &str) -> bool {
    let text = cell.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
    let number = text.strip_prefix(['+', '-']).unwrap_or(text);
    let plain = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) && !plain
}

impl Folders {
    /// The slips of an order: what was shipped of it, else the one that it was written as.
    fn slips(&self, order: &OrderNumber) -> Vec<Slip> {
        let shipped = self.shipped.as_ref();
        if let Some(inbox) = shipped
            && let Some(named) = inbox.register.of(order)
        {
            return slips::named(order, named, inbox.register.split());
        }
        let written = !self.out.of(order.as_str()).is_empty();
        written.then(|| slips::written(order)).into_iter().collect()
    }
}

#[async_trait]
impl Oms for CsvOms {
    async fn slips(&self, numbers: &[OrderNumber]) -> Result<SlipsByOrder, PortError> {
        let numbers = numbers.to_vec();
        self.with(move |folders| {
            folders.out.publish()?;
            if let Some(shipped) = &mut folders.shipped {
                shipped.look()?;
            }
            let slips = numbers.into_iter().map(|number| {
                let slips = folders.slips(&number);
                (number, slips)
            });
            Ok(slips.collect())
        })
        .await
    }

    async fn import(&self, calls: &[ImportCall<'_>]) -> Result<Vec<Outcome>, PortError> {
        let wanted: Vec<Wanted> = calls
            .iter()
            .map(|call| Wanted {
                key: call.key.0.clone(),
                order: call.order.clone(),
            })
            .collect();
        let payments = Arc::clone(&self.payments);
        let outcomes = self
            .with(move |folders| write(&mut folders.out, &wanted, &payments))
            .await;
        Ok(match outcomes {
            Ok(outcomes) => outcomes,
            Err(error) => calls.iter().map(|_| settled(Err(error.clone()))).collect(),
        })
    }

    fn import_batch(&self) -> usize {
        100
    }

    async fn change(&self, calls: &[SlipCall<'_>]) -> Result<Vec<Vec<Outcome>>, PortError> {
        let no = || refused(RefusalKind::Other, Reason::of("reason.csv.no_slips"));
        Ok(calls
            .iter()
            .map(|call| call.changes.iter().map(|_| no()).collect())
            .collect())
    }

    async fn intake(&self) -> Result<Vec<Intake>, PortError> {
        self.with(|folders| {
            let untold = |inbox: &mut Inbox<Shipped>| inbox.journal().untold().to_vec();
            Ok(folders.shipped.as_mut().map_or_else(Vec::new, untold))
        })
        .await
    }

    async fn noted(&self, files: &[Intake]) -> Result<(), PortError> {
        let files = files.len();
        self.with(move |folders| match &mut folders.shipped {
            Some(inbox) => inbox.journal().tell(files),
            None => Ok(()),
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::runs_in_a_spreadsheet;

    #[test]
    fn formulas() {
        for (cell, runs) in [
            ("=HYPERLINK(\"http://example.invalid\")", true),
            ("\t=1+1", true),
            ("@SUM(A1)", true),
            ("-cmd|' /C calc'!A0", true),
            ("-500", false),
            ("+81-3-0000-0000", false),
            ("至急=お願い", false),
            ("", false),
        ] {
            assert_eq!(runs_in_a_spreadsheet(cell), runs, "{cell:?}");
        }
    }
}
