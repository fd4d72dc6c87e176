//! The asynchronous shipment report: accepted now, done later, and asked for with a request id.

use serde_json::{Value, json};

use crate::rms::Body;
use crate::rms::check::Check;
use crate::rms::envelope::{Answer, Level, message};
use crate::rms::shipping::read_rows;
use crate::world::World;
use crate::world::agenda::Event;
use crate::world::ledger::{Effect, Note};

const NAME: &str = "UPDATE_ORDERSHIPPING_ASYNC";
const RESULT_NAME: &str = "GET_RESULT_UPDATEORDERSHIPPING_ASYNC";
const MOST_ORDERS: usize = 100;
/// Until the report is done by itself; a second question also gets it done.
const SECONDS: i64 = 60;
const KEPT_DAYS: i64 = 30;

/// A report on its way.
pub(crate) struct WaitingReport {
    reports: Vec<(String, Vec<Value>)>,
    asked: u32,
    accepted: crate::jst::Jst,
    /// `ResultShippingModelList`, once it is done.
    pub(crate) answer: Option<Vec<Value>>,
}

fn refusal(order: &str, key: &str) -> Value {
    let mut model = message(
        Level::Error,
        NAME,
        "011",
        &format!("{key}の書式が不正です。"),
    );
    if let Some(model) = model.as_object_mut() {
        model.insert("orderNumber".to_owned(), json!(order));
        model.insert("dataNumber".to_owned(), Value::Null);
        model.insert("shippingDetailId".to_owned(), Value::Null);
    }
    model
}

pub(crate) fn update_order_shipping_async(world: &mut World, body: &Body) -> Answer {
    let mut check = Check::new(body, NAME);
    let models = check.required_list("OrderShippingModelList");
    if models.len() > MOST_ORDERS {
        check.malformed("OrderShippingModelList");
    }
    if !check.is_clean() {
        return Answer::refused(check.messages, Vec::new());
    }
    let (mut reports, mut wrong): (Vec<(String, Vec<Value>)>, Vec<Value>) =
        (Vec::new(), Vec::new());
    for model in models {
        let number = model
            .get("orderNumber")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let baskets = model
            .get("BasketidModelList")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        if number.is_empty() || reports.iter().any(|(known, _)| *known == number) {
            wrong.push(refusal(&number, "orderNumber"));
        }
        if baskets.is_empty() {
            wrong.push(refusal(&number, "BasketidModelList"));
        }
        if let Err(messages) = read_rows(world.orders.get(&number), &baskets, NAME) {
            wrong.extend(messages.into_iter().map(|mut message| {
                if let Some(message) = message.as_object_mut() {
                    message.insert("orderNumber".to_owned(), json!(number));
                }
                message
            }));
        }
        reports.push((number, baskets));
    }
    let orders = reports.iter().map(|(number, _)| number.clone()).collect();
    if !wrong.is_empty() {
        // The refusal comes under HTTP 200, unlike that of the synchronous twin.
        return Answer::ok(json!({"MessageModelList": wrong}), orders, Effect::None);
    }
    let id = format!(
        "00000000-0000-4000-8000-{:012x}_{}",
        world.count(),
        world.now.compact()
    );
    world
        .agenda
        .add(world.now.plus_seconds(SECONDS), Event::Report(id.clone()));
    world.reports.insert(
        id.clone(),
        WaitingReport {
            reports,
            asked: 0,
            accepted: world.now,
            answer: None,
        },
    );
    let mut accepted = message(Level::Info, NAME, "101", "発送情報の更新を受付けました。");
    if let Some(accepted) = accepted.as_object_mut() {
        accepted.insert("requestId".to_owned(), json!(id));
        accepted.insert("dataNumber".to_owned(), Value::Null);
        accepted.insert("shippingDetailId".to_owned(), Value::Null);
    }
    Answer::ok(
        json!({"MessageModelList": [accepted]}),
        orders,
        Effect::None,
    )
}

pub(crate) fn get_result(world: &mut World, body: &Body) -> Answer {
    let mut check = Check::new(body, RESULT_NAME);
    let Some(id) = check.required_text("requestId") else {
        return Answer::refused(check.messages, Vec::new());
    };
    let ready = world.reports.get_mut(&id).is_some_and(|report| {
        report.asked += 1;
        report.asked >= 2
    });
    if ready {
        world.run_report(&id);
    }
    let now = world.now;
    let answer = world
        .reports
        .get(&id)
        .filter(|report| now < report.accepted.plus_days(KEPT_DAYS))
        .and_then(|report| report.answer.clone());
    let list = answer.unwrap_or_else(|| {
        let text = "指定されたリクエストIDの処理結果は存在しませんでした。";
        vec![json!({"MessageModelList": [message(Level::Info, RESULT_NAME, "101", text)]})]
    });
    Answer::ok(
        json!({"ResultShippingModelList": list}),
        Vec::new(),
        Effect::None,
    )
}

impl World {
    /// Does what an accepted report says, unless it is done already.
    pub(crate) fn run_report(&mut self, id: &str) {
        let Some(waiting) = self
            .reports
            .get_mut(id)
            .filter(|report| report.answer.is_none())
        else {
            return;
        };
        let reports = std::mem::take(&mut waiting.reports);
        let mut list = Vec::new();
        for (number, baskets) in reports {
            let edits = read_rows(self.orders.get(&number), &baskets, super::shipping::NAME);
            let result = edits.and_then(|edits| self.edit_rows(&number, edits));
            let (messages, effect) = match result {
                Ok((messages, effect)) => (messages, effect),
                Err(messages) => (messages, Effect::None),
            };
            let note = Note::new("updateOrderShippingAsync", vec![number.clone()], effect);
            self.ledger.record_call(self.now, note, None, None);
            list.push(json!({"orderNumber": number, "MessageModelList": messages}));
        }
        if let Some(waiting) = self.reports.get_mut(id) {
            waiting.answer = Some(list);
        }
    }
}
