//! Completion: what can stand at the cursor, found by English name, Japanese name or its reading.
//!
//! `scan` reads what stands before the cursor, `want` says what can follow, `offer` lists it, and
//! `candidate` compares it with what was typed.

mod candidate;
mod cell;
mod keyword;
mod offer;
mod reading;
mod scan;
mod want;
mod yaml;

use gen_lsp_types::{
    CompletionItem, CompletionItemLabelDetails, CompletionItemTag, CompletionItemTextEdit,
    CompletionList, CompletionParams, CompletionResponse, Documentation, TextEdit,
};
use sabaki_diagnostic::lang::Lang;
use sabaki_interpreter::typing::scope::Place;
use sabaki_interpreter::vocabulary::model::Type;
use sabaki_parser::syntax::file::Spelling;

use self::candidate::{Candidate, Match};
use self::cell::Cell;
use self::offer::Offer;
use self::scan::{Before, Inside, Token, scan};
use self::want::{Want, Wanting};
use crate::language;
use crate::occurrence::definition::Definitions;
use crate::session::{Session, Spot};

/// What is wanted, and what of it was typed.
struct Asked<'t> {
    want: Want,
    typed: &'t str,
    quoted: bool,
}

/// What can stand at the cursor.
pub(crate) fn complete(session: &Session, params: CompletionParams) -> Option<CompletionResponse> {
    let at = params.text_document_position_params;
    let spot = session.spot(at.text_document.uri.as_ref(), at.position)?;
    let definitions = Definitions::of(&spot.set.trees);
    let wanting = Wanting {
        set: spot.set,
        definitions: &definitions,
    };
    let asked = asked(&spot, &wanting)?;
    let written = language::of_text(&spot.file.content.text, session.settings.lang);
    let mut offer = Offer {
        set: spot.set,
        definitions: &definitions,
        lang: session.settings.lang,
        written,
        found: Vec::new(),
    };
    offer.all(&asked.want);
    let found = offer.found.iter().enumerate();
    let items = found.filter_map(|(place, candidate)| {
        let fits = candidate.fits(asked.typed, written)?;
        Some(item(
            session,
            &spot,
            (place, candidate),
            &fits,
            &asked,
            written,
        ))
    });
    Some(CompletionResponse::CompletionList(CompletionList {
        // What fits depends on readings that the client does not know: it asks again.
        is_incomplete: true,
        items: items.collect(),
        ..Default::default()
    }))
}

fn asked<'s>(spot: &Spot<'s>, wanting: &Wanting<'_>) -> Option<Asked<'s>> {
    let text = scan::reach(&spot.file.content.text, spot.offset);
    let (before, seed) = match spot.tree.spelling {
        Spelling::Dsl => {
            if let Some(cell) = cell::cell(text) {
                return Some(in_cell(cell, wanting));
            }
            (scan(text), None)
        }
        Spelling::Yaml => match yaml::spot(text) {
            yaml::Spot::Key { keys, text } => {
                return Some(Asked {
                    want: Want::Key(keys),
                    typed: text,
                    quoted: false,
                });
            }
            yaml::Spot::Value { key, text } => (scan(text), Some(Token::Word(key))),
        },
    };
    let Before {
        tokens,
        prefix,
        inside,
    } = before;
    let tokens: Vec<Token<'_>> = seed.into_iter().chain(tokens).collect();
    let quoted = match inside {
        Inside::Code => false,
        Inside::Quotes => true,
        Inside::Comment => return None,
    };
    let (want, typed) = particle(&tokens, prefix, wanting)
        .or_else(|| quantifier(prefix, wanting))
        .unwrap_or_else(|| (wanting.after(&tokens), prefix));
    // In quotes only an enumeration's value can be helped with.
    let want = match want {
        Want::Value(ty, place) if quoted => {
            wanting.set.words.vocabulary.enumeration(&ty)?;
            Want::Value(ty, place)
        }
        _ if quoted => return None,
        want => want,
    };
    Some(Asked {
        want,
        typed,
        quoted,
    })
}

/// `備考が空`: a known name, its particle, and what is said of it, without a blank between.
fn particle<'t>(
    tokens: &[Token<'_>],
    prefix: &'t str,
    wanting: &Wanting<'_>,
) -> Option<(Want, &'t str)> {
    let places = prefix.match_indices(['が', 'は']);
    let (name, typed) = places
        .filter_map(|(at, particle)| prefix.split_at_checked(at + particle.len()))
        .find(|(name, typed)| {
            let stem = name.trim_end_matches(['が', 'は']);
            !typed.is_empty() && wanting.type_of(stem, Place::Order).is_some()
        })?;
    let mut tokens = tokens.to_vec();
    tokens.push(Token::Word(name));
    Some((wanting.after(&tokens), typed))
}

/// `商品のど`: a list, の, and which of its members.
fn quantifier<'t>(prefix: &'t str, wanting: &Wanting<'_>) -> Option<(Want, &'t str)> {
    let mut places = prefix.match_indices('の');
    places.find_map(|(at, particle)| {
        let (list, _) = prefix.split_at_checked(at)?;
        let (_, typed) = prefix.split_at_checked(at + particle.len())?;
        let ty = wanting.type_of(list, Place::Order)?;
        matches!(ty, Type::List(_)).then_some((Want::Quantifier, typed))
    })
}

fn in_cell<'t>(cell: Cell<'t>, wanting: &Wanting<'_>) -> Asked<'t> {
    let last = |typed: &'t str| scan(typed).prefix;
    let (want, typed) = match cell {
        Cell::Head(typed) => match typed.split_once(' ') {
            Some(("then" | "実行" | "hold" | "保留", rest)) => {
                (Want::Action { hold: false }, last(rest))
            }
            _ => (Want::Expression(Place::Order), last(typed)),
        },
        Cell::Beneath(head, typed) => match wanting.type_of(head, Place::Order) {
            Some(ty) => (Want::Value(ty, Place::Order), last(typed)),
            None => (Want::Nothing, typed),
        },
    };
    Asked {
        want,
        typed,
        quoted: false,
    }
}

fn item(
    session: &Session,
    spot: &Spot<'_>,
    (place, candidate): (usize, &Candidate),
    fits: &Match,
    asked: &Asked<'_>,
    written: Lang,
) -> CompletionItem {
    let content = &spot.file.content;
    let start = spot.offset.saturating_sub(asked.typed.len());
    let new_text = if asked.quoted {
        fits.text.clone()
    } else {
        candidate.written(&fits.text, written)
    };
    let other = if fits.text.is_ascii() {
        Lang::Ja
    } else {
        Lang::En
    };
    let other = Some(candidate.name(other)).filter(|name| *name != fits.text);
    CompletionItem {
        label: fits.text.clone(),
        label_details: other.map(|name| CompletionItemLabelDetails {
            detail: None,
            description: Some(name.to_owned()),
        }),
        kind: Some(candidate.kind),
        detail: candidate.detail.clone(),
        documentation: candidate.doc.clone().map(Documentation::String),
        tags: candidate
            .is_retired
            .then(|| vec![CompletionItemTag::Deprecated]),
        sort_text: Some(format!("{}{place:04}", fits.rank)),
        filter_text: Some(fits.filter.clone()),
        text_edit: Some(CompletionItemTextEdit::TextEdit(TextEdit {
            range: content
                .lines
                .range(&content.text, start..spot.offset, session.encoding()),
            new_text,
        })),
        ..Default::default()
    }
}
