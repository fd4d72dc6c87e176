//! What a text can still be: these texts or all but these, and what stands in it or does not.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::typing::tree::{Place, TextList};

/// The most phrases of one list that are held against those of another; what is beyond is not
/// reasoned about.
const MOST_COMPARED: usize = 1_000;
/// The most questions about phrases that are kept of one text.
const MOST_ASKED: usize = 64;

/// These texts as they are compared, or all but these, in which phrases stand or do not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Texts {
    /// Whether it is all but these.
    but: bool,
    /// The texts, white space at both ends left out.
    named: BTreeSet<Box<str>>,
    asked: Vec<Asked>,
}

/// A question about phrases, and its answer.
#[derive(Debug, Clone)]
struct Asked {
    wanted: bool,
    place: Place,
    phrases: Arc<TextList>,
}

impl PartialEq for Asked {
    fn eq(&self, other: &Self) -> bool {
        self.wanted == other.wanted && self.is_same(other)
    }
}

impl Eq for Asked {}

impl Texts {
    /// One of these.
    pub(super) fn of(texts: BTreeSet<Box<str>>) -> Self {
        Self {
            but: false,
            named: texts,
            asked: Vec::new(),
        }
    }

    /// All but these.
    pub(super) fn but(texts: BTreeSet<Box<str>>) -> Self {
        Self {
            but: true,
            ..Self::of(texts)
        }
    }

    /// Texts with one of the phrases at a place, or with none of them there.
    pub(super) fn asked(wanted: bool, place: Place, phrases: &Arc<TextList>) -> Self {
        let phrases = Arc::clone(phrases);
        Self {
            asked: vec![Asked {
                wanted,
                place,
                phrases,
            }],
            ..Self::but(BTreeSet::new())
        }
    }

    /// The texts that are not these; none where that cannot be said.
    pub(super) fn complement(&self) -> Option<Self> {
        self.asked.is_empty().then(|| Self {
            but: !self.but,
            ..self.clone()
        })
    }

    /// Whether no text is left.
    pub(super) fn is_empty(&self) -> bool {
        !self.but && self.named.is_empty()
    }

    /// What is left of both; empty where they exclude each other.
    pub(super) fn and(&self, other: &Self) -> Self {
        let (x, y) = (&self.named, &other.named);
        let named = match (self.but, other.but) {
            (false, false) => x & y,
            (false, true) => x - y,
            (true, false) => y - x,
            (true, true) => x | y,
        };
        let clash = self
            .asked
            .iter()
            .any(|a| other.asked.iter().any(|b| a.excludes(b)));
        if clash {
            return Self::of(BTreeSet::new());
        }
        let mut asked = self.asked.clone();
        let new = other
            .asked
            .iter()
            .filter(|asked| !self.asked.contains(asked));
        asked.extend(new.cloned());
        asked.truncate(MOST_ASKED);
        let mut both = Self {
            but: self.but && other.but,
            named,
            asked,
        };
        both.settle();
        both
    }

    /// Takes out the texts that are not as asked.
    fn settle(&mut self) {
        if self.but {
            return;
        }
        for asked in &self.asked {
            if asked.phrases.entries.len().saturating_mul(self.named.len()) <= MOST_COMPARED {
                self.named.retain(|text| asked.allows(text));
            }
        }
    }
}

impl Asked {
    fn is_same(&self, other: &Self) -> bool {
        self.place == other.place && Arc::ptr_eq(&self.phrases, &other.phrases)
    }

    /// The phrases that can be found at all: an empty entry of a list is found nowhere.
    fn found(&self) -> impl Iterator<Item = &str> {
        let all = self.place != Place::Anywhere || self.phrases.is_single();
        let entries = self.phrases.entries.iter().map(AsRef::as_ref);
        entries.filter(move |phrase: &&str| all || !phrase.is_empty())
    }

    /// Whether a text that equals this one may answer so. White space at its ends is not known.
    fn allows(&self, text: &str) -> bool {
        let stands = |phrase: &str| match self.place {
            Place::Anywhere => text.contains(phrase),
            Place::Start => text.starts_with(phrase),
            Place::End => text.ends_with(phrase),
        };
        let mut found = self.found();
        match (self.wanted, self.place) {
            (true, _) => found.any(|phrase| stands(phrase.trim())),
            (false, Place::Anywhere) => !found.any(stands),
            (false, Place::Start | Place::End) => !found.any(|phrase| stands(phrase.trim())),
        }
    }

