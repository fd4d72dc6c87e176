//! Files in YAML.

use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::source::Span;

use super::calendar;
use super::clause::{grouped, is_always};
use super::expression::{Writer, bare};
use super::owned::{Owned, owned};
use super::page::{Page, blanks, widest, width};
use super::scalar::{Around, double, scalar};
use super::table;
use super::word;
use crate::syntax::expression::{Expr, ExprKind};
use crate::syntax::file::{File, Item, List, ListSource};
use crate::syntax::literal::Literal;
use crate::syntax::rule::{Head, Hold, Part, Rule, Then};
use crate::syntax::table::{Grid, Table, TableBody};
use crate::yaml::key::Key;

/// Writes a file in YAML.
pub(super) fn file(file: &File, source: &str, writer: Writer<'_>) -> String {
    let Owned {
        header,
        items,
        footer,
    } = owned(file, source);
    let mut page = Page::new(source);
    page.begin(header);
    page.end(0);
    let mut kinds: Vec<Key> = Vec::new();
    for (item, _) in &items {
        let kind = kind(item);
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    let yaml = Yaml { writer };
    for kind in kinds {
        page.blank();
        let mut of_kind = items.iter().filter(|(item, _)| self::kind(item) == kind);
        if matches!(kind, Key::Partial | Key::Language) {
            // A key stands once: what is said again leaves only its comments.
            let first = of_kind.next();
            for (_, comments) in of_kind {
                page.begin(comments);
                page.end(0);
            }
            if let Some((item, comments)) = first {
                page.begin(comments);
                yaml.setting(&mut page, item);
                page.end(0);
            }
            continue;
        }
        let mut open = false;
        for (item, comments) in of_kind {
            page.begin(comments);
            yaml.item(&mut page, item, kind, &mut open);
            page.end(if open { 2 } else { 0 });
        }
    }
    page.begin(footer);
    page.end(0);
    if items.is_empty() {
        // A document of comments alone would be no mapping.
        page.line(0, &format!("{}: []", yaml.key(Key::Rules)));
    }
    page.finish()
}

/// The key under which an item stands.
const fn kind(item: &Item) -> Key {
    match item {
        Item::Rule(_) => Key::Rules,
        Item::Let(_) => Key::Let,
        Item::List(_) => Key::Lists,
        Item::Calendar(_) => Key::Calendars,
        Item::Table(_) => Key::Tables,
        Item::Partial(_) => Key::Partial,
        Item::Language(_) => Key::Language,
    }
}

#[derive(Clone, Copy)]
struct Yaml<'a> {
    writer: Writer<'a>,
}

