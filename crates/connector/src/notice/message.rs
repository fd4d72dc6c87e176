//! From notices to one message that people read: equal texts become one line with a count.

use sabaki_diagnostic::catalogue::text;
use sabaki_diagnostic::lang::Lang;
use sabaki_engine::port::notices::{Alarm, Notice};
use sabaki_engine::port::outcome::IntentKey;
use sabaki_order::order::Order;
use sha2::{Digest as _, Sha256};

use super::config::PersonalData;
use crate::http::text::personal_values;

/// Order numbers that a group names.
const NAMED: usize = 20;
/// Longest text of a rule, in characters.
const LONGEST: usize = 1000;

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message {
    /// The same for every attempt at the same message.
    pub(super) id: String,
    /// One line.
    pub(super) subject: String,
    /// All of it, without markup.
    pub(super) body: String,
    /// Its parts, for machines.
    pub(super) groups: Vec<Group>,
}

/// Notices of one shop with one text.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Group {
    pub(super) shop: String,
    pub(super) text: String,
    /// Where the message is about orders.
    pub(super) orders: Vec<Line>,
}

/// One order of a group.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Line {
    pub(super) key: String,
    pub(super) order_number: String,
    /// Where the channel may show it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) buyer: Option<String>,
}

/// Notices by shop and text.
pub(super) fn groups(notices: &[&Notice<'_>], personal: PersonalData) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for notice in notices {
        let words = clean(&covered(notice.text, notice.order, personal));
        let line = Line {
            key: notice.key.0.clone(),
            order_number: notice.order.number.to_string(),
            buyer: buyer(notice.order, personal),
        };
        let shop = notice.shop.as_str();
        match groups
            .iter_mut()
            .find(|g| g.shop == shop && g.text == words)
        {
            Some(group) => group.orders.push(line),
            None => groups.push(Group {
                shop: shop.to_owned(),
                text: words,
                orders: vec![line],
            }),
        }
    }
    groups
}

/// The message of these groups.
pub(super) fn of_groups(groups: Vec<Group>, lang: Lang) -> Message {
    let heads: Vec<String> = groups.iter().map(|group| head(group, lang)).collect();
    let subject = match heads.as_slice() {
        [one] => one.clone(),
        many => fill(
            lang,
            "notice.subject_many",
            &[
                ("first", many.first().map_or("", String::as_str)),
                ("count", &(many.len().saturating_sub(1)).to_string()),
            ],
        ),
    };
    let parts: Vec<String> = groups
        .iter()
        .zip(&heads)
        .map(|(g, head)| part(g, head, lang))
        .collect();
    let keys = groups.iter().flat_map(|group| &group.orders);
    let texts = groups.iter().filter(|group| group.orders.is_empty());
    Message {
        id: id(keys
            .map(|line| line.key.as_str())
            .chain(texts.map(|group| group.text.as_str()))),
        subject,
        body: parts.join("\n\n"),
        groups,
    }
}

/// The message of a notice without an order, as a host may send one.
pub(super) fn of_text(words: &str, key: &IntentKey) -> Message {
    let words = clean(words);
    Message {
        id: id(std::iter::once(key.0.as_str())),
        subject: words.clone(),
        body: words.clone(),
        groups: vec![Group {
            shop: String::new(),
            text: words,
            orders: Vec::new(),
        }],
    }
}

/// The message of an alarm.
pub(super) fn of_alarm(alarm: Alarm<'_>, lang: Lang) -> Message {
    let words = clean(&alarm.told(lang));
    // An alarm is sent once; the same one of another day is another message.
    let mut hash = Sha256::new();
    hash.update(words.as_bytes());
    hash.update(jiff::Timestamp::now().as_nanosecond().to_be_bytes());
    Message {
        id: hex(&hash.finalize()),
        subject: fill(lang, "notice.alarm", &[("shop", alarm.shop.as_str())]),
        body: words.clone(),
        groups: vec![Group {
            shop: alarm.shop.to_string(),
            text: words,
            orders: Vec::new(),
        }],
    }
}

fn fill(lang: Lang, key: &str, args: &[(&str, &str)]) -> String {
    text(lang, key, args)
}

/// One order: its number; several: how many.
fn head(group: &Group, lang: Lang) -> String {
    let base = [("shop", group.shop.as_str()), ("text", group.text.as_str())];
    match group.orders.as_slice() {
        // An alarm that did not get through at once.
        [] => group.text.clone(),
        [one] => fill(
            lang,
            "notice.one",
            &[base[0], base[1], ("order", &one.order_number)],
        ),
        many => fill(
            lang,
            "notice.many",
            &[base[0], base[1], ("count", &many.len().to_string())],
        ),
    }
}

fn part(group: &Group, head: &str, lang: Lang) -> String {
    let mut out = head.to_owned();
    let single = group.orders.len() == 1;
    for line in group.orders.iter().take(NAMED) {
        let named = match &line.buyer {
            Some(name) => fill(
                lang,
                "notice.buyer",
                &[("order", &line.order_number), ("name", name)],
            ),
            None if single => continue,
            None => line.order_number.clone(),
        };
        out.push('\n');
        out.push_str(&named);
    }
    let rest = group.orders.len().saturating_sub(NAMED);
    if rest > 0 {
        out.push('\n');
        out.push_str(&fill(lang, "notice.more", &[("count", &rest.to_string())]));
    }
    out
}

fn covered(words: &str, order: &Order, personal: PersonalData) -> String {
    match personal {
        PersonalData::Shown => words.to_owned(),
        PersonalData::Covered => personal_values(order)
            .iter()
            .filter(|value| value.chars().nth(1).is_some())
            .fold(words.to_owned(), |words, value| words.replace(value, "●●●")),
    }
}

fn buyer(order: &Order, personal: PersonalData) -> Option<String> {
    match personal {
        PersonalData::Covered => None,
        PersonalData::Shown => {
            let (family, first) = (&order.buyer.family_name, &order.buyer.first_name);
            Some(clean(&format!("{} {}", family.expose(), first.expose())))
        }
    }
}

/// No control characters – a head line of a mail must not end early –, no direction marks, and not
/// without end.
fn clean(words: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
    };
    words
        .chars()
        .map(|c| if hidden(c) { ' ' } else { c })
        .take(LONGEST)
        .collect()
}

fn id<'a>(keys: impl Iterator<Item = &'a str>) -> String {
    let mut keys: Vec<&str> = keys.collect();
    keys.sort_unstable();
    let mut hash = Sha256::new();
    for key in keys {
        hash.update(key.as_bytes());
        hash.update([0]);
    }
    hex(&hash.finalize())
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().take(16).fold(String::new(), |mut out, byte| {
        let _never_fails = write!(out, "{byte:02x}");
        out
    })
}
