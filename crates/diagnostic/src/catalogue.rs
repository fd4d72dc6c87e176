//! The catalogue: the page of each code in `pages/`, and all other texts in `texts/`.
//!
//! A text is a line `KEY.ja: …` or `KEY.en: …`; `{name}` stands for an argument, `{{` for a brace.
//! A line that starts with two blanks goes on with the text above it.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::code::Code;
use crate::lang::Lang;

include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

type Texts = BTreeMap<String, String>;

/// A page of the catalogue: what a code means, why it matters, a bad and a mended example.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// The code, such as `E0201`.
    pub code: &'static str,
    /// The whole page as it stands in the catalogue (Markdown with a head of texts).
    pub source: &'static str,
}

impl Page {
    /// The part for people in one language: the section `## ja` or `## en`, with its heading left out.
    pub fn body(&self, lang: Lang) -> &'static str {
        let heading = match lang {
            Lang::Ja => "\n## ja\n",
            Lang::En => "\n## en\n",
        };
        let Some((_, rest)) = self.source.split_once(heading) else {
            return "";
        };
        let end = rest.find("\n## ").unwrap_or(rest.len());
        rest.get(..end).unwrap_or(rest).trim()
    }

    /// The example under `## bad` or `## good`: the text of its code block.
    pub fn example(&self, heading: &str) -> Option<&'static str> {
        let (_, rest) = self.source.split_once(&format!("\n## {heading}\n"))?;
        let (_, block) = rest.split_once("```")?;
        let (_, block) = block.split_once('\n')?;
        let (example, _) = block.split_once("```")?;
        Some(example.trim_end())
    }

    /// The title in one language: the heading is `# CODE 日本語 / English`.
    pub fn title(&self, lang: Lang) -> &'static str {
        let heading = self.source.lines().next().unwrap_or("");
        let title = heading.split_once(' ').map_or("", |(_, rest)| rest);
        let title = title.split_once(' ').map_or("", |(_, rest)| rest);
        match (title.split_once(" / "), lang) {
            (Some((ja, _)), Lang::Ja) => ja.trim(),
            (Some((_, en)), Lang::En) => en.trim(),
            (None, _) => title.trim(),
        }
    }
}

/// All pages in the order of their codes.
pub fn pages() -> impl Iterator<Item = Page> {
    PAGES.iter().map(|(code, source)| Page { code, source })
}

/// The page of a code as a person may type it.
pub fn page(code: &str) -> Option<Page> {
    pages().find(|page| page.code.eq_ignore_ascii_case(code.trim()))
}

/// A text of `texts/`, with its arguments put in. An unknown key shows itself, so that a gap is
/// seen and not silent; a test keeps the catalogue whole.
pub fn text(lang: Lang, key: &str, args: &[(&str, &str)]) -> String {
    let found = texts().get(&format!("{key}.{lang}"));
    found.map_or_else(|| key.to_owned(), |template| fill(template, args))
}

/// A text that takes no arguments, as it stands in the catalogue.
pub fn plain(lang: Lang, key: &str) -> Option<&'static str> {
    texts().get(&format!("{key}.{lang}")).map(String::as_str)
}

/// Whether both languages have this text.
pub fn has_text(key: &str) -> bool {
    [Lang::Ja, Lang::En]
        .iter()
        .all(|lang| texts().contains_key(&format!("{key}.{lang}")))
}

/// All keys of `texts/`, each with its language tag.
pub fn text_keys() -> impl Iterator<Item = &'static str> {
    texts().keys().map(String::as_str)
}

/// A text of a code's page: `message.ja`, `message.VARIANT.ja`, `help.KEY.ja`, `label.KEY.ja`.
pub fn page_text(code: Code, kind: &str, key: &str, lang: Lang, args: &[(&str, &str)]) -> String {
    let key = if key.is_empty() {
        format!("{code}:{kind}.{lang}")
    } else {
        format!("{code}:{kind}.{key}.{lang}")
    };
    let found = page_texts().get(&key);
    found.map_or(key, |template| fill(template, args))
}

fn texts() -> &'static Texts {
    static TABLE: OnceLock<Texts> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Texts::new();
        for (_, source) in TEXTS {
            read(source, "", &mut table);
        }
        table
    })
}

fn page_texts() -> &'static Texts {
    static TABLE: OnceLock<Texts> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Texts::new();
        for (code, source) in PAGES {
            let head = source.find("\n## ").and_then(|end| source.get(..end));
            read(head.unwrap_or(source), &format!("{code}:"), &mut table);
        }
        table
    })
}

fn read(source: &str, prefix: &str, table: &mut Texts) {
    let mut last: Option<String> = None;
    for line in source.lines() {
        if let (Some(rest), Some(key)) = (line.strip_prefix("  "), &last) {
            if let Some(text) = table.get_mut(key) {
                text.push('\n');
                text.push_str(rest);
            }
            continue;
        }
        last = None;
        if line.starts_with('#') {
            continue;
        }
        if let Some((key, text)) = line.split_once(": ")
            && matches!(key.rsplit_once('.'), Some((_, "ja" | "en")))
        {
            let key = format!("{prefix}{key}");
            table.insert(key.clone(), text.to_owned());
            last = Some(key);
        }
    }
}

fn fill(template: &str, args: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        if let Some(after) = after.strip_prefix('{') {
            out.push('{');
            rest = after;
            continue;
        }
        let Some((name, after)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        if let Some((_, value)) = args.iter().find(|(n, _)| *n == name) {
            out.push_str(value);
        } else {
            out.push('{');
            out.push_str(name);
            out.push('}');
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_put_in_and_gaps_stay_visible() {
        assert_eq!(fill("「{a}」 {{ {b}", &[("a", "x")]), "「x」 { {b}");
        assert_eq!(text(Lang::Ja, "no.such.key", &[]), "no.such.key");
    }

    #[test]
    fn every_text_exists_in_both_languages() {
        for key in text_keys() {
            let stem = key.rsplit_once('.').map_or(key, |(stem, _)| stem);
            assert!(has_text(stem), "texts/: {stem} lacks a language");
        }
    }

    #[test]
    fn every_page_is_whole() {
        for page in pages() {
            let heading = format!("# {} ", page.code);
            assert!(page.source.starts_with(&heading), "{}: heading", page.code);
            for lang in [Lang::Ja, Lang::En] {
                assert!(!page.title(lang).is_empty(), "{}: title {lang}", page.code);
                assert!(!page.body(lang).is_empty(), "{}: ## {lang}", page.code);
            }
        }
        for key in page_texts().keys() {
            let Some((stem, lang)) = key.rsplit_once('.') else {
                continue;
            };
            let other = if lang == "ja" { "en" } else { "ja" };
            let twin = format!("{stem}.{other}");
            assert!(
                page_texts().contains_key(&twin),
                "pages/: {twin} is missing"
            );
        }
    }
}
