//! What conditions stand on: the vocabulary, `let`s, calendars, and what actions ask.

use std::sync::Arc;

use crate::time::calendar::Calendar;
use crate::typing::tree::{Condition, Term};
use crate::value::EnumValue;
use crate::vocabulary::model::{Doc, Type, Vocabulary};

/// Everything that conditions refer to by index.
#[derive(Debug, Clone, Default)]
pub struct Program {
    /// The vocabulary that all indices are about.
    pub vocabulary: Arc<Vocabulary>,
    /// `let`s; a wrong one is none (and the rule set does not exist then).
    pub lets: Vec<Option<Arc<Term>>>,
    /// Calendars.
    pub calendars: Vec<Calendar>,
    /// The weekday values, from Monday.
    pub weekdays: [Option<EnumValue>; 7],
    /// What actions ask, in the vocabulary's order.
    pub actions: Vec<ActionProgram>,
    /// The field that says when the order was first seen.
    pub first_seen_at: Option<usize>,
}

/// What an action asks before it is done.
#[derive(Debug, Clone, Default)]
pub struct ActionProgram {
    /// The parts of what makes it legal, each with what is wrong where it is not true.
    pub legal: Vec<(Condition, Doc)>,
    /// When it needs no more doing.
    pub done: Option<Condition>,
}

const WEEKDAYS: [[&str; 3]; 7] = [
    ["mon", "monday", "月"],
    ["tue", "tuesday", "火"],
    ["wed", "wednesday", "水"],
    ["thu", "thursday", "木"],
    ["fri", "friday", "金"],
    ["sat", "saturday", "土"],
    ["sun", "sunday", "日"],
];

/// The values that the `weekday` field of a vocabulary has, from Monday.
pub fn weekdays(vocabulary: &Vocabulary) -> [Option<EnumValue>; 7] {
    use crate::vocabulary::model::{ClockField, Origin};
    let field = vocabulary
        .fields
        .iter()
        .find(|field| field.origin == Origin::Clock(ClockField::Weekday));
    let Some(Type::Enum(enumeration)) = field.map(|field| &field.ty) else {
        return [None; 7];
    };
    let values = vocabulary
        .enumerations
        .get(usize::from(*enumeration))
        .map_or(&[][..], |e| e.values.as_slice());
    WEEKDAYS.map(|names| {
        let at = values.iter().position(|item| {
            names.contains(&&*item.id) || item.ja.iter().any(|ja| names.contains(&&**ja))
        })?;
        Some(EnumValue {
            enumeration: *enumeration,
            value: u16::try_from(at).ok()?,
        })
    })
}
