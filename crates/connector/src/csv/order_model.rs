//! The rows of one order become an [`Order`].

use jiff::Timestamp;
use sabaki_order::id::OrderNumber;
use sabaki_order::known::Known;
use sabaki_order::order::{DueDate, MallStatus, Order, Package, Payment};
use sabaki_order::personal::Personal;
use sabaki_order::yen::Yen;

use super::cell;
use super::package_model;
use super::problem::{Expected, Notice, Refusal};
use super::reading::CsvReading;
use super::record::{Fault, Reader, Record, Warning};
use super::settlement::Settlements;
use crate::jst;

/// Reads an order from its first row (order columns are the same in all) and all of its rows.
pub(super) fn read(
    number: OrderNumber,
    rows: &[Record<'_>],
    reading: &CsvReading,
    warnings: &mut Vec<Warning>,
) -> Result<Order, Fault> {
    let Some(first) = rows.first() else {
        // INVARIANT: a group begins with a row.
        return Err(Fault {
            line: 0,
            column: None,
            refusal: Refusal::NoNumber,
        });
    };
    let packages = package_model::packages(rows, warnings)?;
    let mut reader = Reader {
        record: *first,
        warnings,
    };
    let r = &mut reader;
    let wrapping = Wrapping::read(r)?;
    let payment = r.kept("支払方法名");
    let settlement = match payment.value() {
        Some(name) => reading.settlements.of(name),
        None => Known::Unknown,
    };
    if payment.value().is_some() && settlement == Known::Unknown {
        r.warn("支払方法名", Notice::NotKnown);
    }
    let dummy = packages
        .iter()
        .any(|package| package.recipient == Known::Unknown);
    let mut order = Order {
        number,
        status: status(r),
        sub_status: r.kept("サブステータス"),
        settlement,
        payment_method: payment
            .value()
            .map_or(Known::Unknown, |name| Settlements::code(name)),
        payment_name: payment,
        ordered_at: ordered_at(r)?,
        confirmed_at: r.instant("注文確認日時")?,
        fixed_at: r.instant("注文確定日時")?,
        reported_at: r.instant("発送完了報告日時")?,
        total: r.yen("請求金額")?,
        total_price: r.yen("合計金額")?,
        goods_total: r.yen("商品合計金額")?,
        postage: r.yen("送料合計")?,
        cod_fee: r.yen("代引料合計")?,
        payment_charge: sum(r.yen("決済手数料")?, r.yen("注文者負担金合計")?),
        coupon_total: r.yen("クーポン利用総額")?,
        points_used: r.yen("ポイント利用額")?,
        remarks: r.kept("コメント").map(Personal::new),
        gift: r.flag("ギフト配送希望"),
        wrapping: wrapping.asked_for,
        wrapping_price: wrapping.price,
        social_gift: if dummy {
            Known::Value(true)
        } else {
            r.flag("ソーシャルギフトフラグ")
        },
        multiple_destinations: several(r.flag("複数送付先フラグ"), &packages),
        same_as_buyer: r.flag("送付先一致フラグ"),
        isolated_island: r.flag("離島フラグ"),
        order_type: r.code("注文種別", &ORDER_TYPES),
        caution: r.code("警告表示タイプ", &CAUTIONS),
        rakuten_checking: r.flag("楽天確認中フラグ"),
        next_day_delivery: Known::Unknown,
        one_day_operation: Known::Unknown,
        modified: r.flag("購入履歴修正有無フラグ"),
        wished_delivery_date: r.day("お届け日指定")?,
        wished_time_slot: time_slot(r),
        delivery_name: r.kept("配送方法"),
        delivery_class: r.code("配送区分", &[]),
        memo: r.kept("ひとことメモ"),
        buyer: package_model::buyer(r),
        packages,
        changes: Vec::new(),
        due_dates: due_dates(r)?,
        cancel_due: Known::Unknown,
        payment: Payment::default(),
    };
    if !adds_up(&order) {
        r.warn("商品合計金額", Notice::Sum);
        order.goods_total = Known::Unknown;
        order.total = Known::Unknown;
        order.total_price = Known::Unknown;
    }
    Ok(order)
}

/// Source: RMS getOrder, `orderType` (confirmed codes).
const ORDER_TYPES: [(&str, i64); 5] = [
    ("通常", 1),
    ("通常購入", 1),
    ("定期購入", 4),
    ("頒布会", 5),
    ("予約", 6),
];

/// Source: RMS getOrder, `cautionDisplayType` (confirmed codes).
const CAUTIONS: [(&str, i64); 3] = [("なし", 0), ("注意喚起", 1), ("キャンセル確定", 2)];

const STATUSES: [(&str, i64); 9] = [
    ("注文確認待ち", 100),
    ("楽天処理中", 200),
    ("発送待ち", 300),
    ("変更確定待ち", 400),
    ("発送済", 500),
    ("支払手続き中", 600),
    ("支払手続き済", 700),
    ("キャンセル確定待ち", 800),
    ("キャンセル確定", 900),
];

/// By name or code: which of the two RMS writes is not confirmed.
fn status(r: &mut Reader<'_, '_>) -> MallStatus {
    match r.code("ステータス", &STATUSES) {
        Known::Value(code) => {
            let status = MallStatus::from_code(code);
            if status.id().is_none() {
                r.warn("ステータス", Notice::NotKnown);
            }
            status
        }
        Known::None | Known::Unknown => MallStatus::Unknown(0),
    }
}

/// 注文日時, or 注文日 and 注文時間 where a template has those.
fn ordered_at(r: &mut Reader<'_, '_>) -> Result<Known<Timestamp>, Fault> {
    if let at @ Known::Value(_) = r.instant("注文日時")? {
        return Ok(at);
    }
    let Known::Value(day) = r.day("注文日")? else {
        return Err(r.record.fault("注文日時", Refusal::Missing));
    };
    let time = match r.text("注文時間") {
        Known::Value(text) => cell::time_of_day(text),
        Known::None | Known::Unknown => return Ok(Known::Unknown),
    };
    time.and_then(|time| jst::instant(day.to_datetime(time)))
        .map(Known::Value)
        .ok_or_else(|| {
            r.record
                .fault("注文時間", Refusal::Wrong(Expected::Instant))
        })
}

/// Both 0 and blank mean none.
fn time_slot(r: &mut Reader<'_, '_>) -> Known<i64> {
    match r.text("お届け時間帯") {
        Known::Value(text) => match cell::time_slot(text) {
            Some(0) => Known::None,
            Some(slot) => Known::Value(slot),
            None => r.not_known("お届け時間帯"),
        },
        Known::None => Known::None,
        Known::Unknown => Known::Unknown,
    }
}

fn due_dates(r: &mut Reader<'_, '_>) -> Result<Vec<DueDate>, Fault> {
    let mut dates = Vec::new();
    for (kind, name) in [
        (0, "支払い期限日"),
        (1, "支払い方法変更期限日"),
        (2, "返金手続き期限日"),
    ] {
        if let Known::Value(on) = r.day(name)? {
            dates.push(DueDate { kind, on });
        }
    }
    Ok(dates)
}

/// More than one 送付先ID is several destinations, whatever the flag says.
fn several(flag: Known<bool>, packages: &[Package]) -> Known<bool> {
    if packages.len() > 1 {
        Known::Value(true)
    } else {
        flag
    }
}

fn sum(a: Known<Yen>, b: Known<Yen>) -> Known<Yen> {
    match (a, b) {
        (Known::Value(a), Known::Value(b)) => Known::or_unknown(a.checked_add(b)),
        (Known::Value(_) | Known::None | Known::Unknown, _) => Known::Unknown,
    }
}

/// Whether Σ 単価×個数 is 商品合計金額, wrapping included or not. What is unknown cannot differ.
fn adds_up(order: &Order) -> bool {
    let Known::Value(goods) = order.goods_total else {
        return true;
    };
    let mut items: i64 = 0;
    for item in order.packages.iter().flat_map(|package| &package.items) {
        let Known::Value(price) = item.price else {
            return true;
        };
        let Some(total) = price
            .get()
            .checked_mul(item.quantity)
            .and_then(|row| items.checked_add(row))
        else {
            return false;
        };
        items = total;
    }
    let wrapping = order.wrapping_price.value().map_or(0, |yen| yen.get());
    goods.get() == items || Some(goods.get()) == items.checked_add(wrapping)
}

struct Wrapping {
    asked_for: Known<bool>,
    price: Known<Yen>,
}

impl Wrapping {
    fn read(r: &mut Reader<'_, '_>) -> Result<Self, Fault> {
        let mut wrapping = Self {
            asked_for: Known::Value(false),
            price: Known::Value(Yen::default()),
        };
        for (title, name, price) in [
            ("ラッピングタイトル1", "ラッピング名1", "ラッピング料金1"),
            ("ラッピングタイトル2", "ラッピング名2", "ラッピング料金2"),
        ] {
            match (r.text(title), r.text(name)) {
                (Known::Value(_), _) | (_, Known::Value(_)) => {
                    wrapping.asked_for = Known::Value(true);
                    wrapping.price = sum(wrapping.price, r.yen(price)?);
                }
                (Known::None, _) | (_, Known::None) => {}
                (Known::Unknown, Known::Unknown) => {
                    if wrapping.asked_for == Known::Value(false) {
                        wrapping.asked_for = Known::Unknown;
                    }
                    wrapping.price = Known::Unknown;
                }
            }
        }
        Ok(wrapping)
    }
}
