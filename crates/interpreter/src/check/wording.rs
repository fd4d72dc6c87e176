//! What a condition asks of one field, in words: `5,000円超`, `over 5,000 yen`.

use sabaki_diagnostic::diagnostic::Arg;
use sabaki_parser::syntax::expression::CompareOp;

use super::clause::{Asked, asked};
use super::domain::Domain;
use super::leaf::leaf;
use super::subject::{Subject, resolved};
use crate::compile::program::Program;
use crate::compile::rule_set::CompiledRule;
use crate::facts::show;
use crate::time::jst;
use crate::typing::condition_holds as holds;
use crate::typing::tree::{Condition, Phrases, Place, TermKind, Test, TextList};
use crate::value::Value;

/// How deep `let`s are followed.
const DEEP: u32 = 8;
/// The most values that are named one by one.
const MOST_NAMED: usize = 3;

/// Tests that must all be answered as wanted, by the order or by one member of a list.
type Parts<'p> = Vec<(&'p Condition, bool)>;

/// Two parts of a rule that must both be true and that exclude each other.
pub(super) fn excluding_parts(
    rule: &CompiledRule,
    subject: Subject,
    program: &Program,
) -> Option<(Arg, Arg)> {
    gathered(rule, program)
        .iter()
        .find_map(|parts| excluding(parts, subject, program))
}

/// Whether a part of a rule asks for a count below zero.
pub(super) fn counts_below_zero(rule: &CompiledRule, subject: Subject, program: &Program) -> bool {
    let parts = gathered(rule, program);
    let domains = parts.iter().flatten().filter_map(|(condition, wanted)| {
        leaf(&condition.test, *wanted, program)?.remove(&subject)
    });
    domains.into_iter().any(|domain| domain.is_empty())
}

fn excluding(parts: &Parts<'_>, subject: Subject, program: &Program) -> Option<(Arg, Arg)> {
    let about: Vec<(&Condition, bool, Domain)> = parts
        .iter()
        .filter_map(|(condition, wanted)| {
            let domain = leaf(&condition.test, *wanted, program)?.remove(&subject)?;
            Some((*condition, *wanted, domain))
        })
        .collect();
    let pairs = about.iter().enumerate().flat_map(|(at, first)| {
        let others = about.iter().skip(at + 1);
        others.map(move |second| (first, second))
    });
    let mut excluding = pairs.filter(|(a, b)| a.2.and(&b.2).is_empty());
    excluding.find_map(|(a, b)| {
        Some((
            words(&a.0.test, a.1, program)?,
            words(&b.0.test, b.1, program)?,
        ))
    })
}

/// What a rule asks of the order, and what it asks of one member at a time.
fn gathered<'p>(rule: &'p CompiledRule, program: &'p Program) -> Vec<Parts<'p>> {
    let mut all = Vec::new();
    let mut order = Parts::new();
    for condition in &rule.when {
        gather(condition, true, (program, DEEP), &mut order, &mut all);
    }
    if let Some(unless) = &rule.unless {
        gather(unless, false, (program, DEEP), &mut order, &mut all);
    }
    all.push(order);
    all
}

/// The parts that must all be as wanted, and those that one member must answer so.
fn gather<'p>(
    condition: &'p Condition,
    wanted: bool,
    (program, deep): (&'p Program, u32),
    parts: &mut Parts<'p>,
    members: &mut Vec<Parts<'p>>,
) {
    let wanted = wanted != condition.negated;
    match &condition.test {
        Test::And(inner) if wanted => {
            for part in inner {
                gather(part, true, (program, deep), parts, members);
            }
        }
        Test::Or(inner) if !wanted => {
            for part in inner {
                gather(part, false, (program, deep), parts, members);
            }
        }
        Test::Bool(term) => {
            if let (Some(inner), Some(deep)) = (resolved(term, program), deep.checked_sub(1))
                && let TermKind::Condition(inner) = &inner.kind
            {
                gather(inner, wanted, (program, deep), parts, members);
            }
        }
        Test::Quantifier {
            kind, predicate, ..
        } => {
            if let Asked::One(wanted) = asked(*kind, wanted) {
                let mut of_member = Parts::new();
                gather(predicate, wanted, (program, deep), &mut of_member, members);
                members.push(of_member);
            }
        }
        _ => parts.push((condition, wanted)),
    }
}

fn words(test: &Test, wanted: bool, program: &Program) -> Option<Arg> {
    match test {
        Test::Compare { op, right, .. } => {
            let TermKind::Value(value) = &right.kind else {
                return None;
            };
            compared(if wanted { *op } else { opposite(*op) }, value, program)
        }
        Test::OneOf { value, values } => {
            let enumeration = program.vocabulary.enumeration(&value.ty)?;
            let at = u16::try_from(enumeration.values.len()).ok()?;
            let items = (0..at).zip(&enumeration.values).filter(|(at, _)| {
                let of = crate::value::EnumValue {
                    enumeration: 0,
                    value: *at,
                };
                values.contains(of)
            });
            let names: Vec<(String, String)> = items
                .map(|(_, item)| {
                    let ja = item.ja.first().unwrap_or(&item.id);
                    (ja.to_string(), item.id.to_string())
                })
                .collect();
            named(&names, wanted)
        }
        Test::ValueIn { values, .. } => {
            let shown: Vec<(String, String)> = values
                .iter()
                .map(|value| shown(value, program))
                .collect::<Option<_>>()?;
            named(&shown, wanted)
        }
        Test::TextIn { texts, .. } => {
            let mut texts: Vec<&str> = texts.entries.iter().map(|text| &**text).collect();
            texts.sort_unstable();
            let names = texts
                .into_iter()
                .map(|text| (format!("「{text}」"), format!("`{text}`")));
            named(&names.collect::<Vec<_>>(), wanted)
        }
        Test::Empty(_) => Some(if wanted {
            both("空", "empty")
        } else {
            both("空以外", "not empty")
        }),
        Test::Phrase {
            place,
            phrases: Phrases::Fixed(phrases),
            ..
        } => phrased(*place, phrases, wanted),
        _ => None,
    }
}

