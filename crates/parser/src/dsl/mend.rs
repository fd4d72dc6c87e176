//! Words that ran into one, where a blank or a particle is certain to be meant.

use pest::Parser as _;
use pest::error::InputLocation;

use super::character::is_word;
use super::grammar::{Grammar, Rule};

/// A change to the text of a block that lets the grammar read on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mend {
    /// First byte of the word.
    pub(crate) word_start: usize,
    /// Byte after the word.
    pub(crate) word_end: usize,
    /// Where the change is.
    pub(crate) at: usize,
    /// How many bytes it replaces.
    pub(crate) length: usize,
    /// By what.
    pub(crate) by: &'static str,
    /// Whether nothing else can be meant.
    pub(crate) certain: bool,
}

/// Each candidate is a parse of its own, so text of strangers gets no more than this.
const LONGEST_BLOCK: usize = 16 * 1024;
const LONGEST_WORD: usize = 200;
const MOST: usize = 16;

/// The words that join conditions and open clauses, and what a mend makes of them.
const JOINERS: &[(&str, &str, &str, &str)] = &[
    ("かつ", " かつ", "かつ ", " かつ "),
    ("または", " または", "または ", " または "),
    ("且つ", " 且つ", "且つ ", " 且つ "),
    ("又は", " 又は", "又は ", " 又は "),
    ("実行", " 実行", "実行 ", " 実行 "),
    ("除外", " 除外", "除外 ", " 除外 "),
    ("保留", " 保留", "保留 ", " 保留 "),
    ("理由", " 理由", "理由 ", " 理由 "),
];

/// The mend with which a block that broke at a byte can be read further.
pub(crate) fn find(rule: Rule, text: &str, broke_at: usize) -> Option<Mend> {
    if text.len() > LONGEST_BLOCK {
        return None;
    }
    words_near(text, broke_at)
        .into_iter()
        .filter(|(start, end)| end - start < LONGEST_WORD)
        .flat_map(|(start, end)| candidates(text, start, end))
        .take(MOST)
        .find(|mend| helps(rule, text, broke_at, mend))
}

/// The word at the break and the one before it.
fn words_near(text: &str, at: usize) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let here = word_around(text, at);
    let before = text.get(..here.0).unwrap_or("").trim_end().len();
    let previous = word_around(text, before);
    for word in [previous, here] {
        if word.0 < word.1 && !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

/// The word that ends before a byte, or the character where none does.
pub(crate) fn word_before(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or("").trim_end().len();
    let (start, end) = word_around(text, before);
    if start < end {
        return (start, end.min(before).max(start));
    }
    let head = text.get(..before).unwrap_or("");
    let length = head.chars().next_back().map_or(0, char::len_utf8);
    (before - length, before)
}

fn word_around(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or("");
    let after = text.get(at..).unwrap_or("");
    let start = before.trim_end_matches(is_word).len();
    let end = at + (after.len() - after.trim_start_matches(is_word).len());
    (start, end)
}

fn candidates(text: &str, start: usize, end: usize) -> Vec<Mend> {
    let word = text.get(start..end).unwrap_or("");
    let mut found = Vec::new();
    let mut push = |offset: usize, length: usize, by: &'static str, certain: bool| {
        found.push(Mend {
            word_start: start,
            word_end: end,
            at: start + offset,
            length,
            by,
            certain,
        });
    };
    for (joiner, before, after, both) in JOINERS {
        for (offset, _) in word.match_indices(joiner) {
            let rest = word.len() - offset - joiner.len();
            match (offset, rest) {
                (0, 0) => {}
                (_, 0) => push(offset, joiner.len(), before, true),
                (0, _) => push(offset, joiner.len(), after, true),
                _ => push(offset, joiner.len(), both, true),
            }
        }
    }
    for (particle, by) in [("に", "が "), ("が", "が "), ("は", "は ")] {
        for (offset, _) in word.match_indices(particle) {
            if is_edge(word.get(..offset), word.get(offset + particle.len()..)) {
                push(offset, particle.len(), by, particle == "に");
            }
        }
    }
    found
}

/// Whether a particle may be one here: within にんにく or ながの it is not.
fn is_edge(before: Option<&str>, after: Option<&str>) -> bool {
    let kanji_or_the_like = |c: char| !matches!(c, '\u{3040}'..='\u{309f}');
    let before = before.and_then(|text| text.chars().next_back());
    let after = after.and_then(|text| text.chars().next());
    before.is_some_and(kanji_or_the_like) && after.is_some_and(kanji_or_the_like)
}

fn helps(rule: Rule, text: &str, broke_at: usize, mend: &Mend) -> bool {
    let (Some(before), Some(after)) = (text.get(..mend.at), text.get(mend.at + mend.length..))
    else {
        return false;
    };
    let mended = [before, mend.by, after].concat();
    match Grammar::parse(rule, &mended) {
        Ok(_) => true,
        Err(error) => {
            let at = match error.location {
                InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
            };
            // Read on, past the word and past where it broke.
            let past = broke_at.max(mend.word_end);
            at > past + mend.by.len() - mend.length
        }
    }
}
