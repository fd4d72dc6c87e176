//! 汎用 CSV: how an order is written for 受注一括登録.
//!
//! Unconfirmed, all in this file: that a 楽天 shop takes the 汎用 layout (38 columns, header row,
//! CP932, CRLF, quoted line breaks in 備考); that a slip made by 受注メール取込 and still in 新規受付
//! is completed by it instead of doubled; how 時間帯指定 is worded (accounts map the wording in
//! 支払発送変換); that 0 is 顧客区分 一般; and that a coupon belongs into その他費用 as a negative
//! amount, as ネクストエンジン's own 楽天 import does it. Confirmed are the column names, the date
//! forms, plain numbers, and that a known 店舗伝票番号 is silently left out.

use sabaki_diagnostic::reason::Reason;
use std::collections::BTreeMap;

use jiff::civil;
use sabaki_engine::port::outcome::RefusalKind;
use sabaki_order::known::Known;
use sabaki_order::order::{Item, Order, Person};
use sabaki_order::personal::Personal;
use sabaki_order::remarks::decode;
use sabaki_order::yen::Yen;

use super::cp932;
use crate::jst;

/// The columns, in this order.
const COLUMNS: [&str; 38] = [
    "店舗伝票番号",
    "受注日",
    "受注郵便番号",
    "受注住所１",
    "受注住所２",
    "受注名",
    "受注名カナ",
    "受注電話番号",
    "受注メールアドレス",
    "発送郵便番号",
    "発送先住所１",
    "発送先住所２",
    "発送先名",
    "発送先カナ",
    "発送電話番号",
    "支払方法",
    "発送方法",
    "商品計",
    "税金",
    "発送料",
    "手数料",
    "ポイント",
    "その他費用",
    "合計金額",
    "ギフトフラグ",
    "時間帯指定",
    "日付指定",
    "作業者欄",
    "備考",
    "商品名",
    "商品コード",
    "商品価格",
    "受注数量",
    "商品オプション",
    "出荷済フラグ",
    "顧客区分",
    "顧客コード",
    "消費税率（%）",
];

/// Rows a slip must stay below.
const MOST_ROWS: usize = 100;
/// Longest 備考 of a slip, in characters.
const LONGEST_REMARKS: usize = 1000;

/// Why an order cannot be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NotWritable {
    pub(crate) kind: RefusalKind,
    pub(crate) reason: Reason,
}

fn data(reason: Reason) -> NotWritable {
    NotWritable {
        kind: RefusalKind::Data,
        reason,
    }
}

/// The lines of one order, one an item.
pub(crate) type Lines = Vec<Vec<String>>;

/// The whole file, header first, as CP932.
pub(crate) fn file<'a>(orders: impl Iterator<Item = &'a Lines>) -> Option<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer.write_record(COLUMNS).ok()?;
    for lines in orders {
        for line in lines {
            writer.write_record(line).ok()?;
        }
    }
    let text = String::from_utf8(writer.into_inner().ok()?).ok()?;
    cp932::encode(&text)
}

/// Writes an order. `payments` says how 支払発送変換 calls a payment where RMS calls it otherwise.
///
/// # Errors
/// [`NotWritable`] with a reason for people, without personal values.
pub(crate) fn lines(
    order: &Order,
    payments: &BTreeMap<String, String>,
) -> Result<Lines, NotWritable> {
    let [package] = order.packages.as_slice() else {
        return Err(data(Reason::of("reason.csv.destinations")));
    };
    let Known::Value(recipient) = &package.recipient else {
        return Err(data(Reason::of("reason.ne.row.no_recipient")));
    };
    if package.items.is_empty() || package.items.len() >= MOST_ROWS {
        return Err(data(Reason::of("reason.ne.row.items")));
    }
    let head = head(order, payments)?;
    let buyer = person(&order.buyer, "reason.word.buyer")?;
    let recipient = person(recipient, "reason.word.destination")?;
    let amounts = Amounts::of(order)?;
    let (mut remarks, mut lost) = remarks(order);
    if remarks.chars().count() > LONGEST_REMARKS {
        let rest = "…（続きはRMS）";
        let keep = LONGEST_REMARKS.saturating_sub(rest.chars().count());
        remarks = remarks.chars().take(keep).chain(rest.chars()).collect();
    }
    let mut tails = Vec::new();
    for item in &package.items {
        let (tail, lost_here) = tail(item)?;
        lost |= lost_here;
        tails.push(tail);
    }
    let note = if lost {
        "使えない文字を〓にしました。RMSで確かめてください。"
    } else {
        ""
    };
    let slip: Vec<String> = head
        .start
        .into_iter()
        .chain(buyer.with_mail)
        .chain(recipient.without_mail)
        .chain([head.payment, head.delivery])
        .chain(amounts.columns())
        .chain([head.gift, head.time_slot, head.wished_date])
        .chain([note.to_owned(), remarks])
        .collect();
    Ok(tails
        .into_iter()
        .map(|tail| slip.iter().cloned().chain(tail).collect())
        .collect())
}

