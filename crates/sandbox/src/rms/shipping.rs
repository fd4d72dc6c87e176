//! `updateOrderShipping`: rows are added, updated and deleted; without an id a row is always added.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use crate::jst::parse_date;
use crate::rms::Body;
use crate::rms::check::{Check, integer};
use crate::rms::envelope::{Answer, Level, message};
use crate::world::World;
use crate::world::codes::carrier_name;
use crate::world::ledger::Effect;
use crate::world::order::{Order, ShippingRow};

pub(crate) const NAME: &str = "UPDATE_ORDERSHIPPING";
const MOST_ROWS: usize = 20;
const MOST_NUMBER: usize = 120;

/// What becomes of a value: a key left out keeps it, an empty one removes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Edit<T> {
    Keep,
    Remove,
    Set(T),
}

impl<T> Edit<T> {
    fn apply(self, slot: &mut Option<T>) {
        match self {
            Self::Keep => {}
            Self::Remove => *slot = None,
            Self::Set(value) => *slot = Some(value),
        }
    }
}

/// A row of the request that was understood.
#[derive(Debug, Clone)]
pub(crate) struct RowEdit {
    basket: i64,
    id: Option<i64>,
    carrier: Edit<String>,
    number: Edit<String>,
    day: Edit<Date>,
    delete: bool,
}

pub(crate) fn update_order_shipping(world: &mut World, body: &Body) -> Answer {
    let mut check = Check::new(body, NAME);
    let number = check.required_text("orderNumber");
    let baskets = check.required_list("BasketidModelList");
    let (true, Some(number)) = (check.is_clean(), number) else {
        return Answer::refused(
            check.messages.into_iter().map(with_nulls).collect(),
            Vec::new(),
        );
    };
    let orders = vec![number.clone()];
    let edits = match read_rows(world.orders.get(&number), baskets, NAME) {
        Ok(edits) => edits,
        Err(messages) => return Answer::refused(messages, orders),
    };
    match world.edit_rows(&number, edits) {
        Err(messages) => Answer::refused(messages, orders),
        Ok((messages, effect)) => Answer::ok(json!({"MessageModelList": messages}), orders, effect),
    }
}

fn with_nulls(mut model: Value) -> Value {
    if let Some(model) = model.as_object_mut() {
        model.insert("dataNumber".to_owned(), Value::Null);
        model.insert("shippingDetailId".to_owned(), Value::Null);
    }
    model
}

/// A message about a row of the request.
fn about_row(
    level: Level,
    function: &str,
    code: &str,
    text: &str,
    data: usize,
    id: Option<i64>,
) -> Value {
    let mut model = message(level, function, code, text);
    if let Some(model) = model.as_object_mut() {
        model.insert("dataNumber".to_owned(), json!(data));
        model.insert("shippingDetailId".to_owned(), json!(id));
    }
    model
}

/// Reads all rows; one badly formed value refuses the whole request.
pub(crate) fn read_rows(
    order: Option<&Order>,
    baskets: &[Value],
    function: &str,
) -> Result<Vec<RowEdit>, Vec<Value>> {
    let (mut edits, mut wrong) = (Vec::new(), Vec::new());
    let mut data = 0;
    for basket in baskets {
        let basket_id = basket.get("basketId").and_then(integer);
        let rows = basket.get("ShippingModelList").and_then(Value::as_array);
        let (Some(basket_id), Some(rows)) = (basket_id, rows.filter(|rows| !rows.is_empty()))
        else {
            let key = if basket_id.is_none() {
                "basketId"
            } else {
                "ShippingModelList"
            };
            let text = format!("{key}の項目を指定して下さい。");
            wrong.push(with_nulls(message(Level::Error, function, "009", &text)));
            continue;
        };
        let package = order.and_then(|order| {
            order
                .packages
                .iter()
                .find(|package| package.basket_id == basket_id)
        });
        let stored = package.map_or(&[][..], |package| &package.rows);
        if order.is_some() && package.is_none() {
            wrong.push(with_nulls(message(
                Level::Error,
                function,
                "011",
                "basketIdの書式が不正です。",
            )));
        }
        let added = rows
            .iter()
            .filter(|row| row.get("shippingDetailId").is_none_or(Value::is_null))
            .count();
        if stored.len() + added > MOST_ROWS {
            wrong.push(with_nulls(message(
                Level::Error,
                function,
                "011",
                "ShippingModelListの書式が不正です。",
            )));
        }
        for row in rows {
            data += 1;
            let empty = Map::new();
            let row = row.as_object().unwrap_or(&empty);
            match read_row(row, basket_id, stored) {
                Ok(edit) => edits.push(edit),
                Err(keys) => wrong.extend(keys.into_iter().map(|key| {
                    about_row(
                        Level::Error,
                        function,
                        "011",
                        &format!("{key}の書式が不正です。"),
                        data,
                        None,
                    )
                })),
            }
        }
    }
    if wrong.is_empty() {
        Ok(edits)
    } else {
        Err(wrong)
    }
}

