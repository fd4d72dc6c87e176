//! What the message of a failed que says of one order.

use std::ops::Range;

use sabaki_order::id::OrderNumber;

/// Whose rows are at fault, as far as the message tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// This order's.
    Own,
    /// It does not tell.
    Unnamed,
    /// Only those of other orders.
    OfOthers,
}

/// The part of a message that is about an order: by its number, or by a line of the file (its header
/// is line 1). How ネクストエンジン words such a message is not documented, so a message that names
/// nothing is about all orders.
pub(super) fn about(message: &str, number: &OrderNumber, rows: &Range<usize>) -> (String, Fault) {
    let parts = message.split(['\n', '\r', '。']).map(str::trim);
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let names_order = message.contains(number.as_str());
    let own = |part: &&&str| {
        if names_order {
            part.contains(number.as_str())
        } else {
            lines(part).any(|line| rows.contains(&line))
        }
    };
    let joined = |parts: Vec<&&str>| {
        let parts: Vec<&str> = parts.into_iter().copied().collect();
        parts.join("、")
    };
    let mine: Vec<_> = parts.iter().filter(own).collect();
    if !mine.is_empty() {
        return (joined(mine), Fault::Own);
    }
    if parts.iter().any(|part| lines(part).next().is_some()) {
        return (joined(parts.iter().collect()), Fault::OfOthers);
    }
    (message.to_owned(), Fault::Unnamed)
}

/// The line numbers that a part names: 「3行目」.
fn lines(part: &str) -> impl Iterator<Item = usize> {
    // What follows the last 行目 stands before none.
    let mut pieces: Vec<&str> = part.split("行目").collect();
    pieces.pop();
    pieces.into_iter().filter_map(|before| {
        let digits = before.chars().rev().take_while(char::is_ascii_digit);
        let digits: Vec<char> = digits.collect();
        let digits: String = digits.into_iter().rev().collect();
        digits.parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_taken_apart() {
        let cases = [
            (
                "受注の取込に失敗しました。",
                "受注の取込に失敗しました。",
                Fault::Unnamed,
            ),
            (
                "3行目: 単価が不正です。\n7行目: 受注名がありません。",
                "3行目: 単価が不正です",
                Fault::Own,
            ),
            (
                "7行目: 受注名がありません。",
                "7行目: 受注名がありません",
                Fault::OfOthers,
            ),
            (
                "987654-1（7行目）が不正です。4行目も不正です。",
                "987654-1（7行目）が不正です",
                Fault::Own,
            ),
            ("行9", "行9", Fault::Unnamed),
            ("", "", Fault::Unnamed),
        ];
        for (message, expected, fault) in cases {
            let found = about(message, &OrderNumber::new("987654-1"), &(3..5));
            assert_eq!(found, (expected.to_owned(), fault), "{message}");
        }
    }
}
