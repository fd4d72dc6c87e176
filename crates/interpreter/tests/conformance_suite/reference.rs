//! The language once more, slowly and plainly: rules as data in, lines of a decision out.
//!
//! It shares nothing with the compiled way: no types, no index, no prepared forms.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use super::model::{C, Call, Op, Order, Rule, Set, V, Where, Which, X, moment};

/// None is unknown.
type Truth = Option<bool>;

struct Look<'a> {
    set: &'a Set,
    order: &'a Order,
    now: i64,
    member: Option<&'a BTreeMap<&'static str, V>>,
}

fn and(parts: impl IntoIterator<Item = Truth>) -> Truth {
    let parts: Vec<Truth> = parts.into_iter().collect();
    if parts.contains(&Some(false)) {
        Some(false)
    } else if parts.contains(&None) {
        None
    } else {
        Some(true)
    }
}

fn negate(truth: Truth) -> Truth {
    truth.map(|b| !b)
}

fn or(parts: impl IntoIterator<Item = Truth>) -> Truth {
    negate(and(parts.into_iter().map(negate)))
}

fn fold(text: &str) -> String {
    let narrow: String = text.nfkc().collect();
    narrow.replace(['〜', '～'], "~").to_lowercase()
}

/// Every value that an expression may have: a count with unknown members has several.
fn values(x: &X, look: &Look<'_>) -> Vec<V> {
    match x {
        X::Count(c) => {
            let Some(V::List(members)) = look.order.get("items") else {
                return vec![V::Unknown];
            };
            let asked = |m| c.as_ref().map_or(Some(true), |c| truth(c, &look.at(m)));
            let truths: Vec<Truth> = members.iter().map(asked).collect();
            let sure = truths.iter().filter(|t| **t == Some(true)).count();
            let perhaps = truths.iter().filter(|t| t.is_none()).count();
            (sure..=sure + perhaps)
                .map(|n| V::Number(i64::try_from(n).unwrap()))
                .collect()
        }
        other => vec![value(other, look)],
    }
}

fn value(x: &X, look: &Look<'_>) -> V {
    match x {
        X::Field("now") => V::Instant(look.now),
        X::Field("today") => V::Date(look.now.div_euclid(86_400)),
        X::Field("time_of_day") => V::Time(look.now.rem_euclid(86_400)),
        X::Field(name) => look.order.get(name).cloned().unwrap_or(V::Unknown),
        X::Member(name) => look.member.unwrap().get(name).cloned().unwrap(),
        X::Value(value) => value.clone(),
        X::Less(a, b) => plus(&value(a, look), &value(b, look), -1),
        X::More(a, b) => plus(&value(a, look), &value(b, look), 1),
        X::Count(_) => unreachable!("counts are only compared"),
        X::Sum(member, c) => {
            let Some(V::List(members)) = look.order.get("items") else {
                return V::Unknown;
            };
            let mut sum = 0;
            for m in members {
                let counts = c.as_ref().map_or(Some(true), |c| truth(c, &look.at(m)));
                match (counts, &m[member]) {
                    (Some(false), _) => {}
                    (Some(true), V::Number(n)) => sum += n,
                    _ => return V::Unknown,
                }
            }
            V::Number(sum)
        }
    }
}

fn plus(a: &V, b: &V, sign: i64) -> V {
    match (a, b) {
        (V::Unknown, _) | (_, V::Unknown) => V::Unknown,
        (V::None, _) | (_, V::None) => V::None,
        (V::Instant(a), V::Instant(b)) => V::Duration(a - b),
        (V::Date(a), V::Date(b)) => V::Duration((a - b) * 86_400),
        (V::Instant(a), V::Duration(b)) => V::Instant(a + sign * b),
        (V::Date(a), V::Duration(b)) => V::Date(a + sign * b / 86_400),
        (V::Number(a), V::Number(b)) => V::Number(a + sign * b),
        other => unreachable!("{other:?}"),
    }
}

fn compare(a: &V, op: Op, b: &V) -> Truth {
    use std::cmp::Ordering::{Equal, Greater, Less};
    let order = match (a, b) {
        (V::Unknown, _) | (_, V::Unknown) => return None,
        (V::None, _) | (_, V::None) => return Some(op == Op::Different),
        (V::Bool(a), V::Bool(b)) => a.cmp(b),
        (V::Number(a), V::Number(b))
        | (V::Date(a), V::Date(b))
        | (V::Instant(a), V::Instant(b))
        | (V::Duration(a), V::Duration(b))
        | (V::Time(a), V::Time(b)) => a.cmp(b),
        (V::Enum(a, _), V::Enum(b, _)) => a.cmp(b),
        (V::Text(a), V::Text(b)) => fold(a).trim().cmp(fold(b).trim()),
        other => unreachable!("{other:?}"),
    };
    Some(match op {
        Op::Equal => order == Equal,
        Op::Different => order != Equal,
        Op::Less => order == Less,
        Op::AtMost => order != Greater,
        Op::More => order == Greater,
        Op::AtLeast => order != Less,
    })
}