struct Head {
    start: [String; 2],
    payment: String,
    delivery: String,
    gift: String,
    time_slot: String,
    wished_date: String,
}

fn head(order: &Order, payments: &BTreeMap<String, String>) -> Result<Head, NotWritable> {
    let number = order.number.as_str();
    let fits = number.len() <= 30
        && number
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-');
    if !fits {
        return Err(data(Reason::of("reason.ne.row.number")));
    }
    let Known::Value(ordered_at) = order.ordered_at else {
        return Err(data(Reason::of("reason.ne.row.ordered_at")));
    };
    let at = jst::wall_time(ordered_at);
    Ok(Head {
        start: [
            number.to_owned(),
            format!(
                "{} {:02}:{:02}:{:02}",
                slashed(at.date()),
                at.hour(),
                at.minute(),
                at.second()
            ),
        ],
        payment: payment(order, payments)?,
        delivery: order
            .delivery_name
            .value()
            .and_then(|name| cp932::exact(name))
            .ok_or_else(|| data(Reason::of("reason.ne.row.delivery_name")))?,
        gift: u8::from(order.gift == Known::Value(true)).to_string(),
        time_slot: order
            .wished_time_slot
            .value()
            .map(|slot| time_slot(*slot))
            .unwrap_or_default(),
        wished_date: order
            .wished_delivery_date
            .value()
            .map(|day| slashed(*day))
            .unwrap_or_default(),
    })
}

/// The configuration may name a payment by its name at the mall or by its code.
fn payment(order: &Order, payments: &BTreeMap<String, String>) -> Result<String, NotWritable> {
    let name = order.payment_name.value();
    let by_name = name.and_then(|name| payments.get(name));
    let by_code = order
        .payment_method
        .value()
        .and_then(|code| payments.get(&code.to_string()));
    by_name
        .or(by_code)
        .or(name)
        .and_then(|name| cp932::exact(name))
        .ok_or_else(|| data(Reason::of("reason.ne.row.payment_method")))
}

/// `1921` is 19–21 時; the hours are the last two digits and what stands before them.
fn time_slot(slot: i64) -> String {
    match slot {
        1 => "午前中".to_owned(),
        2 => "午後".to_owned(),
        9 => "その他".to_owned(),
        _ => format!("{}時-{}時", slot / 100, slot % 100),
    }
}

fn slashed(day: civil::Date) -> String {
    format!("{:04}/{:02}/{:02}", day.year(), day.month(), day.day())
}

struct PersonColumns {
    with_mail: Vec<String>,
    without_mail: Vec<String>,
}

fn person(person: &Person, who: &'static str) -> Result<PersonColumns, NotWritable> {
    let write = |text: String, what: &'static str| {
        cp932::exact(&text).ok_or_else(|| {
            data(
                Reason::of("reason.ne.row.characters")
                    .because("who", Reason::of(who))
                    .because("what", Reason::of(what)),
            )
        })
    };
    let joined = |a: &Personal, b: &Personal| {
        let both = format!("{} {}", a.expose(), b.expose());
        both.trim().to_owned()
    };
    let address = format!("{}{}", person.prefecture, person.city.expose());
    let without_mail = vec![
        write(
            person.postal_code.expose().to_owned(),
            "reason.word.postal_code",
        )?,
        write(address, "reason.word.address")?,
        write(person.street.expose().to_owned(), "reason.word.address")?,
        write(
            joined(&person.family_name, &person.first_name),
            "reason.word.name",
        )?,
        write(
            joined(&person.family_kana, &person.first_kana),
            "reason.word.kana",
        )?,
        write(person.phone.expose().to_owned(), "電話番号")?,
    ];
    let mut with_mail = without_mail.clone();
    with_mail.push(write(person.mail.expose().to_owned(), "メールアドレス")?);
    Ok(PersonColumns {
        with_mail,
        without_mail,
    })
}

