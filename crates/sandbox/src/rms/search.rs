//! `searchOrder`: numbers only, at most 63 days, 15,000 hits, 1,000 a page.

use serde_json::{Value, json};

use crate::jst::Jst;
use crate::rms::Body;
use crate::rms::check::Check;
use crate::rms::envelope::{Answer, Level, message};
use crate::world::World;
use crate::world::codes::Settlement;
use crate::world::ledger::Effect;
use crate::world::order::Order;

const NAME: &str = "SEARCH_ORDER";
const MOST_DAYS: i64 = 63;
const REACH_DAYS: i64 = 730;
const MOST_HITS: usize = 15_000;
const MOST_PER_PAGE: i64 = 1_000;

/// A page of the result.
struct Page {
    amount: usize,
    number: usize,
    ascending: bool,
}

/// What is searched for.
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are the request's own independent flags"
)]
struct Wanted {
    progress: Vec<i64>,
    sub_status: Vec<i64>,
    order_types: Vec<i64>,
    settlement: Option<i64>,
    delivery: Option<String>,
    no_shipping_date: bool,
    no_shipping_number: bool,
    keyword: Option<(i64, String)>,
    mail: Option<String>,
    phone: Option<(i64, String)>,
    reserve: Option<String>,
    site: i64,
    with_coupon: bool,
    never: bool,
    one_day: bool,
}

pub(crate) fn search_order(world: &mut World, body: &Body) -> Answer {
    let mut check = Check::new(body, NAME);
    let date_type = check.required_number("dateType");
    let start = check.required_datetime("startDatetime");
    let end = check.required_datetime("endDatetime");
    let wanted = wanted(&mut check);
    let page = page(&mut check, body);
    if let Some(unknown) = date_type.filter(|kind| !(0..=6).contains(kind)) {
        let _ = unknown;
        check.malformed("dateType");
    }
    if let (Some(start), Some(end)) = (start, end) {
        if start < world.now.plus_days(-REACH_DAYS) {
            check.malformed("startDatetime");
        }
        if end < start || end > start.plus_days(MOST_DAYS) {
            check.malformed("endDatetime");
        }
    }
    let (true, Some(kind), Some(start), Some(end), Some(page)) =
        (check.is_clean(), date_type, start, end, page)
    else {
        let body = json!({"orderNumberList": null, "MessageModelList": check.messages, "PaginationResponseModel": null});
        return Answer {
            status: 400,
            ..Answer::ok(body, Vec::new(), Effect::None)
        };
    };
    let hits = hits(world, &wanted, kind, (start, end), page.ascending);
    let shown: Vec<String> = hits
        .iter()
        .skip((page.number - 1).saturating_mul(page.amount))
        .take(page.amount)
        .cloned()
        .collect();
    found(hits.len(), shown, &page)
}

fn found(total: usize, shown: Vec<String>, page: &Page) -> Answer {
    if shown.is_empty() {
        let text = "注文検索に成功しました。(検索結果０件)";
        let body = json!({
            "orderNumberList": [],
            "MessageModelList": [message(Level::Info, NAME, "102", text)],
            "PaginationResponseModel": {"totalRecordsAmount": null, "totalPages": null, "requestPage": null},
        });
        return Answer::ok(body, Vec::new(), Effect::None);
    }
    let body = json!({
        "orderNumberList": shown,
        "MessageModelList": [message(Level::Info, NAME, "101", "注文検索に成功しました。")],
        "PaginationResponseModel": {
            "totalRecordsAmount": total,
            "totalPages": total.div_ceil(page.amount),
            "requestPage": page.number,
        },
    });
    Answer::ok(body, shown, Effect::None)
}

fn hits(
    world: &World,
    wanted: &Wanted,
    kind: i64,
    range: (Jst, Jst),
    ascending: bool,
) -> Vec<String> {
    let mut hits: Vec<(Jst, &String)> = world
        .orders
        .values()
        .filter(|order| instant(order, kind).is_some_and(|at| range.0 <= at && at <= range.1))
        .filter(|order| wanted.fits(order))
        .map(|order| (order.ordered_at, &order.number))
        .collect();
    hits.sort();
    if !ascending {
        hits.reverse();
    }
    hits.truncate(MOST_HITS);
    hits.into_iter().map(|(_, number)| number.clone()).collect()
}

/// The instant that `dateType` means; 0 means none, and so finds nothing without an error.
fn instant(order: &Order, kind: i64) -> Option<Jst> {
    match kind {
        1 => Some(order.ordered_at),
        2 => order.confirmed_at,
        3 => order.fixed_at,
        4 => order
            .rows()
            .filter_map(|row| row.shipped_on)
            .max()
            .map(|day| Jst::at(day, 0, 0)),
        5 => order.reported_at,
        6 if order.settlement == Settlement::Common => order.paid_at,
        _ => None,
    }
}

