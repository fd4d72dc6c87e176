//! Which destination 送付先 each slip of an order goes to, where that is certain.

use sabaki_interpreter::value::fold;

use crate::known::Known;
use crate::order::{Order, Package, Person};
use crate::slip::{Consignee, Slip};

/// The 送付先ID of each slip, in the order of the slips; none where it cannot be told.
///
/// With one destination every slip goes there. With several, a slip belongs to the only destination
/// whose postal code, address and name are all the slip's own, and no destination may be without a
/// slip: a parcel under the wrong destination would be told to the wrong person.
pub fn baskets_of(order: &Order, slips: &[&Slip]) -> Option<Vec<i64>> {
    match order.packages.as_slice() {
        [] => None,
        _ if slips.is_empty() => None,
        [package] => Some(vec![package.basket_id; slips.len()]),
        packages => {
            let baskets: Vec<i64> = slips
                .iter()
                .map(|slip| only_basket(packages, &slip.consignee))
                .collect::<Option<_>>()?;
            let covered = |package: &Package| baskets.contains(&package.basket_id);
            packages.iter().all(covered).then_some(baskets)
        }
    }
}

fn only_basket(packages: &[Package], consignee: &Known<Consignee>) -> Option<i64> {
    let wanted = Place::of_consignee(consignee.value()?)?;
    let mut same = packages.iter().filter(|package| {
        let place = package.recipient.value().and_then(Place::of_person);
        place.as_ref() == Some(&wanted)
    });
    let basket = same.next()?.basket_id;
    same.next().is_none().then_some(basket)
}

/// Who and where, in a form that two systems spell alike.
#[derive(PartialEq, Eq)]
struct Place {
    postal_code: String,
    address: String,
    name: String,
}

impl Place {
    fn of_consignee(consignee: &Consignee) -> Option<Self> {
        Self::new(
            consignee.postal_code.expose(),
            consignee.address.expose(),
            consignee.name.expose(),
        )
    }

    fn of_person(person: &Person) -> Option<Self> {
        let address = [
            person.prefecture.as_str(),
            person.city.expose(),
            person.street.expose(),
        ];
        let name = [person.family_name.expose(), person.first_name.expose()];
        Self::new(
            person.postal_code.expose(),
            &address.concat(),
            &name.concat(),
        )
    }

    /// None where a part is empty: nothing is certain then.
    fn new(postal_code: &str, address: &str, name: &str) -> Option<Self> {
        let digits = |text: &str| -> String {
            let folded = fold(text);
            folded.chars().filter(char::is_ascii_digit).collect()
        };
        let place = Self {
            postal_code: digits(postal_code),
            address: bare(address),
            name: bare(name),
        };
        let empty = place.postal_code.is_empty() || place.address.is_empty();
        (!empty && !place.name.is_empty()).then_some(place)
    }
}

/// Without spaces, and with one kind of hyphen: systems differ in both, people do not.
fn bare(text: &str) -> String {
    let hyphen = |c: char| matches!(c, '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | 'ー' | '－');
    fold(text)
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if hyphen(c) { '-' } else { c })
        .collect()
}