impl Yaml<'_> {
    fn key(self, key: Key) -> &'static str {
        let (en, ja) = key.names();
        match self.writer.lang {
            Lang::En => en,
            Lang::Ja => ja,
        }
    }

    /// What stands beside the items.
    fn setting(self, page: &mut Page<'_>, item: &Item) {
        let key = self.key(kind(item));
        match item {
            Item::Language(version) => {
                page.unit(version.span, 0, &[format!("{key}: {}", version.node)]);
            }
            Item::Partial(span) => {
                let yes = self.writer.word(word::TRUE);
                page.unit(*span, 0, &[format!("{key}: {yes}")]);
            }
            Item::Rule(_) | Item::Let(_) | Item::List(_) | Item::Calendar(_) | Item::Table(_) => {}
        }
    }

    fn item(self, page: &mut Page<'_>, item: &Item, kind: Key, open: &mut bool) {
        if *open {
            let apart = matches!(item, Item::Rule(_) | Item::Table(_) | Item::Calendar(_));
            if apart {
                page.blank();
            }
        } else {
            page.line(0, &format!("{}:", self.key(kind)));
            *open = true;
        }
        match item {
            Item::Rule(rule) => self.rule(page, rule),
            Item::Let(definition) => {
                let name = scalar(&definition.name.text, Around::Block);
                let value = scalar(&self.expression(&definition.value), Around::Block);
                page.unit(definition.span, 2, &[format!("{name}: {value}")]);
            }
            Item::List(list) => self.list(page, list),
            Item::Calendar(calendar) => {
                let name = scalar(&calendar.name.text, Around::Block);
                // A calendar without lines is never open.
                let none = if calendar.lines.is_empty() { " []" } else { "" };
                page.unit(calendar.name.span, 2, &[format!("{name}:{none}")]);
                let lines = calendar::lines(calendar, self.writer);
                for (line, text) in calendar.lines.iter().zip(lines) {
                    page.unit(
                        line.span,
                        4,
                        &[format!("- {}", scalar(&text, Around::Block))],
                    );
                }
                page.flush(calendar.span.end, 4);
            }
            Item::Table(table) => self.table(page, table),
            Item::Partial(_) | Item::Language(_) => {}
        }
    }

    fn expression(self, expr: &Expr) -> String {
        if is_always(expr) {
            self.writer.word(word::TRUE).to_owned()
        } else {
            self.writer.condition(expr)
        }
    }

    fn list(self, page: &mut Page<'_>, list: &List) {
        let name = scalar(&list.name.text, Around::Block);
        match &list.source {
            ListSource::File(file) => {
                let key = self.file_key();
                let file_name = scalar(&file.node, Around::Block);
                page.unit(list.name.span, 2, &[format!("{name}:")]);
                page.unit(file.span, 4, &[format!("{key}: {file_name}")]);
            }
            ListSource::Inline(values) => {
                page.unit(list.name.span, 2, &[format!("{name}:")]);
                for value in values {
                    let text = self.list_value(value);
                    page.unit(value.span, 4, &[format!("- {text}")]);
                }
            }
        }
        page.flush(list.span.end, 4);
    }

    /// YAML's quotes make a text; the DSL's are needed where it starts with one of them.
    fn list_value(self, value: &Expr) -> String {
        if let ExprKind::Literal(Literal::Text(text)) = &value.kind
            && !opens_quoted(text)
        {
            return double(text);
        }
        self.value(value)
    }

    /// A value that is no text must not be quoted, which would make a text of it.
    fn value(self, value: &Expr) -> String {
        let text = self.writer.entry(value, None);
        let written = scalar(&text, Around::Block);
        if written == text || matches!(value.kind, ExprKind::Literal(Literal::Text(_))) {
            return written;
        }
        // A minus or another sign in front: parentheses say the same.
        format!("({text})")
    }

    fn file_key(self) -> &'static str {
        match self.writer.lang {
            Lang::En => self.key(Key::From),
            Lang::Ja => self.key(Key::File),
        }
    }

    fn rule(self, page: &mut Page<'_>, rule: &Rule) {
        let mut entries = Entries::default();
        if let Some(name) = &rule.name {
            entries.text(self.key(Key::Rule), &name.node, name.span);
        }
        self.head(&mut entries, &rule.head);
        self.condition(&mut entries, Key::When, &rule.when);
        if let Some(unless) = &rule.unless {
            self.condition(&mut entries, Key::Unless, unless);
        }
        self.parts(&mut entries, &rule.parts);
        entries.write(page);
        page.flush(rule.span.end, 4);
    }

    fn head(self, entries: &mut Entries, head: &Head) {
        if let Some(priority) = &head.priority {
            let value = priority.node.to_string();
            entries.line(self.key(Key::Priority), &value, priority.span);
        }
        if let Some(from) = &head.from {
            let value = super::literal::moment(from.node);
            entries.line(self.key(Key::From), &value, from.span);
        }
        if let Some(until) = &head.until {
            let value = super::literal::moment(until.node);
            entries.line(self.key(Key::Until), &value, until.span);
        }
        if let Some(owner) = &head.owner {
            entries.text(self.key(Key::Owner), &owner.node, owner.span);
        }
        if let Some(doc) = &head.doc {
            entries.text(self.key(Key::Doc), &doc.node, doc.span);
        }
        if let Some(span) = head.shadow {
            entries.line(self.key(Key::Shadow), self.writer.word(word::TRUE), span);
        }
    }

    /// A condition: an expression, a list where all of it must hold, or `any` with a list.
    fn condition(self, entries: &mut Entries, key: Key, expr: &Expr) {
        let key = self.key(key);
        let Some(parts) = grouped(expr) else {
            let text = self.writer.condition(expr);
            entries.text(key, &text, expr.span);
            return;
        };
        let first = parts.first().map_or(expr.span, |first| first.span);
        entries.group(key, first);
        let indent = if is_or(expr) {
            entries.nested(&format!("{}:", self.key(Key::Any)), 2, first);
            4
        } else {
            2
        };
        for part in parts {
            let text = self.writer.condition(part);
            let line = format!("- {}", scalar(&text, Around::Block));
            entries.nested(&line, indent, part.span);
        }
    }

    /// `then` and `hold` in the order in which they first stand.
    fn parts(self, entries: &mut Entries, parts: &[Part]) {
        let thens: Vec<&Then> = parts
            .iter()
            .filter_map(|part| match part {
                Part::Then(then) => Some(then),
                Part::Hold(_) => None,
            })
            .collect();
        let holds: Vec<&Hold> = parts
            .iter()
            .filter_map(|part| match part {
                Part::Hold(hold) => Some(hold),
                Part::Then(_) => None,
            })
            .collect();
        if matches!(parts.first(), Some(Part::Hold(_))) {
            self.holds(entries, &holds);
            self.thens(entries, &thens);
        } else {
            self.thens(entries, &thens);
            self.holds(entries, &holds);
        }
    }

    fn thens(self, entries: &mut Entries, thens: &[&Then]) {
        let key = self.key(Key::Then);
        if let [then] = thens {
            entries.text(key, &self.writer.then(then), then.span);
            return;
        }
        for (index, then) in thens.iter().enumerate() {
            if index == 0 {
                entries.group(key, then.span);
            }
            let text = scalar(&self.writer.then(then), Around::Block);
            entries.nested(&format!("- {text}"), 2, then.span);
        }
    }

    fn holds(self, entries: &mut Entries, holds: &[&Hold]) {
        let key = self.key(Key::Hold);
        if let [hold] = holds {
            entries.text(key, &self.writer.hold(hold, false), hold.span);
            if let Some(because) = &hold.because {
                entries.text(self.key(Key::Because), &because.node, because.span);
            }
            return;
        }
        for (index, hold) in holds.iter().enumerate() {
            if index == 0 {
                entries.group(key, hold.span);
            }
            let text = scalar(&self.writer.hold(hold, true), Around::Block);
            entries.nested(&format!("- {text}"), 2, hold.span);
        }
    }

    fn table(self, page: &mut Page<'_>, table: &Table) {
        let mut entries = Entries::default();
        entries.text(self.key(Key::Table), &table.name.text, table.name.span);
        let policy = self.writer.word(table::policy(table.policy.node));
        entries.line(self.key(Key::Policy), policy, table.policy.span);
        if let TableBody::File(file) = &table.body {
            let key = if table.head.from.is_some() {
                self.key(Key::File)
            } else {
                self.file_key()
            };
            entries.text(key, &file.node, file.span);
        }
        self.head(&mut entries, &table.head);
        if let Some(when) = &table.when {
            self.condition(&mut entries, Key::When, when);
        }
        if let Some(unless) = &table.unless {
            self.condition(&mut entries, Key::Unless, unless);
        }
        if let TableBody::Inline(grid) = &table.body {
            self.grid(&mut entries, grid, table.span);
        }
        entries.write(page);
        page.flush(table.span.end, 4);
    }

    fn grid(self, entries: &mut Entries, grid: &Grid, whole: Span) {
        let flow = |text: String| scalar(&text, Around::Flow);
        let head: Vec<String> = grid
            .columns
            .iter()
            .map(|column| flow(table::head_cell(column, self.writer)))
            .collect();
        let rows: Vec<Vec<String>> = grid
            .rows
            .iter()
            .map(|row| {
                let cells = table::row_cells(row, &grid.columns, self.writer);
                cells.into_iter().map(flow).collect()
            })
            .collect();
        let span = match (grid.columns.first(), grid.columns.last()) {
            (Some(first), Some(last)) => first.span.to(last.span),
            _ => whole,
        };
        let columns = format!("[{}]", head.join(", "));
        entries.line(self.key(Key::Columns), &columns, span);
        let key = self.key(Key::Rows);
        if rows.is_empty() {
            entries.line(key, "[]", span.at_end());
            return;
        }
        let widths: Vec<usize> = (0..head.len())
            .map(|index| {
                let cells = rows.iter().filter_map(|row| row.get(index));
                widest(cells.map(|cell| width(cell)))
            })
            .collect();
        for (index, (row, cells)) in grid.rows.iter().zip(&rows).enumerate() {
            if index == 0 {
                entries.group(key, row.span);
            }
            entries.nested(&format!("- [{}]", aligned(cells, &widths)), 2, row.span);
        }
    }
}

