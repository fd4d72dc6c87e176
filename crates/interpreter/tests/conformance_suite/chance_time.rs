//! What chance makes of time: calendars, days, time words, and what a person released.

use super::chance::{CALENDARS, Chance, DATED, TODAY};
use super::days::{Calendar, Days};
use super::model::{C, Set, Then, V, X};
use super::past::{Past, Repeated};

const DAY: i64 = 86_400;

impl Chance {
    pub(crate) fn calendar(&mut self) -> Calendar {
        let weekly = (0..=self.below(2)).map(|_| {
            let (first, length) = (self.below(7), self.below(5));
            let mut days: Vec<usize> = (first..(first + length + 1).min(7)).collect();
            if days.len() > 2 && self.one_in(3) {
                days.remove(1);
            }
            (days, self.hours())
        });
        let weekly = weekly.collect();
        let except = (0..self.below(3)).map(|_| self.some_days()).collect();
        let also = (0..self.below(2)).map(|_| (self.some_days(), self.hours()));
        Calendar {
            weekly,
            except,
            also: also.collect(),
        }
    }

    /// Hours of a day; none are the whole day.
    fn hours(&mut self) -> Vec<(i64, i64)> {
        let hours = [(540, 720), (780, 1080), (1320, 300), (0, 1440), (600, 601)];
        (0..self.below(3)).map(|_| self.of(&hours)).collect()
    }

    fn some_days(&mut self) -> Vec<Days> {
        let days = (0..=self.below(2)).map(|_| {
            if self.one_in(3) {
                return Days::Holidays;
            }
            let first = TODAY / DAY + i64::try_from(self.below(5)).unwrap() - 2;
            Days::Range(first, first + self.of(&[0, 0, 1, 40]))
        });
        days.collect()
    }

    /// A count, or a count and a bit.
    pub(crate) fn counted(&mut self) -> X {
        let count = X::Count("items", (!self.one_in(3)).then(|| Box::new(self.member(1))));
        if self.one_in(3) {
            return X::More(Box::new(count), Box::new(X::Value(V::Number(1))));
        }
        count
    }

    /// A day that is computed.
    pub(crate) fn dated(&mut self) -> X {
        match self.below(3) {
            0 => X::Less(
                Box::new(X::Field("payment_due")),
                Box::new(X::Value(V::Duration(DAY))),
            ),
            1 => X::Call("next_business_day", vec![X::Field("today")], None),
            _ => X::Call("date", vec![X::Field("ordered_at")], None),
        }
    }

    pub(crate) fn then(&mut self) -> Then {
        let calls = (0..=self.below(2)).map(|_| self.call()).collect();
        let from = self.one_in(3).then(|| match self.below(4) {
            0 => X::Field("ordered_at"),
            1 => X::Field("payment_due"),
            2 => X::Day(self.below(DATED)),
            _ => X::More(
                Box::new(X::Field("ordered_at")),
                Box::new(X::Value(V::Duration(5400))),
            ),
        });
        Then {
            calls,
            after: self
                .one_in(3)
                .then(|| self.of(&[3600, 43_200, 108_000, 5400, 45])),
            from,
            at: self.one_in(5).then(|| self.of(&[0, 36_000, 64_830])),
            during: self.one_in(5).then(|| self.below(CALENDARS)),
            every: self
                .one_in(5)
                .then(|| (self.of(&[3600, 86_400, 259_200]), self.of(&[1, 2, 3]))),
        }
    }

    fn some_day(&mut self) -> X {
        match self.below(5) {
            4 => X::Day(self.below(DATED)),
            0 => X::Field("today"),
            1 => X::Field("wished_delivery_date"),
            2 => X::Call("date", vec![X::Field("ordered_at")], None),
            _ => X::Value(self.date()),
        }
    }

    /// A condition about days, hours and calendars.
    pub(crate) fn about_time(&mut self, no: bool) -> C {
        let some_calendar = |c: &mut Self| c.one_in(2).then(|| c.below(CALENDARS));
        match self.below(9) {
            0 => C::Holiday(no, self.some_day()),
            1 => C::BusinessDay(no, self.some_day()),
            2 => C::During(no, X::Field("now"), self.below(CALENDARS)),
            3 => C::During(no, X::Field("ordered_at"), self.below(CALENDARS)),
            4 => C::Weekday(no, vec![self.below(7), self.below(7)]),
            5 => {
                let (a, b) = (self.some_day(), self.some_day());
                let calendar = some_calendar(self);
                let days = X::Call("business_days", vec![a, b], calendar);
                let number = V::Number(self.of(&[0, 1, 2]));
                C::Compare(days, self.op(), X::Value(number))
            }
            6 => {
                let args = vec![self.some_day()];
                let next = X::Call("next_business_day", args, some_calendar(self));
                C::Compare(next, self.op(), X::Value(self.date()))
            }
            7 => {
                let number = X::Value(V::Number(self.of(&[-2, 0, 1, 2])));
                let args = vec![self.some_day(), number];
                let added = X::Call("add_business_days", args, some_calendar(self));
                C::Compare(added, self.op(), X::Value(self.date()))
            }
            _ => {
                let time = X::Call("time", vec![X::Field("ordered_at")], None);
                C::Compare(time, self.op(), self.hour())
            }
        }
    }

    /// What is remembered about an order: often nothing.
    pub(crate) fn past(&mut self, set: &Set, now: i64) -> Past {
        let released = self.released(set);
        if self.one_in(2) {
            return Past {
                released,
                ..Past::default()
            };
        }
        let since = |c: &mut Self| {
            let names = set.rules.iter().filter(|rule| rule.named);
            let names: Vec<String> = names
                .map(|rule| rule.name.clone())
                .filter(|_| c.one_in(2))
                .collect();
            let times = names.into_iter().map(|name| {
                let hours = i64::try_from(c.below(40)).unwrap();
                (name, now - hours * 3600)
            });
            times.collect()
        };
        Past {
            looked: true,
            matching: since(self),
            asked: since(self),
            repeats: self.repeats(set, now),
            released,
        }
    }

    /// How often a rule has already done what has only written arguments.
    fn repeats(&mut self, set: &Set, now: i64) -> Vec<Repeated> {
        let mut repeats = Vec::new();
        for rule in set.rules.iter().filter(|rule| rule.named) {
            let calls = rule.thens().flat_map(|then| then.calls.iter());
            for call in calls {
                let args: Option<Vec<V>> = call.args.iter().map(written).collect();
                let Some(args) = args.filter(|_| self.one_in(3)) else {
                    continue;
                };
                let count = u32::try_from(1 + self.below(3)).unwrap();
                let last = now - 3600 * i64::try_from(self.below(60)).unwrap();
                repeats.push(Repeated {
                    rule: rule.name.clone(),
                    action: call.action,
                    args,
                    count,
                    last,
                });
            }
        }
        repeats
    }

    /// The rules whose holds a person let go of.
    fn released(&mut self, set: &Set) -> Vec<String> {
        let rules = set.rules.iter().filter(|rule| rule.named);
        let rules = rules.map(|rule| rule.name.clone());
        let rows = set.tables.iter().map(|table| format!("{}[1]", table.name));
        let names: Vec<String> = rules.chain(rows).collect();
        names.into_iter().filter(|_| self.one_in(6)).collect()
    }
}

/// A value that is written in the rule.
fn written(x: &X) -> Option<V> {
    match x {
        X::Value(value) => Some(value.clone()),
        _ => None,
    }
}
