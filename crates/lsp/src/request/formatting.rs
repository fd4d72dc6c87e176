//! The canonical form of a rule file.

use gen_lsp_types::{DocumentFormattingParams, Position, TextEdit};
use sabaki_parser::format::{Options, parsed};
use sabaki_parser::parsed::parse;

use super::place::difference;
use crate::session::Session;

/// The edit that brings a file into canonical form; none when it has errors, for what could not be
/// read would be lost.
pub(crate) fn formatting(
    session: &Session,
    params: DocumentFormattingParams,
) -> Option<Vec<TextEdit>> {
    let start = Position::default();
    let spot = session.spot(params.text_document.uri.as_ref(), start)?;
    let text = &spot.file.content.text;
    let read = parse(spot.id, &spot.file.name, text);
    let options = Options {
        spelling: spot.tree.spelling,
        names: None,
    };
    let formatted = parsed(&read, text, &options).ok();
    formatted.map(|new| {
        // Only a part of the text is replaced: its line ends are those of the rest.
        let new = if text.contains("\r\n") {
            new.replace('\n', "\r\n")
        } else {
            new
        };
        difference(spot.file, &new, session.encoding())
    })
}
