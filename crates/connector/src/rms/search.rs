//! Searching a window completely: split, paged, counted again.

use sabaki_diagnostic::reason::Reason;
use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use sabaki_engine::port::mall::SearchWindow;
use sabaki_engine::port::outcome::PortError;
use sabaki_order::id::OrderNumber;
use serde_json::{Map, Value};

use super::calls::Client;
use super::outcome::not_answered;
use super::wire::{Message, Pagination, SearchOrder, Sort, messages};
use crate::jst;

/// The statuses in which an order may still need work, when it is seen for the first time.
///
/// 100–300 are the flow itself and 400 returns to 300. 800 can be taken back by the buyer or the
/// shop, and rules may want to tell people about it. From 500 on nothing is left to do for an order
/// that was never seen, and 900 is the end; orders already recorded are read by number, whatever
/// their status.
const OPEN: &[i64] = &[100, 200, 300, 400, 800];

/// RMS allows 63 days; one day less leaves room for how it counts the ends.
const LONGEST: SignedDuration = SignedDuration::from_hours(62 * 24);
const PAGE: u32 = 1000;
/// What lies beyond cannot be fetched at all.
const REACHABLE: i64 = 15_000;

/// All open orders placed in the window.
pub(super) async fn search(
    client: &Client,
    window: SearchWindow,
) -> Result<Vec<OrderNumber>, PortError> {
    let mut found = Found::default();
    let mut todo = split(window);
    while let Some(part) = todo.pop() {
        match whole(client, part).await? {
            Some(numbers) => found.add(numbers),
            None => todo.extend(
                halves(part).ok_or_else(|| not_answered(Reason::of("reason.rms.search_moves")))?,
            ),
        }
    }
    Ok(found.numbers)
}

/// One part, page after page. None: too many, or the list moved while it was read. A single page
/// is one moment of RMS, so smaller parts always end.
async fn whole(client: &Client, part: SearchWindow) -> Result<Option<Vec<OrderNumber>>, PortError> {
    let first = page(client, part, 1).await?;
    if first.total > REACHABLE {
        return Ok(None);
    }
    let total = usize::try_from(first.total).unwrap_or(usize::MAX);
    let mut numbers = first.numbers;
    let mut next = 2;
    while numbers.len() < total {
        let more = page(client, part, next).await?;
        if more.total != first.total || more.numbers.is_empty() {
            return Ok(None);
        }
        numbers.extend(more.numbers);
        next += 1;
    }
    Ok((numbers.len() == total).then_some(numbers))
}

struct Page {
    numbers: Vec<OrderNumber>,
    total: i64,
}

async fn page(client: &Client, part: SearchWindow, page: u32) -> Result<Page, PortError> {
    let request = SearchOrder {
        progress: OPEN,
        date_type: 1,
        start: jst::format_rms(part.from),
        end: jst::format_rms(part.until),
        pagination: Pagination {
            amount: PAGE,
            page,
            sort: [Sort {
                column: 1,
                direction: 1,
            }],
        },
    };
    read_page(&client.read("searchOrder", &request).await?)
}

fn incomplete() -> Reason {
    Reason::of("reason.answer.not_complete").with("what", "searchOrder")
}

/// "Nothing found" is an answer only when RMS says so in its own code.
fn read_page(answer: &Map<String, Value>) -> Result<Page, PortError> {
    let said = messages(answer);
    if said.iter().any(Message::is_error) {
        let words: Vec<_> = said.iter().map(Message::in_short).collect();
        return Err(not_answered(
            Reason::of("reason.rms.said").with("words", words.join(", ")),
        ));
    }
    let says = |code: &str| said.iter().any(|message| message.code == code);
    let nothing = says("ORDER_EXT_API_SEARCH_ORDER_INFO_102");
    if !nothing && !says("ORDER_EXT_API_SEARCH_ORDER_INFO_101") {
        return Err(not_answered(incomplete()));
    }
    let numbers = match answer.get("orderNumberList") {
        Some(Value::Array(list)) => list
            .iter()
            .map(|number| number.as_str().map(OrderNumber::new))
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| not_answered(incomplete()))?,
        Some(Value::Null) | None if nothing => Vec::new(),
        _ => return Err(not_answered(incomplete())),
    };
    let total = answer
        .get("PaginationResponseModel")
        .and_then(|model| model.get("totalRecordsAmount"));
    let total = match total {
        Some(Value::Number(total)) => total.as_i64(),
        Some(Value::Null) | None if nothing => Some(0),
        _ => None,
    };
    let total = total.ok_or_else(|| not_answered(incomplete()))?;
    Ok(Page { numbers, total })
}

