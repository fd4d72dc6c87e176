//! 汎用 CSV of ネクストエンジン, as the connector to its API writes it; a refusal names the characters.

use sabaki_diagnostic::reason::Reason;
use std::collections::BTreeMap;

use sabaki_order::order::{Order, Person};

use crate::nextengine::cp932;
use crate::nextengine::general_csv::{self, NotWritable};

pub(super) use crate::nextengine::general_csv::{Lines, file as whole_file};

/// The lines of an order. What CP932 lacks in a name or address is named, so that a person can
/// mend it; the value around it is not.
pub(super) fn lines(
    order: &Order,
    payments: &BTreeMap<String, String>,
) -> Result<Lines, NotWritable> {
    general_csv::lines(order, payments).map_err(|mut not| {
        let lacking: Vec<String> = lacking(order)
            .iter()
            .map(|c| format!("「{c}」（U+{:04X}）", u32::from(*c)))
            .collect();
        if !lacking.is_empty() {
            not.reason = Reason::of("reason.csv.lacking")
                .because("reason", not.reason)
                .with("characters", lacking.concat());
        }
        not
    })
}

/// The characters of names and addresses that CP932 lacks, each once.
fn lacking(order: &Order) -> Vec<char> {
    let recipients = order.packages.iter().filter_map(|p| p.recipient.value());
    let mut lacking = Vec::new();
    for person in std::iter::once(&order.buyer).chain(recipients) {
        for text in texts(person) {
            for c in text.chars() {
                if cp932::exact(c.encode_utf8(&mut [0; 4])).is_none() && !lacking.contains(&c) {
                    lacking.push(c);
                }
            }
        }
    }
    lacking
}

fn texts(person: &Person) -> [&str; 8] {
    [
        person.family_name.expose(),
        person.first_name.expose(),
        person.family_kana.expose(),
        person.first_kana.expose(),
        &person.prefecture,
        person.city.expose(),
        person.street.expose(),
        person.mail.expose(),
    ]
}
