//! What is remembered about an order, plainly, and as the engine stores it.

use std::collections::BTreeMap;

use sabaki_interpreter::memory::{ActionKey, Memory, Release, Repeats, RuleKey};

use super::model::V;
use super::reference::fold;

/// Seconds between 1970-01-01 0:00 in Japan and in Greenwich.
pub(crate) const JST: i64 = 9 * 3600;

/// What is remembered about an order.
#[derive(Debug, Default)]
pub(crate) struct Past {
    /// Whether it was looked at before.
    pub(crate) looked: bool,
    /// Since when rules match, and since when they ask for what protects.
    pub(crate) matching: BTreeMap<String, i64>,
    pub(crate) asked: BTreeMap<String, i64>,
    /// What was repeated for a rule.
    pub(crate) repeats: Vec<Repeated>,
    /// The rules whose holds a person let go of.
    pub(crate) released: Vec<String>,
}

/// How often an action was done for a rule, and when last.
#[derive(Debug, Clone)]
pub(crate) struct Repeated {
    pub(crate) rule: String,
    pub(crate) action: &'static str,
    pub(crate) args: Vec<V>,
    pub(crate) count: u32,
    pub(crate) last: i64,
}

impl Past {
    /// Since when a rule has asked, where that is known; else whether nothing is remembered.
    pub(crate) fn since(&self, rule: &str, protects: bool, now: i64) -> Option<i64> {
        let asked = self.asked.get(rule).filter(|_| protects);
        let known = asked.or_else(|| self.matching.get(rule)).copied();
        known.or_else(|| self.looked.then_some(now))
    }

    /// What is known of a repeat.
    pub(crate) fn repeated(&self, rule: &str, action: &str, args: &[V]) -> Option<&Repeated> {
        let same = |value: &V| fold(&value.shown()).trim().to_owned();
        self.repeats.iter().find(|known| {
            let (a, b) = (known.args.iter().map(same), args.iter().map(same));
            known.rule == rule && known.action == action && a.eq(b)
        })
    }

    /// As it is stored.
    pub(crate) fn memory(&self) -> Memory {
        let at = |at: i64| jiff::Timestamp::from_second(at - JST).unwrap();
        let since = |times: &BTreeMap<String, i64>| {
            let times = times.iter();
            times
                .map(|(rule, s)| (RuleKey(rule.clone()), at(*s)))
                .collect()
        };
        let releases = self.released.iter().map(|rule| Release {
            rule: RuleKey(rule.clone()),
            fingerprint: None,
            person: None,
        });
        let repeats = self.repeats.iter().map(|known| {
            let ids = match known.action {
                "notify" => vec!["channel", "text"],
                "cancel" => vec!["reason"],
                "set_ship_date" => vec!["date"],
                _ => vec!["text"],
            };
            let args = known.args.iter().map(|arg| match arg {
                V::Enum(_, name) => super::tongue::values(name)[1].to_owned(),
                other => fold(&other.shown()).trim().to_owned(),
            });
            let ids = ids.into_iter().map(str::to_owned);
            let key = ActionKey {
                action: known.action.to_owned(),
                args: ids.zip(args).collect(),
            };
            let (count, last) = (known.count, at(known.last));
            (RuleKey(known.rule.clone()), key, Repeats { count, last })
        });
        Memory {
            looked: self.looked,
            matching_since: since(&self.matching),
            asked_since: since(&self.asked),
            repeats: repeats.collect(),
            releases: releases.collect(),
            ..Memory::default()
        }
    }
}