/// Reads a row, or names the values that are badly formed.
fn read_row(row: &Body, basket: i64, stored: &[ShippingRow]) -> Result<RowEdit, Vec<&'static str>> {
    let mut wrong = Vec::new();
    let id = match row.get("shippingDetailId") {
        None | Some(Value::Null) => None,
        Some(value) => {
            let id = integer(value).filter(|id| stored.iter().any(|row| row.id == *id));
            if id.is_none() {
                wrong.push("shippingDetailId");
            }
            id
        }
    };
    let carrier = match row.get("deliveryCompany") {
        None => Edit::Keep,
        Some(value) => {
            let code = integer(value).map(|code| code.to_string());
            if let Some(code) = code.filter(|code| carrier_name(code).is_some()) {
                Edit::Set(code)
            } else {
                wrong.push("deliveryCompany");
                Edit::Keep
            }
        }
    };
    let text = |key: &str| {
        row.get(key)
            .map(|value| value.as_str().unwrap_or_default().trim().to_owned())
    };
    let number = match text("shippingNumber") {
        None => Edit::Keep,
        Some(text) if text.is_empty() => Edit::Remove,
        Some(text) if text.chars().count() > MOST_NUMBER => {
            wrong.push("shippingNumber");
            Edit::Keep
        }
        Some(text) => Edit::Set(text),
    };
    let day = match text("shippingDate") {
        None => Edit::Keep,
        Some(text) if text.is_empty() => Edit::Remove,
        Some(text) => parse_date(&text).map_or_else(
            || {
                wrong.push("shippingDate");
                Edit::Keep
            },
            Edit::Set,
        ),
    };
    let delete = match row.get("shippingDeleteFlag").map(integer) {
        None | Some(Some(0)) => false,
        Some(Some(1)) if id.is_some() => true,
        Some(_) => {
            wrong.push("shippingDeleteFlag");
            false
        }
    };
    if wrong.is_empty() {
        Ok(RowEdit {
            basket,
            id,
            carrier,
            number,
            day,
            delete,
        })
    } else {
        Err(wrong)
    }
}

impl World {
    /// Edits the rows of an order; refused for an order that is unknown or cancelled.
    pub(crate) fn edit_rows(
        &mut self,
        number: &str,
        edits: Vec<RowEdit>,
    ) -> Result<(Vec<Value>, Effect), Vec<Value>> {
        let refused =
            |code: &str, text: &str| Err(vec![with_nulls(message(Level::Error, NAME, code, text))]);
        match self
            .orders
            .get(number)
            .map(|order| order.progress.is_cancel())
        {
            None => return refused("101", "指定された注文は存在しません。"),
            Some(true) => {
                return refused(
                    "102",
                    "既にキャンセルされているため、発送情報を更新できません。",
                );
            }
            Some(false) => {}
        }
        let mut messages = Vec::new();
        let mut effect = Effect::Updated;
        for (at, edit) in edits.into_iter().enumerate() {
            let fresh = 3_700_000_000 + i64::try_from(self.count()).unwrap_or(0);
            let Some(package) = self.orders.get_mut(number).and_then(|order| {
                order
                    .packages
                    .iter_mut()
                    .find(|package| package.basket_id == edit.basket)
            }) else {
                continue;
            };
            let (code, text, id, reports) = edit_row(&mut package.rows, edit, fresh);
            if reports {
                effect = Effect::Reported;
            }
            messages.push(about_row(Level::Info, NAME, code, text, at + 1, Some(id)));
        }
        self.schedule_rows(number);
        Ok((messages, effect))
    }

    /// The batch looks at the rows again, if the order waits for shipment.
    fn schedule_rows(&mut self, number: &str) {
        let waits = self
            .orders
            .get(number)
            .is_some_and(|order| order.progress == crate::world::codes::Progress::AwaitingShipment);
        if waits {
            self.schedule_batch(number);
        }
    }
}

/// Edits one row; the last value tells whether the row now reports a shipment.
fn edit_row(
    rows: &mut Vec<ShippingRow>,
    edit: RowEdit,
    fresh: i64,
) -> (&'static str, &'static str, i64, bool) {
    if let (true, Some(id)) = (edit.delete, edit.id) {
        rows.retain(|row| row.id != id);
        return ("103", "発送情報の削除設定が完了しました。", id, false);
    }
    let says = matches!(edit.number, Edit::Set(_)) || matches!(edit.day, Edit::Set(_));
    let (code, text) = match edit.id {
        None => {
            rows.push(ShippingRow {
                id: fresh,
                number: None,
                carrier: None,
                shipped_on: None,
            });
            ("101", "発送情報の追加設定が完了しました。")
        }
        Some(_) => ("102", "発送情報の更新設定が完了しました。"),
    };
    let id = edit.id.unwrap_or(fresh);
    let mut reports = false;
    if let Some(row) = rows.iter_mut().find(|row| row.id == id) {
        edit.carrier.apply(&mut row.carrier);
        edit.number.apply(&mut row.number);
        edit.day.apply(&mut row.shipped_on);
        reports = says && row.shipped_on.is_some();
    }
    (code, text, id, reports)
}
