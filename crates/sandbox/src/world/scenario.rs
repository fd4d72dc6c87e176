//! Scenarios: which orders a world starts with, and what people in it will do.

use crate::world::World;
use crate::world::agenda::Event;
use crate::world::codes::PaymentMethod;
use crate::world::generate;
use crate::world::place::{Total, Wish};

/// A scenario by its name on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scenario {
    /// The wished number of mixed orders, and nobody who acts by himself.
    Default,
    /// A dozen orders with names, each with its own fate; staff ship every afternoon.
    Story,
    /// Many mixed orders, half of them still to come; staff ship every afternoon.
    Rush,
}

impl Scenario {
    /// Every scenario.
    pub const ALL: [Self; 3] = [Self::Default, Self::Story, Self::Rush];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Story => "story",
            Self::Rush => "rush",
        }
    }

    /// Reads a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|scenario| scenario.name() == text)
    }
}

pub(crate) const DAY: i64 = 24 * 60;

impl World {
    /// Fills the world: `orders` mixed ones, and what the scenario brings.
    pub fn begin(&mut self, scenario: Scenario, orders: usize) {
        match scenario {
            Scenario::Default => {
                for _ in 0..orders {
                    let minutes = self.random.between(0, 20);
                    self.place_mixed(Some(-minutes));
                }
            }
            Scenario::Story => {
                self.staff_ships = true;
                self.tell_story();
                for _ in 0..orders {
                    self.place_mixed(None);
                }
            }
            Scenario::Rush => {
                self.staff_ships = true;
                self.rush(if orders == 0 { 200 } else { orders });
            }
        }
    }

    /// Places a mixed order so many minutes from now.
    pub(crate) fn place_mixed(&mut self, minutes: Option<i64>) -> Option<String> {
        let mut wish = self.mixed_wish();
        wish.ordered_at = minutes.map(|minutes| self.now.plus_minutes(minutes));
        self.place(wish).ok()
    }

    /// A wish as the mix of a real shop has it: mostly cards, some of everything else.
    fn mixed_wish(&mut self) -> Wish {
        let code = match self.random.between(1, 100) {
            1..=58 => "1",
            59..=70 => "2",
            71..=76 => "13",
            77..=82 => "14",
            83..=88 => "9",
            89..=94 => "21",
            95..=96 => "12",
            97..=98 => "17",
            _ => "7",
        };
        let wished = self.random.chance(25).then(|| {
            let days = self.random.between(3, 7);
            let term = *self.random.pick(&[1416, 1618, 1921], &1416);
            (self.now.plus_days(days), term)
        });
        let comment = self
            .random
            .chance(10)
            .then(|| *self.random.pick(&generate::COMMENTS, &"のし希望です。"));
        let remarks =
            (wished.is_some() || comment.is_some()).then(|| generate::remarks(wished, comment));
        Wish {
            payment: PaymentMethod::parse(code),
            remarks,
            wished: wished.map(|(day, term)| (day.date(), term)),
            extras: true,
            island: self.random.chance(2),
            gift: self.random.chance(4),
            ..Wish::default()
        }
    }

    fn rush(&mut self, orders: usize) {
        for at in 0..orders {
            let minutes = if at % 2 == 0 {
                -self.random.between(0, 60)
            } else {
                self.random.between(1, 180)
            };
            let mut wish = self.mixed_wish();
            wish.ordered_at = Some(self.now.plus_minutes(minutes));
            wish.mail_first = self.random.chance(20);
            wish.pays_after_minutes = self
                .random
                .chance(90)
                .then(|| self.random.between(60, 4 * DAY));
            if self.random.chance(3) {
                wish.total = Total::Undetermined;
            }
            if self.random.chance(2) {
                wish.destinations = 2;
            }
            let cancels = self.random.chance(3);
            let after = minutes + self.random.between(5, 29);
            let Ok(order) = self.place(wish) else {
                continue;
            };
            if cancels {
                let event = Event::Person {
                    who: "buyer",
                    does: "cancel",
                    order,
                };
                self.agenda.add(self.now.plus_minutes(after.max(1)), event);
            }
        }
    }
}
