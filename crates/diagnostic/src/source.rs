//! Source files, byte spans in them, and the columns that people and editors count.

use std::sync::Arc;

/// One file of a set that is read together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A stretch of source text in bytes, half-open. Always on character boundaries of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file it lies in.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
}

impl Span {
    /// A span of one file. Offsets beyond 4 GiB are clamped; files are far smaller (limit 1 MiB).
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            file,
            start: clamp(start),
            end: clamp(end.max(start)),
        }
    }

    /// The smallest span that covers both; the first one's file wins.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self {
            file: self.file,
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// The empty span at the end of this one.
    #[must_use]
    pub fn at_end(self) -> Self {
        Self {
            start: self.end,
            ..self
        }
    }

    /// The byte range for slicing a text.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A node together with the text it came from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Spanned<T> {
    /// What was read.
    pub node: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Joins a node and its place.
    pub const fn new(node: T, span: Span) -> Self {
        Self { node, span }
    }
}

/// A place as people count it: line and column from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// A source file with its line table.
#[derive(Debug, Clone)]
pub struct SourceFile {
    name: Arc<str>,
    text: Arc<str>,
    line_starts: Vec<u32>,
    /// How many characters begin before every [`STEP`]th byte: in a long line nobody counts from
    /// its start again for each of many places.
    characters: Vec<u32>,
}

const STEP: usize = 256;

/// How many characters begin among these bytes of a text. A byte order mark does not count.
fn characters(text: &[u8], range: std::ops::Range<usize>) -> u32 {
    let bytes = text.get(range.clone()).unwrap_or_default();
    let begins = bytes.iter().filter(|byte| (**byte & 0xc0) != 0x80).count();
    if !bytes.contains(&0xef) {
        return u32::try_from(begins).unwrap_or(u32::MAX);
    }
    let marks = bytes.iter().zip(range).filter(|(byte, at)| {
        **byte == 0xef && text.get(*at..at + 3) == Some("\u{feff}".as_bytes())
    });
    u32::try_from(begins.saturating_sub(marks.count())).unwrap_or(u32::MAX)
}

impl SourceFile {
    /// Takes the text as it was read. A byte order mark stays part of the text.
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let line_starts = std::iter::once(0)
            .chain(
                text.bytes()
                    .enumerate()
                    .filter(|(_, b)| *b == b'\n')
                    .map(|(i, _)| u32::try_from(i + 1).unwrap_or(u32::MAX)),
            )
            .collect();
        let mut before = 0;
        let characters = (0..=text.len() / STEP)
            .map(|step| {
                let so_far = before;
                let end = ((step + 1) * STEP).min(text.len());
                before += characters(text.as_bytes(), step * STEP..end);
                so_far
            })
            .collect();
        Self {
            name: name.into(),
            text,
            line_starts,
            characters,
        }
    }

    /// How many characters begin before a byte.
    fn characters_before(&self, at: usize) -> u32 {
        let step = at / STEP;
        let known = self.characters.get(step).copied().unwrap_or(0);
        known + characters(self.text.as_bytes(), step * STEP..at)
    }

    /// The name it is shown under: the path as the user gave it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of a span; empty when the span does not fit this file.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// The whole lines that a stretch touches, as bytes, and the number of the first.
    pub fn lines_of(&self, range: std::ops::Range<usize>) -> (std::ops::Range<usize>, usize) {
        let starts = &self.line_starts;
        let first = starts.partition_point(|start| *start as usize <= range.start);
        let start = starts.get(first.saturating_sub(1)).copied().unwrap_or(0) as usize;
        let next = starts.partition_point(|start| (*start as usize) <= range.end);
        let end = starts
            .get(next)
            .map_or(self.text.len(), |end| *end as usize);
        (start..end.max(start), first.max(1))
    }

    /// Line and column (characters) of a byte offset. A byte order mark does not count.
    pub fn position(&self, offset: u32) -> Position {
        let (line, before) = self.line_before(offset);
        let end = self.characters_before(before.end);
        let column = end.saturating_sub(self.characters_before(before.start));
        Position {
            line,
            column: column.saturating_add(1),
        }
    }

    /// Line (from 0) and column in UTF-16 units (from 0), as editors count.
    pub fn position_utf16(&self, offset: u32) -> (u32, u32) {
        let (line, before) = self.line_before(offset);
        let before = self.text.get(before).unwrap_or("");
        let units: usize = before.chars().map(char::len_utf16).sum();
        (line - 1, u32::try_from(units).unwrap_or(u32::MAX))
    }

    /// The byte offset of an editor's position (line from 0, UTF-16 units from 0), clamped.
    pub fn offset_utf16(&self, line: u32, units: u32) -> u32 {
        let Some(&start) = self.line_starts.get(line as usize) else {
            return u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        };
        let mut left = units as usize;
        let mut offset = start as usize;
        for c in self.text.get(offset..).unwrap_or("").chars() {
            if left < c.len_utf16() || c == '\n' {
                break;
            }
            left -= c.len_utf16();
            offset += c.len_utf8();
        }
        u32::try_from(offset).unwrap_or(u32::MAX)
    }

    /// The line of an offset, from 1, and what of it stands before.
    fn line_before(&self, offset: u32) -> (u32, std::ops::Range<usize>) {
        let line = self.line_starts.partition_point(|start| *start <= offset);
        let start = self
            .line_starts
            .get(line.saturating_sub(1))
            .copied()
            .unwrap_or(0);
        let mut end = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let start = (start as usize).min(end);
        (u32::try_from(line).unwrap_or(u32::MAX).max(1), start..end)
    }
}