/// Cells below each other.
fn aligned(cells: &[String], widths: &[usize]) -> String {
    let mut text = String::new();
    for (index, cell) in cells.iter().enumerate() {
        text.push_str(cell);
        if index + 1 < cells.len() {
            let wide = widths.get(index).copied().unwrap_or(0);
            text.push_str(", ");
            text.push_str(&blanks(wide.saturating_sub(width(cell))));
        }
    }
    text
}

fn is_or(expr: &Expr) -> bool {
    matches!(bare(expr).kind, ExprKind::Or(_))
}

fn opens_quoted(text: &str) -> bool {
    text.trim_start().starts_with(['"', '「', '『'])
}

/// The lines of a rule or a table, each with its place; the first gets the dash.
#[derive(Default)]
struct Entries {
    lines: Vec<(String, Place)>,
}

/// What a line stands for in the source.
#[derive(Clone, Copy)]
enum Place {
    /// This.
    Of(Span),
    /// Nothing of its own: it opens what holds this first.
    Above(Span),
}

impl Entries {
    fn text(&mut self, key: &str, text: &str, span: Span) {
        self.line(key, &scalar(text, Around::Block), span);
    }

    fn line(&mut self, key: &str, value: &str, span: Span) {
        self.lines
            .push((format!("{key}: {value}"), Place::Of(span)));
    }

    /// A key with lines below it; comments above the first of them stand above the key.
    fn group(&mut self, key: &str, first: Span) {
        self.lines.push((format!("{key}:"), Place::Above(first)));
    }

    fn nested(&mut self, line: &str, indent: usize, span: Span) {
        let place = if line.ends_with(':') {
            Place::Above(span)
        } else {
            Place::Of(span)
        };
        self.lines
            .push((format!("{}{line}", blanks(indent)), place));
    }

    fn write(self, page: &mut Page<'_>) {
        for (index, (line, place)) in self.lines.into_iter().enumerate() {
            let (indent, line) = if index == 0 {
                (2, format!("- {line}"))
            } else {
                (4, line)
            };
            match place {
                Place::Of(span) => page.unit(span, indent, &[line]),
                Place::Above(span) => page.above(span, indent, &line),
            }
        }
    }
}
