//! Lists: their entries, typed by what they are compared with.

use std::sync::{Arc, OnceLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use sabaki_diagnostic::diagnostic::{Diagnostic, Edit};
use sabaki_diagnostic::nearest::nearest;
use sabaki_diagnostic::source::Span;
use sabaki_parser::syntax::expression::{Expr, ExprKind, Name};
use sabaki_parser::syntax::literal::Literal;

use super::expression::constant;
use super::report;
use super::scope::Place;
use super::tree::{Term, TermKind, TextList};
use super::typer::Typer;
use crate::value::{Text, Value, fold};
use crate::vocabulary::model::Type;

/// A list by name.
#[derive(Debug, Clone)]
pub struct ListDefinition {
    /// Its name.
    pub name: Name,
    /// The whole definition.
    pub span: Span,
    /// Its entries.
    pub entries: Vec<Entry>,
}

/// An entry of a list.
#[derive(Debug, Clone)]
pub enum Entry {
    /// Written in the rule file.
    Written(Expr),
    /// Read from a data file.
    Read {
        /// Its text.
        text: Box<str>,
        /// Its place in the data file.
        span: Span,
    },
}

/// Phrases with more bytes than that in all are searched for by an automaton that takes little time
/// to make: the fastest takes the square of the length of a phrase that repeats itself.
const LONG: usize = 2048;

impl TextList {
    /// Prepares texts in folded form; white space at both ends does not count.
    pub(crate) fn of<'t>(folded: impl IntoIterator<Item = &'t str>) -> Arc<Self> {
        let entries = folded.into_iter().map(|text| text.trim().into()).collect();
        let search = OnceLock::new();
        Arc::new(Self {
            entries,
            search,
            single: false,
        })
    }

    /// What finds the entries that are not empty in a text; most lists are only compared with.
    pub(crate) fn search(&self) -> Option<&AhoCorasick> {
        let made = self.search.get_or_init(|| {
            let phrases = self.entries.iter().map(AsRef::as_ref);
            let mut phrases: Vec<&str> = phrases.filter(|text| !text.is_empty()).collect();
            phrases.sort_unstable();
            searcher(&phrases)
        });
        made.as_ref()
    }

    /// One phrase to search for, white space kept: `contains " "` asks for a blank.
    pub(crate) fn phrase(folded: &str) -> Arc<Self> {
        Arc::new(Self {
            entries: std::iter::once(folded.into()).collect(),
            search: OnceLock::from(None),
            single: true,
        })
    }

    /// Whether it is one phrase written out: an empty one is found everywhere, an empty entry of a
    /// list nowhere.
    pub(crate) const fn is_single(&self) -> bool {
        self.single
    }

    /// Whether any entry stands somewhere in a folded text.
    pub(crate) fn stands_in(&self, text: &str) -> bool {
        match self.search() {
            Some(search) => search.is_match(text),
            None => self.single && self.entries.iter().any(|phrase| text.contains(&**phrase)),
        }
    }
}

fn searcher(phrases: &[&str]) -> Option<AhoCorasick> {
    if phrases.is_empty() {
        return None;
    }
    let long = phrases.iter().map(|phrase| phrase.len()).sum::<usize>() > LONG;
    AhoCorasick::builder()
        .kind(long.then_some(AhoCorasickKind::ContiguousNFA))
        .match_kind(MatchKind::LeftmostLongest)
        .build(phrases)
        .ok()
}