fn both(ja: &str, en: &str) -> Arg {
    Arg::Both {
        ja: ja.to_owned(),
        en: en.to_owned(),
    }
}

/// A text by the phrases in it: `「至急」を含むもの`, "a text with `至急`".
fn phrased(place: Place, phrases: &TextList, wanted: bool) -> Option<Arg> {
    let mut named: Vec<&str> = phrases.entries.iter().map(|text| &**text).collect();
    if named.is_empty() || named.len() > MOST_NAMED {
        return None;
    }
    named.sort_unstable();
    let ja: Vec<String> = named.iter().map(|text| format!("「{text}」")).collect();
    let en: Vec<String> = named.iter().map(|text| format!("`{text}`")).collect();
    let (ja, en) = (ja.join("か"), en.join(" or "));
    let (ja_does, en_does) = match (place, wanted) {
        (Place::Anywhere, true) => ("を含むもの", "with"),
        (Place::Anywhere, false) => ("を含まないもの", "without"),
        (Place::Start, true) => ("で始まるもの", "that starts with"),
        (Place::Start, false) => ("で始まらないもの", "that does not start with"),
        (Place::End, true) => ("で終わるもの", "that ends with"),
        (Place::End, false) => ("で終わらないもの", "that does not end with"),
    };
    Some(both(
        &format!("{ja}{ja_does}"),
        &format!("a text {en_does} {en}"),
    ))
}

fn named(names: &[(String, String)], wanted: bool) -> Option<Arg> {
    if names.is_empty() || names.len() > MOST_NAMED {
        return None;
    }
    let ja: Vec<&str> = names.iter().map(|(ja, _)| ja.as_str()).collect();
    let en: Vec<&str> = names.iter().map(|(_, en)| en.as_str()).collect();
    let (ja, en) = (ja.join("か"), en.join(" or "));
    Some(if wanted {
        Arg::Both { ja, en }
    } else {
        Arg::Both {
            ja: format!("{ja}以外"),
            en: format!("other than {en}"),
        }
    })
}

fn opposite(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Equal => CompareOp::NotEqual,
        CompareOp::NotEqual => CompareOp::Equal,
        CompareOp::Less => CompareOp::GreaterOrEqual,
        CompareOp::LessOrEqual => CompareOp::Greater,
        CompareOp::Greater => CompareOp::LessOrEqual,
        CompareOp::GreaterOrEqual => CompareOp::Less,
    }
}

fn compared(op: CompareOp, value: &Value, program: &Program) -> Option<Arg> {
    use std::cmp::Ordering::{Equal, Greater, Less};
    let (ja, en) = shown(value, program)?;
    let time = matches!(value, Value::Date(_) | Value::DateTime(_) | Value::Time(_));
    let (after, before) = match (holds(op, Less), holds(op, Equal), holds(op, Greater), time) {
        (false, true, false, _) => ("", ""),
        (true, false, true, _) => ("以外", "other than "),
        (true, false, false, false) => ("未満", "under "),
        (true, true, false, false) => ("以下", "at most "),
        (false, false, true, false) => ("超", "over "),
        (false, true, true, false) => ("以上", "at least "),
        (true, false, false, true) => ("より前", "before "),
        (true, true, false, true) => ("以前", "at the latest "),
        (false, false, true, true) => ("より後", "after "),
        (false, true, true, true) => ("以降", "from "),
        (true, true, true, _) | (false, false, false, _) => return None,
    };
    Some(Arg::Both {
        ja: format!("{ja}{after}"),
        en: format!("{before}{en}"),
    })
}

/// A value in both languages.
fn shown(value: &Value, program: &Program) -> Option<(String, String)> {
    let same = |text: String| Some((text.clone(), text));
    match value {
        Value::Money(yen) => {
            let digits = grouped(*yen);
            Some((format!("{digits}円"), format!("{digits} yen")))
        }
        Value::Int(number) => same(number.to_string()),
        Value::Bool(true) => Some(("はい".to_owned(), "true".to_owned())),
        Value::Bool(false) => Some(("いいえ".to_owned(), "false".to_owned())),
        Value::DateTime(at) => same(jst::civil(*at).strftime("%Y-%m-%d %H:%M").to_string()),
        Value::Date(_) | Value::Time(_) | Value::Duration(_) | Value::Enum(_) => {
            let json = show::json(&program.vocabulary, None, value);
            same(json.as_str()?.to_owned())
        }
        Value::Unknown | Value::None | Value::Text(_) | Value::Set(_) | Value::List(_) => None,
    }
}

fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::from(if number < 0 { "-" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_are_grouped() {
        let shown = [0, 999, 1000, -12_345, 1_000_000].map(grouped);
        assert_eq!(shown, ["0", "999", "1,000", "-12,345", "1,000,000"]);
    }
}
