//! What matching rules ask for: actions with evaluated arguments, and when.

use std::collections::{BTreeMap, BTreeSet};

use sabaki_parser::syntax::table::Policy;

use super::look::Look;
use super::term::value;
use super::timing::{self, Asks, When};
use super::unknown::Unknowns;
use super::verdict::Verdicts;
use crate::compile::rule_set::{CompiledCall, CompiledRule, CompiledThen, RuleSet};
use crate::decision::action_key;
use crate::memory::Memory;
use crate::truth::Truth;
use crate::typing::tree::Condition;
use crate::value::Value;

/// One rule's request of one action.
#[derive(Debug)]
pub(crate) struct Asked {
    pub action: usize,
    pub args: Vec<Value>,
    pub rule: usize,
    pub when: When,
}

/// A rule that may ask for an action, which is not known.
#[derive(Debug)]
pub(crate) struct Perhaps {
    pub action: usize,
    /// None when an argument is unknown as well.
    pub args: Option<Vec<Value>>,
    pub rule: usize,
}

/// Everything that rules ask for.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    pub asked: Vec<Asked>,
    pub perhaps: Vec<Perhaps>,
    /// By rule: the fields that keep its condition or a request unknown.
    pub unknown: BTreeMap<usize, BTreeSet<String>>,
}

impl Requests {
    fn fields(&mut self, rule: usize) -> &mut BTreeSet<String> {
        self.unknown.entry(rule).or_default()
    }
}

/// Gathers the requests of all rules that are no shadows.
pub(crate) fn gather(
    set: &RuleSet,
    verdicts: &Verdicts,
    look: &Look<'_>,
    memory: &Memory,
) -> Requests {
    let mut requests = Requests::default();
    for (at, rule, truth) in verdicts.live(set) {
        if rule.shadow {
            continue;
        }
        if truth == Truth::Unknown {
            let fields = requests.fields(at);
            unknown_fields(set, verdicts, at, look, fields);
        }
        for then in &rule.thens {
            for call in &then.calls {
                one(&mut requests, (at, rule), (then, call), truth, look, memory);
            }
        }
    }
    requests
}

fn one(
    requests: &mut Requests,
    (at, rule): (usize, &CompiledRule),
    (then, call): (&CompiledThen, &CompiledCall),
    truth: Truth,
    look: &Look<'_>,
    memory: &Memory,
) {
    let action = call.action;
    let args = arguments(call, look);
    if args.contains(&Value::None) {
        return;
    }
    let known = !args.contains(&Value::Unknown);
    let protective = look
        .program
        .vocabulary
        .actions
        .get(action)
        .is_some_and(|a| a.protective);
    if known && (truth == Truth::True || protective) {
        let key = || action_key(&look.program.vocabulary, action, &args);
        let asks = if protective {
            Asks::OnUnknownToo
        } else {
            Asks::WhenTrue
        };
        let when = timing::when(rule, (then, asks), key, look, memory);
        match when {
            When::Nothing => {}
            When::Unknown => {
                if let Some(from) = &then.from {
                    Unknowns::new(requests.fields(at)).term(from, look);
                } else {
                    requests.fields(at);
                }
                requests.perhaps.push(Perhaps {
                    action,
                    args: Some(args),
                    rule: at,
                });
            }
            When::Now(_) | When::Later(_) | When::Repeated => requests.asked.push(Asked {
                action,
                args,
                rule: at,
                when,
            }),
        }
        return;
    }
    if !known {
        let fields = requests.fields(at);
        for arg in &call.args {
            Unknowns::new(fields).term(arg, look);
        }
    }
    requests.perhaps.push(Perhaps {
        action,
        args: known.then_some(args),
        rule: at,
    });
}

/// The arguments of a call, evaluated.
pub(crate) fn arguments(call: &CompiledCall, look: &Look<'_>) -> Vec<Value> {
    call.args
        .iter()
        .map(|arg| value(arg, look).into_owned())
        .collect()
}

/// The fields that keep a rule unknown; for a table row also those of the rows that decide over it.
pub(crate) fn unknown_fields(
    set: &RuleSet,
    verdicts: &Verdicts,
    at: usize,
    look: &Look<'_>,
    fields: &mut BTreeSet<String>,
) {
    let Some(rule) = set.rules.get(at) else {
        return;
    };
    own_unknown(rule, look, fields);
    let Some((table, row)) = rule.row else { return };
    let Some(table) = set.tables.get(table) else {
        return;
    };
    let others: Vec<usize> = match table.policy {
        Policy::First => table.rows.iter().copied().take(row).collect(),
        Policy::Unique if verdicts.own(at) == Truth::True => table.rows.clone(),
        Policy::Unique | Policy::Collect => Vec::new(),
    };
    for other in others {
        if verdicts.own(other) == Truth::Unknown
            && let Some(rule) = set.rules.get(other)
        {
            own_unknown(rule, look, fields);
        }
    }
}

fn own_unknown(rule: &CompiledRule, look: &Look<'_>, fields: &mut BTreeSet<String>) {
    let mut unknowns = Unknowns::new(fields);
    let conditions = rule.when.iter().chain(&rule.unless);
    for condition in conditions {
        let condition: &Condition = condition;
        unknowns.condition(condition, look);
    }
}
