//! H2002: a `let`, list or calendar that nothing in the set speaks of.

use sabaki_diagnostic::code::Code;
use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_parser::syntax::expression::Name;

use crate::typing::typer::{Definitions, Used};

/// A definition that nothing uses.
const UNUSED: Code = Code::new("H2002");

/// Reports every definition that nothing uses.
pub(crate) fn check(definitions: &Definitions, used: &Used) -> Vec<Diagnostic> {
    let lets = definitions.lets.iter().map(|(name, _)| name).enumerate();
    let lists = definitions.lists.iter().map(|list| &list.name).enumerate();
    let calendars = definitions.calendars.iter().enumerate();
    let unused = lets
        .filter(|(at, _)| !used.lets.contains(at))
        .chain(lists.filter(|(at, _)| !used.lists.contains(at)))
        .chain(calendars.filter(|(at, _)| !used.calendars.contains(at)));
    unused.map(|(_, name)| report(name)).collect()
}

fn report(name: &Name) -> Diagnostic {
    Diagnostic::new(UNUSED, name.span).arg("name", name.text.as_str())
}
