//! A tree as compact s-expressions without spans: what two spellings of one rule share.

use std::fmt::Write as _;

use super::calendar::{Calendar, CalendarLine, CalendarLineKind, Days, Hours};
use super::expression::{
    ArithmeticOp, CompareOp, Expr, ExprKind, IsTest, Name, QuantifierKind, TextTest,
};
use super::file::{File, Item, ListSource};
use super::literal::{Duration, Literal, Moment};
use super::rule::{Head, HoldTarget, Part, Rule, Then};
use super::table::{Cell, CellKind, ColumnKind, Policy, Table, TableBody};

/// A file, an item a line (rules and tables over several lines).
pub fn file(file: &File) -> String {
    file.items.iter().map(|i| item(i) + "\n").collect()
}

/// One item of a file.
pub fn item(item: &Item) -> String {
    match item {
        Item::Rule(r) => rule(r),
        Item::Let(l) => format!("(let {} {})", l.name.text, expr(&l.value)),
        Item::List(l) => match &l.source {
            ListSource::Inline(values) => format!("(list {} {})", l.name.text, exprs(values)),
            ListSource::File(path) => format!("(list {} from {:?})", l.name.text, path.node),
        },
        Item::Calendar(c) => calendar(c),
        Item::Table(t) => table(t),
        Item::Partial(_) => "(partial)".to_owned(),
        Item::Language(v) => format!("(language {})", v.node),
    }
}

fn rule(rule: &Rule) -> String {
    let mut out = "(rule".to_owned();
    if let Some(name) = &rule.name {
        let _ = write!(out, " {:?}", name.node);
    }
    out += &head(&rule.head);
    let _ = write!(out, "\n  (when {})", expr(&rule.when));
    if let Some(unless) = &rule.unless {
        let _ = write!(out, "\n  (unless {})", expr(unless));
    }
    for part in &rule.parts {
        match part {
            Part::Then(t) => {
                let _ = write!(out, "\n  {}", then(t));
            }
            Part::Hold(h) => {
                let targets: String = h
                    .targets
                    .iter()
                    .map(|target| match target {
                        HoldTarget::Everything(_) => " everything".to_owned(),
                        HoldTarget::Action(name) => format!(" {}", name.text),
                    })
                    .collect();
                let _ = write!(out, "\n  (hold{targets}");
                if let Some(because) = &h.because {
                    let _ = write!(out, " because {:?}", because.node);
                }
                out.push(')');
            }
        }
    }
    out.push(')');
    out
}

fn head(head: &Head) -> String {
    let mut out = String::new();
    if let Some(priority) = &head.priority {
        let _ = write!(out, " priority={}", priority.node);
    }
    if let Some(from) = &head.from {
        let _ = write!(out, " from={}", moment(from.node));
    }
    if let Some(until) = &head.until {
        let _ = write!(out, " until={}", moment(until.node));
    }
    if let Some(owner) = &head.owner {
        let _ = write!(out, " owner={:?}", owner.node);
    }
    if let Some(doc) = &head.doc {
        let _ = write!(out, " doc={:?}", doc.node);
    }
    if head.shadow.is_some() {
        out += " shadow";
    }
    out
}

/// A `then` part.
pub fn then(then: &Then) -> String {
    let mut out = "(then".to_owned();
    for action in &then.actions {
        let _ = write!(
            out,
            " {}",
            head_and(&action.action.text, &exprs(&action.args))
        );
    }
    let timing = &then.timing;
    if let Some(after) = &timing.after {
        let _ = write!(out, " after={}", duration(after.node));
    }
    if let Some(from) = &timing.from {
        let _ = write!(out, " from={}", expr(from));
    }
    if let Some(at) = &timing.at {
        let _ = write!(out, " at={}", at.node);
    }
    if let Some(during) = &timing.during {
        let _ = write!(out, " during={}", during.text);
    }
    if let Some(every) = &timing.every {
        let interval = duration(every.interval.node);
        let _ = write!(out, " every={interval}x{}", every.times.node);
    }
    out.push(')');
    out
}

fn head_and(head: &str, rest: &str) -> String {
    if rest.is_empty() {
        format!("({head})")
    } else {
        format!("({head} {rest})")
    }
}

fn exprs(list: &[Expr]) -> String {
    list.iter().map(expr).collect::<Vec<_>>().join(" ")
}

