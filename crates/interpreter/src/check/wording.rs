//! What a condition asks of one field, in words: `5,000円超`, `over 5,000 yen`.

use sabaki_diagnostic::diagnostic::Arg;
use sabaki_parser::syntax::expression::CompareOp;

use super::clause::leaf;
use super::domain::Domain;
use crate::compile::program::Program;
use crate::compile::rule_set::CompiledRule;
use crate::facts::show;
use crate::time::jst;
use crate::typing::condition_holds as holds;
use crate::typing::tree::{Condition, TermKind, Test};
use crate::value::Value;

/// How deep `let`s are followed.
const DEEP: u32 = 8;
/// The most values that are named one by one.
const MOST_NAMED: usize = 3;

/// Two parts of a rule that must both be true and that exclude each other at one field.
pub(super) fn excluding_parts(
    rule: &CompiledRule,
    field: usize,
    program: &Program,
) -> Option<(Arg, Arg)> {
    let mut parts = Vec::new();
    for condition in &rule.when {
        gather(condition, true, (program, DEEP), &mut parts);
    }
    if let Some(unless) = &rule.unless {
        gather(unless, false, (program, DEEP), &mut parts);
    }
    let about: Vec<(&Condition, bool, Domain)> = parts
        .into_iter()
        .filter_map(|(condition, wanted)| {
            let (of, domain) = leaf(&condition.test, wanted, program)?;
            (of == field).then_some((condition, wanted, domain))
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

/// The parts that must all be as wanted.
fn gather<'p>(
    condition: &'p Condition,
    wanted: bool,
    (program, deep): (&'p Program, u32),
    parts: &mut Vec<(&'p Condition, bool)>,
) {
    let wanted = wanted != condition.negated;
    match &condition.test {
        Test::And(inner) if wanted => {
            for part in inner {
                gather(part, true, (program, deep), parts);
            }
        }
        Test::Or(inner) if !wanted => {
            for part in inner {
                gather(part, false, (program, deep), parts);
            }
        }
        Test::Bool(term) => {
            if let (TermKind::Let(at), Some(deep)) = (&term.kind, deep.checked_sub(1))
                && let Some(Some(inner)) = program.lets.get(*at)
                && let TermKind::Condition(inner) = &inner.kind
            {
                gather(inner, wanted, (program, deep), parts);
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
        _ => None,
    }
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
