//! Cuts a scanned text into blocks at the keywords, so that a broken block hides nothing else.

use super::character::is_word;

/// What a block defines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BlockKind {
    Rule,
    Let,
    List,
    Calendar,
    Table,
    Partial,
    /// Text before the first keyword.
    Stray,
}

/// A block of the scanned text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) kind: BlockKind,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The first bracket that is nested too deep.
    pub(crate) too_deep: Option<usize>,
}

/// The most brackets within one another.
pub(crate) const DEEPEST: usize = 64;

/// Cuts the text.
pub(crate) fn cut(text: &str) -> Vec<Block> {
    let mut cutter = Cutter::new(text);
    cutter.run();
    cutter.finish()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    Start(BlockKind),
    When,
    Head,
    Does,
    Nothing,
}

fn meaning(word: &str) -> Cut {
    match word {
        "rule" | "ルール" => Cut::Start(BlockKind::Rule),
        "let" | "定義" => Cut::Start(BlockKind::Let),
        "list" | "リスト" | "一覧" => Cut::Start(BlockKind::List),
        "calendar" | "カレンダー" | "暦" => Cut::Start(BlockKind::Calendar),
        "table" | "表" | "テーブル" => Cut::Start(BlockKind::Table),
        "partial" | "一部" => Cut::Start(BlockKind::Partial),
        "when" | "条件" => Cut::When,
        "priority" | "優先度" | "優先" | "owner" | "担当" | "doc" | "説明" | "shadow"
        | "試運転" | "until" | "開始" | "終了" | "期間" => Cut::Head,
        "then" | "実行" | "hold" | "保留" => Cut::Does,
        _ => Cut::Nothing,
    }
}

/// Whether a line begins with a word that begins a block or a clause.
pub(crate) fn is_clause(line: &str) -> bool {
    let line = line.trim_start();
    let end = line.find(|c: char| !is_word(c)).unwrap_or(line.len());
    let word = line.get(..end).unwrap_or("");
    meaning(word) != Cut::Nothing
}

struct Cutter<'s> {
    text: &'s str,
    at: usize,
    depth: usize,
    line_start: bool,
    blocks: Vec<Block>,
    block: Block,
    /// Where the `when` of this block stands.
    when: Option<usize>,
    /// Whether a row of a table, or a `then` or `hold`, has been seen in this block.
    body: bool,
    /// Whether keywords cut.
    cuts: bool,
    /// No `/` before this byte has its end on the line.
    no_regex_before: usize,
}

