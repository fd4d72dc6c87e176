//! From slow truths to a decision: requests, competition, and the one state of each.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{
    C, Call, Cell, Column, Head, Hold, Order, Rule, Set, Table, Then, V, X, moment,
};
use super::past::Past;
use super::reference::{Look, Truth, and, fold, negate, or, truth, value};
use super::slow_action::asked;

/// A rule or table row, with how it came out.
struct Outcome {
    name: String,
    priority: i64,
    shadow: bool,
    thens: Vec<Then>,
    holds: Vec<Hold>,
    truth: Truth,
}

/// Whether this instant lies in a period.
fn inside(head: &Head, look: &Look<'_>) -> bool {
    let begun = head.from.is_none_or(|from| from.start() <= look.now);
    begun && head.until.is_none_or(|until| look.now < until.end())
}

fn of_rule(rule: &Rule, look: &Look<'_>) -> Outcome {
    let unless = rule.unless.as_ref().map_or(Some(false), |c| truth(c, look));
    let parts = [
        Some(inside(&rule.head, look)),
        truth(&rule.when, look),
        negate(unless),
    ];
    Outcome {
        name: rule.name.clone(),
        priority: rule.head.priority,
        shadow: rule.head.shadow,
        thens: rule.thens().cloned().collect(),
        holds: rule.holds().cloned().collect(),
        truth: and(parts),
    }
}

/// The condition of one row.
fn of_row(table: &Table, row: &[Cell], look: &Look<'_>) -> Truth {
    let ask = |c: &Option<C>, without: Truth| c.as_ref().map_or(without, |c| truth(c, look));
    let cells = row.iter().map(|cell| match cell {
        Cell::Ask(c) => truth(c, look),
        Cell::Any | Cell::Do(_) | Cell::Because(_) => Some(true),
    });
    let shared = [
        Some(inside(&table.head, look)),
        ask(&table.when, Some(true)),
        negate(ask(&table.unless, Some(false))),
    ];
    and(cells.chain(shared))
}

/// When a request is due.
enum Due {
    At(i64),
    /// It was repeated as often as it may.
    Repeated,
    /// It cannot be said.
    Unknown,
}

fn due(then: &Then, call: (&str, &[V]), rule: &str, past: &Past, look: &Look<'_>) -> Due {
    let since = past.since(rule, protective(call.0), look.now);
    let start = match (&then.from, then.after.is_some() || then.at.is_some()) {
        (Some(from), _) => match value(from, look) {
            V::Instant(at) => at,
            V::Date(day) => day * 86_400,
            _ => return Due::Unknown,
        },
        (None, false) => look.now,
        (None, true) => match (since, &look.order["first_seen_at"]) {
            (Some(since), _) => since,
            (None, V::Instant(at)) if *at <= look.now => *at,
            (None, _) => look.now,
        },
    };
    let mut at = start + then.after.unwrap_or(0);
    if let Some(time) = then.at {
        let today = at.div_euclid(86_400) * 86_400 + time;
        at = if today >= at { today } else { today + 86_400 };
    }
    if let Some((interval, times)) = then.every
        && let Some(known) = past.repeated(rule, call.0, call.1)
    {
        if known.count >= times {
            return Due::Repeated;
        }
        at = at.max(known.last + interval);
    }
    let open = match then.during {
        Some(calendar) => look.set.calendars[calendar].next_open(at.max(look.now)),
        None => Some(at),
    };
    open.map_or(Due::Unknown, Due::At)
}

/// What a row does.
fn does(table: &Table, row: &[Cell]) -> (Vec<Then>, Vec<Hold>) {
    let (mut thens, mut holds) = (Vec::new(), Vec::new());
    for (column, cell) in table.columns.iter().zip(row) {
        match (column, cell) {
            (Column::Then(action), Cell::Do(arg)) => {
                let args = arg.iter().cloned().collect();
                thens.push(Then {
                    calls: vec![Call { action, args }],
                    ..Then::default()
                });
            }
            (Column::Hold(action), Cell::Because(because)) => holds.push(Hold {
                actions: vec![action],
                because: because.clone(),
            }),
            _ => {}
        }
    }
    (thens, holds)
}

/// The rows of all tables, and those that clash.
fn of_tables(look: &Look<'_>, clashes: &mut Vec<Vec<String>>) -> Vec<Outcome> {
    let mut rows = Vec::new();
    for table in &look.set.tables {
        let own: Vec<Truth> = table
            .rows
            .iter()
            .map(|row| of_row(table, row, look))
            .collect();
        let name = |at: usize| format!("{}[{}]", table.name, at + 1);
        let matched: Vec<usize> = (0..own.len()).filter(|at| own[*at] == Some(true)).collect();
        if table.policy == "unique" && matched.len() > 1 {
            clashes.push(matched.iter().map(|at| name(*at)).collect());
        }
        for (at, row) in table.rows.iter().enumerate() {
            let truth = match table.policy {
                "first" => and([own[at], negate(or(own[..at].iter().copied()))]),
                "unique" if matched == [at] && own.contains(&None) => None,
                _ => own[at],
            };
            let (thens, holds) = does(table, row);
            rows.push(Outcome {
                name: name(at),
                priority: table.head.priority,
                shadow: table.head.shadow,
                thens,
                holds,
                truth,
            });
        }
    }
    rows
}