fn wanted(check: &mut Check<'_>) -> Wanted {
    let progress = check.numbers("orderProgressList");
    let sub_status = check.numbers("subStatusIdList");
    if sub_status.contains(&-1) && progress.is_empty() {
        check.missing("orderProgressList");
    }
    let flag = |check: &mut Check<'_>, key: &str| check.number(key) == Some(1);
    Wanted {
        progress,
        sub_status,
        order_types: check.numbers("orderTypeList"),
        settlement: check.number("settlementMethod"),
        delivery: check.text("deliveryName"),
        no_shipping_date: flag(check, "shippingDateBlankFlag"),
        no_shipping_number: flag(check, "shippingNumberBlankFlag"),
        keyword: check
            .number("searchKeywordType")
            .filter(|kind| *kind != 0)
            .zip(check.text("searchKeyword")),
        mail: check.text("ordererMailAddress"),
        phone: check
            .number("phoneNumberType")
            .zip(check.text("phoneNumber")),
        reserve: check.text("reserveNumber"),
        site: check.number("purchaseSiteType").unwrap_or(0),
        with_coupon: flag(check, "couponUseFlag"),
        // The sandbox has no such orders, so asking for them finds none.
        never: flag(check, "asurakuFlag") | flag(check, "drugFlag"),
        one_day: flag(check, "oneDayOperationFlag"),
    }
}

fn page(check: &mut Check<'_>, body: &Body) -> Option<Page> {
    let model = match body.get("PaginationRequestModel") {
        None | Some(Value::Null) => {
            return Some(Page {
                amount: 30,
                number: 1,
                ascending: false,
            });
        }
        Some(Value::Object(model)) => model,
        Some(_) => {
            check.malformed("PaginationRequestModel");
            return None;
        }
    };
    let mut inner = Check::new(model, NAME);
    let amount = inner.required_number("requestRecordsAmount");
    let page = inner.required_number("requestPage");
    if amount.is_some_and(|amount| !(1..=MOST_PER_PAGE).contains(&amount)) {
        inner.malformed("requestRecordsAmount");
    }
    if page.is_some_and(|page| page < 1) {
        inner.malformed("requestPage");
    }
    let direction = model
        .get("SortModelList")
        .and_then(Value::as_array)
        .and_then(|list| list.first())
        .and_then(|sort| sort.get("sortDirection"))
        .and_then(crate::rms::check::integer);
    check.messages.append(&mut inner.messages);
    Some(Page {
        amount: usize::try_from(amount?).ok().filter(|amount| *amount > 0)?,
        number: usize::try_from(page?).ok().filter(|page| *page > 0)?,
        ascending: direction == Some(1),
    })
}

impl Wanted {
    fn fits(&self, order: &Order) -> bool {
        let sub_status = order.sub_status.unwrap_or(-1);
        (self.progress.is_empty() || self.progress.contains(&order.progress.code()))
            && (self.sub_status.is_empty() || self.sub_status.contains(&sub_status))
            && (self.order_types.is_empty() || self.order_types.contains(&order.kind))
            && self
                .settlement
                .is_none_or(|code| code == order.payment.code)
            && self
                .delivery
                .as_ref()
                .is_none_or(|name| *name == order.delivery_name)
            && (!self.no_shipping_date || order.rows().all(|row| row.shipped_on.is_none()))
            && (!self.no_shipping_number || order.rows().all(|row| row.number.is_none()))
            && self
                .keyword
                .as_ref()
                .is_none_or(|(kind, word)| has_keyword(order, *kind, word))
            && self
                .mail
                .as_ref()
                .is_none_or(|mail| *mail == super::get::mail_address(order))
            && self
                .phone
                .as_ref()
                .is_none_or(|(kind, number)| has_phone(order, *kind, number))
            && self.reserve.is_none()
            && (self.site == 0 || self.site == site(order.device))
            && (!self.with_coupon || order.coupon > 0)
            && !self.never
            && (!self.one_day || order.one_day)
    }
}

fn site(device: i64) -> i64 {
    match device {
        0 => 1,
        1..=5 => 2,
        11 | 12 | 19 => 3,
        21 | 22 | 29 => 4,
        _ => 0,
    }
}

fn has_phone(order: &Order, kind: i64, number: &str) -> bool {
    let joined = |phone: &(String, String, String)| format!("{}{}{}", phone.0, phone.1, phone.2);
    match kind {
        1 => joined(&order.buyer.phone) == number,
        2 => order
            .packages
            .iter()
            .any(|package| joined(&package.recipient.phone) == number),
        _ => false,
    }
}

fn has_keyword(order: &Order, kind: i64, word: &str) -> bool {
    let any = |pick: &dyn Fn(&crate::world::order::Item) -> Option<&str>| {
        order
            .items()
            .any(|item| pick(item).is_some_and(|text| text.contains(word)))
    };
    let name = |person: &crate::world::order::Person| format!("{}{}", person.family, person.first);
    match kind {
        1 => any(&|item| Some(&item.name)),
        2 => any(&|item| item.number.as_deref()),
        3 => order
            .memo
            .as_deref()
            .is_some_and(|memo| memo.contains(word)),
        4 => name(&order.buyer).contains(word),
        5 => format!("{}{}", order.buyer.family_kana, order.buyer.first_kana).contains(word),
        6 => order
            .packages
            .iter()
            .any(|package| name(&package.recipient).contains(word)),
        7 => any(&|item| Some(&item.variant)),
        8 => any(&|item| item.merchant_sku.as_deref()),
        9 => any(&|item| item.sku_info.as_deref()),
        _ => false,
    }
}
