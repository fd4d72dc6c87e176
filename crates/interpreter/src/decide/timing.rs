//! When a request is due: `after`/`from`, then `at`, then `every`, then `during`.

use jiff::Timestamp;
use jiff::civil::Time;

use super::look::Look;
use super::term::{later, value};
use crate::compile::rule_set::{CompiledRule, CompiledThen};
use crate::memory::{ActionKey, Memory};
use crate::time::jst;
use crate::truth::Truth;
use crate::value::Value;

/// When a request is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    /// Now; with the instant at which that ends by itself (a calendar closes).
    Now(Option<Timestamp>),
    /// At a later instant.
    Later(Timestamp),
    /// It has been repeated as often as it may.
    Repeated,
    /// It cannot be said: `from` is unknown, or no opening is known.
    Unknown,
    /// Never: `from` is none.
    Nothing,
}

/// On what an action is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asks {
    /// On true alone.
    WhenTrue,
    /// A protective action: on true and on unknown.
    OnUnknownToo,
}

/// Since when a rule has asked without a break: what memory knows; the first sight of the order
/// where there is no history; else this instant.
pub(crate) fn since(
    rule: &CompiledRule,
    asks: Asks,
    look: &Look<'_>,
    memory: &Memory,
) -> Timestamp {
    let matching = memory.matching_since.get(&rule.key);
    let known = match asks {
        Asks::WhenTrue => matching,
        Asks::OnUnknownToo => memory.asked_since.get(&rule.key).or(matching),
    };
    if let Some(since) = known {
        return *since;
    }
    if memory.looked {
        return look.now;
    }
    let first_seen = look.program.first_seen_at.map(|at| look.facts.get(at));
    match first_seen {
        Some(Value::DateTime(at)) if *at <= look.now => *at,
        _ => look.now,
    }
}

/// When this `then` of a rule is due.
pub(crate) fn when(
    rule: &CompiledRule,
    (then, asks): (&CompiledThen, Asks),
    key: impl FnOnce() -> ActionKey,
    look: &Look<'_>,
    memory: &Memory,
) -> When {
    let start = match &then.from {
        Some(from) => match *value(from, look) {
            Value::DateTime(at) => Some(at),
            Value::Date(date) => jst::start_of(date),
            Value::None => return When::Nothing,
            _ => None,
        },
        None if then.after.is_none() && then.at.is_none() => Some(look.now),
        None => Some(since(rule, asks, look, memory)),
    };
    let after = start.and_then(|start| later(start, then.after.unwrap_or(0)));
    let reached = after.and_then(|at| match then.at {
        Some(time) => first_at(time, at),
        None => Some(at),
    });
    let Some(mut reached) = reached else {
        return When::Unknown;
    };
    if let Some((interval, times)) = then.every {
        match repeats(rule, &key(), memory) {
            Some((count, _)) if count >= times => return When::Repeated,
            Some((_, last)) => {
                let Some(next) = later(last, interval) else {
                    return When::Repeated;
                };
                reached = reached.max(next);
            }
            None => {}
        }
    }
    during(then, reached, look)
}

/// How often something was repeated for a rule, and when last.
fn repeats(rule: &CompiledRule, key: &ActionKey, memory: &Memory) -> Option<(u32, Timestamp)> {
    memory
        .repeats
        .iter()
        .find(|(of, action, _)| *of == rule.key && action == key)
        .map(|(_, _, repeats)| (repeats.count, repeats.last))
}

/// The first such local time at or after an instant.
fn first_at(time: Time, at: Timestamp) -> Option<Timestamp> {
    let today = jst::instant(jst::date(at).to_datetime(time))?;
    if today >= at {
        return Some(today);
    }
    jst::instant(jst::date(at).tomorrow().ok()?.to_datetime(time))
}

/// The calendar must be open at the moment of acting.
fn during(then: &CompiledThen, reached: Timestamp, look: &Look<'_>) -> When {
    let acting = reached.max(look.now);
    let calendar = then.during.and_then(|at| look.program.calendars.get(at));
    let Some(calendar) = calendar else {
        return if reached <= look.now {
            When::Now(None)
        } else {
            When::Later(ceiling(reached))
        };
    };
    match calendar.is_open(acting) {
        Truth::True if acting <= look.now => When::Now(calendar.next_change(look.now)),
        Truth::Unknown if acting <= look.now => When::Unknown,
        Truth::True | Truth::False | Truth::Unknown => calendar
            .next_open(acting)
            .map_or(When::Unknown, |open| When::Later(ceiling(open))),
    }
}

/// The whole second at or after an instant.
pub(crate) fn ceiling(at: Timestamp) -> Timestamp {
    let whole = super::look::whole_second(at);
    if whole == at {
        at
    } else {
        later(whole, 1).unwrap_or(at)
    }
}
