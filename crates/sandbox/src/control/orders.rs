//! `/sandbox/orders`: the truth about every order, and placing new ones.

use serde_json::{Map, Value, json};

use crate::jst::Jst;
use crate::nextengine::slip::Slip;
use crate::rms_older::order::{OlderOrder, OlderWish};
use crate::world::World;
use crate::world::codes::{PaymentMethod, Progress, Settlement};
use crate::world::order::Order;
use crate::world::place::{ItemWish, Total, Wish};

/// The most yen, and the most pieces, of a line: sums of them stay far inside 64 bits.
const MOST_OF_A_LINE: i64 = 10_000_000;

/// The most orders that one request may place.
const MOST: u64 = 100_000;

/// One line an order.
pub(crate) fn truth(world: &World) -> Vec<Value> {
    world
        .orders
        .values()
        .map(|order| line(world, order))
        .chain(
            world
                .older
                .orders
                .values()
                .map(|older| older_line(world, older)),
        )
        .collect()
}

/// The same with the older API's own status, which is a text.
fn older_line(world: &World, older: &OlderOrder) -> Value {
    let mut line = line(world, &older.order);
    if let Some(line) = line.as_object_mut() {
        line.insert("api".to_owned(), json!("older"));
        line.insert("status".to_owned(), json!(older.status));
    }
    line
}

fn line(world: &World, order: &Order) -> Value {
    let live: Vec<&Slip> = world.live_slips(&order.number).collect();
    let parts = live.len() > 1;
    let live_slips: Vec<Value> = live
        .iter()
        .filter(|_| parts)
        .map(|slip| slip_line(world, slip))
        .collect();
    let slip = world
        .live_slip(&order.number)
        .ok()
        .and_then(|id| world.slips.get(&id));
    let rows: Vec<Value> = order
        .packages
        .iter()
        .flat_map(|package| package.rows.iter().map(move |row| (package.basket_id, row)))
        .map(|(basket, row)| {
            json!({
                "basket_id": basket,
                "shipping_detail_id": row.id,
                "tracking_number": row.number,
                "carrier": row.carrier,
                "shipped_on": row.shipped_on.map(|day| day.to_string()),
            })
        })
        .collect();
    json!({
        "order_number": order.number,
        "status": order.progress.code(),
        "settlement": order.settlement.id(),
        "payment_method": order.payment.id,
        "ordered_at": order.ordered_at.iso(),
        "total": order.amounts().request,
        "confirmed_by": order.confirmed_by.map(crate::world::order::Actor::id),
        "slips": live.len(),
        "slip": slip.map(|slip| slip_line(world, slip)),
        "live_slips": live_slips,
        "shipping_rows": rows,
    })
}

fn slip_line(world: &World, slip: &Slip) -> Value {
    let screens = world.screens_of(slip);
    let leftmost = screens.first().map(|screen| screen.words());
    let tracking =
        Some(slip.get("receive_order_delivery_cut_form_id")).filter(|number| !number.is_empty());
    json!({
        "slip_number": slip.id.to_string(),
        "status": leftmost.map(|words| words.0),
        "status_ja": leftmost.map(|words| words.1),
        "waiting": screens.iter().map(|screen| screen.words().0).filter(|id| id.starts_with("awaiting_")).collect::<Vec<_>>(),
        "order_status_id": slip.status(),
        "paid": slip.get("receive_order_deposit_type_id") == "2",
        "deposit_type_id": slip.get("receive_order_deposit_type_id"),
        "tracking_number": tracking,
        "divided_from": parent(slip, "receive_order_divide_from_order_id"),
        "delivery_of": parent(slip, "receive_order_multi_delivery_parent_order_id"),
    })
}

fn parent(slip: &Slip, field: &str) -> Option<String> {
    Some(slip.get(field).to_owned()).filter(|id| !id.is_empty())
}

/// `{"count":N}` or `{"orders":[{…}]}`; either all orders are placed or none.
pub(crate) fn create(world: &mut World, wish: &Value) -> Result<Value, (u16, String)> {
    let numbers = create_all(world, wish).map_err(|reason| (400, reason))?;
    Ok(json!({"order_numbers": numbers}))
}

pub(crate) fn create_all(world: &mut World, wish: &Value) -> Result<Vec<String>, String> {
    let wish = wish
        .as_object()
        .ok_or("a JSON object with `count` or `orders`")?;
    if let Some(odd) = wish
        .keys()
        .find(|key| !["count", "orders"].contains(&key.as_str()))
    {
        return Err(format!("unknown property `{odd}`; known are count, orders"));
    }
    match (wish.get("count"), wish.get("orders")) {
        (Some(count), None) => {
            let count = count
                .as_u64()
                .filter(|count| *count <= MOST)
                .ok_or("`count` is a whole number up to 100000")?;
            Ok((0..count).filter_map(|_| world.place_mixed(None)).collect())
        }
        (None, Some(Value::Array(orders))) => {
            let wishes = orders
                .iter()
                .zip(1..)
                .map(|(order, at)| read(order).map_err(|reason| format!("order {at}: {reason}")))
                .collect::<Result<Vec<_>, _>>()?;
            let mut numbers = Vec::new();
            for (wish, at) in wishes.into_iter().zip(1..) {
                let placed = match wish {
                    Wished::Newer(wish) => world.place(*wish),
                    Wished::Older(wish) => world.place_older(*wish),
                };
                numbers.push(placed.map_err(|reason| format!("order {at}: {reason}"))?);
            }
            Ok(numbers)
        }
        _ => Err("either `count` or a list `orders`".to_owned()),
    }
}

