//! getOrder: searching and reading at once, in a window of 63 days.

use jiff::civil::Date;

use crate::jst::Jst;
use crate::world::World;
use crate::world::fault::Fault;

use super::Done;
use super::document::Element;
use super::job::bad_number;
use super::xml::Xml;

/// Codes that no source names, in a block of their own.
const MISSING: (&str, &str) = ("E04-901", "検索条件の必須項目がありません");
const TOO_WIDE: (&str, &str) = ("E04-902", "検索期間は63日以内で指定してください");

/// What is asked for.
struct Search {
    numbers: Vec<String>,
    from: Jst,
    until: Jst,
    statuses: Vec<String>,
    numbers_only: bool,
}

pub(crate) fn get_order(world: &mut World, argument: &Element) -> Done {
    let search = match read(world, argument) {
        Ok(search) => search,
        Err((code, message)) => return Done::code(code, message),
    };
    let bad: Vec<&String> = search.numbers.iter().filter(|n| bad_number(n)).collect();
    let mut found: Vec<_> = world
        .older
        .orders
        .values()
        .filter(|older| {
            let order = &older.order;
            let asked = search.numbers.is_empty() || search.numbers.contains(&order.number);
            let status = search.statuses.is_empty() || search.statuses.contains(&older.status);
            // A child comes inside its parent, unless it is asked for by itself.
            let own = older.enclosed_in.is_none() || search.numbers.contains(&order.number);
            let within = (search.from..=search.until).contains(&order.ordered_at);
            asked && status && own && within
        })
        .collect();
    // The real one has a cap as well, of unknown size, and does not say that it was reached.
    found.truncate(world.assumptions.older_cap);
    if world.is_sabotaged(Fault::OmitOrder) {
        found.pop();
    }
    if found.is_empty() && bad.is_empty() {
        return Done::code("E10-001", "検索結果が0件です");
    }
    let mut done = if bad.is_empty() {
        Done::code("N00-000", "正常終了")
    } else {
        Done::code("W00-000", "エラーあり")
    };
    for older in found {
        done.orders.push(older.order.number.clone());
        let model = if search.numbers_only {
            let mut xml = Xml::default();
            xml.element("orderNumber", &older.order.number);
            xml
        } else {
            world.older_model(older)
        };
        done.inside.nested("orderModel", &model);
    }
    for number in bad {
        done.inside
            .nested("unitError", &super::job::bad_format(number));
    }
    done
}

type Refused = (&'static str, &'static str);

fn read(world: &World, argument: &Element) -> Result<Search, Refused> {
    let model = argument.one("orderSearchModel").ok_or(MISSING)?;
    if model.text("dateType") != Some("1") {
        // Neither the day of payment nor the day of shipping is kept here.
        return Err(MISSING);
    }
    let at = |name| model.text(name).and_then(instant).ok_or(MISSING);
    let (from, until) = (at("startDate")?, at("endDate")?);
    if until.since(from).as_hours() > 63 * 24 {
        return Err(TOO_WIDE);
    }
    if world.now.since(from).as_hours() > 730 * 24 {
        return Err((
            "E04-109",
            "期間FROMに730日を超える過去日を指定することはできません",
        ));
    }
    let texts = |element: &Element, name: &str| -> Vec<String> {
        element
            .many(name)
            .map(|one| one.word().to_owned())
            .collect()
    };
    Ok(Search {
        numbers: texts(argument, "orderNumber"),
        from,
        until,
        statuses: texts(model, "status"),
        numbers_only: argument.text("isOrderNumberOnlyFlg") == Some("true"),
    })
}

/// `xs:dateTime`; without a zone it is taken as Japan time, and a bare date as its midnight.
fn instant(text: &str) -> Option<Jst> {
    Jst::parse(text).or_else(|| text.parse::<Date>().ok().map(|day| Jst::at(day, 0, 0)))
}
