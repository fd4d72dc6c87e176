//! How deep an expression may go, `let`s included, and how much the text of a set may become.

use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::source::Span;

use super::report;
use super::typer::Typer;

/// The most expressions within one another, a `let` counting as deep as what it stands for: room
/// for 64 brackets with connectives in each, and little enough for a small stack.
pub(super) const DEEPEST: usize = 320;
/// The most questions about list members within one another: each multiplies the work by the
/// length of its list.
const MOST_ASKED: usize = 3;
/// How many terms a set may have besides two a byte. What stands once is below that; a table's head
/// stands in every row, and so may be more than its text.
const MOST_BESIDES: usize = 100_000;

/// How far the typer has gone.
#[derive(Debug, Default)]
pub(super) struct Bounds {
    /// How many expressions the present one stands in.
    level: usize,
    /// The deepest level so far, as far as the `let` in work is concerned.
    deepest: usize,
    /// How many questions about list members the present expression stands in.
    asked: usize,
    /// How many terms there are, and may be.
    terms: usize,
    most: usize,
    told: bool,
}

impl Bounds {
    pub(super) fn new(bytes: usize) -> Self {
        Self {
            most: bytes.saturating_mul(2).saturating_add(MOST_BESIDES),
            ..Self::default()
        }
    }

    /// For a share of the rules: half of what may still be made, which is more than any share has
    /// text for, and the same however the shares take turns.
    pub(super) fn fork(&self) -> Self {
        Self {
            most: self.most.saturating_sub(self.terms) / 2,
            ..Self::default()
        }
    }

    /// Counts what a share has made.
    pub(super) fn join(&mut self, terms: usize) {
        self.terms = self.terms.saturating_add(terms);
    }

    /// Begins a `let`; what it gives goes back to [`Self::end`].
    pub(super) fn begin(&mut self) -> (usize, usize) {
        let before = (self.deepest, self.asked);
        (self.deepest, self.asked) = (self.level, 0);
        before
    }

    /// How deep the `let` is that began so.
    pub(super) fn end(&mut self, (deepest, asked): (usize, usize)) -> usize {
        let depth = self.deepest - self.level;
        self.deepest = self.deepest.max(deepest);
        self.asked = asked;
        depth
    }
}

impl Typer<'_> {
    /// Goes into an expression; false, and reported, where that is too deep or too much.
    pub(super) fn enter(&mut self, span: Span) -> bool {
        self.spend(1, span) && self.reaches(1, span) && {
            self.bounds.level += 1;
            true
        }
    }

    pub(super) fn leave(&mut self) {
        self.bounds.level -= 1;
    }

    /// Whether so many levels may follow here.
    pub(super) fn reaches(&mut self, levels: usize, span: Span) -> bool {
        let reached = self.bounds.level + levels;
        if reached > DEEPEST {
            let diagnostic = Diagnostic::new(report::TOO_DEEP, span).help("together");
            self.diagnostics.push(diagnostic);
            return false;
        }
        self.bounds.deepest = self.bounds.deepest.max(reached);
        true
    }

    /// Whether so many terms more may be made.
    pub(super) fn spend(&mut self, terms: usize, span: Span) -> bool {
        let bounds = &mut self.bounds;
        bounds.terms = bounds.terms.saturating_add(terms);
        if bounds.terms <= bounds.most {
            return true;
        }
        if !bounds.told {
            bounds.told = true;
            let diagnostic = Diagnostic::new(report::TOO_MUCH, span).arg("most", bounds.most);
            self.diagnostics.push(diagnostic);
        }
        false
    }

    /// Whether no more terms may be made, which has been reported.
    pub(crate) fn is_full(&self) -> bool {
        self.bounds.told
    }

    /// How many terms have been made.
    pub(crate) fn terms(&self) -> usize {
        self.bounds.terms
    }

    /// Asks the members of a list: not too deep within such questions.
    pub(super) fn asking<T>(
        &mut self,
        span: Span,
        ask: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        if self.bounds.asked >= MOST_ASKED {
            let diagnostic = Diagnostic::new(report::TOO_DEEP, span).help("asked");
            self.diagnostics.push(diagnostic);
            return None;
        }
        self.bounds.asked += 1;
        let asked = ask(self);
        self.bounds.asked -= 1;
        asked
    }
}
