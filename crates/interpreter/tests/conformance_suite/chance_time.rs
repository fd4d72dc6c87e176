//! What chance makes of time: calendars, days, time words, and what a person released.

use super::chance::{CALENDARS, Chance, TODAY};
use super::days::Calendar;
use super::model::{C, Set, Then, V, X};
use super::slow_decision::Past;

const DAY: i64 = 86_400;

impl Chance {
    pub(crate) fn calendar(&mut self) -> Calendar {
        let day = TODAY / DAY;
        let weekly = (0..=self.below(2)).map(|_| {
            let first = self.below(7);
            let hours = [(540, 720), (780, 1080), (1320, 300), (0, 1440), (600, 601)];
            let (start, end) = self.of(&hours);
            (first, (first + self.below(5)).min(6), start, end)
        });
        let weekly = weekly.collect();
        let near = |c: &mut Self| day + i64::try_from(c.below(5)).unwrap() - 2;
        Calendar {
            weekly,
            except_holidays: self.one_in(2),
            except: self.one_in(3).then(|| {
                let first = near(self);
                (first, first + i64::try_from(self.below(2)).unwrap())
            }),
            also: self.one_in(3).then(|| {
                let (start, end) = self.of(&[(600, 900), (1380, 60)]);
                (near(self), start, end)
            }),
        }
    }

    /// A count, or a count and a bit.
    pub(crate) fn counted(&mut self) -> X {
        let count = X::Count((!self.one_in(3)).then(|| Box::new(self.member(1))));
        if self.one_in(3) {
            return X::More(Box::new(count), Box::new(X::Value(V::Number(1))));
        }
        count
    }

    pub(crate) fn then(&mut self) -> Then {
        let calls = (0..=self.below(2)).map(|_| self.call()).collect();
        let from = self.of(&[None, None, Some("ordered_at"), Some("payment_due")]);
        Then {
            calls,
            after: self.one_in(3).then(|| self.of(&[1, 12, 30])),
            from: from.filter(|_| self.one_in(2)).map(X::Field),
            at: self.one_in(5).then(|| self.of(&[0, 36_000, 64_800])),
            during: self.one_in(5).then(|| self.below(CALENDARS)),
        }
    }

    fn some_day(&mut self) -> X {
        match self.below(4) {
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
                let number = X::Value(V::Number(self.of(&[0, 1, 2])));
                let args = vec![self.some_day(), number];
                let added = X::Call("add_business_days", args, some_calendar(self));
                C::Compare(added, self.op(), X::Value(self.date()))
            }
            _ => {
                let time = X::Call("time", vec![X::Field("ordered_at")], None);
                C::Compare(
                    time,
                    self.op(),
                    X::Value(V::Time(3600 * self.of(&[0, 9, 12]))),
                )
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
            let names = set.rules.iter().map(|rule| rule.name.clone());
            let names: Vec<String> = names.filter(|_| c.one_in(2)).collect();
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
            released,
        }
    }

    /// The rules whose holds a person let go of.
    fn released(&mut self, set: &Set) -> Vec<String> {
        let rules = set.rules.iter().map(|rule| rule.name.clone());
        let rows = set.tables.iter().map(|table| format!("{}[1]", table.name));
        let names: Vec<String> = rules.chain(rows).collect();
        names.into_iter().filter(|_| self.one_in(6)).collect()
    }
}
