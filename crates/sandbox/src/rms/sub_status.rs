//! Sub-statuses: the shop's own, each valid in one progress.

use serde_json::{Value, json};

use crate::rms::Body;
use crate::rms::check::{Check, integer};
use crate::rms::envelope::{Answer, Level, message, message_about};
use crate::world::World;
use crate::world::codes::Progress;
use crate::world::fault::Fault;
use crate::world::ledger::Effect;

const NAME: &str = "UPDATE_ORDERSUBSTATUS";

/// Id, name, the progress in which it can be set.
const SUB_STATUSES: [(i64, &str, Progress); 5] = [
    (1101, "要確認", Progress::AwaitingConfirmation),
    (1102, "在庫確認中", Progress::AwaitingConfirmation),
    (2101, "入金待ち", Progress::RakutenProcessing),
    (3423, "出荷準備中", Progress::AwaitingShipment),
    (15822, "お問い合わせ中", Progress::AwaitingShipment),
];

impl World {
    /// The name of a sub-status.
    pub(crate) fn sub_status_name(id: i64) -> Option<&'static str> {
        SUB_STATUSES
            .iter()
            .find(|(known, _, _)| *known == id)
            .map(|(_, name, _)| *name)
    }
}

pub(crate) fn get_sub_status_list(_world: &mut World, _body: &Body) -> Answer {
    let of = |progress: Progress| -> Vec<Value> {
        SUB_STATUSES
            .iter()
            .filter(|(_, _, valid)| *valid == progress)
            .zip(1..)
            .map(|((id, name, _), place)| json!({"subStatusId": id, "subStatusName": name, "orderby": place}))
            .collect()
    };
    let models: Vec<Value> = Progress::ALL
        .into_iter()
        .filter(|progress| !of(*progress).is_empty())
        .map(|progress| json!({"orderProgress": progress.code(), "SubStatusModelList": of(progress)}))
        .collect();
    let text = "サブステータス情報の取得に成功しました。";
    let messages = [message(Level::Info, "GET_SUBSTATUS_LIST", "101", text)];
    Answer::ok(
        json!({"MessageModelList": messages, "StatusModelList": models}),
        Vec::new(),
        Effect::None,
    )
}

pub(crate) fn update_order_sub_status(world: &mut World, body: &Body) -> Answer {
    let mut check = Check::new(body, NAME);
    let wanted = match body.get("subStatusId") {
        None => {
            check.missing("subStatusId");
            None
        }
        Some(Value::Null) => None,
        Some(value) => {
            let id = integer(value);
            if id.is_none() {
                check.malformed("subStatusId");
            }
            id
        }
    };
    let numbers = check.required_texts("orderNumberList", 100);
    if !check.is_clean() {
        return Answer::refused(check.messages, numbers);
    }
    let sound = if world.is_sabotaged(Fault::PartialFailure) {
        numbers.len() / 2
    } else {
        numbers.len()
    };
    let (mut messages, mut done, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    for (at, number) in numbers.into_iter().enumerate() {
        let result = if at < sound {
            set(world, &number, wanted)
        } else {
            Err(("901", "システムエラーが発生しました。"))
        };
        match result {
            Ok(()) => {
                let text = "サブステータスの更新設定が完了しました。";
                messages.push(message_about(Level::Info, NAME, "101", text, &number));
                done.push(number);
            }
            Err((code, text)) => {
                messages.push(message_about(Level::Error, NAME, code, text, &number));
                refused.push(number);
            }
        }
    }
    let body = json!({"MessageModelList": messages});
    if done.is_empty() {
        return Answer::ok(body, refused, Effect::None);
    }
    Answer {
        refused,
        ..Answer::ok(body, done, Effect::Updated)
    }
}

fn set(
    world: &mut World,
    number: &str,
    wanted: Option<i64>,
) -> Result<(), (&'static str, &'static str)> {
    let order = world
        .orders
        .get_mut(number)
        .ok_or(("016", "指定された注文は存在しません。"))?;
    if order.progress == Progress::Cancelled {
        return Err(("101", "既にキャンセルされています。"));
    }
    let fits = wanted.is_none_or(|id| {
        SUB_STATUSES
            .iter()
            .any(|(known, _, progress)| *known == id && *progress == order.progress)
    });
    if !fits {
        return Err(("102", "ステータスとサブステータスの組み合わせが不正です。"));
    }
    order.sub_status = wanted;
    Ok(())
}
