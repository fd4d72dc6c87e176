//! Searching a window completely: there are no pages, only smaller windows.

use sabaki_diagnostic::reason::Reason;
use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use sabaki_engine::port::mall::SearchWindow;
use sabaki_engine::port::outcome::PortError;
use sabaki_order::id::OrderNumber;

use super::answer::{Return, Says, not_answered};
use super::calls::Client;
use super::envelope::GetOrder;

/// 63 days are allowed; one less leaves room for how the ends are counted.
const LONGEST: SignedDuration = SignedDuration::from_hours(62 * 24);
/// Below this a window that takes too long is not cut further: others have lived with such pieces.
const SHORTEST: i64 = 2 * 3600;
/// A cap on answers exists and its number is unknown. A count like this may be one.
const ROUND: usize = 100;

/// All orders of the window in these statuses.
pub(super) async fn search(
    client: &Client,
    window: SearchWindow,
    statuses: &[&str],
) -> Result<Vec<OrderNumber>, PortError> {
    let mut numbers = Vec::new();
    let mut seen = HashSet::new();
    let mut todo = split(window);
    while let Some(part) = todo.pop() {
        let found = match ask(client, part, statuses).await? {
            Asked::Found(found) => found,
            Asked::TooMuch(halves) => {
                todo.extend(halves);
                continue;
            }
        };
        let suspicious = found.len() >= ROUND && found.len() % ROUND == 0;
        if suspicious && let Some(halves) = halves(part, 2) {
            todo.extend(halves);
            continue;
        }
        let new = found
            .into_iter()
            .filter(|number| seen.insert(number.clone()));
        numbers.extend(new);
    }
    Ok(numbers)
}

enum Asked {
    Found(Vec<OrderNumber>),
    /// It took too long, or was too large: these halves instead.
    TooMuch([SearchWindow; 2]),
}

async fn ask(client: &Client, part: SearchWindow, statuses: &[&str]) -> Result<Asked, PortError> {
    let ask = GetOrder {
        numbers_only: true,
        numbers: Vec::new(),
        window: Some((part.from, part.until)),
        statuses,
    };
    let argument = ask.write();
    let answer = match client.read_once("getOrder", &argument).await {
        Ok(answer) => answer,
        Err(no_return) => {
            if no_return.too_much
                && let Some(halves) = halves(part, SHORTEST)
            {
                return Ok(Asked::TooMuch(halves));
            }
            match no_return.error {
                PortError::NotAnswered { .. } => client.read("getOrder", &argument).await?,
                error @ (PortError::Unavailable { .. }
                | PortError::NotAuthorised { .. }
                | PortError::Rejected { .. }) => return Err(error),
            }
        }
    };
    numbers(&answer).map(Asked::Found)
}

/// "Nothing found" is an answer only when RMS says so in its own code.
fn numbers(answer: &Return) -> Result<Vec<OrderNumber>, PortError> {
    match answer.says() {
        Says::Nothing => Ok(Vec::new()),
        Says::Good => {
            let found = answer
                .body
                .many("orderModel")
                .map(|order| order.word("orderNumber").map(OrderNumber::new))
                .collect::<Option<Vec<_>>>()
                .ok_or_else(|| {
                    not_answered(
                        Reason::of("reason.answer.not_complete").with("what", "orderNumber"),
                    )
                })?;
            if found.is_empty() {
                return Err(not_answered(
                    Reason::of("reason.answer.not_complete").with("what", "getOrder"),
                ));
            }
            Ok(found)
        }
        Says::Partly | Says::TooFarBack | Says::Failed => Err(not_answered(
            Reason::of("reason.rms.said").with("words", answer.in_short()),
        )),
    }
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

/// Two halves that share a second, the later first; none for a window that is narrow already.
fn halves(part: SearchWindow, narrow: i64) -> Option<[SearchWindow; 2]> {
    let (from, until) = (part.from.as_second(), part.until.as_second());
    if until - from < narrow {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn window(from: &str, until: &str) -> SearchWindow {
        SearchWindow {
            from: from.parse().unwrap(),
            until: until.parse().unwrap(),
        }
    }

    #[test]
    fn long_windows_are_split_without_a_gap() {
        let window = window("2018-01-01T00:00:00Z", "2018-06-01T00:00:00Z");
        let mut parts = split(window);
        parts.reverse();
        assert_eq!(parts.len(), 3);
        assert_eq!((parts[0].from, parts[2].until), (window.from, window.until));
        for pair in parts.windows(2) {
            assert_eq!(pair[0].until, pair[1].from);
        }
        for part in parts {
            assert!(part.until.duration_since(part.from) <= SignedDuration::from_hours(63 * 24));
        }
    }

    #[test]
    fn halves_share_a_second_and_end() {
        let mut part = window("2018-01-01T00:00:00Z", "2018-02-01T00:00:00Z");
        let mut steps = 0;
        while let Some([late, early]) = halves(part, SHORTEST) {
            assert_eq!(late.from, early.until);
            part = late;
            steps += 1;
        }
        assert_eq!(steps, 9);
    }
}
