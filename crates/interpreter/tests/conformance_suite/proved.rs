//! What the checker says is never true, always true or never legal is tried with orders made by
//! chance: not one of them may show otherwise.

use std::fmt::Write as _;
use std::sync::Arc;

use sabaki_interpreter::compile::rule_set::RuleSet;
use sabaki_interpreter::compile::{Compiled, compile};
use sabaki_interpreter::decide::decide;
use sabaki_interpreter::facts::read::FactsReader;
use sabaki_interpreter::memory::Memory;
use sabaki_interpreter::rule_files::RuleFiles;
use serde_json::{Map, Value, json};

use super::chance::Chance;
use super::run::shipped;

/// Conditions in one set, and orders that each set is asked about.
const CONDITIONS: usize = 30;
const ORDERS: usize = 60;

const DEFINITIONS: &str = "\
list 語 = (\"ＡＢＣ\", \"かに\")
list 数 = (1, 2)
list 無 = (\"\")
let 多い = total >= 2
let 贈 = gift or wrapping
let 途中 = status not in (発送待ち, 発送済)
list 二語 = (\"かに\", \"abc\", \"\")
let 件 = count(items)
let 県 = prefecture
calendar 昼
  月-金 09:00-17:00
calendar 閉
  except holidays
";

/// Texts that differ only in how they are written, and some that differ.
const TEXTS: &[&str] = &[
    "ＡＢＣ",
    "abc",
    " Abc　",
    "かに",
    "カニ",
    "ｶﾆ",
    "かにみそ",
    "みそ",
    "〜",
    "~",
    "",
    "　",
    "㈱",
    "(株)",
];
/// Texts of which some stand in others.
const WITHIN: &[&str] = &["かに", "かにみそ", "みそ", "かに "];
const NUMBERS: &[&str] = &["0", "1", "2", "3", "1円"];
const DATES: &[&str] = &["2026-11-23", "2026-11-24", "2026-11-25"];
const INSTANTS: &[&str] = &[
    "2026-11-24 09:00",
    "2026-11-24 09:00:01",
    "2026-11-25 00:00",
];
const STATUSES: &[&str] = &[
    "注文確認待ち",
    "発送待ち",
    "楽天処理中",
    "発送済",
    "キャンセル確定",
    "処理済",
];
const SLIP: &[&str] = &["新規受付", "確認待ち", "印刷待ち", "印刷済み", "出荷済み"];
const WAITING: &[&str] = &["確認待ち", "入金待ち", "引当待ち"];
const PAID: &[&str] = &["未入金", "一部入金", "入金済み"];
const SETTLEMENTS: &[&str] = &["共通", "選択制"];
const OPS: &[&str] = &["=", "!=", "<", "<=", ">", ">="];
/// The requests whose legality is tried, each with its id.
const ACTIONS: &[(&str, &str)] = &[
    ("import", "import"),
    ("confirm", "confirm"),
    ("mark_paid", "mark_paid"),
    ("report_shipment", "report_shipment"),
    ("mark_processed", "mark_processed"),
    ("set_ship_method", "set_ship_method \"x\""),
    ("set_sub_status", "set_sub_status \"x\""),
];

/// A condition about one thing, so that its parts often exclude each other.
fn condition(chance: &mut Chance, topic: usize, deep: usize) -> String {
    if deep == 0 || chance.one_in(4) {
        return part(chance, topic);
    }
    let inner = |chance: &mut Chance| {
        let other = if chance.one_in(5) {
            chance.below(13)
        } else {
            topic
        };
        condition(chance, other, deep - 1)
    };
    let (a, b) = (inner(chance), inner(chance));
    match chance.below(6) {
        0 => format!("not ({a})"),
        1 => format!("(({a}) or ({b}))"),
        2 => format!("({a}) and ({b}) and ({})", inner(chance)),
        _ => format!("({a}) and ({b})"),
    }
}

fn quoted(chance: &mut Chance) -> String {
    let texts = if chance.one_in(2) { WITHIN } else { TEXTS };
    format!("「{}」", chance.of(texts))
}

fn ordered(chance: &mut Chance, field: &str, values: &[&str]) -> String {
    let (a, b, op) = (chance.of(values), chance.of(values), chance.of(OPS));
    match chance.below(6) {
        0 => format!("{field} between {a} and {b}"),
        1 => format!("{field} not between {a} and {b}"),
        2 => format!("{field} in ({a}, {b})"),
        3 => format!("{a} {op} {field}"),
        _ => format!("{field} {op} {a}"),
    }
}

fn named(chance: &mut Chance, field: &str, values: &[&str]) -> String {
    let (a, b) = (chance.of(values), chance.of(values));
    match chance.below(4) {
        0 => format!("{field} in ({a}, {b})"),
        1 => format!("{field} not in ({a}, {b})"),
        2 => format!("{field} != {a}"),
        _ => format!("{field} = {a}"),
    }
}

fn state(chance: &mut Chance, field: &str) -> String {
    let state = ["known", "unknown", "empty", "not empty"];
    format!("{field} is {}", chance.of(&state))
}

fn part(chance: &mut Chance, topic: usize) -> String {
    let about = |chance: &mut Chance, field: &str, make: &mut dyn FnMut(&mut Chance) -> String| {
        if chance.one_in(6) {
            state(chance, field)
        } else {
            make(chance)
        }
    };
    match topic {
        0 => about(chance, "total", &mut |c| match c.below(6) {
            0 => "多い".to_owned(),
            1 => "total in 数".to_owned(),
            2 => "total not in 数".to_owned(),
            _ => ordered(c, "total", NUMBERS),
        }),
        1 => about(chance, "prefecture", &mut text),
        2 => about(chance, "status", &mut |c| match c.below(6) {
            0 => "途中".to_owned(),
            _ => named(c, "status", STATUSES),
        }),
        3 => about(chance, "wished_delivery_date", &mut |c| {
            ordered(c, "wished_delivery_date", DATES)
        }),
        4 => about(chance, "ordered_at", &mut |c| match c.below(6) {
            0 => format!(
                "ordered_at {}during {}",
                c.of(&["", "not "]),
                c.of(&["昼", "閉"])
            ),
            1 => format!("date(ordered_at) = {}", c.of(DATES)),
            _ => ordered(c, "ordered_at", INSTANTS),
        }),
        5 => about(chance, "slip.status", &mut |c| match c.below(4) {
            0 => format!("slip.status {} {}", c.of(OPS), c.of(SLIP)),
            _ => named(c, "slip.status", SLIP),
        }),
        6 => about(chance, "slip.exists", &mut |c| {
            c.of(&["slip.exists", "slip.exists = false", "slip.exists != true"])
                .to_owned()
        }),
        7 => about(chance, "slip.paid", &mut |c| named(c, "slip.paid", PAID)),
        8 => about(chance, "gift", &mut |c| {
            c.of(&[
                "gift",
                "gift = false",
                "gift != false",
                "not gift",
                "贈",
                "not 贈",
                "wrapping",
            ])
            .to_owned()
        }),
        9 => about(chance, "settlement", &mut |c| {
            named(c, "settlement", SETTLEMENTS)
        }),
        10 => about(chance, "items", &mut members),
        11 => about(chance, "slip.waiting", &mut |c| {
            let not = c.of(&["", "not "]);
            let (a, b) = (c.of(WAITING), c.of(WAITING));
            match c.below(3) {
                0 => format!("{not}(slip.waiting contains any of ({a}, {b}))"),
                1 => format!("{a} {not}in slip.waiting"),
                _ => format!("{not}(slip.waiting contains {a})"),
            }
        }),
        _ => about(chance, "sub_status", &mut |c| {
            text(c).replace("prefecture", "sub_status")
        }),
    }
}

fn text(chance: &mut Chance) -> String {
    let (a, b) = (quoted(chance), quoted(chance));
    let (not, list) = (chance.of(&["", "not "]), chance.of(&["語", "二語", "無"]));
    if chance.one_in(2) {
        let stands = chance.of(&["contains", "contains", "starts with", "ends with"]);
        return format!("{not}(prefecture {stands} {a})");
    }
    match chance.below(11) {
        0 => format!("prefecture in ({a}, {b})"),
        1 => format!("prefecture not in ({a}, {b})"),
        2 => "prefecture in 語".to_owned(),
        3 => "prefecture not in 語".to_owned(),
        4 => "prefecture in 無".to_owned(),
        5 => format!("{not}(prefecture contains {a})"),
        6 => format!("prefecture != {a}"),
        7 => format!("{not}(prefecture contains any of {list})"),
        8 => format!("{not}(県 contains any of ({a}, {b}))"),
        9 => format!("{not}(prefecture matches /かに/)"),
        _ => format!("prefecture = {a}"),
    }
}

fn members(chance: &mut Chance) -> String {
    let kind = chance.of(&["any", "every", "no"]);
    let number = chance.of(NUMBERS).replace('円', "");
    let (op, other) = (chance.of(OPS), chance.of(&["-1", "0", "1"]));
    let has = match chance.below(7) {
        0 => format!("quantity > {number} and quantity < {number}"),
        1 => format!("quantity = {number} and gift"),
        2 => format!("quantity {op} {number} and not gift"),
        3 => format!(
            "{} and {}",
            state(chance, "name"),
            text(chance).replace("prefecture", "name")
        ),
        4 => format!("{} or quantity {op} {number}", state(chance, "quantity")),
        5 => format!("quantity {op} {number} and any items has (quantity = 1)"),
        _ => format!("not (quantity in ({number}, 2))"),
    };
    let not = chance.of(&["", "not "]);
    match chance.below(6) {
        0 => format!("count(items) {op} {other}"),
        1 => format!("件 {op} {other}"),
        2 => format!("count(items where {has}) {op} {other}"),
        _ => format!("{not}({kind} items has ({has}))"),
    }
}

/// An order at the edges of what the conditions ask.
fn order(chance: &mut Chance) -> Value {
    let value = |chance: &mut Chance, none: bool, values: &[&str]| match chance.below(7) {
        0 => Value::Null,
        1 if none => json!(""),
        _ => chance.of(values).into(),
    };
    let mut order = Map::new();
    order.insert("status".into(), value(chance, false, STATUSES));
    order.insert("settlement".into(), value(chance, true, SETTLEMENTS));
    order.insert("prefecture".into(), value(chance, false, TEXTS));
    order.insert("sub_status".into(), value(chance, false, TEXTS));
    order.insert("wished_delivery_date".into(), value(chance, true, DATES));
    order.insert("ordered_at".into(), value(chance, false, INSTANTS));
    for field in ["gift", "wrapping"] {
        let flag = [Value::Null, true.into(), false.into(), "".into()];
        order.insert(field.into(), flag[chance.below(4)].clone());
    }
    let total = [
        Value::Null,
        0.into(),
        1.into(),
        2.into(),
        3.into(),
        4.into(),
        "".into(),
    ];
    order.insert("total".into(), total[chance.below(7)].clone());
    let items: Vec<Value> = (0..chance.below(3))
        .map(|_| json!({"quantity": total[chance.below(6)], "name": value(chance, true, TEXTS)}))
        .collect();
    order.insert("items".into(), items.into());
    let waiting = [
        json!([]),
        json!(["確認待ち"]),
        json!(["入金待ち", "引当待ち"]),
        Value::Null,
    ];
    let exists = [json!(true), json!(false), Value::Null];
    let slip = json!({
        "exists": exists[chance.below(3)],
        "status": value(chance, true, SLIP),
        "paid": value(chance, true, PAID),
        "waiting": waiting[chance.below(4)],
        "tags": [], "edited": [], "tracking_number": "1", "carrier": "10",
        "ship_method": "", "shipped_on": "2026-11-24", "parcels_assigned": true,
    });
    order.insert("slip".into(), slip);
    order.into()
}

/// One rule a line, so that a line says which rule is meant.
fn compiled(rules: &[String]) -> Compiled {
    let mut files = RuleFiles::default();
    let mut text = String::new();
    for rule in rules {
        let _ = writeln!(text, "{rule}");
    }
    files.sources.add("rules.rules", text);
    files.sources.add("definitions.rules", DEFINITIONS);
    compile(shipped(), &files)
}

/// The rules, by place, that a code was said of.
fn said(found: &Compiled, code: &str) -> Vec<usize> {
    let of_code = found
        .diagnostics
        .iter()
        .filter(|d| d.code().as_str() == code);
    let lines = of_code.map(|d| {
        let place = found.sources.place(d.span());
        place.split(':').nth(1).unwrap().parse::<usize>().unwrap() - 1
    });
    lines.collect()
}

/// What was proved of each condition, and the rules that would show otherwise.
struct Claims {
    never: Vec<usize>,
    always: Vec<usize>,
    illegal: Vec<usize>,
}

fn rules_of(whens: &[String]) -> (Claims, Vec<String>) {
    let plain: Vec<String> = whens
        .iter()
        .enumerate()
        .map(|(at, when)| format!("rule \"p{at}\" when {when} then tag \"p{at}\""))
        .collect();
    let asking: Vec<String> = whens
        .iter()
        .enumerate()
        .map(|(at, when)| {
            let (_, request) = ACTIONS[at % ACTIONS.len()];
            format!("rule \"q{at}\" when {when} then {request}")
        })
        .collect();
    let found = compiled(&plain);
    let claims = Claims {
        never: said(&found, "W1202"),
        always: said(&found, "W1203"),
        illegal: said(&compiled(&asking), "E0401"),
    };
    let turned = whens.iter().enumerate().map(|(at, when)| {
        let when = match when.split_once(" unless ") {
            Some((when, unless)) => format!("not ({when}) or ({unless})"),
            None => format!("not ({when})"),
        };
        format!("rule \"n{at}\" when {when} then tag \"n{at}\"")
    });
    let turned: Vec<String> = turned.collect();
    let requests = ACTIONS
        .iter()
        .map(|(id, request)| format!("rule \"{id}\" when true then {request}"));
    let all = plain.into_iter().chain(turned).chain(requests);
    (claims, all.collect())
}

/// The rules that request something that is due.
fn due(set: &Arc<RuleSet>, order: &Value) -> Result<Vec<String>, String> {
    let record = FactsReader::strict(shipped())
        .read(order)
        .map_err(|error| format!("{error:?} {order}"))?;
    let now = "2026-11-24T10:00:00+09:00".parse().unwrap();
    let decision = decide(set, &record.facts, now, &Memory::default());
    let rules = decision.due.iter().flat_map(|request| &request.rules);
    Ok(rules.map(ToString::to_string).collect())
}

fn whens(chance: &mut Chance) -> Vec<String> {
    let one = |chance: &mut Chance| {
        let topic = chance.below(13);
        let when = condition(chance, topic, 2);
        if chance.one_in(4) {
            format!("{when} unless {}", condition(chance, topic, 1))
        } else {
            when
        }
    };
    (0..CONDITIONS).map(|_| one(chance)).collect()
}

fn failures_of(seed: u64, proved: &mut usize) -> Vec<String> {
    let mut chance = Chance::new(seed);
    let whens = whens(&mut chance);
    let (claims, all) = rules_of(&whens);
    let found = compiled(&all);
    let Some(set) = found.rules else {
        let said = found.diagnostics.iter();
        let said: Vec<String> = said
            .filter(|d| d.code().as_str().starts_with('E'))
            .map(|d| format!("{} {}", d.code(), found.sources.slice(d.span())))
            .collect();
        return vec![format!("seed {seed}: {said:?}")];
    };
    *proved += claims.never.len() + claims.always.len() + claims.illegal.len();
    let mut failures = Vec::new();
    for _ in 0..ORDERS {
        let order = order(&mut chance);
        let due = match due(&set, &order) {
            Ok(due) => due,
            Err(error) => return vec![error],
        };
        let has = |name: String| due.contains(&name);
        let mut wrong = |what: &str, at: usize| {
            failures.push(format!("seed {seed}: {what}\n{}\n{order}", whens[at]));
        };
        for at in claims.never.iter().filter(|at| has(format!("p{at}"))) {
            wrong("W1202, and it is true", *at);
        }
        for at in claims.always.iter().filter(|at| has(format!("n{at}"))) {
            wrong("W1203, and it is false", *at);
        }
        for at in &claims.illegal {
            let (action, _) = ACTIONS[at % ACTIONS.len()];
            if has(format!("p{at}")) && has(action.to_owned()) {
                wrong("E0401, and it is legal", *at);
            }
        }
    }
    failures
}

/// What orders show otherwise than it was proved, and how much was proved.
pub(crate) fn failures(seeds: std::ops::Range<u64>) -> (Vec<String>, usize) {
    let mut proved = 0;
    let failures = seeds.flat_map(|seed| failures_of(seed, &mut proved));
    let failures: Vec<String> = failures.take(5).collect();
    (failures, proved)
}