    /// Whether no text answers both so: each phrase that one wants brings one with it that the
    /// other does not want.
    fn excludes(&self, other: &Self) -> bool {
        let (wants, refuses) = match (self.wanted, other.wanted) {
            (true, false) => (self, other),
            (false, true) => (other, self),
            (true, true) | (false, false) => return false,
        };
        if wants.is_same(refuses) {
            return true;
        }
        let pairs = wants
            .phrases
            .entries
            .len()
            .saturating_mul(refuses.phrases.entries.len());
        pairs <= MOST_COMPARED
            && wants.found().all(|with| {
                let mut refused = refuses.found();
                refused.any(|phrase| brings((wants.place, with), (refuses.place, phrase)))
            })
    }
}

/// Whether a text in which the first stands has the second too.
fn brings((at, with): (Place, &str), (place, phrase): (Place, &str)) -> bool {
    let (edge, near) = (with.trim(), phrase.trim());
    match (at, place) {
        (Place::Anywhere, Place::Anywhere) => with.contains(phrase),
        (Place::Start | Place::End, Place::Anywhere) => edge.contains(phrase),
        (Place::Start, Place::Start) => edge.starts_with(near),
        (Place::End, Place::End) => edge.ends_with(near),
        (Place::Anywhere | Place::End, Place::Start)
        | (Place::Anywhere | Place::Start, Place::End) => near.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrase(wanted: bool, place: Place, phrase: &str) -> Texts {
        Texts::asked(wanted, place, &TextList::phrase(phrase))
    }

    #[test]
    fn phrases_exclude_what_they_bring_along() {
        use Place::{Anywhere, End, Start};
        let tried = [
            (
                phrase(true, Anywhere, "至急便"),
                phrase(false, Anywhere, "至急"),
                true,
            ),
            (
                phrase(true, Anywhere, "至急"),
                phrase(false, Anywhere, "至急便"),
                false,
            ),
            (
                phrase(true, Start, " 至急"),
                phrase(false, Anywhere, "至急"),
                true,
            ),
            (
                phrase(true, Start, " 至急"),
                phrase(false, Anywhere, " 至急"),
                false,
            ),
            (
                phrase(true, Anywhere, "至急"),
                phrase(false, Start, "至急"),
                false,
            ),
            (
                phrase(true, Start, "至急便"),
                phrase(false, Start, "至急"),
                true,
            ),
            (
                phrase(true, Start, "至急"),
                phrase(false, End, "至急"),
                false,
            ),
            (
                phrase(true, Anywhere, "a"),
                phrase(true, Anywhere, "b"),
                false,
            ),
        ];
        for (one, other, excluded) in tried {
            assert_eq!(one.and(&other).is_empty(), excluded, "{one:?} {other:?}");
            assert_eq!(other.and(&one).is_empty(), excluded, "{one:?} {other:?}");
        }
    }

    #[test]
    fn white_space_around_a_text_is_not_known() {
        let text = |text: &str| Texts::of(BTreeSet::from([text.into()]));
        let anywhere = |wanted, of: &str| phrase(wanted, Place::Anywhere, of);
        let tried = [
            (text(""), anywhere(true, "至急"), true),
            (text(""), anywhere(true, " "), false),
            (text("至急"), anywhere(true, "至急 "), false),
            (text("至急"), anywhere(false, "至急 "), false),
            (text("至急便"), anywhere(false, "至急"), true),
            (text("便"), anywhere(true, "至急"), true),
        ];
        for (one, other, excluded) in tried {
            assert_eq!(one.and(&other).is_empty(), excluded, "{one:?} {other:?}");
        }
    }

    #[test]
    fn an_empty_entry_of_a_list_is_found_nowhere() {
        let list = TextList::of(["", "至急便"]);
        let wanted = Texts::asked(true, Place::Anywhere, &list);
        assert!(
            wanted
                .and(&phrase(false, Place::Anywhere, "至急"))
                .is_empty()
        );
        let refused = Texts::asked(false, Place::Anywhere, &TextList::of([""]));
        assert!(!wanted.and(&refused).is_empty());
    }
}
