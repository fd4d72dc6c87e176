//! From stored fields to the statuses that a person sees: ネクストエンジン computes them and stores
//! none.

use std::collections::BTreeSet;

use jiff::civil;
use sabaki_order::known::Known;
use sabaki_order::slip::{Deposit, SlipStatus};

/// The fields that decide.
#[derive(Debug, Clone, Default)]
pub(super) struct StatusFields {
    /// 受注状態区分
    pub(super) state: Known<String>,
    /// 確認チェック, as it reads: 0 not needed, 1 needed, 2 done.
    pub(super) confirm_check: Known<String>,
    /// 入金状況
    pub(super) deposit: Known<Deposit>,
    /// Whether 入金待ち is computed for this payment at all.
    pub(super) payment_exempt: Known<bool>,
    /// Some row is not fully allocated.
    pub(super) awaiting_stock: Known<bool>,
    /// Some row's article is not released yet.
    pub(super) awaiting_sale_date: Known<bool>,
    /// 納品書印刷指示日
    pub(super) print_on: Known<civil::Date>,
    /// Today in Japan.
    pub(super) today: civil::Date,
}

/// 伝票ステータス (the leftmost column) and 待ちステータス (all that apply).
///
/// Source: ネクストエンジン's own sample of the status logic (confirmed), except where said.
pub(super) fn statuses(fields: &StatusFields) -> (Known<SlipStatus>, Known<BTreeSet<SlipStatus>>) {
    let Some(state) = fields.state.value() else {
        return (Known::Unknown, Known::Unknown);
    };
    let no_waits = Known::Value(BTreeSet::new());
    match state.as_str() {
        // Whether it also shows under 新規受付 is unconfirmed, so only the check is believed.
        "0" => match awaiting_check(fields) {
            Known::Value(true) => (
                Known::Value(SlipStatus::AwaitingCheck),
                Known::Value([SlipStatus::AwaitingCheck].into()),
            ),
            Known::Value(false) => (Known::Unknown, no_waits),
            Known::None | Known::Unknown => (Known::Unknown, Known::Unknown),
        },
        "1" => (Known::Value(SlipStatus::New), no_waits),
        "2" => waiting(fields),
        "20" => (printing(fields), no_waits),
        "40" => (Known::Value(SlipStatus::Printed), no_waits),
        // The screen's column shows today's only; for us it stays shipped afterwards.
        "50" => (Known::Value(SlipStatus::Shipped), no_waits),
        // 30 納品書印刷中 has no known column; others nobody has told us about.
        _ => (Known::Unknown, no_waits),
    }
}

/// 起票済: it waits for everything that is not satisfied, and for several things at once.
fn waiting(fields: &StatusFields) -> (Known<SlipStatus>, Known<BTreeSet<SlipStatus>>) {
    let columns = [
        (SlipStatus::AwaitingCheck, awaiting_check(fields)),
        (SlipStatus::AwaitingPayment, awaiting_payment(fields)),
        (SlipStatus::AwaitingStock, fields.awaiting_stock),
        (SlipStatus::AwaitingSaleDate, fields.awaiting_sale_date),
    ];
    // The leftmost one that applies; an unknown one to the left of it could be the true one.
    let leftmost = columns
        .iter()
        .find(|(_, applies)| *applies != Known::Value(false));
    let status = match leftmost {
        Some((status, Known::Value(true))) => Known::Value(*status),
        Some(_) => Known::Unknown,
        // Nothing is missing, and ネクストエンジン moves it on by itself, at once or a little later. In
        // between it stands in no column; "none" would look as if it were not imported.
        None => printing(fields),
    };
    let all_known = columns.iter().all(|(_, applies)| applies.value().is_some());
    let waits = columns
        .iter()
        .filter(|(_, applies)| *applies == Known::Value(true))
        .map(|(status, _)| *status)
        .collect();
    let waits = if all_known {
        Known::Value(waits)
    } else {
        Known::Unknown
    };
    (status, waits)
}

