//! The typer: what is defined in a rule set, what has been typed so far, and what was wrong.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::nearest::nearest;
use sabaki_diagnostic::source::Span;
use sabaki_parser::syntax::expression::{Expr, Name};

use super::bounds::Bounds;
use super::lists::ListDefinition;
use super::report;
use super::scope::{Place, Words};
use super::tree::{Term, TextList};
use crate::vocabulary::lookup::key;
use crate::vocabulary::model::Type;

/// What a rule set defines by name.
#[derive(Debug, Clone, Default)]
pub struct Definitions {
    /// `let`s with their expressions.
    pub lets: Vec<(Name, Expr)>,
    /// Lists.
    pub lists: Vec<ListDefinition>,
    /// Calendars, by name.
    pub calendars: Vec<Name>,
}

/// The definitions that anything speaks of, by their place among their kind.
#[derive(Debug, Clone, Default)]
pub struct Used {
    /// `let`s.
    pub lets: FxHashSet<usize>,
    /// Lists.
    pub lists: FxHashSet<usize>,
    /// Calendars.
    pub calendars: FxHashSet<usize>,
}

#[derive(Debug, Clone)]
enum LetState {
    Untyped,
    Typing,
    /// With how many `let`s it stands upon at most, itself included, and how deep it is.
    Typed(Arc<Term>, usize, usize),
    Wrong,
}

/// Types expressions of one rule set.
#[derive(Debug)]
pub struct Typer<'a> {
    pub(super) words: &'a Words,
    pub(super) definitions: &'a Definitions,
    /// Everything that was wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// What was spoken of.
    pub used: Used,
    lets: Vec<LetState>,
    let_names: FxHashMap<String, usize>,
    list_names: FxHashMap<String, usize>,
    calendar_names: FxHashMap<String, usize>,
    pub(super) text_lists: FxHashMap<usize, Option<Arc<TextList>>>,
    /// The `let`s that are being typed, each with how deep what it uses goes so far.
    path: Vec<(usize, usize)>,
    pub(super) bounds: Bounds,
}

/// The most `let`s within one another, like brackets.
const MOST_LETS: usize = 64;

fn index<'n>(names: impl Iterator<Item = &'n Name>) -> FxHashMap<String, usize> {
    let mut index = FxHashMap::default();
    for (at, name) in names.enumerate() {
        index.entry(key(&name.text)).or_insert(at);
    }
    index
}

impl<'a> Typer<'a> {
    /// A typer that has typed nothing yet.
    pub fn new(words: &'a Words, definitions: &'a Definitions) -> Self {
        Self {
            words,
            definitions,
            diagnostics: Vec::new(),
            used: Used::default(),
            lets: vec![LetState::Untyped; definitions.lets.len()],
            let_names: index(definitions.lets.iter().map(|(name, _)| name)),
            list_names: index(definitions.lists.iter().map(|list| &list.name)),
            calendar_names: index(definitions.calendars.iter()),
            text_lists: FxHashMap::default(),
            path: Vec::new(),
            bounds: Bounds::new(0),
        }
    }

    /// A typer that knows what this one knows and has said nothing yet, for a share of the rules.
    pub(crate) fn fork(&self) -> Self {
        Self {
            diagnostics: Vec::new(),
            used: Used::default(),
            lets: self.lets.clone(),
            let_names: self.let_names.clone(),
            list_names: self.list_names.clone(),
            calendar_names: self.calendar_names.clone(),
            text_lists: self.text_lists.clone(),
            path: Vec::new(),
            bounds: self.bounds.fork(),
            ..*self
        }
    }

    /// What a fork found and how many terms it made, as if this one had.
    pub(crate) fn join(&mut self, diagnostics: Vec<Diagnostic>, used: Used, terms: usize) {
        self.bounds.join(terms);
        self.diagnostics.extend(diagnostics);
        self.used.lets.extend(used.lets);
        self.used.lists.extend(used.lists);
        self.used.calendars.extend(used.calendars);
    }

    /// The same for a set of so many bytes, which may have two terms for each and some more.
    #[must_use]
    pub fn of_bytes(mut self, bytes: usize) -> Self {
        self.bounds = Bounds::new(bytes);
        self
    }