/// A comparison is decided when all possible values agree.
fn compared(a: &X, op: Op, b: &X, look: &Look<'_>) -> Truth {
    let (left, right) = (values(a, look), values(b, look));
    let pairs = left.iter().flat_map(|a| right.iter().map(move |b| (a, b)));
    let mut answers: Vec<Truth> = pairs.map(|(a, b)| compare(a, op, b)).collect();
    answers.dedup();
    match answers.as_slice() {
        [one] => *one,
        _ => None,
    }
}

fn phrase(text: &str, place: Where, phrase: &str) -> bool {
    let (text, phrase) = (fold(text), fold(phrase));
    match place {
        Where::Anywhere => text.contains(&phrase),
        Where::Start => text.trim().starts_with(phrase.trim()),
        Where::End => text.trim().ends_with(phrase.trim()),
    }
}

fn of_text(x: &X, look: &Look<'_>, ask: impl Fn(&str) -> bool) -> Truth {
    match value(x, look) {
        V::Text(text) => Some(ask(&text)),
        V::Unknown => None,
        _ => Some(false),
    }
}

fn truth(c: &C, look: &Look<'_>) -> Truth {
    let turned = |no: bool, truth: Truth| if no { negate(truth) } else { truth };
    match c {
        C::Always => Some(true),
        C::And(parts) => and(parts.iter().map(|c| truth(c, look))),
        C::Or(parts) => or(parts.iter().map(|c| truth(c, look))),
        C::Not(c) => negate(truth(c, look)),
        C::Bool(x) => match value(x, look) {
            V::Bool(b) => Some(b),
            V::Unknown => None,
            _ => Some(false),
        },
        C::Compare(a, op, b) => compared(a, *op, b, look),
        C::In(no, x, xs) => {
            let any = or(xs.iter().map(|v| compared(x, Op::Equal, v, look)));
            turned(*no, any)
        }
        C::InList(no, x, at) => {
            let list = &look.set.lists[*at];
            let any = or(list
                .iter()
                .map(|text| compare(&value(x, look), Op::Equal, &V::Text(text.clone()))));
            turned(*no, any)
        }
        C::Between(no, x, a, b) => {
            let both = and([
                compared(x, Op::AtLeast, a, look),
                compared(x, Op::AtMost, b, look),
            ]);
            turned(*no, both)
        }
        C::Phrase(no, x, place, wanted) => {
            turned(*no, of_text(x, look, |text| phrase(text, *place, wanted)))
        }
        C::AnyPhrase(no, x, at) => {
            let list = &look.set.lists[*at];
            let any = |text: &str| {
                list.iter()
                    .any(|wanted| phrase(text, Where::Anywhere, wanted))
            };
            turned(*no, of_text(x, look, any))
        }
        C::Has(no, x, wanted) => {
            let has = match value(x, look) {
                V::Set(values) => or(values.iter().map(|v| compare(v, Op::Equal, wanted))),
                V::Unknown => None,
                _ => Some(false),
            };
            turned(*no, has)
        }
        C::Empty(no, x) => {
            let empty = match value(x, look) {
                V::Unknown => None,
                V::None => Some(true),
                V::Text(text) => Some(text.trim().is_empty()),
                V::Set(values) => Some(values.is_empty()),
                V::List(members) => Some(members.is_empty()),
                _ => Some(false),
            };
            turned(*no, empty)
        }
        C::Known(no, x) => turned(*no, Some(value(x, look) != V::Unknown)),
        C::Items(which, c) => {
            let Some(V::List(members)) = look.order.get("items") else {
                return None;
            };
            let each = members.iter().map(|m| truth(c, &look.at(m)));
            match which {
                Which::Any => or(each),
                Which::Every => and(each),
                Which::No => negate(or(each)),
            }
        }
        C::Let(at) => truth(&look.set.lets[*at], look),
    }
}

impl<'a> Look<'a> {
    fn at(&self, member: &'a BTreeMap<&'static str, V>) -> Self {
        Self {
            member: Some(member),
            ..*self
        }
    }
}

/// A rule or table row, with how it came out.
struct Outcome<'a> {
    name: String,
    priority: i64,
    shadow: bool,
    calls: Vec<Call>,
    after: Option<i64>,
    holds: &'a [&'static str],
    because: &'a str,
    truth: Truth,
}