fn printing(fields: &StatusFields) -> Known<SlipStatus> {
    match &fields.print_on {
        Known::Value(day) if *day > fields.today => Known::Value(SlipStatus::AwaitingPrintDate),
        // No date counts as reached (as the sample compares; unconfirmed).
        Known::Value(_) | Known::None => Known::Value(SlipStatus::AwaitingPrint),
        Known::Unknown => Known::Unknown,
    }
}

fn awaiting_check(fields: &StatusFields) -> Known<bool> {
    match fields.confirm_check.value().map(String::as_str) {
        Some("1") => Known::Value(true),
        Some("0" | "2") => Known::Value(false),
        Some(_) | None => Known::Unknown,
    }
}

fn awaiting_payment(fields: &StatusFields) -> Known<bool> {
    match (&fields.deposit, &fields.payment_exempt) {
        (Known::Value(Deposit::Paid), _) | (_, Known::Value(true)) => Known::Value(false),
        (Known::Value(Deposit::Unpaid | Deposit::PartlyPaid), Known::Value(false)) => {
            Known::Value(true)
        }
        _ => Known::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `state check deposit exempt stock sale print` → status, waits.
    #[test]
    fn table() {
        let cases = [
            ("1 1 0 n y y -", "new", ""),
            ("0 1 0 n n n -", "awaiting_check", "awaiting_check"),
            ("0 0 0 n n n -", "?", ""),
            (
                "2 1 0 n y n -",
                "awaiting_check",
                "awaiting_check awaiting_payment awaiting_stock",
            ),
            ("2 2 0 n n n -", "awaiting_payment", "awaiting_payment"),
            ("2 2 1 n n n -", "awaiting_payment", "awaiting_payment"),
            ("2 2 0 y n n -", "awaiting_print", ""),
            ("2 2 2 n n n 2026-11-25", "awaiting_print_date", ""),
            (
                "2 0 2 n y y -",
                "awaiting_stock",
                "awaiting_stock awaiting_sale_date",
            ),
            ("2 0 2 n n y -", "awaiting_sale_date", "awaiting_sale_date"),
            ("2 0 2 n ? n -", "?", "?"),
            ("2 1 2 n ? n -", "awaiting_check", "?"),
            ("2 ? 0 n n n -", "?", "?"),
            ("2 0 ? n n n -", "?", "?"),
            ("20 2 2 n n n -", "awaiting_print", ""),
            ("20 2 2 n n n 2026-11-24", "awaiting_print", ""),
            ("20 2 2 n n n 2026-11-25", "awaiting_print_date", ""),
            ("30 2 2 n n n -", "?", ""),
            ("40 2 2 n n n -", "printed", ""),
            ("50 2 2 n n n -", "shipped", ""),
            ("99 2 2 n n n -", "?", ""),
        ];
        for (line, status, waits) in cases {
            let p: Vec<&str> = line.split(' ').collect();
            let text = |t: &str| match t {
                "?" => Known::Unknown,
                t => Known::Value(t.to_owned()),
            };
            let flag = |t: &str| match t {
                "y" => Known::Value(true),
                "n" => Known::Value(false),
                _ => Known::Unknown,
            };
            let (got, got_waits) = statuses(&StatusFields {
                state: text(p[0]),
                confirm_check: text(p[1]),
                deposit: match p[2] {
                    "0" => Known::Value(Deposit::Unpaid),
                    "1" => Known::Value(Deposit::PartlyPaid),
                    "2" => Known::Value(Deposit::Paid),
                    _ => Known::Unknown,
                },
                payment_exempt: flag(p[3]),
                awaiting_stock: flag(p[4]),
                awaiting_sale_date: flag(p[5]),
                print_on: match p[6] {
                    "-" => Known::None,
                    day => Known::Value(day.parse().unwrap()),
                },
                today: civil::date(2026, 11, 24),
            });
            let got = match got {
                Known::Value(status) => status.id(),
                Known::None | Known::Unknown => "?",
            };
            let got_waits = match got_waits {
                Known::Value(waits) => {
                    let ids: Vec<_> = waits.iter().map(|s| s.id()).collect();
                    ids.join(" ")
                }
                Known::None | Known::Unknown => "?".to_owned(),
            };
            assert_eq!((got, got_waits.as_str()), (status, waits), "{line}");
        }
    }
}