/// Parts that RMS accepts, the earliest last (they are taken from the end).
fn split(window: SearchWindow) -> Vec<SearchWindow> {
    let mut parts = Vec::new();
    let mut from = window.from;
    while from <= window.until {
        let until = from
            .saturating_add(LONGEST)
            .map_or(window.until, |end| end.min(window.until));
        parts.push(SearchWindow { from, until });
        if until >= window.until {
            break;
        }
        // The shared second is asked for twice; nothing can fall between.
        from = until;
    }
    parts.reverse();
    parts
}

/// Two halves that share a second; none when there is nothing left to halve.
fn halves(part: SearchWindow) -> Option<[SearchWindow; 2]> {
    let (from, until) = (part.from.as_second(), part.until.as_second());
    if until - from < 2 {
        return None;
    }
    let middle = Timestamp::from_second(from + (until - from) / 2).ok()?;
    Some([
        SearchWindow {
            from: middle,
            until: part.until,
        },
        SearchWindow {
            from: part.from,
            until: middle,
        },
    ])
}

/// Each number once, in the order of arrival.
#[derive(Default)]
struct Found {
    numbers: Vec<OrderNumber>,
    seen: HashSet<OrderNumber>,
}

impl Found {
    fn add(&mut self, numbers: Vec<OrderNumber>) {
        for number in numbers {
            if self.seen.insert(number.clone()) {
                self.numbers.push(number);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn long_windows_are_split_without_a_gap() {
        let window = SearchWindow {
            from: at("2026-01-01T00:00:00Z"),
            until: at("2026-06-01T00:00:00Z"),
        };
        let mut parts = split(window);
        parts.reverse();
        assert_eq!(parts.len(), 3);
        assert_eq!(parts[0].from, window.from);
        assert_eq!(parts[2].until, window.until);
        for pair in parts.windows(2) {
            assert_eq!(pair[0].until, pair[1].from);
        }
        for part in parts {
            assert!(part.until.duration_since(part.from) <= SignedDuration::from_hours(63 * 24));
        }
    }

    #[test]
    fn halves_share_a_second_and_end() {
        let mut part = SearchWindow {
            from: at("2026-01-01T00:00:00Z"),
            until: at("2026-01-01T00:10:00Z"),
        };
        let mut steps = 0;
        while let Some([late, early]) = halves(part) {
            assert_eq!(late.from, early.until);
            part = late;
            steps += 1;
        }
        assert!(steps < 12);
    }

    #[test]
    fn nothing_found_needs_its_code() {
        let cases = [
            (
                r#"{"orderNumberList":[],"MessageModelList":[{"messageType":"INFO","messageCode":"ORDER_EXT_API_SEARCH_ORDER_INFO_102","message":""}],"PaginationResponseModel":{"totalRecordsAmount":null,"totalPages":null,"requestPage":null}}"#,
                Some(0),
            ),
            (r#"{"orderNumberList":[]}"#, None),
            (r"{}", None),
            (
                r#"{"orderNumberList":null,"MessageModelList":[{"messageType":"ERROR","messageCode":"ORDER_EXT_API_SEARCH_ORDER_ERROR_011","message":""}],"PaginationResponseModel":null}"#,
                None,
            ),
            (
                r#"{"orderNumberList":null,"MessageModelList":[{"messageType":"INFO","messageCode":"ORDER_EXT_API_SEARCH_ORDER_INFO_101","message":""}],"PaginationResponseModel":null}"#,
                None,
            ),
        ];
        for (answer, expected) in cases {
            let Value::Object(answer) = serde_json::from_str(answer).unwrap() else {
                panic!("an object")
            };
            assert_eq!(read_page(&answer).ok().map(|page| page.total), expected);
        }
    }
}