fn of_rule<'a>(rule: &'a Rule, look: &Look<'_>) -> Outcome<'a> {
    let inside = rule.period.0.is_none_or(|from| from <= look.now)
        && rule.period.1.is_none_or(|until| look.now < until + 60);
    let unless = rule.unless.as_ref().map_or(Some(false), |c| truth(c, look));
    let parts = [Some(inside), truth(&rule.when, look), negate(unless)];
    Outcome {
        name: rule.name.clone(),
        priority: rule.priority,
        shadow: rule.shadow,
        calls: rule.calls.clone(),
        after: rule.after,
        holds: &rule.holds,
        because: &rule.because,
        truth: and(parts),
    }
}

/// The rows of all tables, and those that clash.
fn of_tables(look: &Look<'_>, clashes: &mut Vec<Vec<String>>) -> Vec<Outcome<'static>> {
    let mut rows = Vec::new();
    for table in &look.set.tables {
        let own: Vec<Truth> = table
            .rows
            .iter()
            .map(|(total, gift, _)| {
                let total = total.map_or(Some(true), |(op, n)| {
                    compared(&X::Field("total"), op, &X::Value(V::Number(n)), look)
                });
                let gift = gift.map_or(Some(true), |b| {
                    compared(&X::Field("gift"), Op::Equal, &X::Value(V::Bool(b)), look)
                });
                and([total, gift])
            })
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
            rows.push(Outcome {
                name: name(at),
                priority: 0,
                shadow: false,
                calls: vec![Call {
                    action: "tag",
                    args: vec![X::Value(V::Text(row.2.clone()))],
                }],
                after: None,
                holds: &[],
                because: "",
                truth,
            });
        }
    }
    rows
}

const BEFORE_SHIPPING: [&str; 7] = [
    "注文確認待ち",
    "楽天処理中",
    "発送待ち",
    "変更確定待ち",
    "新規受付",
    "処理済",
    "保留",
];

fn among(field: &'static str, names: &[&str], order: &Order) -> Truth {
    match order.get(field) {
        Some(V::Enum(_, name)) => Some(names.contains(name)),
        Some(V::None) => Some(false),
        _ => None,
    }
}

fn in_set(field: &'static str, wanted: &V, order: &Order) -> Truth {
    match order.get(field) {
        Some(V::Set(values)) => or(values.iter().map(|v| compare(v, Op::Equal, wanted))),
        _ => None,
    }
}

/// Whether an action is legal, and whether it is done.
fn asked(action: &str, args: &[V], order: &Order) -> (Truth, Truth) {
    let before = |edited: &str| {
        and([
            negate(among("slip.status", &["出荷済み"], order)),
            among("status", &BEFORE_SHIPPING, order),
            negate(in_set("slip.edited", &V::Text(edited.to_owned()), order)),
        ])
    };
    let same = |field: &'static str| compare(&order[field], Op::Equal, &args[0]);
    let check = V::Enum(1, "確認待ち");
    match action {
        "confirm" => {
            let beyond = [
                "楽天処理中",
                "発送待ち",
                "変更確定待ち",
                "発送済",
                "支払手続き中",
                "支払手続き済",
            ];
            (
                among("status", &["注文確認待ち"], order),
                among("status", &beyond, order),
            )
        }
        "await_check" => (
            negate(among("slip.status", &["印刷済み", "出荷済み"], order)),
            in_set("slip.waiting", &check, order),
        ),
        "tag" => (Some(true), in_set("slip.tags", &args[0], order)),
        "set_ship_method" => (before("ship_method"), same("slip.ship_method")),
        "set_ship_date" => (before("ship_date"), same("slip.ship_date")),
        _ => (Some(true), Some(false)),
    }
}

fn shown(action: &str, args: &[V]) -> String {
    let args = args.iter().map(|arg| match arg {
        V::Text(text) => format!(" {text}"),
        other => format!(" {other}"),
    });
    format!("{action}{}", args.collect::<String>())
}

struct Group {
    args: Vec<V>,
    rules: Vec<String>,
    priority: i64,
    at: i64,
}

