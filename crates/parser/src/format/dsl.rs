//! Files in the DSL.

use std::fmt::Write as _;

use sabaki_diagnostic::source::Span;

use super::clause::{grouped, head_lines, is_always};
use super::expression::Writer;
use super::literal;
use super::owned::{Owned, owned};
use super::page::{Page, WIDTH, fill, width};
use super::word;
use super::{calendar, table};
use crate::syntax::calendar::Calendar;
use crate::syntax::file::{Comment, File, Item, Let, List, ListSource};
use crate::syntax::rule::{Head, Part, Rule};
use crate::syntax::table::{Table, TableBody};

/// Writes a file in the DSL.
pub(super) fn file(file: &File, source: &str, writer: Writer<'_>) -> String {
    let Owned {
        header,
        items,
        footer,
    } = owned(file, source);
    let mut page = Page::new(source);
    page.begin(header);
    page.end(0);
    let mut tall_above = !page.is_empty();
    for (item, comments) in items {
        // The DSL has one version: the key says nothing here.
        let silent = matches!(item, Item::Language(_));
        let tall = !silent && is_tall(item, comments, writer);
        if tall || tall_above {
            page.blank();
        }
        tall_above = tall;
        page.begin(comments);
        match item {
            Item::Rule(rule) => self::rule(&mut page, rule, apart(comments, rule), writer),
            Item::Let(definition) => self::definition(&mut page, definition, writer),
            Item::List(list) => self::list(&mut page, list, writer),
            Item::Calendar(calendar) => self::calendar(&mut page, calendar, writer),
            Item::Table(table) => self::table(&mut page, table, writer),
            Item::Partial(span) => {
                page.unit(*span, 0, &[writer.word(word::PARTIAL).to_owned()]);
            }
            Item::Language(_) => {}
        }
        page.end(0);
    }
    page.begin(footer);
    page.end(0);
    page.finish()
}

/// Whether an item takes several lines, so that blank lines stand around it.
fn is_tall(item: &Item, comments: &[Comment], writer: Writer<'_>) -> bool {
    match item {
        Item::Rule(rule) => one_line(rule, writer).is_none() || apart(comments, rule),
        Item::Calendar(_) | Item::Table(_) => true,
        Item::Let(_) | Item::List(_) | Item::Partial(_) | Item::Language(_) => false,
    }
}

/// Whether comments stand between the clauses of a rule or between the parts of its condition.
fn apart(comments: &[Comment], rule: &Rule) -> bool {
    let between = |from: Span, to: u32| {
        comments
            .iter()
            .any(|comment| comment.span.start >= from.end && comment.span.end <= to)
    };
    let parts = grouped(&rule.when).unwrap_or(&[]);
    let mut pairs = parts.iter().zip(parts.iter().skip(1));
    // A comment behind the last part stands behind the whole rule as well.
    let end = rule.parts.last().map_or(rule.span, part_span).end;
    between(rule.when.span, end) || pairs.any(|(one, next)| between(one.span, next.span.start))
}

/// A rule without head, with one condition and one part, where it fits a line.
fn one_line(rule: &Rule, writer: Writer<'_>) -> Option<String> {
    let plain = rule.name.is_none() && rule.unless.is_none() && rule.head == Head::default();
    let [part] = rule.parts.as_slice() else {
        return None;
    };
    let part = writer.part_lines(part, 0);
    let [part] = part.as_slice() else {
        return None;
    };
    let when = writer.word(word::WHEN);
    let text = format!("{when} {} {part}", writer.condition(&rule.when));
    (plain && width(&text) <= WIDTH).then_some(text)
}

fn rule(page: &mut Page<'_>, rule: &Rule, apart: bool, writer: Writer<'_>) {
    let short = one_line(rule, writer).filter(|_| !apart);
    if let Some(text) = short {
        page.unit(rule.span, 0, &[text]);
        return;
    }
    let words = writer.head(&rule.head);
    let headless = rule.name.is_none() && words.is_empty();
    if !headless {
        let mut first = writer.word(word::RULE).to_owned();
        if let Some(name) = &rule.name {
            first.push(' ');
            first.push_str(&literal::quoted(&name.node, writer.lang));
        }
        let start = Span {
            end: rule.span.start,
            ..rule.span
        };
        let span = head_span(start, rule.name.as_ref().map(|name| name.span), &words);
        page.unit(span, 0, &head_lines(first, &words));
    }
    let indent = if headless { 0 } else { 2 };
    writer.clause(page, indent, word::WHEN, &rule.when);
    if let Some(unless) = &rule.unless {
        writer.clause(page, 2, word::UNLESS, unless);
    }
    for (number, part) in rule.parts.iter().enumerate() {
        let last = number + 1 == rule.parts.len();
        let span = up_to_end(part_span(part), last, rule.span);
        page.unit(span, 2, &writer.part_lines(part, 2));
    }
    page.flush(rule.span.end, 2);
}

