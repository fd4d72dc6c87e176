//! Renaming a let, a list or a calendar, over all files of the set and both spellings.

use std::collections::HashMap;

use gen_lsp_types::{
    PrepareRenameParams, PrepareRenamePlaceholder, PrepareRenameResult, RenameParams, TextEdit,
    Uri, WorkspaceEdit,
};
use sabaki_diagnostic::catalogue;
use sabaki_diagnostic::diagnostic::has_errors;
use sabaki_parser::parsed;

use super::place::{pointed, range};
use crate::disk::Kind;
use crate::failure::Failure;
use crate::name::{is_usable, key};
use crate::occurrence::definition::Definitions;
use crate::occurrence::{self, Meaning, Occurrence};
use crate::session::{Session, Spot};
use crate::set::Set;

/// Whether what is pointed at can be renamed: only what the rule files define.
pub(crate) fn prepare(
    session: &Session,
    params: PrepareRenameParams,
) -> Option<PrepareRenameResult> {
    let at = params.text_document_position_params;
    let spot = session.spot(at.text_document.uri.as_ref(), at.position)?;
    let definitions = Definitions::of(&spot.set.trees);
    let (found, placeholder) = own(&spot, &definitions)?;
    Some(PrepareRenameResult::PrepareRenamePlaceholder(
        PrepareRenamePlaceholder {
            range: range(spot.file, found.span, session.encoding()),
            placeholder,
        },
    ))
}

fn own(spot: &Spot<'_>, definitions: &Definitions<'_>) -> Option<(Occurrence, String)> {
    let found = pointed(spot, definitions)?;
    match found.meaning {
        Meaning::Defined(at) => Some((found, definitions.get(at)?.name.text.clone())),
        Meaning::Field(_)
        | Meaning::Member(..)
        | Meaning::Value(_)
        | Meaning::Action(_)
        | Meaning::Function(_) => None,
    }
}

/// The edits that rename it.
pub(crate) fn rename(
    session: &Session,
    params: RenameParams,
) -> Result<Option<WorkspaceEdit>, Failure> {
    let lang = session.settings.lang;
    let refuse = |key, name: &str| Failure::Refused(catalogue::text(lang, key, &[("name", name)]));
    let at = params.text_document_position_params;
    let Some(spot) = session.spot(at.text_document.uri.as_ref(), at.position) else {
        return Ok(None);
    };
    let definitions = Definitions::of(&spot.set.trees);
    let Some((found, old)) = own(&spot, &definitions) else {
        return Err(refuse("lsp.rename.foreign", ""));
    };
    let new = params.new_name.trim();
    if !is_usable(new) {
        return Err(refuse("lsp.rename.unusable", new));
    }
    let set = spot.set;
    let free = key(new) == key(&old)
        || (definitions.find(new).is_none() && set.words.names.field(new).is_none());
    if !free {
        return Err(refuse("lsp.rename.taken", new));
    }
    let edits = edits(session, set, &definitions, found.meaning, new);
    edits
        .map(Some)
        .ok_or_else(|| refuse("lsp.rename.reads_otherwise", new))
}

/// None when the new name would be read as something else at one of its places.
fn edits(
    session: &Session,
    set: &Set,
    definitions: &Definitions<'_>,
    meaning: Meaning,
    new: &str,
) -> Option<WorkspaceEdit> {
    let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
    let mut trees = Vec::new();
    let mut used_before = 0;
    for tree in &set.trees {
        let file = set.file_of(Kind::Rules, tree.id)?;
        let used = occurrence::of_file(set, definitions, tree);
        let mut used: Vec<_> = used.into_iter().filter(|u| u.meaning == meaning).collect();
        used.sort_by_key(|found| found.span);
        used.dedup_by_key(|found| found.span);
        if used.is_empty() {
            trees.push(tree.clone());
            continue;
        }
        used_before += used.len();
        let mut text = file.content.text.to_string();
        let mut edits = Vec::new();
        for found in used.iter().rev() {
            text.replace_range(found.span.range(), new);
            edits.push(TextEdit {
                range: range(file, found.span, session.encoding()),
                new_text: new.to_owned(),
            });
        }
        edits.reverse();
        let parsed = parsed::parse(tree.id, &file.name, &text);
        let before = parsed::parse(tree.id, &file.name, &file.content.text);
        if has_errors(&parsed.diagnostics) && !has_errors(&before.diagnostics) {
            return None;
        }
        trees.push(parsed.file);
        changes.insert(Uri(file.uri.clone()), edits);
    }
    let renamed = Definitions::of(&trees);
    let now = Meaning::Defined(renamed.find(new)?);
    let used_after: usize = trees
        .iter()
        .map(|tree| {
            let used = occurrence::of_file(set, &renamed, tree);
            used.iter().filter(|found| found.meaning == now).count()
        })
        .sum();
    (used_after == used_before).then_some(WorkspaceEdit {
        changes: Some(changes),
        ..Default::default()
    })
}
