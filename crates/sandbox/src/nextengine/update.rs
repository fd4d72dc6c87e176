//! `update` and `bulkupdate`: writing fields under the optimistic lock.

use serde_json::{Value, json};

use crate::nextengine::envelope::{Done, Refusal};
use crate::nextengine::field::{self, Field, Write};
use crate::nextengine::form::Form;
use crate::nextengine::row;
use crate::nextengine::slip::Slip;
use crate::nextengine::update_xml::{self, Changes};
use crate::nextengine::upload::unzipped;
use crate::world::World;
use crate::world::assumption::invented;
use crate::world::fault::Fault;
use crate::world::ledger::{Effect, Note};
use crate::world::order::Actor;

/// Switches of a write.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Permits {
    /// Also a shipped slip may be written.
    shipped: bool,
    /// Making a slip valid again clears its rows' cancel flags.
    rows: bool,
}

impl Permits {
    fn read(form: &Form) -> Self {
        Self {
            shipped: form.text("receive_order_shipped_update_flag") == Some("1"),
            rows: form.text("receive_order_row_cancel_update_flag") == Some("1"),
        }
    }
}

/// A base value that passed its check: the field and what is stored.
type Checked = (&'static str, String);

pub(crate) fn one(world: &mut World, form: &Form, call: &str) -> Result<Done, Refusal> {
    let (id, lock) = named_slip(form)?;
    let data = form.text("data").ok_or_else(|| missing("data"))?;
    let changes = update_xml::one(data).ok_or_else(broken)?;
    let (order, effect) = write(world, id, lock, &changes, Permits::read(form))?;
    Ok(Done::empty(Note::new(call, vec![order], effect)))
}

pub(crate) fn bulk(world: &mut World, form: &Form, call: &str) -> Result<Done, Refusal> {
    let data = form.bytes("data").ok_or_else(|| missing("data"))?;
    let text = match form.text("data_type") {
        Some("xml") => String::from_utf8(data.to_vec()).map_err(|_| broken())?,
        Some("gz") => {
            String::from_utf8(unzipped(data).ok_or_else(broken)?).map_err(|_| broken())?
        }
        _ => return Err(missing("data_type")),
    };
    let jobs = update_xml::many(&text).ok_or_else(broken)?;
    if jobs.is_empty() {
        return Err(broken());
    }
    let permits = Permits::read(form);
    let (mut done, mut refused, mut messages) = (Vec::new(), Vec::new(), Vec::new());
    let mut strongest = Effect::None;
    let sound = if world.is_sabotaged(Fault::PartialFailure) {
        jobs.len() / 2
    } else {
        jobs.len()
    };
    for (at, job) in jobs.iter().enumerate() {
        let result = match job.id.parse() {
            _ if at >= sound => Err(Refusal::new("020007", "受注取込中です。")),
            Ok(id) => write(world, id, &job.lock, &job.changes, permits),
            Err(_) => Err(no_such_slip()),
        };
        match result {
            Ok((order, effect)) => {
                done.push(order);
                strongest = stronger(strongest, effect);
            }
            Err(refusal) => {
                messages.push(json!({"receive_order_id": job.id, "code": refusal.code, "message": refusal.message}));
                refused.extend(refusal.orders);
            }
        }
    }
    if messages.is_empty() {
        return Ok(Done::empty(Note::new(call, done, strongest)));
    }
    let message = Value::Array(messages);
    Err(Refusal {
        code: "020500",
        message,
        orders: refused,
        done: Some((done, strongest)),
    })
}

/// The effect by which a call on several slips is remembered.
fn stronger(one: Effect, other: Effect) -> Effect {
    match (one, other) {
        (Effect::None, other) => other,
        (one, Effect::None | Effect::Updated) => one,
        (_, other) => other,
    }
}

pub(crate) fn named_slip(form: &Form) -> Result<(u64, &str), Refusal> {
    let id = form
        .text("receive_order_id")
        .ok_or_else(|| missing("receive_order_id"))?;
    let lock = form
        .text("receive_order_last_modified_date")
        .ok_or_else(|| missing("receive_order_last_modified_date"))?;
    Ok((id.trim().parse().map_err(|_| no_such_slip())?, lock))
}

pub(crate) fn missing(name: &str) -> Refusal {
    Refusal::new(
        invented::PARAMETER_MISSING,
        format!("{name}を指定してください。"),
    )
}

fn broken() -> Refusal {
    Refusal::new(invented::BROKEN_DATA, "dataの形式が不正です。")
}

pub(crate) fn no_such_slip() -> Refusal {
    Refusal::new(invented::NO_SUCH_SLIP, "指定された伝票は存在しません。")
}

/// Checks the lock; a fault may let someone else edit the slip just before.
pub(crate) fn check_lock(world: &mut World, id: u64, lock: &str) -> Result<String, Refusal> {
    let now = world.now;
    let stale = world.is_sabotaged(Fault::Stale);
    let slip = world.slips.get_mut(&id).ok_or_else(no_such_slip)?;
    let order = slip.order_number().to_owned();
    if stale {
        slip.touch(now);
        world.ledger.record(
            now,
            Actor::Staff,
            Note::new("edit", vec![order.clone()], Effect::Updated),
        );
    }
    let slip = world.slips.get(&id).ok_or_else(no_such_slip)?;
    if slip.lock() != lock {
        let message = "伝票が更新されています。再度検索してください。";
        return Err(Refusal::new("020006", message).about(&order));
    }
    Ok(order)
}

/// Writes one slip completely or not at all.
fn write(
    world: &mut World,
    id: u64,
    lock: &str,
    changes: &Changes,
    permits: Permits,
) -> Result<(String, Effect), Refusal> {
    let order = check_lock(world, id, lock)?;
    let slip = world.slips.get(&id).ok_or_else(no_such_slip)?;
    may_write(slip, changes, permits).map_err(|refusal| refusal.about(&order))?;
    let values = checked(field::BASE, &changes.base)
        .and_then(|mut values| {
            values.extend(checked(field::OPTION, &changes.option)?);
            Ok(values)
        })
        .map_err(|refusal| refusal.about(&order))?;
    let rows = changes
        .rows
        .iter()
        .map(|(no, fields)| Ok((no.clone(), checked(field::ROW, fields)?)))
        .collect::<Result<Vec<_>, Refusal>>()
        .map_err(|refusal| refusal.about(&order))?;
    let effect = apply(world, id, values, rows, permits);
    Ok((order, effect))
}

fn may_write(slip: &Slip, changes: &Changes, permits: Permits) -> Result<(), Refusal> {
    if slip.status() == "1" {
        let allowed = ["receive_order_cancel_type_id", "receive_order_worker_text"];
        let only_these = changes
            .base
            .iter()
            .all(|(name, _)| allowed.contains(&name.as_str()));
        if !only_these || !changes.option.is_empty() || !changes.rows.is_empty() {
            return Err(Refusal::new(
                "020009",
                "受注メール取込済の伝票は、受注キャンセル区分と作業用欄だけ更新できます。",
            ));
        }
    }
    if slip.status() == "50" && !permits.shipped {
        return Err(Refusal::new(
            invented::ALREADY_SHIPPED,
            "出荷確定済の伝票は更新できません。",
        ));
    }
    Ok(())
}

fn invalid(name: &str, reason: &str) -> Refusal {
    Refusal::new("020015", format!("[{name}]{reason}"))
}

/// Every value in the form in which it is stored.
fn checked(list: &'static [Field], fields: &[(String, String)]) -> Result<Vec<Checked>, Refusal> {
    fields
        .iter()
        .map(|(name, value)| {
            let field = field::find(list, name).ok_or_else(|| {
                Refusal::new(
                    invented::UNKNOWN_FIELD,
                    format!("[{name}]存在しない項目です。"),
                )
            })?;
            Ok((field.name, value_of(field, value)?))
        })
        .collect()
}

pub(crate) fn value_of(field: &Field, value: &str) -> Result<String, Refusal> {
    let name = field.name;
    match field.write {
        Write::No => Err(Refusal::new(
            invented::NOT_WRITABLE,
            format!("[{name}]更新できない項目です。"),
        )),
        Write::Text { least, most } => {
            let length = value.chars().count();
            if length < least || length > most {
                return Err(invalid(
                    name,
                    &format!("{least}文字以上{most}文字以下で指定してください。"),
                ));
            }
            Ok(value.to_owned())
        }
        Write::Number => number_of(name, value),
        Write::Date => date_of(name, value),
        Write::Flag if matches!(value, "0" | "1") => Ok(value.to_owned()),
        Write::Check if value == "0" => Ok("1".to_owned()),
        Write::Check if value == "1" => Ok("2".to_owned()),
        Write::Flag | Write::Check => Err(invalid(name, "0または1で指定してください。")),
        Write::Select(master) => match master.name_of(value) {
            Some(_) => Ok(value.to_owned()),
            None => Err(invalid(name, "存在しない区分です。")),
        },
    }
}

fn number_of(name: &str, value: &str) -> Result<String, Refusal> {
    let plain = value.len() <= 13
        && !value.is_empty()
        && value
            .chars()
            .all(|letter| letter.is_ascii_digit() || matches!(letter, '-' | '.'));
    let number: f64 = value
        .parse()
        .map_err(|_| invalid(name, "半角数字で指定してください。"))?;
    if !plain || number.abs() > 999_999_999.99 {
        return Err(invalid(name, "半角数字で指定してください。"));
    }
    let whole = name.ends_with("_quantity") || name.ends_with("shop_id");
    Ok(if whole {
        format!("{number:.0}")
    } else {
        row::amount(number)
    })
}

fn date_of(name: &str, value: &str) -> Result<String, Refusal> {
    if value.is_empty() {
        return Ok(String::new());
    }
    let text = value.trim().replace('/', "-");
    crate::jst::Jst::parse(&text)
        .filter(|_| text.len() == 10 || text.len() == 19)
        .map(crate::jst::Jst::ne)
        .ok_or_else(|| invalid(name, "日付で指定してください。"))
}

fn apply(
    world: &mut World,
    id: u64,
    values: Vec<Checked>,
    rows: Vec<(String, Vec<Checked>)>,
    permits: Permits,
) -> Effect {
    let now = world.now;
    let Some(slip) = world.slips.get_mut(&id) else {
        return Effect::None;
    };
    let (was_live, was_paid) = (
        slip.is_live(),
        slip.get("receive_order_deposit_type_id") == "2",
    );
    for (name, value) in values {
        if value.is_empty()
            && field::find(field::BASE, name).is_some_and(|field| field.write == Write::Date)
        {
            slip.clear(name);
        } else {
            slip.set(name, &value);
        }
    }
    for (no, values) in rows {
        slip.write_row(&no, &values, now);
    }
    if was_live && !slip.is_live() {
        slip.set("receive_order_cancel_date", &now.ne());
    } else if !was_live && slip.is_live() {
        slip.clear("receive_order_cancel_date");
        if permits.rows {
            for values in &mut slip.rows {
                row::set(values, "receive_order_row_cancel_flag", "0");
            }
        }
    }
    slip.touch(now);
    let effect = if was_live && !slip.is_live() {
        Effect::Cancelled
    } else if !was_paid && slip.get("receive_order_deposit_type_id") == "2" {
        Effect::Paid
    } else {
        Effect::Updated
    };
    world.settle_status(id);
    effect
}

impl Slip {
    /// Writes fields of the row with this number; an empty number adds a row.
    fn write_row(&mut self, no: &str, values: &[Checked], now: crate::jst::Jst) {
        if no.is_empty() {
            let of = |name: &str| {
                values
                    .iter()
                    .find(|(known, _)| *known == name)
                    .map_or("", |(_, value)| value.as_str())
                    .to_owned()
            };
            let new = row::NewRow {
                goods_id: &of("receive_order_row_goods_id"),
                goods_name: &of("receive_order_row_goods_name"),
                quantity: &of("receive_order_row_quantity"),
                unit_price: &of("receive_order_row_unit_price"),
                option: &of("receive_order_row_goods_option"),
                tax_rate: "10",
            };
            self.add_row(&new, now);
            return;
        }
        for row in self
            .rows
            .iter_mut()
            .filter(|row| row::get(row, "receive_order_row_no") == no)
        {
            for (name, value) in values {
                row::set(row, name, value);
            }
            row::set(row, "receive_order_row_last_modified_date", &now.ne());
        }
    }
}
