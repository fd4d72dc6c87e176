//! Orders made by chance.

use super::chance::{Chance, PAID, PAYMENTS, PREFECTURES, SKUS, SLIP, STATUSES, TEXTS, TODAY};
use super::model::{Order, V};

impl Chance {
    /// An order of which some things are unknown or none.
    pub(crate) fn order(&mut self) -> Order {
        let mut order = Order::new();
        let mut put = |c: &mut Self, field, none: bool, make: &mut dyn FnMut(&mut Self) -> V| {
            let value = match c.below(8) {
                0 => V::Unknown,
                1 if none => V::None,
                _ => make(c),
            };
            order.insert(field, value);
        };
        put(self, "status", false, &mut |c| c.named(STATUSES));
        put(self, "payment_method", false, &mut |c| c.named(PAYMENTS));
        put(self, "slip.paid", false, &mut |c| c.named(PAID));
        put(self, "slip.note", false, &mut |c| {
            c.text(&["", "札 t", "ｔ"])
        });
        put(self, "cancel_allowed", false, &mut |c| V::Bool(c.one_in(2)));
        put(self, "destinations", false, &mut Self::destinations);
        put(self, "total", false, &mut Self::number);
        put(self, "postage", false, &mut Self::number);
        put(self, "gift", false, &mut |c| V::Bool(c.one_in(2)));
        put(self, "wrapping", false, &mut |c| V::Bool(c.one_in(2)));
        put(self, "remarks", false, &mut |c| c.text(TEXTS));
        put(self, "prefecture", false, &mut |c| c.text(PREFECTURES));
        put(self, "wished_delivery_date", true, &mut Self::date);
        put(self, "ordered_at", false, &mut Self::instant);
        put(self, "first_seen_at", false, &mut Self::instant);
        put(self, "payment_due", true, &mut Self::date);
        put(self, "items", false, &mut Self::items);
        put(self, "slip.exists", false, &mut |_| V::Bool(true));
        put(self, "slip.status", true, &mut |c| c.named(SLIP));
        put(self, "slip.waiting", false, &mut |c| {
            V::Set(if c.one_in(2) {
                vec![V::Enum(1, SLIP[1])]
            } else {
                vec![]
            })
        });
        put(self, "slip.tags", false, &mut |c| {
            V::Set(if c.one_in(2) {
                vec![c.text(&["t", "u"])]
            } else {
                vec![]
            })
        });
        put(self, "slip.edited", false, &mut |c| {
            V::Set(if c.one_in(6) {
                vec![c.text(&["ship_method", "ship_date"])]
            } else {
                vec![]
            })
        });
        put(self, "slip.ship_method", false, &mut |c| {
            c.text(&["t", "x"])
        });
        put(self, "slip.ship_date", true, &mut Self::date);
        order
    }

    fn items(&mut self) -> V {
        let members = (0..self.below(4)).map(|_| {
            let unknown = |c: &mut Self, value: V| if c.one_in(5) { V::Unknown } else { value };
            let (sku, quantity) = (self.text(SKUS), V::Number(self.of(&[1, 2, 3])));
            [
                ("sku", unknown(self, sku)),
                ("quantity", unknown(self, quantity)),
            ]
            .into()
        });
        V::List(members.collect())
    }

    fn destinations(&mut self) -> V {
        let members = (0..self.below(3)).map(|_| {
            let unknown = |c: &mut Self, value: V| if c.one_in(5) { V::Unknown } else { value };
            let (island, shipped) = (V::Bool(self.one_in(3)), V::Bool(self.one_in(2)));
            let prefecture = self.text(PREFECTURES);
            [
                ("isolated_island", unknown(self, island)),
                ("shipped", unknown(self, shipped)),
                ("prefecture", unknown(self, prefecture)),
            ]
            .into()
        });
        V::List(members.collect())
    }

    /// An instant about 2026-11-24.
    pub(crate) fn now(&mut self) -> i64 {
        TODAY + i64::try_from(self.below(48 * 60)).unwrap() * 60 - 86_400
    }
}