/// An expression.
pub fn expr(e: &Expr) -> String {
    match &e.kind {
        ExprKind::Name(name) => name.text.clone(),
        ExprKind::Literal(l) => literal(l),
        ExprKind::Tuple(values) => format!("[{}]", exprs(values)),
        ExprKind::Paren(inner) => format!("(paren {})", expr(inner)),
        ExprKind::Not(inner) => format!("(not {})", expr(inner)),
        ExprKind::And(all) => format!("(and {})", exprs(all)),
        ExprKind::Or(any) => format!("(or {})", exprs(any)),
        ExprKind::Compare { op, left, right } => {
            format!("({} {} {})", compare(op.node), expr(left), expr(right))
        }
        ExprKind::In {
            negated,
            value,
            set,
        } => test("in", *negated, &[value, set]),
        ExprKind::Between {
            negated,
            value,
            low,
            high,
        } => test("between", *negated, &[value, low, high]),
        ExprKind::Text {
            test: which,
            negated,
            value,
            operand,
        } => {
            let word = match which {
                TextTest::Contains => "contains",
                TextTest::ContainsAnyOf => "contains-any",
                TextTest::StartsWith => "starts",
                TextTest::EndsWith => "ends",
            };
            test(word, *negated, &[value, operand])
        }
        ExprKind::Matches {
            negated,
            value,
            pattern,
        } => {
            format!(
                "({}matches {} /{}/)",
                not(*negated),
                expr(value),
                pattern.node
            )
        }
        ExprKind::Is {
            negated,
            value,
            what,
        } => {
            format!("(is {}{} {})", not(*negated), state(what.node), expr(value))
        }
        ExprKind::During {
            negated,
            value,
            calendar,
        } => {
            format!(
                "({}during {} {})",
                not(*negated),
                expr(value),
                calendar.text
            )
        }
        ExprKind::Quantifier {
            kind,
            list,
            predicate,
        } => {
            let word = match kind.node {
                QuantifierKind::Any => "any",
                QuantifierKind::Every => "every",
                QuantifierKind::No => "no",
            };
            format!("({word} {} {})", list.text, expr(predicate))
        }
        ExprKind::Count { list, predicate } => fold("count", list, predicate.as_deref()),
        ExprKind::Sum { member, predicate } => fold("sum", member, predicate.as_deref()),
        ExprKind::Call { function, args } => format!("(call {} {})", function.text, exprs(args)),
        ExprKind::Arithmetic { op, left, right } => {
            let op = match op.node {
                ArithmeticOp::Add => '+',
                ArithmeticOp::Subtract => '-',
            };
            format!("({op} {} {})", expr(left), expr(right))
        }
        ExprKind::Error => "?".to_owned(),
    }
}

fn not(negated: bool) -> &'static str {
    if negated { "not-" } else { "" }
}

fn test(word: &str, negated: bool, operands: &[&Expr]) -> String {
    let operands: Vec<_> = operands.iter().map(|e| expr(e)).collect();
    format!("({}{word} {})", not(negated), operands.join(" "))
}

fn fold(word: &str, name: &Name, predicate: Option<&Expr>) -> String {
    let filter = predicate.map_or_else(String::new, |p| format!(" {}", expr(p)));
    format!("({word} {}{filter})", name.text)
}

fn compare(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Equal => "=",
        CompareOp::NotEqual => "!=",
        CompareOp::Less => "<",
        CompareOp::LessOrEqual => "<=",
        CompareOp::Greater => ">",
        CompareOp::GreaterOrEqual => ">=",
    }
}

fn state(test: IsTest) -> &'static str {
    match test {
        IsTest::Empty => "empty",
        IsTest::Known => "known",
        IsTest::Unknown => "unknown",
        IsTest::Holiday => "holiday",
        IsTest::BusinessDay => "business_day",
    }
}

fn literal(l: &Literal) -> String {
    match l {
        Literal::Int(n) => n.to_string(),
        Literal::Money(n) => format!("¥{n}"),
        Literal::Text(text) => format!("{text:?}"),
        Literal::Bool(b) => b.to_string(),
        Literal::Date(date) => date.to_string(),
        Literal::Time(time) => time.to_string(),
        Literal::DateTime(m) => moment(*m),
        Literal::Duration(d) => duration(*d),
    }
}

