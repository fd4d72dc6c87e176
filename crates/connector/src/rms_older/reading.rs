//! Reading orders by number, with one reading for each number asked for.

use sabaki_diagnostic::reason::Reason;
use std::collections::HashMap;

use jiff::{Timestamp, ToSpan as _, civil};
use sabaki_engine::port::mall::OrderReading;
use sabaki_engine::port::outcome::PortError;
use sabaki_order::id::OrderNumber;

use super::answer::{Says, not_answered};
use super::calls::Client;
use super::config::Names;
use super::element::Element;
use super::envelope::GetOrder;
use super::order_model;
use crate::jst;

/// Most numbers in one question; 127 were seen in production.
const HUNDRED: usize = 100;
/// Days of orders in one question: the window has to be there beside the numbers, 63 days at most.
const DAYS: i32 = 60;

/// Reads all of them, or fails as a whole.
pub(super) async fn read(
    client: &Client,
    names: &Names,
    numbers: &[OrderNumber],
) -> Result<Vec<OrderReading>, PortError> {
    let mut found = HashMap::new();
    let mut todo = questions(numbers);
    while let Some(question) = todo.pop() {
        match ask(client, &question).await? {
            Asked::Answer(orders) => {
                for (number, order) in orders {
                    let read = order_model::read(&order, number.clone(), names);
                    found.insert(number, read.map(Box::new).map_err(|e| e.told()));
                }
            }
            Asked::Halve => todo.extend(question.halves()),
            Asked::Nothing => {}
        }
    }
    Ok(numbers
        .iter()
        .map(|number| match found.get(number) {
            Some(Ok(order)) => OrderReading::Read(order.clone()),
            Some(Err(reason)) => OrderReading::Unreadable {
                number: number.clone(),
                reason: reason.clone(),
            },
            None => OrderReading::Missing {
                number: number.clone(),
            },
        })
        .collect())
}

/// The status of one order in the shop's own word; none where there is no such order.
pub(super) async fn status(
    client: &Client,
    number: &OrderNumber,
) -> Result<Option<String>, PortError> {
    for question in questions(std::slice::from_ref(number)) {
        if let Asked::Answer(orders) = ask(client, &question).await? {
            let order = orders.into_iter().find(|(found, _)| found == number);
            return Ok(order.map(|(_, order)| order.word("status").unwrap_or_default().to_owned()));
        }
    }
    Ok(None)
}

/// Numbers that are asked for together, by day.
struct Question {
    numbers: Vec<OrderNumber>,
    window: Option<(Timestamp, Timestamp)>,
}

impl Question {
    fn new(numbers: Vec<(Option<civil::Date>, OrderNumber)>) -> Self {
        let days = numbers.iter().filter_map(|(day, _)| *day);
        let window = days
            .clone()
            .min()
            .zip(days.max())
            .and_then(|(first, last)| {
                let from = jst::instant(first.at(0, 0, 0, 0))?;
                Some((from, jst::instant(last.at(23, 59, 59, 0))?))
            });
        Self {
            numbers: numbers.into_iter().map(|(_, number)| number).collect(),
            window,
        }
    }

    fn halves(mut self) -> Vec<Self> {
        let late = self.numbers.split_off(self.numbers.len() / 2);
        [self.numbers, late]
            .into_iter()
            .flat_map(|half| questions(&half))
            .collect()
    }
}

/// The numbers in questions that RMS accepts. A number carries its day: `shop-yyyymmdd-serial`.
fn questions(numbers: &[OrderNumber]) -> Vec<Question> {
    let mut dated: Vec<_> = numbers
        .iter()
        .map(|number| (day(number), number.clone()))
        .collect();
    dated.sort();
    dated.dedup();
    let mut questions = Vec::new();
    let mut group: Vec<(Option<civil::Date>, OrderNumber)> = Vec::new();
    for (day, number) in dated {
        let first = group.first().map(|(day, _)| *day);
        let fits = match (first, day) {
            (None, _) | (Some(None), None) => true,
            (Some(Some(first)), Some(day)) => {
                first.checked_add(DAYS.days()).is_ok_and(|last| day <= last)
            }
            (Some(None), Some(_)) | (Some(Some(_)), None) => false,
        };
        if !fits || group.len() >= HUNDRED {
            questions.push(Question::new(std::mem::take(&mut group)));
        }
        group.push((day, number));
    }
    if !group.is_empty() {
        questions.push(Question::new(group));
    }
    questions
}

fn day(number: &OrderNumber) -> Option<civil::Date> {
    let day = number.as_str().split('-').nth(1)?;
    civil::Date::strptime("%Y%m%d", day).ok()
}

enum Asked {
    Answer(Vec<(OrderNumber, Element)>),
    /// Too long, too large, or one of them too old: half of them may be answered.
    Halve,
    /// None of them is there.
    Nothing,
}

async fn ask(client: &Client, question: &Question) -> Result<Asked, PortError> {
    let ask = GetOrder {
        numbers_only: false,
        numbers: question.numbers.iter().map(OrderNumber::as_str).collect(),
        window: question.window,
        statuses: &[],
    };
    let argument = ask.write();
    let several = question.numbers.len() > 1;
    let answer = match client.read_once("getOrder", &argument).await {
        Ok(answer) => answer,
        Err(no_return) if no_return.too_much && several => return Ok(Asked::Halve),
        Err(no_return) => match no_return.error {
            PortError::NotAnswered { .. } => client.read("getOrder", &argument).await?,
            error @ (PortError::Unavailable { .. }
            | PortError::NotAuthorised { .. }
            | PortError::Rejected { .. }) => return Err(error),
        },
    };
    match answer.says() {
        Says::Good | Says::Partly => Ok(Asked::Answer(orders(&answer.body))),
        Says::TooFarBack if several => Ok(Asked::Halve),
        Says::Nothing | Says::TooFarBack => Ok(Asked::Nothing),
        Says::Failed => Err(not_answered(
            Reason::of("reason.rms.said").with("words", answer.in_short()),
        )),
    }
}

/// The orders of an answer, those inside a bundle as well.
fn orders(body: &Element) -> Vec<(OrderNumber, Element)> {
    let mut orders = Vec::new();
    let mut todo: Vec<&Element> = body.many("orderModel").collect();
    while let Some(order) = todo.pop() {
        if let Some(number) = order.word("orderNumber") {
            orders.push((OrderNumber::new(number), order.clone()));
        }
        todo.extend(order.many("childOrderModel"));
    }
    orders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_asked_for_by_day() {
        let mut numbers: Vec<OrderNumber> = (0..150)
            .map(|n| OrderNumber::new(format!("987654-20180314-{n:010}")))
            .collect();
        numbers.push(OrderNumber::new("987654-20180512-0000000001"));
        numbers.push(OrderNumber::new("987654-20180514-0000000001"));
        numbers.push(OrderNumber::new("without a day"));
        let questions = questions(&numbers);
        let sizes: Vec<_> = questions.iter().map(|q| q.numbers.len()).collect();
        assert_eq!(sizes, [1, 100, 51, 1]);
        assert!(questions[0].window.is_none());
        let (from, until) = questions[2].window.unwrap();
        assert_eq!(from.to_string(), "2018-03-13T15:00:00Z");
        assert_eq!(until.to_string(), "2018-05-12T14:59:59Z");
    }
}
