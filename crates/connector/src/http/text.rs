//! The far side's words, made fit for logs and the journal.

use sabaki_order::order::{Order, Person};

/// Longest text that is kept, in characters.
const LONGEST: usize = 200;

/// Takes control characters out, cuts, and covers every occurrence of the given values.
pub(crate) fn fit<'a>(text: &str, cover: impl IntoIterator<Item = &'a str>) -> String {
    let mut text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    for value in cover {
        // One character says nothing about anybody, and covering it would garble the text.
        if value.chars().nth(1).is_some() {
            text = text.replace(value, "●●●");
        }
    }
    let cut: String = text.chars().take(LONGEST).collect();
    if cut.len() < text.len() {
        format!("{cut}…")
    } else {
        cut
    }
}

/// The personal values of an order, for [`fit`]: an error text may quote them.
pub(crate) fn personal_values(order: &Order) -> Vec<String> {
    let mut values = Vec::new();
    person(&mut values, &order.buyer);
    for package in &order.packages {
        if let Some(recipient) = package.recipient.value() {
            person(&mut values, recipient);
        }
    }
    if let Some(remarks) = order.remarks.value() {
        values.push(remarks.expose().to_owned());
        values.extend(remarks.expose().lines().map(|line| line.trim().to_owned()));
    }
    // The longest first, so that a part does not spoil the whole.
    values.sort_by_key(|value| std::cmp::Reverse(value.len()));
    values.dedup();
    values
}

fn person(values: &mut Vec<String>, person: &Person) {
    let parts = [
        &person.family_name,
        &person.first_name,
        &person.family_kana,
        &person.first_kana,
        &person.postal_code,
        &person.city,
        &person.street,
        &person.phone,
        &person.mail,
    ];
    values.extend(
        parts
            .iter()
            .filter(|part| !part.is_empty())
            .map(|part| part.expose().to_owned()),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn covers_cleans_and_cuts() {
        assert_eq!(fit("a\nCANARY-1 b", ["CANARY-1"]), "a ●●● b");
        assert_eq!(fit("見本", ["見"]), "見本");
        let long = "あ".repeat(300);
        assert_eq!(fit(&long, []).chars().count(), 201);
    }
}
