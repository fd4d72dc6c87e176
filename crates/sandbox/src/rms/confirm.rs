//! `confirmOrder`: one message per order, HTTP 200 whatever they say.

use serde_json::json;

use crate::rms::Body;
use crate::rms::check::Check;
use crate::rms::envelope::{Answer, Level, message_about};
use crate::world::World;
use crate::world::fault::Fault;
use crate::world::ledger::Effect;
use crate::world::life_cycle::NotConfirmed;
use crate::world::order::Actor;

const NAME: &str = "CONFIRM_ORDER";

pub(crate) fn confirm_order(world: &mut World, body: &Body) -> Answer {
    let mut check = Check::new(body, NAME);
    let numbers = check.required_texts("orderNumberList", 100);
    if !check.is_clean() {
        return Answer::refused(check.messages, numbers);
    }
    if world.is_sabotaged(Fault::OmsItself) {
        world.oms_acts_itself(&numbers);
    }
    let sound = if world.is_sabotaged(Fault::PartialFailure) {
        numbers.len() / 2
    } else {
        numbers.len()
    };
    let (mut messages, mut done, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    for (at, number) in numbers.iter().enumerate() {
        let result = if at < sound {
            world.confirm(number, Actor::Client).map_err(Some)
        } else {
            Err(None)
        };
        let Err(why) = result else {
            messages.push(message_about(
                Level::Info,
                NAME,
                "101",
                "注文確認に成功しました。",
                number,
            ));
            done.push(number.clone());
            continue;
        };
        // The real wording of these texts is not known; the codes are.
        let (code, text) = match why {
            Some(NotConfirmed::Unknown) => ("101", "指定された注文は存在しません。"),
            Some(NotConfirmed::Cancelled) => ("102", "既にキャンセルされています。"),
            Some(NotConfirmed::MovedOn) => ("103", "既に注文確認待ちではありません。"),
            Some(NotConfirmed::Undetermined) => ("105", "金額が未設定です。"),
            None => ("901", "システムエラーが発生しました。"),
        };
        messages.push(message_about(Level::Error, NAME, code, text, number));
        refused.push(number.clone());
    }
    let body = json!({"MessageModelList": messages});
    if done.is_empty() {
        return Answer::ok(body, refused, Effect::None);
    }
    Answer {
        refused,
        ..Answer::ok(body, done, Effect::Confirmed)
    }
}
