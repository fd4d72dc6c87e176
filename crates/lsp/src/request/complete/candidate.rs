//! What is offered, and how it is found by what was typed.

use gen_lsp_types::CompletionItemKind;
use sabaki_diagnostic::lang::Lang;

use super::reading;
use crate::name::{is_usable, key};

/// Something that can be inserted.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// Its English name; empty where it has none.
    pub(super) en: String,
    /// Its Japanese names, the one to write first; empty where it has none.
    pub(super) ja: Vec<String>,
    /// What it is.
    pub(super) kind: CompletionItemKind,
    /// Its type or signature.
    pub(super) detail: Option<String>,
    /// One line about it.
    pub(super) doc: Option<String>,
    /// Whether it is a value that may need quotes.
    pub(super) is_value: bool,
    /// Whether it is out of use.
    pub(super) is_retired: bool,
}

/// How a candidate answers to what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match {
    /// Better ones are smaller.
    pub(super) rank: u8,
    /// What is inserted, unquoted.
    pub(super) text: String,
    /// What the client compares with what was typed.
    pub(super) filter: String,
}

impl Candidate {
    /// Its name in a language, else in the other.
    pub(super) fn name(&self, lang: Lang) -> &str {
        let ja = self
            .ja
            .first()
            .map(String::as_str)
            .filter(|name| !name.is_empty());
        let en = Some(self.en.as_str()).filter(|name| !name.is_empty());
        match lang {
            Lang::Ja => ja.or(en),
            Lang::En => en.or(ja),
        }
        .unwrap_or("")
    }

    /// Whether it fits what was typed: by its English name, a Japanese one, or how that is read.
    pub(super) fn fits(&self, typed: &str, lang: Lang) -> Option<Match> {
        // A client drops what does not hold what was typed, such as full-width letters.
        let seen = |filter: &str| {
            let holds = filter.to_lowercase().contains(&typed.to_lowercase());
            if holds { filter } else { typed }.to_owned()
        };
        let own = |rank, filter: &str| Match {
            rank,
            text: self.name(lang).to_owned(),
            filter: seen(filter),
        };
        if typed.is_empty() {
            return Some(own(0, self.name(lang)));
        }
        let wanted = key(typed);
        let japanese = |rank, filter: &str| Match {
            rank,
            text: self.name(Lang::Ja).to_owned(),
            filter: seen(filter),
        };
        if key(&self.en).starts_with(&wanted) {
            return Some(own(0, &self.en));
        }
        if let Some(name) = self.ja.iter().find(|name| key(name).starts_with(&wanted)) {
            return Some(japanese(0, name));
        }
        let read = |name: &&String| {
            reading::of(name).is_some_and(|reading| reading::begins(&reading, typed))
        };
        // What was typed is not the beginning of any spelling that the client could compare.
        if self.ja.iter().any(|name| read(&name)) {
            return Some(japanese(1, typed));
        }
        let part = |name: &str| key(name).contains(&wanted);
        if part(&self.en) {
            return Some(own(2, &self.en));
        }
        let name = self.ja.iter().find(|name| part(name))?;
        Some(japanese(2, name))
    }

    /// How it is written in rule text.
    pub(super) fn written(&self, text: &str, lang: Lang) -> String {
        if !self.is_value || is_usable(text) {
            return text.to_owned();
        }
        match lang {
            Lang::Ja => format!("「{text}」"),
            Lang::En => format!("\"{text}\""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_every_spelling() {
        let candidate = Candidate {
            en: "awaiting_shipment".to_owned(),
            ja: vec!["発送待ち".to_owned()],
            kind: CompletionItemKind::EnumMember,
            detail: None,
            doc: None,
            is_value: true,
            is_retired: false,
        };
        let cases = [
            ("", Lang::Ja, Some("発送待ち")),
            ("awa", Lang::Ja, Some("発送待ち")),
            ("awa", Lang::En, Some("awaiting_shipment")),
            ("hassou", Lang::En, Some("発送待ち")),
            ("はっそ", Lang::Ja, Some("発送待ち")),
            ("発", Lang::Ja, Some("発送待ち")),
            ("shipment", Lang::En, Some("awaiting_shipment")),
            ("ｓｈｉｐ", Lang::En, Some("awaiting_shipment")),
            ("確認", Lang::Ja, None),
        ];
        for (typed, lang, expected) in cases {
            let found = candidate.fits(typed, lang).map(|found| found.text);
            assert_eq!(found.as_deref(), expected, "{typed}");
        }
        let filter = |typed| candidate.fits(typed, Lang::En).map(|found| found.filter);
        assert_eq!(filter("ＡＷＡ").as_deref(), Some("ＡＷＡ"));
        assert_eq!(candidate.written("保留", Lang::Ja), "「保留」");
        assert_eq!(candidate.written("発送待ち", Lang::Ja), "発送待ち");
    }
}