/// 商品計, 税金, 発送料, 手数料, ポイント, その他費用, 合計金額 in yen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Amounts {
    goods: i64,
    postage: i64,
    charge: i64,
    points: i64,
    other: i64,
    total: i64,
}

impl Amounts {
    /// 合計金額 = 商品計 + 税金 + 発送料 + 手数料 + その他費用 − ポイント holds always: what the mall's
    /// 請求金額 has beside the named parts (outside tax, for example) goes into その他費用.
    fn of(order: &Order) -> Result<Self, NotWritable> {
        let goods = settled(&order.goods_total, "reason.word.goods_total")?;
        let postage = settled(&order.postage, "reason.word.postage")?;
        let cod_fee = settled(&order.cod_fee, "reason.word.cod_fee")?;
        let charge = settled(&order.payment_charge, "reason.word.payment_charge")? + cod_fee;
        let points = settled(&order.points_used, "reason.word.points_used")?;
        let coupon = settled(&order.coupon_total, "reason.word.coupon_total")?;
        let asked = settled(&order.total, "reason.word.total")?;
        let computed = goods + postage + charge - coupon - points;
        // The reference's formula for 請求金額 does not name 代引料; both readings are taken.
        let total = if asked == computed - cod_fee {
            computed
        } else {
            asked
        };
        Ok(Self {
            goods,
            postage,
            charge,
            points,
            other: total - (goods + postage + charge - points),
            total,
        })
    }

    fn columns(self) -> [String; 7] {
        [
            self.goods,
            0,
            self.postage,
            self.charge,
            self.points,
            self.other,
            self.total,
        ]
        .map(|yen| yen.to_string())
    }
}

fn settled(amount: &Known<Yen>, name: &'static str) -> Result<i64, NotWritable> {
    amount.value().map(|yen| yen.get()).ok_or(NotWritable {
        kind: RefusalKind::AmountUnsettled,
        reason: Reason::of("reason.ne.row.amount").because("name", Reason::of(name)),
    })
}

/// 備考 with its HTML entities as the characters they stand for, and whether one was lost.
fn remarks(order: &Order) -> (String, bool) {
    order.remarks.value().map_or_else(
        || (String::new(), false),
        |remarks| {
            let text = decode(remarks.expose()).replace("\r\n", "\n");
            cp932::marked(text.trim())
        },
    )
}

/// The columns of one item, and whether a character was lost in its name.
fn tail(item: &Item) -> Result<([String; 9], bool), NotWritable> {
    let Known::Value(price) = item.price else {
        return Err(NotWritable {
            kind: RefusalKind::AmountUnsettled,
            reason: Reason::of("reason.ne.row.price"),
        });
    };
    let code = cp932::exact(&item.sku)
        .filter(|code| !code.trim().is_empty())
        .ok_or_else(|| data(Reason::of("reason.ne.row.item_code")))?;
    let (name, lost_in_name) = cp932::marked(&item.name.replace('\n', " "));
    let choice = item.choice.value().map(|c| c.replace('\n', " "));
    let (choice, lost_in_choice) = cp932::marked(&choice.unwrap_or_default());
    let tax = item.tax_percent.value();
    Ok((
        [
            name,
            code,
            price.get().to_string(),
            item.quantity.to_string(),
            choice,
            "0".to_owned(),
            "0".to_owned(),
            String::new(),
            tax.map(i64::to_string).unwrap_or_default(),
        ],
        lost_in_name || lost_in_choice,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_become_characters() {
        for (text, expected) in [
            ("19:00&#12316;21:00", "19:00〜21:00"),
            ("&#x3042;&amp;&lt;", "あ&<"),
            (
                "A&B; C & D &unknown; &#9999999999;",
                "A&B; C & D &unknown; &#9999999999;",
            ),
            ("終わり&", "終わり&"),
        ] {
            assert_eq!(decode(text), expected);
        }
    }

    #[test]
    fn time_slots() {
        assert_eq!(time_slot(1), "午前中");
        assert_eq!(time_slot(1921), "19時-21時");
        assert_eq!(time_slot(708), "7時-8時");
    }
}
