//! A file read again after an edit: rules that are written as before are not read anew.

use std::collections::HashMap;
use std::mem;

use sabaki_diagnostic::source::FileId;

use super::block::{Read, read_all};
use super::cut::{Block, BlockKind};
use super::scan::Scanned;
use super::with;
use crate::parsed::Parsed;
use crate::place::Place;
use crate::syntax::file::{File, Item, Spelling};
use crate::syntax::rule::Rule;
use crate::syntax::shift::Shift as _;

/// How the rules of a file were written: what reading it again needs beside its tree.
#[derive(Debug, Clone, Default)]
pub struct Kept(Vec<Written>);

/// A rule's text, where it began, and which item of the tree it is.
#[derive(Debug, Clone)]
struct Written {
    text: Box<str>,
    start: usize,
    item: usize,
}

/// Parses a rule file in the DSL, with the tree of the reading before and what was kept of that; no
/// tree and nothing kept at first. What comes out is what [`super::parse`] gives.
pub fn parse(file: FileId, text: &str, before: Option<File>, kept: &mut Kept) -> Parsed {
    let before = before.filter(|before| before.id == file && before.spelling == Spelling::Dsl);
    let known = before.map(|before| rules(before, mem::take(kept)));
    let known = known.unwrap_or_default();
    kept.0.clear();
    with(file, text, |scanned, place, blocks| {
        read(scanned, place, blocks, known, kept)
    })
}

/// The rules of the reading before, by their text.
fn rules(before: File, kept: Kept) -> HashMap<Box<str>, (usize, Rule)> {
    let mut items: Vec<Option<Item>> = before.items.into_iter().map(Some).collect();
    let mut rules = HashMap::with_capacity(kept.0.len());
    for Written { text, start, item } in kept.0 {
        if let Some(Some(Item::Rule(rule))) = items.get_mut(item).map(Option::take) {
            rules.insert(text, (start, rule));
        }
    }
    rules
}

fn read(
    scanned: &Scanned,
    place: &Place,
    blocks: &[Block],
    mut known: HashMap<Box<str>, (usize, Rule)>,
    kept: &mut Kept,
) -> Vec<Read> {
    let mut texts: Vec<(usize, Option<Box<str>>)> = Vec::with_capacity(blocks.len());
    let mut found: Vec<Option<Rule>> = Vec::with_capacity(blocks.len());
    let mut unread = Vec::new();
    for block in blocks {
        let start = scanned.written(block.start);
        let text = text_of(scanned, block);
        let rule = text.as_deref().and_then(|text| {
            let (before, mut rule) = known.remove(text)?;
            rule.shift(i64::try_from(start).ok()? - i64::try_from(before).ok()?);
            Some(rule)
        });
        if rule.is_none() {
            unread.push(*block);
        }
        texts.push((start, text));
        found.push(rule);
    }
    let mut fresh = read_all(scanned, place, &unread).into_iter();
    let mut all = Vec::with_capacity(blocks.len());
    let mut item = 0;
    for ((start, text), found) in texts.into_iter().zip(found) {
        let read = match found {
            Some(rule) => (Some(Item::Rule(rule)), Vec::new()),
            None => fresh.next().unwrap_or((None, Vec::new())),
        };
        if let (Some(Item::Rule(_)), true, Some(text)) = (&read.0, read.1.is_empty(), text) {
            kept.0.push(Written { text, start, item });
        }
        item += usize::from(read.0.is_some());
        all.push(read);
    }
    all
}

/// What tells a rule from every other: as it is written and, where that differs, as the grammar
/// reads it. None for other blocks.
fn text_of(scanned: &Scanned, block: &Block) -> Option<Box<str>> {
    if block.kind != BlockKind::Rule || block.too_deep.is_some() {
        return None;
    }
    let written = scanned.written(block.start)..scanned.written(block.end);
    let written = scanned.source.get(written)?;
    let read = scanned.text.get(block.start..block.end)?;
    Some(if written == read {
        written.into()
    } else {
        [written, "\0", read].concat().into()
    })
}
