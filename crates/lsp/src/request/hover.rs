//! What a name means, in the client's language.

use gen_lsp_types::{Contents, Hover, HoverParams, MarkupContent, MarkupKind};

use super::describe;
use super::place::{pointed, range};
use crate::occurrence::definition::Definitions;
use crate::session::Session;

/// The description of what is pointed at.
pub(crate) fn hover(session: &Session, params: HoverParams) -> Option<Hover> {
    let at = params.text_document_position_params;
    session
        .spot(at.text_document.uri.as_ref(), at.position)
        .and_then(|spot| {
            let definitions = Definitions::of(&spot.set.trees);
            let found = pointed(&spot, &definitions)?;
            let lang = session.settings.lang;
            let value = describe::meaning(spot.set, &definitions, found.meaning, lang)?;
            Some(Hover {
                contents: Contents::MarkupContent(MarkupContent {
                    kind: MarkupKind::Markdown,
                    value,
                }),
                range: Some(range(spot.file, found.span, session.encoding())),
            })
        })
}