/// A moment.
pub fn moment(m: Moment) -> String {
    match m {
        Moment::Day(day) => day.to_string(),
        Moment::Minute(at) => at.strftime("%Y-%m-%dT%H:%M").to_string(),
        Moment::Second(at) => at.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
    }
}

/// A duration.
pub fn duration(d: Duration) -> String {
    let parts = [
        (d.weeks, 'w'),
        (d.days, 'd'),
        (d.hours, 'h'),
        (d.minutes, 'm'),
        (d.seconds, 's'),
    ];
    let mut written = String::new();
    for (n, unit) in parts.iter().filter(|(n, _)| *n > 0) {
        let _ = write!(written, "{n}{unit}");
    }
    if written.is_empty() {
        "0s".to_owned()
    } else {
        written
    }
}

fn calendar(calendar: &Calendar) -> String {
    let mut out = format!("(calendar {}", calendar.name.text);
    for line in &calendar.lines {
        let _ = write!(out, "\n  {}", calendar_line(line));
    }
    out + ")"
}

/// A line of a calendar.
pub fn calendar_line(line: &CalendarLine) -> String {
    match &line.kind {
        CalendarLineKind::Weekly { days, hours } => {
            let days: Vec<_> = days.iter().map(|d| format!("{d:?}")).collect();
            format!("(weekly {}{})", days.join(","), opening(hours))
        }
        CalendarLineKind::Except(list) => format!("(except{})", days(list)),
        CalendarLineKind::Also { days: list, hours } => {
            format!("(also{}{})", days(list), opening(hours))
        }
    }
}

fn opening(hours: &[Hours]) -> String {
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let mut out = String::new();
    for h in hours {
        let _ = write!(out, " {}-{}", clock(h.start), clock(h.end));
    }
    out
}

fn days(list: &[Days]) -> String {
    list.iter()
        .map(|d| match d {
            Days::Holidays(_) => " holidays".to_owned(),
            Days::Date(day, _) => format!(" {day}"),
            Days::Range(first, last, _) => format!(" {first}..{last}"),
        })
        .collect()
}

fn table(table: &Table) -> String {
    let policy = match table.policy.node {
        Policy::First => "first",
        Policy::Unique => "unique",
        Policy::Collect => "collect",
    };
    let mut out = format!("(table {} {policy}{}", table.name.text, head(&table.head));
    if let Some(when) = &table.when {
        let _ = write!(out, "\n  (when {})", expr(when));
    }
    if let Some(unless) = &table.unless {
        let _ = write!(out, "\n  (unless {})", expr(unless));
    }
    match &table.body {
        TableBody::File(path) => {
            let _ = write!(out, " file {:?}", path.node);
        }
        TableBody::Inline(grid) => {
            let columns: Vec<_> = grid.columns.iter().map(|c| column(&c.kind)).collect();
            let _ = write!(out, "\n  | {} |", columns.join(" | "));
            for row in &grid.rows {
                let cells: Vec<_> = row.cells.iter().map(cell).collect();
                let _ = write!(out, "\n  | {} |", cells.join(" | "));
            }
        }
    }
    out.push(')');
    out
}

/// A column.
pub fn column(kind: &ColumnKind) -> String {
    match kind {
        ColumnKind::Condition(e) => expr(e),
        ColumnKind::Then(name) => format!("then {}", name.text),
        ColumnKind::Hold(name) => format!("hold {}", name.text),
        ColumnKind::Error => "?".to_owned(),
    }
}

/// A cell.
pub fn cell(cell: &Cell) -> String {
    match &cell.kind {
        CellKind::Any => "-".to_owned(),
        CellKind::Values { negated, values } => format!("{}{}", not(*negated), exprs(values)),
        CellKind::InList { negated, list } => format!("{}in {}", not(*negated), list.text),
        CellKind::Compare { op, value } => format!("{} {}", compare(*op), expr(value)),
        CellKind::Range { low, high } => format!("{}..{}", expr(low), expr(high)),
        CellKind::Is { negated, what } => format!("is {}{}", not(*negated), state(*what)),
        CellKind::Condition(e) => expr(e),
        CellKind::Yes => "yes".to_owned(),
        CellKind::Argument(e) => format!("arg {}", expr(e)),
        CellKind::Reason(text) => format!("reason {text:?}"),
        CellKind::Error => "?".to_owned(),
    }
}