impl<'s> Cutter<'s> {
    fn new(text: &'s str) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
            line_start: true,
            blocks: Vec::new(),
            block: Block {
                kind: BlockKind::Stray,
                start: 0,
                end: 0,
                too_deep: None,
            },
            when: None,
            body: false,
            cuts: true,
            no_regex_before: 0,
        }
    }

    fn rest(&self) -> &'s str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn run(&mut self) {
        while let Some(c) = self.rest().chars().next() {
            match c {
                '\n' => {
                    self.line_start = true;
                    self.at += 1;
                    continue;
                }
                ' ' | '\t' | '\r' => {
                    self.at += 1;
                    continue;
                }
                '|' if self.line_start && self.cuts => {
                    self.row();
                    continue;
                }
                '"' => self.skip_text('"'),
                '「' => self.skip_text('」'),
                '『' => self.skip_text('』'),
                '/' if !self.after_digit() && self.at >= self.no_regex_before => {
                    self.skip_text('/');
                }
                '(' => {
                    self.depth += 1;
                    if self.depth > DEEPEST {
                        self.block.too_deep.get_or_insert(self.at);
                    }
                    self.at += 1;
                }
                ')' => {
                    self.depth = self.depth.saturating_sub(1);
                    self.at += 1;
                }
                c if is_word(c) => self.word(),
                c => self.at += c.len_utf8(),
            }
            self.line_start = false;
        }
    }

    fn after_digit(&self) -> bool {
        let before = self.text.get(..self.at).unwrap_or("");
        before.ends_with(|c: char| c.is_ascii_digit())
    }

    fn skip_text(&mut self, closer: char) {
        let mut escaped = false;
        let mut closed = false;
        let mut end = 0;
        for (offset, c) in self.rest().char_indices() {
            end = offset + c.len_utf8();
            if c == '\n' {
                end = offset;
                break;
            }
            if offset > 0 && c == closer && !escaped {
                closed = true;
                break;
            }
            escaped = !escaped && c == '\\' && matches!(closer, '"' | '/');
        }
        if closer == '/' && !closed {
            self.no_regex_before = self.at + end;
            end = 1;
        }
        self.at += end.max(1);
    }

    /// A row of a table cuts nothing.
    fn row(&mut self) {
        self.body = true;
        let rest = self.rest();
        self.at += rest.find('\n').unwrap_or(rest.len());
    }

    fn word(&mut self) {
        let start = self.at;
        let rest = self.rest();
        let length = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
        self.at += length;
        let word = rest.get(..length).unwrap_or("");
        let keyword = word.trim_end_matches(|c: char| c.is_ascii_digit());
        let cut = meaning(if keyword.is_ascii() { word } else { keyword });
        let dotted =
            self.text.get(..start).unwrap_or("").ends_with('.') || self.rest().starts_with('.');
        if !self.cuts || dotted || (self.depth > 0 && !self.line_start) {
            return;
        }
        match cut {
            Cut::Start(BlockKind::Partial) if !self.alone() => {}
            Cut::Start(kind) => self.open(kind, start),
            Cut::When => self.see_when(start),
            Cut::Head => self.see_head(start),
            Cut::Does => self.see_body(start),
            Cut::Nothing => {}
        }
    }

    /// Whether the word that has just been read stands alone on its line.
    fn alone(&self) -> bool {
        let next = self.rest().trim_start_matches([' ', '\t', '\r']);
        self.line_start && (next.is_empty() || next.starts_with('\n'))
    }

    fn see_when(&mut self, start: usize) {
        let opens = match self.block.kind {
            BlockKind::Rule => self.when.is_some(),
            BlockKind::Table => self.when.is_some() || self.body,
            BlockKind::Stray
            | BlockKind::Let
            | BlockKind::List
            | BlockKind::Calendar
            | BlockKind::Partial => true,
        };
        if opens {
            self.open(BlockKind::Rule, start);
        }
        self.when = Some(start);
    }

    fn see_head(&mut self, start: usize) {
        let opens = match self.block.kind {
            BlockKind::Rule => self.body,
            BlockKind::Table => self.body && self.line_start,
            BlockKind::Let | BlockKind::List | BlockKind::Partial | BlockKind::Stray => true,
            BlockKind::Calendar => false,
        };
        if opens {
            self.open(BlockKind::Rule, start);
        }
    }

    fn see_body(&mut self, start: usize) {
        match (self.block.kind, self.when) {
            // The `when` after a table was the next rule's.
            (BlockKind::Table, Some(when)) => {
                self.open(BlockKind::Rule, when);
                self.when = Some(when);
            }
            (BlockKind::Stray, _) => self.open(BlockKind::Rule, start),
            _ => {}
        }
        self.body = true;
    }

    fn open(&mut self, kind: BlockKind, start: usize) {
        self.close(start);
        self.block = Block {
            kind,
            start,
            end: start,
            too_deep: None,
        };
        self.depth = 0;
        self.when = None;
        self.body = false;
    }

    fn close(&mut self, end: usize) {
        let text = self.text.get(self.block.start..end).unwrap_or("");
        self.block.end = self.block.start + text.trim_end().len();
        if !text.trim().is_empty() {
            self.blocks.push(self.block);
        }
    }

    fn finish(mut self) -> Vec<Block> {
        self.close(self.text.len());
        self.blocks
    }
}

/// The first bracket that is nested too deep, for a text that is not cut.
pub(crate) fn too_deep(text: &str) -> Option<usize> {
    let mut cutter = Cutter::new(text);
    cutter.cuts = false;
    cutter.run();
    cutter.block.too_deep
}
