//! Searching completely, against a mall that pages, counts and moves.

use jiff::Timestamp;
use sabaki_engine::port::mall::{Mall, SearchWindow};
use serde_json::{Value, json};

use crate::fixture::error_word;
use crate::orders::rms;
use crate::script::{Reply, Script, Seen};

fn window(days: i64) -> SearchWindow {
    let until: Timestamp = "2026-11-24T10:00:00+09:00".parse().unwrap();
    SearchWindow {
        from: Timestamp::from_second(until.as_second() - days * 86_400).unwrap(),
        until,
    }
}

/// Orders, one every `every` seconds up to the end of [`window`], found by the request's window.
fn found(request: &Seen, every: i64, count: i64) -> (Vec<String>, Value) {
    let request: Value = serde_json::from_str(&request.text()).unwrap();
    assert_eq!(request["dateType"], json!(1));
    let second = |name: &str| {
        let text = request[name].as_str().unwrap();
        assert!(text.ends_with("+0900"), "{text}");
        let text = text.replace("+0900", "+09:00");
        text.parse::<Timestamp>().unwrap().as_second()
    };
    let (start, end) = (second("startDatetime"), second("endDatetime"));
    assert!(end - start <= 63 * 86_400);
    let last = window(0).until.as_second();
    let numbers = (0..count)
        .map(|i| last - i * every)
        .filter(|at| (start..=end).contains(at))
        .map(|at| format!("987654-{at}"))
        .collect();
    (numbers, request["PaginationRequestModel"].clone())
}

fn page(numbers: &[String], pagination: &Value, total: usize) -> Reply {
    let per_page = usize::try_from(pagination["requestRecordsAmount"].as_u64().unwrap()).unwrap();
    let page = usize::try_from(pagination["requestPage"].as_u64().unwrap()).unwrap();
    assert!(per_page <= 1000);
    let shown: Vec<_> = numbers
        .iter()
        .take(15_000)
        .skip((page - 1) * per_page)
        .take(per_page)
        .collect();
    let code = if shown.is_empty() {
        "INFO_102"
    } else {
        "INFO_101"
    };
    let pages = if shown.is_empty() {
        json!({"totalRecordsAmount": null, "totalPages": null, "requestPage": null})
    } else {
        json!({"totalRecordsAmount": total, "totalPages": total.div_ceil(per_page), "requestPage": page})
    };
    Reply::json(
        200,
        json!({"orderNumberList": shown,
            "MessageModelList": [{"messageType": "INFO",
                "messageCode": format!("ORDER_EXT_API_SEARCH_ORDER_{code}"), "message": "x"}],
            "PaginationResponseModel": pages}),
    )
}

#[tokio::test]
async fn everything_is_found_once() {
    // (days, seconds between orders, orders)
    for (days, every, count) in [
        (1, 60, 0),
        (1, 60, 1),
        (1, 60, 1000),
        (1, 30, 1001),
        (60, 900, 2500),
        (200, 86_400, 150),
        (60, 100, 16_500),
    ] {
        let script = Script::with(move |request| {
            let (numbers, pagination) = found(request, every, count);
            Some(page(&numbers, &pagination, numbers.len()))
        })
        .await;
        let numbers = rms(&script.url).search(window(days)).await.unwrap();
        let case = format!("{count} orders in {days} days");
        assert_eq!(numbers.len(), usize::try_from(count).unwrap(), "{case}");
        let distinct: std::collections::BTreeSet<_> = numbers.iter().collect();
        assert_eq!(distinct.len(), numbers.len(), "{case}");
    }
}

#[tokio::test]
async fn a_list_that_moves_while_it_is_paged_is_read_in_smaller_parts() {
    let script = Script::with(|request| {
        let (numbers, pagination) = found(request, 30, 1500);
        // Whenever a second page is asked for, the count has changed meanwhile.
        let total = numbers.len() - usize::from(pagination["requestPage"] == json!(2));
        Some(page(&numbers, &pagination, total))
    })
    .await;
    let numbers = rms(&script.url).search(window(1)).await.unwrap();
    assert_eq!(numbers.len(), 1500);
}

#[tokio::test]
async fn an_incomplete_search_is_an_error() {
    let script = Script::with(|request| {
        let (numbers, pagination) = found(request, 30, 1500);
        // The second half of the window is never answered.
        let late = request.text().contains("2026-11-24T10:00:00");
        Some(if late && numbers.len() < 1100 {
            Reply::html(503)
        } else {
            let total = numbers.len() - usize::from(pagination["requestPage"] == json!(2));
            page(&numbers, &pagination, total)
        })
    })
    .await;
    let error = rms(&script.url).search(window(1)).await.unwrap_err();
    assert_eq!(error_word(&error), "unavailable");
}