fn shown(action: &str, args: &[V]) -> String {
    let args = args.iter().map(|arg| match arg {
        V::Enum(_, name) => format!(" {}", super::tongue::values(name)[1]),
        other => format!(" {}", other.shown()),
    });
    format!("{action}{}", args.collect::<String>())
}

struct Group {
    args: Vec<V>,
    rules: Vec<String>,
    priority: i64,
    /// None when it was repeated as often as it may.
    at: Option<i64>,
}

type Lines = BTreeMap<&'static str, BTreeSet<String>>;

fn say(lines: &mut Lines, key: &'static str, line: String) {
    lines.entry(key).or_default().insert(line);
}

/// What all rules ask for: groups by action and arguments, and what may be asked for.
#[derive(Default)]
struct Asking<'a> {
    groups: BTreeMap<(&'a str, String, bool), Group>,
    perhaps: Vec<(&'a str, Option<String>, i64)>,
}

/// What the rules say about an order at an instant, as sorted lines.
pub(crate) fn decide(set: &Set, order: &Order, now: i64, past: &Past) -> Lines {
    let released = past.released.as_slice();
    let look = Look {
        set,
        order,
        now,
        member: None,
    };
    let mut clashes = Vec::new();
    let mut outcomes: Vec<Outcome> = set.rules.iter().map(|r| of_rule(r, &look)).collect();
    outcomes.extend(of_tables(&look, &mut clashes));
    outcomes.sort_by(|a, b| a.name.cmp(&b.name));
    outcomes.retain(|outcome| outcome.truth != Some(false));
    let mut lines = Lines::new();
    for key in [
        "due",
        "waiting",
        "held",
        "not_legal",
        "conflicts",
        "done",
        "unknown",
        "shadow",
        "released",
    ] {
        lines.insert(key, BTreeSet::new());
    }
    let mut asking = Asking::default();
    for outcome in &outcomes {
        if outcome.shadow {
            shadow(outcome, &look, &mut lines);
            continue;
        }
        if outcome.truth.is_none() {
            say(&mut lines, "unknown", outcome.name.clone());
        }
        if !outcome.holds.is_empty() && released.contains(&outcome.name) {
            say(&mut lines, "released", outcome.name.clone());
        }
        for (then, call) in calls(outcome) {
            ask(
                outcome,
                (then, call),
                (&look, past),
                &mut asking,
                &mut lines,
            );
        }
    }
    for (key, group) in &asking.groups {
        if let Some(conflict) = wins(key, group, &asking, &clashes) {
            let holds = (outcomes.as_slice(), released);
            place(key.0, group, conflict, holds, &look, &mut lines);
        }
    }
    lines
}

/// What a rule or row says by itself, its period aside.
pub(crate) struct Own {
    pub(crate) condition: Truth,
    /// Whether each of its requests is legal.
    pub(crate) legal: Vec<Truth>,
}

/// Every rule, then every row, each by itself.
pub(crate) fn own(set: &Set, order: &Order, now: i64) -> Vec<Own> {
    let look = Look {
        set,
        order,
        now,
        member: None,
    };
    let legal = |thens: &[Then]| {
        let calls = thens.iter().flat_map(|then| &then.calls);
        let legal = calls.map(|call| {
            let args: Vec<V> = call.args.iter().map(|x| value(x, &look)).collect();
            asked(call.action, &args, &look).0
        });
        legal.collect()
    };
    let rules = set.rules.iter().map(|rule| {
        let unless = rule.unless.as_ref();
        let unless = unless.map_or(Some(false), |c| truth(c, &look));
        let thens: Vec<Then> = rule.thens().cloned().collect();
        Own {
            condition: and([truth(&rule.when, &look), negate(unless)]),
            legal: legal(&thens),
        }
    });
    let rows = set.tables.iter().flat_map(|table| {
        let own = table.rows.iter().map(|row| Own {
            condition: of_row(table, row, &look),
            legal: legal(&does(table, row).0),
        });
        own.collect::<Vec<_>>()
    });
    rules.chain(rows).collect()
}

fn calls(outcome: &Outcome) -> impl Iterator<Item = (&Then, &Call)> {
    let thens = outcome.thens.iter();
    thens.flat_map(|then| then.calls.iter().map(move |call| (then, call)))
}

fn protective(action: &str) -> bool {
    matches!(action, "await_check" | "await_payment")
}

fn shadow(outcome: &Outcome, look: &Look<'_>, lines: &mut Lines) {
    for (then, call) in calls(outcome) {
        let unclear = |x: &X| matches!(value(x, look), V::None | V::Unknown);
        let nothing = call.args.iter().chain(&then.from).any(unclear);
        if !nothing && (outcome.truth == Some(true) || protective(call.action)) {
            say(
                lines,
                "shadow",
                format!("{} then {}", outcome.name, call.action),
            );
        }
    }
    for action in outcome.holds.iter().flat_map(|hold| &hold.actions) {
        say(lines, "shadow", format!("{} hold {action}", outcome.name));
    }
}

fn ask<'a>(
    outcome: &Outcome,
    (then, call): (&Then, &'a Call),
    (look, past): (&Look<'_>, &Past),
    asking: &mut Asking<'a>,
    lines: &mut Lines,
) {
    let args: Vec<V> = call.args.iter().map(|x| value(x, look)).collect();
    if args.contains(&V::None) {
        return;
    }
    let known = !args.contains(&V::Unknown);
    let written = if known { args.as_slice() } else { &[] };
    let key = fold(&shown(call.action, written));
    let fires = outcome.truth == Some(true) || protective(call.action);
    // None as the beginning asks for nothing.
    let from = then.from.as_ref().map(|from| value(from, look));
    if known && fires && from == Some(V::None) {
        return;
    }
    let at = due(then, (call.action, &args), &outcome.name, past, look);
    let unsure = matches!(at, Due::Unknown);
    if !known || (fires && unsure) {
        say(lines, "unknown", outcome.name.clone());
    }
    let at = match at {
        Due::At(at) => Some(at),
        Due::Repeated | Due::Unknown => None,
    };
    if !known || !fires || unsure {
        let key = known.then_some(key);
        asking.perhaps.push((call.action, key, outcome.priority));
        return;
    }
    // What was repeated often enough for one rule may be new for another.
    let place = (call.action, key, at.is_none());
    let group = asking.groups.entry(place).or_insert(Group {
        args,
        rules: Vec::new(),
        priority: i64::MIN,
        at,
    });
    group.rules.push(outcome.name.clone());
    group.priority = group.priority.max(outcome.priority);
    group.at = group.at.min(at);
}

/// The rules that it is in conflict with; nothing where another request wins or may win.
fn wins(
    (action, key, _): &(&str, String, bool),
    group: &Group,
    asking: &Asking<'_>,
    clashes: &[Vec<String>],
) -> Option<BTreeSet<String>> {
    let single = !matches!(*action, "tag" | "untag" | "note" | "notify");
    let groups = asking.groups.iter();
    let rivals: Vec<(&String, &Group)> = groups
        .filter(|((a, _, _), _)| a == action)
        .map(|((_, key, _), group)| (key, group))
        .collect();
    let best = rivals.iter().map(|(_, g)| g.priority).max().unwrap();
    if single && group.priority < best {
        return None;
    }
    let equal: Vec<_> = rivals.iter().filter(|(_, g)| g.priority == best).collect();
    let mut conflict = BTreeSet::new();
    if single && equal.iter().any(|(other, _)| *other != key) {
        conflict.extend(equal.iter().flat_map(|(_, g)| g.rules.clone()));
    }
    let doubtful = asking.perhaps.iter().any(|(a, k, priority)| {
        a == action && k.as_ref() != Some(key) && *priority >= group.priority
    });
    if single && conflict.is_empty() && doubtful {
        return None;
    }
    for clash in clashes {
        if group.rules.iter().any(|rule| clash.contains(rule)) {
            conflict.extend(clash.iter().cloned().chain(group.rules.clone()));
        }
    }
    Some(conflict)
}

fn place(
    action: &str,
    group: &Group,
    conflict: BTreeSet<String>,
    (outcomes, released): (&[Outcome], &[String]),
    look: &Look<'_>,
    lines: &mut Lines,
) {
    let (legal, done) = asked(action, &group.args, look);
    let line = shown(action, &group.args);
    let mail = |arg: &V| ["mail", "メール"].contains(&arg.shown().as_str());
    let buyer = action == "notify" && mail(&group.args[0]);
    let everything = matches!(action, "confirm" | "cancel") || buyer;
    let mut reasons: BTreeSet<&str> = BTreeSet::new();
    for outcome in outcomes
        .iter()
        .filter(|o| !o.shadow && !released.contains(&o.name))
    {
        for hold in &outcome.holds {
            if hold.actions.contains(&action)
                || (hold.actions.contains(&"everything") && everything)
            {
                reasons.insert(hold.because.as_ref().unwrap_or(&outcome.name));
            }
        }
    }
    if done == Some(true) || group.at.is_none() {
        say(lines, "done", line);
    } else if legal != Some(true) {
        say(lines, "not_legal", line);
    } else if !reasons.is_empty() {
        say(
            lines,
            "held",
            format!(
                "{line}: {}",
                reasons.into_iter().collect::<Vec<_>>().join(", ")
            ),
        );
    } else if !conflict.is_empty() {
        let rules: Vec<String> = conflict.into_iter().collect();
        say(
            lines,
            "conflicts",
            format!("{action}: {}", rules.join(", ")),
        );
    } else {
        match group.at.filter(|at| *at > look.now) {
            Some(at) => say(lines, "waiting", format!("{line} until {}", moment(at))),
            None => say(lines, "due", line),
        }
    }
}
