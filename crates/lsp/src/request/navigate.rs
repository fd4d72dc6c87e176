//! Where a name is defined, and where it is used.

use gen_lsp_types::{
    Definition, DefinitionParams, DefinitionResponse, Location, Range, ReferenceParams, Uri,
};

use super::place::{location, pointed};
use crate::occurrence::definition::Definitions;
use crate::occurrence::{self, Meaning};
use crate::position::Encoding;
use crate::session::{Session, Spot};
use crate::set::{Set, SetFile};

/// Where a definition of the rule files, or a field of the folder's own vocabulary, is given.
pub(crate) fn definition(
    session: &Session,
    params: DefinitionParams,
) -> Option<DefinitionResponse> {
    let at = params.text_document_position_params;
    let found = session
        .spot(at.text_document.uri.as_ref(), at.position)
        .and_then(|spot| defined_at(&spot, session.encoding()));
    found.map(|location| DefinitionResponse::Definition(Definition::Location(location)))
}

fn defined_at(spot: &Spot<'_>, encoding: Encoding) -> Option<Location> {
    let definitions = Definitions::of(&spot.set.trees);
    let set = spot.set;
    let vocabulary = &set.words.vocabulary;
    let id = match pointed(spot, &definitions)?.meaning {
        Meaning::Defined(at) => {
            return location(set, definitions.get(at)?.name.span, encoding);
        }
        Meaning::Field(at) => &vocabulary.fields.get(at)?.id,
        Meaning::Member(record, at) => {
            &vocabulary
                .records
                .get(usize::from(record))?
                .fields
                .get(at)?
                .id
        }
        Meaning::Value(value) => &vocabulary.item(value)?.id,
        Meaning::Action(at) => &vocabulary.actions.get(at)?.id,
        Meaning::Function(_) => return None,
    };
    in_vocabulary(set, id, encoding)
}

/// The entry of the folder's own vocabulary; the shipped one is in no file of the shop's.
fn in_vocabulary(set: &Set, id: &str, encoding: Encoding) -> Option<Location> {
    set.vocabulary.iter().find_map(|file| {
        let range = entry(file, id, encoding)?;
        Some(Location {
            uri: Uri(file.uri.clone()),
            range,
        })
    })
}

fn entry(file: &SetFile, id: &str, encoding: Encoding) -> Option<Range> {
    let start = entry_at(&file.content.text, id)?;
    let bytes = start..start + id.len();
    Some(
        file.content
            .lines
            .range(&file.content.text, bytes, encoding),
    )
}

/// Whether a vocabulary file declares something of this id.
pub(super) fn declares(file: &SetFile, id: &str) -> bool {
    entry_at(&file.content.text, id).is_some()
}

fn entry_at(text: &str, id: &str) -> Option<usize> {
    text.match_indices("id:").find_map(|(at, key)| {
        let value = text.get(at + key.len()..)?;
        let from = value.trim_start_matches([' ', '"', '\'']);
        let rest = from.strip_prefix(id)?;
        let whole = rest.is_empty() || rest.starts_with([',', '}', '"', '\'', '\r', '\n', ' ']);
        whole.then_some(at + key.len() + (value.len() - from.len()))
    })
}

/// Every place that uses what is pointed at, over all files of the set.
pub(crate) fn references(session: &Session, params: ReferenceParams) -> Option<Vec<Location>> {
    let at = params.text_document_position_params;
    let with_definition = params.context.include_declaration;
    let spot = session.spot(at.text_document.uri.as_ref(), at.position)?;
    let definitions = Definitions::of(&spot.set.trees);
    let meant = pointed(&spot, &definitions)?;
    let used = spot
        .set
        .trees
        .iter()
        .flat_map(|tree| occurrence::of_file(spot.set, &definitions, tree).into_iter());
    let used = used.filter(|found| found.meaning == meant.meaning);
    let used = used.filter(|found| with_definition || !found.defines);
    Some(
        used.filter_map(|found| location(spot.set, found.span, session.encoding()))
            .collect(),
    )
}