const fn part_span(part: &Part) -> Span {
    match part {
        Part::Then(then) => then.span,
        Part::Hold(hold) => hold.span,
    }
}

/// The place of a line; the last of an item reaches to its end. Comments of YAML keys that have no
/// line here, such as `because`, stand before it: behind it they would be the next item's.
fn up_to_end(span: Span, last: bool, item: Span) -> Span {
    let end = if last {
        span.end.max(item.end)
    } else {
        span.end
    };
    Span { end, ..span }
}

/// The place of a head line: from the start of its item to its last word.
pub(super) fn head_span(start: Span, name: Option<Span>, words: &[(String, Span)]) -> Span {
    let spans = name.into_iter().chain(words.iter().map(|(_, span)| *span));
    spans.fold(start, |whole, span| {
        if span.start >= whole.start {
            whole.to(span)
        } else {
            whole
        }
    })
}

fn definition(page: &mut Page<'_>, definition: &Let, writer: Writer<'_>) {
    let prefix = format!("{} {} = ", writer.word(word::LET), definition.name.text);
    page.unit(
        definition.span,
        0,
        &value_lines(&prefix, definition, writer),
    );
}

fn value_lines(prefix: &str, definition: &Let, writer: Writer<'_>) -> Vec<String> {
    if is_always(&definition.value) {
        return vec![format!("{prefix}{}", writer.word(word::TRUE))];
    }
    writer.lines(prefix, &definition.value, 0, 2)
}

fn list(page: &mut Page<'_>, list: &List, writer: Writer<'_>) {
    let head = format!("{} {}", writer.word(word::LIST), list.name.text);
    let text = match &list.source {
        ListSource::Inline(values) => {
            let values: Vec<String> = values
                .iter()
                .map(|value| writer.entry(value, None))
                .collect();
            format!("{head} = ({})", values.join(", "))
        }
        ListSource::File(file) => {
            let word = writer.word(word::FILE);
            format!("{head} {word} {}", literal::quoted(&file.node, writer.lang))
        }
    };
    page.unit(list.span, 0, &fill(&text, 0, 2));
}

fn calendar(page: &mut Page<'_>, calendar: &Calendar, writer: Writer<'_>) {
    let head = format!("{} {}", writer.word(word::CALENDAR), calendar.name.text);
    page.unit(calendar.name.span, 0, &[head]);
    let texts = calendar::lines(calendar, writer);
    for (number, (line, text)) in calendar.lines.iter().zip(texts).enumerate() {
        let last = number + 1 == calendar.lines.len();
        page.unit(up_to_end(line.span, last, calendar.span), 2, &[text]);
    }
    page.flush(calendar.span.end, 2);
}

fn table(page: &mut Page<'_>, table: &Table, writer: Writer<'_>) {
    let name = super::name::defined(&table.name.text, writer.lang);
    let policy = writer.word(table::policy(table.policy.node));
    let mut first = format!("{} {name} {policy}", writer.word(word::TABLE));
    let mut start = table.span;
    start.end = table.policy.span.end.max(start.start);
    if let TableBody::File(file) = &table.body {
        let word = writer.word(word::FILE);
        let name = literal::quoted(&file.node, writer.lang);
        let _ = write!(first, " {word} {name}");
        start = start.to(file.span);
    }
    let words = writer.head(&table.head);
    let span = head_span(start, None, &words);
    page.unit(span, 0, &head_lines(first, &words));
    if let Some(when) = &table.when {
        writer.clause(page, 2, word::WHEN, when);
    }
    if let Some(unless) = &table.unless {
        writer.clause(page, 2, word::UNLESS, unless);
    }
    if let TableBody::Inline(grid) = &table.body {
        let (head, rows) = table::aligned(grid, writer);
        if let Some(first) = grid.columns.first() {
            let last = grid.columns.last().unwrap_or(first);
            page.unit(first.span.to(last.span), 2, &[head]);
        }
        for (number, (row, text)) in grid.rows.iter().zip(rows).enumerate() {
            let last = number + 1 == grid.rows.len();
            page.unit(up_to_end(row.span, last, table.span), 2, &[text]);
        }
    }
    page.flush(table.span.end, 2);
}