impl Typer<'_> {
    /// Reports a name that is no list.
    pub(super) fn report_list(&mut self, name: &Name) {
        let shown = self.definitions.lists.iter().map(|l| l.name.text.as_str());
        let near = nearest(&name.text, shown).map(str::to_owned);
        self.unknown(report::UNKNOWN_LIST, name, near.as_deref());
    }

    /// Texts written in place or a list of texts by name.
    pub(super) fn text_list(&mut self, expr: &Expr) -> Option<Arc<TextList>> {
        match &expr.kind {
            ExprKind::Paren(inner) => self.text_list(inner),
            ExprKind::Name(name) => {
                let Some(list) = self.find_list(&name.text) else {
                    self.report_list(name);
                    return None;
                };
                self.texts_of(list)
            }
            ExprKind::Tuple(values) => {
                let texts: Vec<Option<String>> =
                    values.iter().map(|value| self.entry_text(value)).collect();
                let texts: Vec<String> = texts.into_iter().collect::<Option<_>>()?;
                Some(TextList::of(texts.iter().map(String::as_str)))
            }
            _ => {
                let text = self.entry_text(expr)?;
                Some(TextList::of([text.as_str()]))
            }
        }
    }

    /// The entries of a list as texts.
    pub(super) fn texts_of(&mut self, list: usize) -> Option<Arc<TextList>> {
        self.used.lists.insert(list);
        if let Some(known) = self.text_lists.get(&list) {
            return known.clone();
        }
        let definition = self.definitions.lists.get(list)?;
        let texts: Vec<Option<String>> = definition
            .entries
            .iter()
            .map(|entry| match entry {
                Entry::Read { text, .. } => Some(fold(text)),
                Entry::Written(expr) => self.entry_text(expr),
            })
            .collect();
        let texts: Option<Vec<String>> = texts.into_iter().collect();
        let prepared = texts.map(|texts| TextList::of(texts.iter().map(String::as_str)));
        self.text_lists.insert(list, prepared.clone());
        prepared
    }

    /// An entry as folded text; a bare word is a text here.
    fn entry_text(&mut self, expr: &Expr) -> Option<String> {
        match &expr.kind {
            ExprKind::Paren(inner) => self.entry_text(inner),
            ExprKind::Literal(Literal::Text(text)) => Some(fold(text)),
            ExprKind::Name(name) => Some(fold(&name.text)),
            ExprKind::Literal(Literal::Int(number)) => Some(number.to_string()),
            ExprKind::Literal(_) => {
                let mark = |span: Span| Edit {
                    span,
                    text: "\"".to_owned(),
                };
                let start = Span {
                    end: expr.span.start,
                    ..expr.span
                };
                let edits = vec![mark(start), mark(expr.span.at_end())];
                let diagnostic = Diagnostic::new(report::BAD_ENTRY, expr.span)
                    .arg("wanted", self.type_name(&Type::Text))
                    .suggest("quote", edits);
                self.diagnostics.push(diagnostic);
                None
            }
            _ => {
                self.bad_entry(expr.span, &Type::Text);
                None
            }
        }
    }

    fn bad_entry(&mut self, span: Span, wanted: &Type) {
        let wanted = self.type_name(wanted);
        self.diagnostics
            .push(Diagnostic::new(report::BAD_ENTRY, span).arg("wanted", wanted));
    }

    /// The entries of a list as values of one type.
    pub(super) fn entries_of(&mut self, list: usize, ty: &Type) -> Option<Vec<Term>> {
        self.used.lists.insert(list);
        let definition = self.definitions.lists.get(list)?;
        if !self.spend(definition.entries.len(), definition.span) {
            return None;
        }
        let mut terms = Vec::with_capacity(definition.entries.len());
        let mut whole = true;
        for entry in &definition.entries {
            let term = match entry {
                Entry::Written(expr) => self.written(expr, ty),
                Entry::Read { text, span } => {
                    let value = self.read_entry(text, ty);
                    if value.is_none() {
                        let diagnostic = Diagnostic::new(report::BAD_ENTRY, *span)
                            .variant("file")
                            .arg("text", text.to_string())
                            .arg("wanted", self.type_name(ty));
                        self.diagnostics.push(diagnostic);
                    }
                    if let Some(Value::Enum(value)) = &value {
                        self.warn_retired(*span, *value);
                    }
                    value.map(|value| constant(*span, ty.clone(), value))
                }
            };
            match term {
                Some(term) => terms.push(term),
                None => whole = false,
            }
        }
        whole.then_some(terms)
    }

    fn written(&mut self, expr: &Expr, ty: &Type) -> Option<Term> {
        if *ty == Type::Text {
            let text = self.entry_text(expr)?;
            let value = Value::Text(Text::new(text));
            return Some(constant(expr.span, Type::Text, value));
        }
        let term = self.term(expr, Place::Order, Some(ty))?;
        if term.ty == *ty && matches!(term.kind, TermKind::Value(_)) {
            return Some(term);
        }
        self.bad_entry(expr.span, ty);
        None
    }

    fn read_entry(&self, text: &str, ty: &Type) -> Option<Value> {
        let text = fold(text);
        let text = text.trim();
        let number = || -> Option<i64> {
            let plain = text.trim_end_matches('円').replace(',', "");
            plain.parse().ok()
        };
        match ty {
            Type::Text => Some(Value::Text(Text::new(text))),
            Type::Int => number().map(Value::Int),
            Type::Money => number().map(Value::Money),
            Type::Enum(e) => self.words.names.value(*e, text).map(Value::Enum),
            Type::Date => text.replace('/', "-").parse().ok().map(Value::Date),
            Type::Time => text.parse().ok().map(Value::Time),
            Type::Bool | Type::DateTime | Type::Duration | Type::Set(_) | Type::List(_) => None,
        }
    }
}
