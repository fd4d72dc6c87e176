//! Which names are taken, each within its scope; the same name in another width or case is the same.

use rustc_hash::FxHashMap;
use sabaki_diagnostic::code::Code;
use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::source::Span;

use super::lookup::key;
use super::name::{fault, is_id};

/// Two entries have one name.
pub(super) const CLASH: Code = Code::new("E0903");
/// A name that rules could not use.
const BAD_NAME: Code = Code::new("E0904");

/// The names that were given.
#[derive(Default)]
pub(super) struct Taken {
    /// Scope and compared name → where it was given first.
    names: FxHashMap<(String, String), Span>,
}

impl Taken {
    /// Takes an id and its Japanese names, as rules write them; whether all of them could be.
    pub(super) fn name(
        &mut self,
        scope: &str,
        id: &str,
        ja: &[String],
        span: Span,
        said: &mut Vec<Diagnostic>,
    ) -> bool {
        let mut good = check_id(id, span, said);
        for name in std::iter::once(id).chain(ja.iter().map(String::as_str)) {
            if let Some(variant) = fault(name) {
                let diagnostic = Diagnostic::new(BAD_NAME, span).variant(variant);
                said.push(diagnostic.arg("name", name));
                good = false;
            }
        }
        good && self.take(scope, id, span, said) && self.take_all(scope, id, ja, span, said)
    }

    /// Takes the names beside an id.
    pub(super) fn take_all(
        &mut self,
        scope: &str,
        id: &str,
        names: &[String],
        span: Span,
        said: &mut Vec<Diagnostic>,
    ) -> bool {
        let own = key(id);
        let mut good = true;
        for name in names.iter().filter(|name| key(name) != own) {
            good &= self.take(scope, name, span, said);
        }
        good
    }

    /// Takes one name; whether nobody had it.
    pub(super) fn take(
        &mut self,
        scope: &str,
        name: &str,
        span: Span,
        said: &mut Vec<Diagnostic>,
    ) -> bool {
        let place = (scope.to_owned(), key(name));
        match self.names.get(&place) {
            None => {
                self.names.insert(place, span);
                true
            }
            Some(first) => {
                let diagnostic = Diagnostic::new(CLASH, span)
                    .arg("name", name.trim_start_matches('#'))
                    .label(*first, "first");
                said.push(diagnostic);
                false
            }
        }
    }
}

/// Whether an id is written as ids are.
pub(super) fn check_id(id: &str, span: Span, said: &mut Vec<Diagnostic>) -> bool {
    let good = is_id(id);
    if !good {
        let diagnostic = Diagnostic::new(BAD_NAME, span).variant("id");
        said.push(diagnostic.arg("name", id));
    }
    good
}
