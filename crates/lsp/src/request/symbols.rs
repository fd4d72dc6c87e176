//! The outline of a rule file: rules, tables, lets, lists and calendars.

use gen_lsp_types::{
    DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, Position, SymbolKind,
};
use sabaki_diagnostic::source::Span;
use sabaki_parser::syntax::file::Item;

use super::place::range;
use crate::session::{Session, Spot};

/// The outline, in the order of the file.
pub(crate) fn symbols(
    session: &Session,
    params: DocumentSymbolParams,
) -> Option<DocumentSymbolResponse> {
    let uri = params.text_document.uri;
    let spot = session.spot(uri.as_ref(), Position::default());
    spot.map(|spot| {
        let items = spot.tree.items.iter();
        let symbols = items.filter_map(|item| symbol(session, &spot, item));
        DocumentSymbolResponse::DocumentSymbolList(symbols.collect())
    })
}

fn symbol(session: &Session, spot: &Spot<'_>, item: &Item) -> Option<DocumentSymbol> {
    let (kind, name, own): (_, String, Span) = match item {
        Item::Rule(rule) => {
            if let Some(name) = &rule.name {
                (SymbolKind::Event, name.node.clone(), name.span)
            } else {
                let start = range(spot.file, rule.span, session.encoding()).start;
                let name = format!("{}:{}", spot.file.name, start.line + 1);
                (SymbolKind::Event, name, rule.span)
            }
        }
        Item::Table(table) => (SymbolKind::Struct, table.name.text.clone(), table.name.span),
        Item::Let(found) => (
            SymbolKind::Variable,
            found.name.text.clone(),
            found.name.span,
        ),
        Item::List(list) => (SymbolKind::Array, list.name.text.clone(), list.name.span),
        Item::Calendar(found) => (SymbolKind::Object, found.name.text.clone(), found.name.span),
        Item::Partial(_) | Item::Language(_) => return None,
    };
    let inside = Span {
        start: own.start.max(item.span().start),
        end: own.end.min(item.span().end),
        ..own
    };
    // An empty name is refused by editors.
    let name = if name.trim().is_empty() {
        "…".to_owned()
    } else {
        name
    };
    #[expect(deprecated, reason = "the type has the field and no default")]
    Some(DocumentSymbol {
        name,
        detail: None,
        kind,
        tags: None,
        deprecated: None,
        children: None,
        range: range(spot.file, item.span(), session.encoding()),
        selection_range: range(spot.file, inside, session.encoding()),
    })
}
