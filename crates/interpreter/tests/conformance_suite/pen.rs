//! What writes rules down: plainly in English, or with every spelling that is read, by chance.

use std::collections::BTreeMap;

use super::chance::Chance;

/// Which words are taken.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Tongue {
    En,
    Ja,
    Mixed,
}

/// Writes; without chance always the first form.
pub(crate) struct Pen {
    chance: Option<Chance>,
    tongue: Tongue,
    /// How often full-width forms are taken: one in so many.
    wide: usize,
    /// How often what stands between words is more than a blank: one in so many.
    airy: usize,
    /// Nothing may break a line here.
    pub(crate) one_line: bool,
    /// What was written as comments.
    pub(crate) comments: Vec<String>,
    /// Lists and tables that went to files of their own.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
}

impl Pen {
    /// The plain way.
    pub(crate) const fn plain() -> Self {
        Self {
            chance: None,
            tongue: Tongue::En,
            wide: 1,
            airy: 1,
            one_line: true,
            comments: Vec::new(),
            files: BTreeMap::new(),
        }
    }

    /// By chance.
    pub(crate) fn wild(seed: u64) -> Self {
        let mut chance = Chance::new(seed ^ 0x5abb_a41d);
        let tongue = chance.of(&[Tongue::En, Tongue::Ja, Tongue::Mixed]);
        let (wide, airy) = (chance.of(&[3, 12, 1000]), chance.of(&[8, 30, 1000]));
        Self {
            chance: Some(chance),
            tongue,
            wide,
            airy,
            one_line: false,
            ..Self::plain()
        }
    }

    /// Once in so many times; never the plain way.
    pub(crate) fn rarely(&mut self, limit: usize) -> bool {
        self.chance.as_mut().is_some_and(|c| c.one_in(limit))
    }

    /// Whether the next phrase is Japanese.
    pub(crate) fn ja(&mut self) -> bool {
        match self.tongue {
            Tongue::En => false,
            Tongue::Ja => true,
            Tongue::Mixed => self.rarely(2),
        }
    }

    /// One of these; the first one the plain way.
    pub(crate) fn of<'t>(&mut self, forms: &[&'t str]) -> &'t str {
        match self.chance.as_mut() {
            Some(chance) => chance.of(forms),
            None => forms[0],
        }
    }

    /// A number below a limit; 0 the plain way.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.chance.as_mut().map_or(0, |c| c.below(limit))
    }

    /// A word in either language.
    pub(crate) fn word<'t>(&mut self, en: &[&'t str], ja: &[&'t str]) -> &'t str {
        if self.ja() { self.of(ja) } else { self.of(en) }
    }

    /// A keyword that opens a clause: a colon may follow.
    pub(crate) fn opening(&mut self, en: &str, ja: &[&str]) -> String {
        let word = self.word(&[en], ja);
        let colon = if self.rarely(10) {
            self.of(&[":", "："])
        } else {
            ""
        };
        format!("{word}{colon}")
    }

    /// Half-width signs and letters as an IME may leave them.
    pub(crate) fn wide(&mut self, text: &str) -> String {
        let wide = self.wide;
        if !self.rarely(wide) {
            return text.to_owned();
        }
        text.chars()
            .map(|c| match c {
                '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).unwrap(),
                other => other,
            })
            .collect()
    }

    /// What stands between two words.
    pub(crate) fn gap(&mut self) -> String {
        let airy = self.airy;
        if !self.rarely(airy) {
            return " ".to_owned();
        }
        if self.one_line {
            return self.of(&["  ", "\u{3000}", "\t", " \u{3000} "]).to_owned();
        }
        match self.below(6) {
            0 => format!("{}\n    ", self.comment()),
            1 => "\n\n  ".to_owned(),
            2 => "\u{3000}".to_owned(),
            3 => "\r\n\t".to_owned(),
            _ => "\n      ".to_owned(),
        }
    }

    /// A comment, which goes to the end of its line.
    pub(crate) fn comment(&mut self) -> String {
        let sign = self.of(&["#", "＃"]);
        let number = self.comments.len();
        let said = self.of(&[
            "注",
            "when ",
            "「閉じない",
            "\"",
            "| - |",
            "ルール: ",
            "# ",
            "- ",
        ]);
        let said = format!("{said}{number}番");
        let text = format!("  {sign} {said}");
        self.comments.push(said);
        text
    }

    /// Lines of comments and blank lines between two things.
    pub(crate) fn between(&mut self) -> String {
        let mut out = String::new();
        let airy = self.airy;
        while self.rarely(airy.max(3)) {
            if self.below(3) > 0 {
                out.push_str(self.comment().trim_start());
            }
            out.push('\n');
        }
        out
    }

    /// A comma before something. Directly between digits it would group them.
    fn comma(&mut self, next: &str) -> String {
        let wide = self.wide;
        let digit = next.starts_with(|c: char| c.is_numeric() || "¥￥".contains(c));
        if !digit && self.rarely(wide) {
            return self.of(&["，", "、"]).to_owned();
        }
        format!(",{}", self.gap())
    }

    /// Things with commas between them.
    pub(crate) fn commas<T>(
        &mut self,
        things: &[T],
        mut write: impl FnMut(&mut Self, &T) -> String,
    ) -> String {
        let mut out = String::new();
        for (at, thing) in things.iter().enumerate() {
            let text = write(self, thing);
            if at > 0 {
                out.push_str(&self.comma(&text));
            }
            out.push_str(&text);
        }
        out
    }

    /// Round brackets about something.
    pub(crate) fn brackets(&mut self, inner: &str) -> String {
        let (open, close) = (self.wide("("), self.wide(")"));
        format!("{open}{inner}{close}")
    }
}