    /// The vocabulary that names are looked up in.
    pub fn vocabulary(&self) -> &'a crate::vocabulary::model::Vocabulary {
        &self.words.vocabulary
    }

    /// The type that an expression will have, by which words beside it are read; nothing is
    /// reported.
    pub fn type_of(&mut self, expr: &Expr, place: Place) -> Option<Type> {
        self.hint(expr, place)
    }

    /// Types every `let`, used or not, and gives them in their order; wrong ones are left out.
    pub fn all_lets(&mut self) -> Vec<Option<Arc<Term>>> {
        (0..self.lets.len()).map(|at| self.let_term(at)).collect()
    }

    /// A `let` by its name.
    pub(super) fn find_let(&self, name: &str) -> Option<usize> {
        self.let_names.get(&key(name)).copied()
    }

    /// A list by its name.
    pub(super) fn find_list(&self, name: &str) -> Option<usize> {
        self.list_names.get(&key(name)).copied()
    }

    /// What a `let` stands for, at a place in an expression; none where it is wrong (said once, at
    /// the definition) or too deep for that place.
    pub(super) fn used_let(&mut self, at: usize, span: Span) -> Option<Arc<Term>> {
        let term = self.let_term(at)?;
        let deep = match self.lets.get(at) {
            Some(LetState::Typed(_, _, deep)) => *deep,
            Some(LetState::Untyped | LetState::Typing | LetState::Wrong) | None => 0,
        };
        self.reaches(deep, span).then_some(term)
    }

    /// The typed form of a `let`; none when it is wrong (said once, at the definition).
    pub(super) fn let_term(&mut self, at: usize) -> Option<Arc<Term>> {
        match self.lets.get(at)? {
            LetState::Typed(term, depth, _) => {
                let (term, depth) = (Arc::clone(term), *depth);
                self.stands_upon(depth);
                return Some(term);
            }
            LetState::Wrong => return None,
            LetState::Typing => {
                self.report_cycle(at);
                return None;
            }
            LetState::Untyped => {}
        }
        let (name, expression) = self.definitions.lets.get(at)?;
        let (mut depth, mut deep, mut term) = (self.path.len() + 1, 0, None);
        if depth <= MOST_LETS {
            self.mark(at, LetState::Typing);
            self.path.push((at, 0));
            let before = self.bounds.begin();
            term = self.term(expression, Place::Order, None).map(Arc::new);
            deep = self.bounds.end(before);
            depth = self.path.pop().map_or(0, |(_, below)| below) + 1;
        }
        if depth > MOST_LETS {
            let diagnostic = Diagnostic::new(report::TOO_DEEP, name.span).help("let");
            self.diagnostics.push(diagnostic);
            term = None;
        }
        if term.is_some() {
            self.stands_upon(depth);
        }
        let typed = |term| LetState::Typed(term, depth, deep);
        self.mark(at, term.clone().map_or(LetState::Wrong, typed));
        term
    }

    fn stands_upon(&mut self, depth: usize) {
        if let Some((_, below)) = self.path.last_mut() {
            *below = depth.max(*below);
        }
    }

    fn mark(&mut self, at: usize, state: LetState) {
        if let Some(place) = self.lets.get_mut(at) {
            *place = state;
        }
    }

    fn report_cycle(&mut self, at: usize) {
        let path: Vec<usize> = self.path.iter().map(|(step, _)| *step).collect();
        let start = path.iter().position(|step| *step == at).unwrap_or(0);
        let definitions = self.definitions;
        let steps = path.iter().skip(start).chain(std::iter::once(&at));
        let names: Vec<&str> = steps
            .filter_map(|step| definitions.lets.get(*step))
            .map(|(name, _)| name.text.as_str())
            .collect();
        if let Some((name, _)) = definitions.lets.get(at) {
            let path = names.join(" → ");
            let diagnostic = Diagnostic::new(report::CYCLE, name.span)
                .arg("name", name.text.as_str())
                .arg("path", path);
            self.diagnostics.push(diagnostic);
        }
    }

    /// A calendar by its name; reported when nothing has it.
    pub fn calendar(&mut self, name: &Name) -> Option<usize> {
        let found = self.calendar_names.get(&key(&name.text)).copied();
        self.used.calendars.extend(found);
        if found.is_none() {
            let shown = self.definitions.calendars.iter().map(|n| n.text.as_str());
            let near = nearest(&name.text, shown).map(str::to_owned);
            self.unknown(report::UNKNOWN_CALENDAR, name, near.as_deref());
        }
        found
    }

    /// Reports a name that nothing has.
    pub(super) fn unknown(
        &mut self,
        code: sabaki_diagnostic::code::Code,
        name: &Name,
        nearest: Option<&str>,
    ) {
        let diagnostic = Diagnostic::new(code, name.span).arg("name", name.text.as_str());
        self.diagnostics
            .push(report::with_nearest(diagnostic, name.span, nearest));
    }

    /// Reports a type that does not fit.
    pub(super) fn wrong_type(&mut self, span: Span, wanted: &Type, found: &Type) {
        let diagnostic = Diagnostic::new(report::WRONG_TYPE, span)
            .arg("wanted", self.type_name(wanted))
            .arg("found", self.type_name(found));
        self.diagnostics.push(diagnostic);
    }

    pub(super) fn type_name(&self, ty: &Type) -> sabaki_diagnostic::diagnostic::Arg {
        report::type_name(&self.words.vocabulary, ty)
    }
}
