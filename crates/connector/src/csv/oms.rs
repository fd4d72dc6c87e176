//! An OMS without API: orders go out as 汎用 CSV that a person uploads to ネクストエンジン.
//!
//! An order counts as imported when its file is complete in the folder. What becomes of it in the
//! OMS is not seen from here, so its slip is shown as 確認待ち, the first state after an import,
//! with everything else unknown; a slip is never changed from here.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use sabaki_engine::port::oms::{ImportCall, Oms, SlipCall, SlipsByOrder};
use sabaki_engine::port::outcome::{Outcome, PortError, RefusalKind};
use sabaki_order::id::{OrderNumber, SlipId};
use sabaki_order::known::Known;
use sabaki_order::order::Order;
use sabaki_order::slip::{Slip, SlipPart, SlipStatus};

use super::general;
use super::inbox::Hands;
use super::mall::{outbox, refused, settled, unusable};
use super::outbox::{Entry, Kind, Outbox};

/// Most rows of one file: what a person can still look through.
const MOST_ROWS: usize = 5_000;

/// Where the files go.
#[derive(Debug, Clone)]
pub struct CsvOmsConfig {
    /// The folder of the files to upload.
    pub out: PathBuf,
    /// Whether files may be written.
    pub hands: Hands,
    /// 支払方法 of the mall → name of 支払発送変換, where they differ.
    pub payments: BTreeMap<String, String>,
}

/// A folder as an [`Oms`].
#[derive(Debug, Clone)]
pub struct CsvOms {
    files: Arc<Mutex<Outbox>>,
    payments: Arc<BTreeMap<String, String>>,
}

impl CsvOms {
    /// Opens the folder, making it where it is missing, and publishes what a crash has left.
    ///
    /// # Errors
    /// Any error of the file system, and a lost ledger.
    pub fn open(config: CsvOmsConfig) -> io::Result<Self> {
        Ok(Self {
            files: Arc::new(Mutex::new(open(&config.out, config.hands)?)),
            payments: Arc::new(config.payments),
        })
    }

    async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Outbox) -> io::Result<T> + Send + 'static,
    ) -> Result<T, PortError> {
        let files = Arc::clone(&self.files);
        let done = tokio::task::spawn_blocking(move || {
            work(&mut files.lock().unwrap_or_else(PoisonError::into_inner))
        });
        match done.await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(unusable(error.to_string())),
            Err(error) => Err(unusable(error.to_string())),
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
            let reason = "Excelで式として動く値があるので、CSVに書きません（= + - @ で始まる値）";
            outcomes.push(refused(RefusalKind::Data, reason));
            continue;
        }
        let written = general::whole_file(std::iter::once(&lines));
        let rows = written
            .as_deref()
            .and_then(|file| file.strip_prefix(header.as_slice()));
        let Some(rows) = rows else {
            outcomes.push(refused(RefusalKind::Data, "CP932で書けない文字があります"));
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

fn slip(order: &OrderNumber) -> Slip {
    Slip {
        id: SlipId::new(format!("csv-{order}")),
        order_number: order.clone(),
        part: SlipPart::Whole,
        consignee: Known::Unknown,
        status: Known::Value(SlipStatus::AwaitingCheck),
        waiting: Known::Unknown,
        paid: Known::Unknown,
        payment_exempt: Known::Unknown,
        approval: Known::Unknown,
        total: Known::Unknown,
        ship_method_id: Known::Unknown,
        ship_method: Known::Unknown,
        tracking_number: Known::Unknown,
        carrier: Known::Unknown,
        shipped_on: Known::Unknown,
        ship_date: Known::Unknown,
        tags: Known::Unknown,
        note: Known::Unknown,
        remarks: Known::Unknown,
        lock: String::new(),
    }
}

#[async_trait]
impl Oms for CsvOms {
    async fn slips(&self, numbers: &[OrderNumber]) -> Result<SlipsByOrder, PortError> {
        let numbers = numbers.to_vec();
        self.with(move |files| {
            files.publish()?;
            let slips = numbers.into_iter().map(|number| {
                let written = !files.of(number.as_str()).is_empty();
                let slips = if written {
                    vec![slip(&number)]
                } else {
                    Vec::new()
                };
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
            .with(move |files| write(files, &wanted, &payments))
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
        let no = || refused(RefusalKind::Other, "CSVの受注管理では伝票を変えられません");
        Ok(calls
            .iter()
            .map(|call| call.changes.iter().map(|_| no()).collect())
            .collect())
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