/// What the rules say about an order at an instant, as sorted lines.
pub(crate) fn decide(
    set: &Set,
    order: &Order,
    now: i64,
) -> BTreeMap<&'static str, BTreeSet<String>> {
    let look = Look {
        set,
        order,
        now,
        member: None,
    };
    let mut clashes = Vec::new();
    let mut outcomes: Vec<Outcome<'_>> = set.rules.iter().map(|r| of_rule(r, &look)).collect();
    outcomes.extend(of_tables(&look, &mut clashes));
    outcomes.sort_by(|a, b| (a.name.contains('['), &a.name).cmp(&(b.name.contains('['), &b.name)));
    let mut lines: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    for key in [
        "due",
        "waiting",
        "held",
        "not_legal",
        "conflicts",
        "done",
        "unknown",
        "shadow",
    ] {
        lines.insert(key, BTreeSet::new());
    }
    let mut say = |key: &'static str, line: String| {
        lines.get_mut(key).unwrap().insert(line);
    };
    let mut groups: BTreeMap<(&str, String), Group> = BTreeMap::new();
    let mut perhaps: Vec<(&str, Option<String>, i64)> = Vec::new();
    for outcome in outcomes.iter().filter(|o| o.truth != Some(false)) {
        if outcome.shadow {
            for call in &outcome.calls {
                if outcome.truth == Some(true) || call.action == "await_check" {
                    say("shadow", format!("{} then {}", outcome.name, call.action));
                }
            }
            for hold in outcome.holds {
                say("shadow", format!("{} hold {hold}", outcome.name));
            }
            continue;
        }
        if outcome.truth.is_none() {
            say("unknown", outcome.name.clone());
        }
        for call in &outcome.calls {
            let args: Vec<V> = call.args.iter().map(|x| value(x, &look)).collect();
            if args.contains(&V::None) {
                continue;
            }
            let known = !args.contains(&V::Unknown);
            let key = fold(&shown(
                call.action,
                &if known { args.clone() } else { Vec::new() },
            ));
            let fires = outcome.truth == Some(true) || call.action == "await_check";
            let at = match outcome.after {
                None => Some(now),
                Some(hours) => match order["ordered_at"] {
                    V::Instant(at) => Some(at + hours * 3600),
                    _ => None,
                },
            };
            if !known || (fires && at.is_none()) {
                say("unknown", outcome.name.clone());
            }
            match at {
                Some(at) if known && fires => {
                    let group = groups.entry((call.action, key)).or_insert(Group {
                        args,
                        rules: Vec::new(),
                        priority: i64::MIN,
                        at,
                    });
                    group.rules.push(outcome.name.clone());
                    group.priority = group.priority.max(outcome.priority);
                    group.at = group.at.min(at);
                }
                _ => perhaps.push((call.action, known.then_some(key), outcome.priority)),
            }
        }
    }
    for ((action, key), group) in &groups {
        let single = !matches!(*action, "tag" | "notify");
        let rivals: Vec<&Group> = groups
            .iter()
            .filter(|((a, _), _)| a == action)
            .map(|(_, group)| group)
            .collect();
        let best = rivals.iter().map(|g| g.priority).max().unwrap();
        if single && group.priority < best {
            continue;
        }
        let equal: Vec<&&Group> = rivals.iter().filter(|g| g.priority == best).collect();
        let mut conflict: BTreeSet<String> = BTreeSet::new();
        if single && equal.len() > 1 {
            conflict.extend(equal.iter().flat_map(|g| g.rules.clone()));
        }
        let doubtful = perhaps.iter().any(|(a, k, priority)| {
            a == action && k.as_ref() != Some(key) && *priority >= group.priority
        });
        if single && conflict.is_empty() && doubtful {
            continue;
        }
        for clash in &clashes {
            if group.rules.iter().any(|rule| clash.contains(rule)) {
                conflict.extend(clash.iter().cloned().chain(group.rules.clone()));
            }
        }
        let (legal, done) = asked(action, &group.args, order);
        let line = shown(action, &group.args);
        let irreversible = *action == "confirm";
        let buyer = *action == "notify" && group.args[0] == V::Text("mail".to_owned());
        let holding: Vec<&str> = outcomes
            .iter()
            .filter(|o| !o.shadow && o.truth != Some(false))
            .filter(|o| {
                o.holds.contains(action)
                    || (o.holds.contains(&"everything") && (irreversible || buyer))
            })
            .map(|o| o.because)
            .collect();
        if done == Some(true) {
            say("done", line);
        } else if legal != Some(true) {
            say("not_legal", line);
        } else if !holding.is_empty() {
            let mut reasons: Vec<&str> = Vec::new();
            for reason in holding {
                if !reasons.contains(&reason) {
                    reasons.push(reason);
                }
            }
            say("held", format!("{line}: {}", reasons.join(", ")));
        } else if !conflict.is_empty() {
            let rules: Vec<String> = conflict.into_iter().collect();
            say("conflicts", format!("{action}: {}", rules.join(", ")));
        } else if group.at > now {
            say("waiting", format!("{line} until {}", moment(group.at)));
        } else {
            say("due", line);
        }
    }
    lines
}