/// All files that are read together; hands out their ids.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Adds a file.
    pub fn add(&mut self, name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile::new(name, text));
        id
    }

    /// The file of an id that these sources handed out.
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// The text of a span; empty for a foreign span.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.file).map_or("", |file| file.slice(span))
    }

    /// All files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        (0u32..).map(FileId).zip(&self.files)
    }

    /// `FILE:LINE:COLUMN` of a span's start, for logs and journals.
    pub fn place(&self, span: Span) -> String {
        self.get(span.file).map_or_else(String::new, |file| {
            let at = file.position(span.start);
            format!("{}:{}:{}", file.name(), at.line, at.column)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_characters_for_people_and_units_for_editors() {
        let file = SourceFile::new("a", "x\n発送🎁待ち\n");
        let offset = u32::try_from(file.text().find('待').unwrap()).unwrap();
        assert_eq!(file.position(offset), Position { line: 2, column: 4 });
        assert_eq!(file.position_utf16(offset), (1, 4));
        assert_eq!(file.offset_utf16(1, 4), offset);
    }

    #[test]
    fn a_byte_order_mark_is_no_column() {
        let file = SourceFile::new("a", "\u{feff}when");
        assert_eq!(file.position(3), Position { line: 1, column: 1 });
    }

    #[test]
    fn a_long_line_is_counted_like_a_short_one() {
        let text = format!(
            "{}\n\u{feff}{}",
            "あ".repeat(200),
            "い🎁x\u{feff}".repeat(300)
        );
        let file = SourceFile::new("a", text.as_str());
        for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
            let before = text.get(..at).unwrap();
            let line = before.rsplit('\n').next().unwrap();
            let column = line.chars().filter(|c| *c != '\u{feff}').count();
            let found = file.position(u32::try_from(at).unwrap()).column;
            assert_eq!(found as usize, column + 1, "at {at}");
        }
    }

    #[test]
    fn an_offset_past_the_end_is_the_end() {
        let file = SourceFile::new("a", "あ");
        assert_eq!(file.position(99), Position { line: 1, column: 2 });
        assert_eq!(file.slice(Span::new(FileId(0), 1, 99)), "");
    }
}
