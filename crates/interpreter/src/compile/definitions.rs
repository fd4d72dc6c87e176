//! Everything that the files of a set define, by kind, with doubles reported.

use rustc_hash::FxHashMap;
use sabaki_diagnostic::code::Code;
use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::source::Span;
use sabaki_parser::syntax::calendar::Calendar;
use sabaki_parser::syntax::expression::Name;
use sabaki_parser::syntax::file::{File, Item, List, ListSource};
use sabaki_parser::syntax::rule::Rule;
use sabaki_parser::syntax::table::Table;

use super::attached::DataFiles;
use crate::typing::lists::{Entry, ListDefinition};
use crate::typing::scope::Words;
use crate::typing::typer::Definitions;
use crate::vocabulary::lookup::key;

/// Two definitions have one name.
pub(crate) const DOUBLE: Code = Code::new("E0403");
/// A definition has the name of a field.
pub(crate) const TAKEN: Code = Code::new("E0404");
/// A language version that is not understood.
pub(crate) const LANGUAGE: Code = Code::new("E0550");
/// A list beyond the limit.
pub(crate) const LIST_TOO_LONG: Code = Code::new("E0753");

/// The most entries of a list.
const MOST_ENTRIES: usize = 100_000;

/// What the files define, apart from what expressions refer to.
#[derive(Debug, Default)]
pub(crate) struct Collected<'f> {
    /// What expressions refer to by name.
    pub definitions: Definitions,
    /// Calendars in the same order as their names.
    pub calendars: Vec<&'f Calendar>,
    /// Rules.
    pub rules: Vec<&'f Rule>,
    /// Tables.
    pub tables: Vec<&'f Table>,
    /// Whether the set calls itself partial.
    pub partial: bool,
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
    names: FxHashMap<String, Span>,
    rule_names: FxHashMap<String, Span>,
}

/// Sorts the items of all files.
pub(crate) fn collect<'f>(
    files: &'f [File],
    words: &Words,
    data: &mut DataFiles<'_>,
) -> Collected<'f> {
    let mut all = Collected::default();
    for item in files.iter().flat_map(|file| &file.items) {
        match item {
            Item::Rule(rule) => {
                if let Some(name) = &rule.name {
                    all.rule_name(&name.node, name.span);
                }
                all.rules.push(rule);
            }
            Item::Table(table) => {
                all.rule_name(&table.name.text, table.name.span);
                all.tables.push(table);
            }
            Item::Let(definition) => {
                if all.free(&definition.name, words) && all.define(&definition.name) {
                    let value = definition.value.clone();
                    all.definitions.lets.push((definition.name.clone(), value));
                }
            }
            Item::List(list) => {
                if all.define(&list.name) {
                    all.list(list, data);
                }
            }
            Item::Calendar(calendar) => {
                if all.define(&calendar.name) {
                    all.definitions.calendars.push(calendar.name.clone());
                    all.calendars.push(calendar);
                }
            }
            Item::Partial(_) => all.partial = true,
            Item::Language(version) => {
                if version.node != 1 {
                    let diagnostic = Diagnostic::new(LANGUAGE, version.span)
                        .arg("version", version.node.to_string());
                    all.diagnostics.push(diagnostic);
                }
            }
        }
    }
    all
}

impl Collected<'_> {
    /// A `let` stands where fields stand and may not hide one; lists and calendars stand elsewhere.
    fn free(&mut self, name: &Name, words: &Words) -> bool {
        if words.names.field(&name.text).is_some() {
            let diagnostic = Diagnostic::new(TAKEN, name.span).arg("name", name.text.as_str());
            self.diagnostics.push(diagnostic);
            return false;
        }
        true
    }

    fn define(&mut self, name: &Name) -> bool {
        if let Some(first) = self.names.get(&key(&name.text)) {
            self.double(&name.text, name.span, *first);
            return false;
        }
        self.names.insert(key(&name.text), name.span);
        true
    }

    fn rule_name(&mut self, name: &str, span: Span) {
        match self.rule_names.get(name) {
            Some(first) => self.double(name, span, *first),
            None => {
                self.rule_names.insert(name.to_owned(), span);
            }
        }
    }

    fn double(&mut self, name: &str, span: Span, first: Span) {
        let diagnostic = Diagnostic::new(DOUBLE, span)
            .arg("name", name)
            .label(first, "first");
        self.diagnostics.push(diagnostic);
    }

    fn list(&mut self, list: &List, data: &mut DataFiles<'_>) {
        let mut entries: Vec<Entry> = match &list.source {
            ListSource::Inline(values) => values.iter().cloned().map(Entry::Written).collect(),
            ListSource::File(path) => match data.rows(path) {
                Ok(rows) => rows
                    .into_iter()
                    .filter_map(|row| row.into_iter().next())
                    .filter(|cell| !cell.text.trim().is_empty())
                    .map(|cell| Entry::Read {
                        span: cell.place.span(0, cell.text.len()),
                        text: cell.text.trim().into(),
                    })
                    .collect(),
                Err(diagnostic) => {
                    self.diagnostics.push(*diagnostic);
                    Vec::new()
                }
            },
        };
        if entries.len() > MOST_ENTRIES {
            let diagnostic = Diagnostic::new(LIST_TOO_LONG, list.name.span)
                .arg("name", list.name.text.as_str())
                .arg("count", entries.len());
            self.diagnostics.push(diagnostic);
            entries.clear();
        }
        self.definitions.lists.push(ListDefinition {
            name: list.name.clone(),
            span: list.span,
            entries,
        });
    }
}