/// A value as the text of a code, an id or a name.
fn word(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// An order of either API.
enum Wished {
    Newer(Box<Wish>),
    Older(Box<OlderWish>),
}

fn read(order: &Value) -> Result<Wished, String> {
    let order = order.as_object().ok_or("an order is a JSON object")?;
    match order.get("api").map(Value::as_str) {
        None | Some(Some("newer")) => {
            let mut order = order.clone();
            order.remove("api");
            Ok(Wished::Newer(Box::new(read_wish(&order)?)))
        }
        Some(Some("older")) => read_older(order).map(|wish| Wished::Older(Box::new(wish))),
        Some(_) => Err("`api` is newer or older".to_owned()),
    }
}

/// What is special about the older API, and the rest as for any order.
fn read_older(order: &Map<String, Value>) -> Result<OlderWish, String> {
    let mut rest = order.clone();
    let mut taken = |key: &str| match rest.remove(key) {
        None => Ok(None),
        Some(value) => text(key, &value),
    };
    taken("api")?;
    let status = taken("status")?;
    let settlement_name = taken("settlement_name")?;
    let enclosed_in = taken("enclosed_in")?;
    let wish = read_wish(&rest)?;
    Ok(OlderWish {
        wish,
        status,
        settlement_name,
        enclosed_in,
    })
}

fn read_wish(order: &Map<String, Value>) -> Result<Wish, String> {
    let mut wish = Wish::default();
    for (key, value) in order {
        match key.as_str() {
            "settlement" => {
                let known = Settlement::parse(&word(value));
                wish.settlement = Some(known.ok_or("`settlement` is common or selectable")?);
            }
            "payment_method" => {
                let known = PaymentMethod::parse(&word(value));
                wish.payment =
                    Some(known.ok_or_else(|| format!("unknown payment_method {value}"))?);
            }
            "status" => {
                let known = Progress::parse(&word(value));
                wish.progress = Some(known.ok_or_else(|| format!("unknown status {value}"))?);
            }
            "total" => wish.total = total(value)?,
            "remarks" => wish.remarks = text(key, value)?,
            "ordered_at" => {
                let at = text(key, value)?.and_then(|text| Jst::parse(&text));
                wish.ordered_at =
                    Some(at.ok_or("`ordered_at` is a time like 2026-11-24T10:00:00+09:00")?);
            }
            "items" => wish.items = Some(items(value)?),
            "mail_first" => {
                wish.mail_first = value.as_bool().ok_or("`mail_first` is true or false")?;
            }
            "destinations" => {
                let count = value.as_u64().filter(|count| (1..=9).contains(count));
                let count = count.ok_or("`destinations` is a number from 1 to 9")?;
                wish.destinations = usize::try_from(count).unwrap_or(1);
            }
            odd => {
                let known = "settlement, payment_method, status, total, remarks, ordered_at, items, mail_first, destinations";
                return Err(format!("unknown property `{odd}`; known are {known}"));
            }
        }
    }
    Ok(wish)
}

fn text(key: &str, value: &Value) -> Result<Option<String>, String> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.clone())),
        _ => Err(format!("`{key}` is text")),
    }
}

fn total(value: &Value) -> Result<Total, String> {
    match value {
        Value::Null => Ok(Total::Undetermined),
        _ => value
            .as_i64()
            .filter(|yen| (0..=1_000_000_000).contains(yen))
            .map(Total::Yen)
            .ok_or_else(|| {
                "`total` is a whole number of yen, or null while it is not determined".to_owned()
            }),
    }
}

/// A number of lines, or a list of lines with name, number, price, units, tax_percent.
fn items(value: &Value) -> Result<Vec<ItemWish>, String> {
    if let Some(count) = value.as_u64().filter(|count| (1..=99).contains(count)) {
        return Ok((0..count)
            .map(|_| ItemWish {
                units: 1,
                ..ItemWish::default()
            })
            .collect());
    }
    let list = value
        .as_array()
        .filter(|list| (1..=99).contains(&list.len()));
    list.ok_or("`items` is a list of 1 to 99 lines, or their number")?
        .iter()
        .map(item)
        .collect()
}

fn item(value: &Value) -> Result<ItemWish, String> {
    let empty = Map::new();
    let fields = match value {
        Value::String(name) => {
            return Ok(ItemWish {
                name: Some(name.clone()),
                units: 1,
                ..ItemWish::default()
            });
        }
        Value::Object(fields) => fields,
        Value::Null => &empty,
        _ => return Err("an item is a JSON object".to_owned()),
    };
    let mut item = ItemWish {
        units: 1,
        ..ItemWish::default()
    };
    for (key, value) in fields {
        let number = || {
            value
                .as_i64()
                .filter(|number| (0..=MOST_OF_A_LINE).contains(number))
                .ok_or_else(|| format!("`{key}` is a whole number"))
        };
        match key.as_str() {
            "name" => item.name = text(key, value)?,
            "number" | "manage_number" | "code" => item.manage_number = text(key, value)?,
            "price" => item.price = Some(number()?),
            "units" | "quantity" => item.units = number()?.max(1),
            "tax_percent" => {
                item.tax_percent = Some(number()?).filter(|percent| [8, 10].contains(percent));
            }
            odd => {
                return Err(format!(
                    "unknown property `{odd}` of an item; known are name, number, price, units, tax_percent"
                ));
            }
        }
    }
    Ok(item)
}
