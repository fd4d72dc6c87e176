//! Days, hours and holidays in Japan: what the calendar words of the rule language stand on.

pub mod business;
pub mod calendar;
pub mod holidays;
mod hours;
pub mod jst;
pub mod read;
#[cfg(test)]
mod tests;
