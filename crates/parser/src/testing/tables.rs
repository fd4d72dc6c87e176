//! Calendars and tables made by chance.

use jiff::civil::{self, Weekday};

use super::trees::{NOWHERE, Trees, expr, here};
use crate::syntax::calendar::{Calendar, CalendarLine, CalendarLineKind, Days, Hours};
use crate::syntax::expression::{Expr, ExprKind, IsTest};
use crate::syntax::table::{
    Cell, CellKind, Column, ColumnKind, Grid, Policy, Row, Table, TableBody,
};

impl Trees {
    pub(super) fn calendar(&mut self) -> Calendar {
        let hours = |t: &mut Self| Hours {
            start: t.0.one(&[0, 540, 1_320]),
            end: t.0.one(&[30, 720, 1_440]),
        };
        let days = |t: &mut Self| match t.0.below(3) {
            0 => Days::Holidays(NOWHERE),
            1 => Days::Date(t.date(), NOWHERE),
            _ => Days::Range(civil::date(2026, 12, 29), civil::date(2027, 1, 3), NOWHERE),
        };
        let lines = self.some(4, |t| {
            let kind = match t.0.below(3) {
                0 => CalendarLineKind::Weekly {
                    days: t.weekdays(),
                    hours: if t.coin() {
                        Vec::new()
                    } else {
                        t.some(2, hours)
                    },
                },
                1 => CalendarLineKind::Except(t.some(2, days)),
                _ => CalendarLineKind::Also {
                    days: t.some(2, days),
                    hours: if t.coin() {
                        Vec::new()
                    } else {
                        t.some(2, hours)
                    },
                },
            };
            CalendarLine {
                span: NOWHERE,
                kind,
            }
        });
        Calendar {
            span: NOWHERE,
            name: self.plain_name(&["営業時間", "open_hours"]),
            lines,
        }
    }

    fn weekdays(&mut self) -> Vec<Weekday> {
        let mut days = Vec::new();
        for _ in 0..=self.0.below(9) {
            let offset = i8::try_from(self.0.below(7)).unwrap();
            let next = match days.last() {
                Some(last) if self.coin() => Weekday::next(*last),
                _ => Weekday::from_monday_zero_offset(offset).unwrap(),
            };
            if !days.contains(&next) {
                days.push(next);
            }
        }
        days
    }

    pub(super) fn table(&mut self) -> Table {
        let head = self.head();
        let body = if self.0.below(4) == 0 {
            TableBody::File(here("ship.csv".to_owned()))
        } else {
            TableBody::Inline(self.grid())
        };
        Table {
            span: NOWHERE,
            name: self.plain_name(&["発送方法", "ship", "発送 方法"]),
            policy: here(
                self.0
                    .one(&[Policy::First, Policy::Unique, Policy::Collect]),
            ),
            head,
            when: self.maybe(|t| t.condition(1)),
            unless: self.maybe(|t| t.condition(1)),
            body,
        }
    }

    fn grid(&mut self) -> Grid {
        let columns = self.some(3, |t| Column {
            span: NOWHERE,
            kind: match t.0.below(4) {
                0 => ColumnKind::Then(t.action()),
                1 => ColumnKind::Hold(t.action()),
                _ => ColumnKind::Condition(expr(ExprKind::Name(t.name()))),
            },
        });
        let count = self.0.below(3);
        let rows = (0..count).map(|_| Row {
            span: NOWHERE,
            cells: columns.iter().map(|column| self.cell(column)).collect(),
        });
        let rows = rows.collect();
        Grid { columns, rows }
    }

    fn cell(&mut self, column: &Column) -> Cell {
        let kind = match &column.kind {
            _ if self.0.below(4) == 0 => CellKind::Any,
            ColumnKind::Then(_) => match self.0.below(3) {
                0 => CellKind::Yes,
                _ => CellKind::Argument(self.operand(1)),
            },
            ColumnKind::Hold(_) => CellKind::Reason(self.text()),
            ColumnKind::Condition(head) => self.condition_cell(head),
            ColumnKind::Error => CellKind::Error,
        };
        Cell {
            span: NOWHERE,
            kind,
        }
    }

    fn condition_cell(&mut self, head: &Expr) -> CellKind {
        let negated = self.coin();
        match self.0.below(6) {
            0 => CellKind::Values {
                negated,
                values: self.some(3, |t| t.operand(0)),
            },
            1 => CellKind::InList {
                negated,
                list: self.name(),
            },
            2 => CellKind::Compare {
                op: self.compare(),
                value: self.operand(1),
            },
            3 => CellKind::Range {
                low: self.operand(0),
                high: self.operand(0),
            },
            4 => {
                let what = self.is_test();
                let negated = negated && !matches!(what, IsTest::Known | IsTest::Unknown);
                CellKind::Is { negated, what }
            }
            _ => {
                let value = Box::new(head.clone());
                CellKind::Condition(expr(self.text_test(value, negated)))
            }
        }
    }
}
