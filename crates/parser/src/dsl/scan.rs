//! Makes full-width forms half-width and comments blank, outside quoted texts, and remembers where
//! every byte came from.

use super::{character, over_lines};

/// A text in half-width forms with the way back to what was written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scanned {
    /// The text as it was written.
    pub(crate) source: Box<str>,
    /// The text that the grammar reads.
    pub(crate) text: String,
    /// Comments as written: byte range with `#`, and whether it stands alone on its line.
    pub(crate) comments: Vec<(usize, usize, bool)>,
    /// What is wrong already, with byte ranges of what was written.
    pub(crate) problems: Vec<(Problem, usize, usize)>,
    /// Where a `、` stands between two digits.
    pub(crate) ideographic_commas: Vec<usize>,
    shifts: Vec<Shift>,
    written: usize,
}

/// What is wrong before any grammar is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Problem {
    /// A control, bidirectional or invisible character.
    Character(char),
    /// A quoted text without its end on the line.
    Unclosed(char),
    /// A quoted text that is closed on a later line.
    OverLines,
    /// A quoted text over 4 KiB.
    LongText,
}

#[derive(Debug, Clone, Copy)]
struct Shift {
    read: usize,
    written: usize,
    same: bool,
}

impl Scanned {
    /// The byte that was written where this one is read.
    pub(crate) fn written(&self, read: usize) -> usize {
        let after = self.shifts.partition_point(|shift| shift.read <= read);
        match after.checked_sub(1).and_then(|i| self.shifts.get(i)) {
            Some(shift) if shift.same => (shift.written + read - shift.read).min(self.written),
            Some(shift) => shift.written,
            None => read.min(self.written),
        }
    }
}

/// The most bytes of a quoted text.
const LONGEST_TEXT: usize = 4 * 1024;

/// Scans a text.
pub(crate) fn scan(written: &str) -> Scanned {
    scan_with(written, Comments::Skipped)
}

/// Scans a cell of a file, where `#` is a character like others.
pub(crate) fn scan_cell(written: &str) -> Scanned {
    scan_with(written, Comments::Kept)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comments {
    Skipped,
    Kept,
}

fn scan_with(written: &str, comments: Comments) -> Scanned {
    let mut scanner = Scanner {
        source: written,
        at: 0,
        no_regex_before: 0,
        comments,
        out: Scanned {
            source: written.into(),
            text: String::with_capacity(written.len()),
            written: written.len(),
            ..Scanned::default()
        },
    };
    if written.starts_with('\u{feff}') {
        scanner.at = 3;
    }
    scanner.run();
    scanner.out
}

struct Scanner<'s> {
    source: &'s str,
    at: usize,
    /// No `/` before this byte has its end on the line.
    no_regex_before: usize,
    comments: Comments,
    out: Scanned,
}

impl Scanner<'_> {
    fn run(&mut self) {
        self.shift(true);
        while let Some(c) = self.peek() {
            match c {
                '#' | '＃' if self.comments == Comments::Skipped => self.comment(),
                '"' | '＂' | '”' | '“' => self.quoted(c),
                '「' => self.bracketed('」'),
                '『' => self.bracketed('』'),
                '/' | '／' if !self.out.text.ends_with(|c: char| c.is_ascii_digit()) => {
                    self.regex(c);
                }
                _ if c.is_ascii_graphic() || c == ' ' || c == '\n' => self.ascii(),
                _ => self.plain(c),
            }
        }
        self.shift(true);
    }

    /// As far as what stands here stands for itself.
    fn ascii(&mut self) {
        let rest = self.source.get(self.at..).unwrap_or("");
        let ours = |b: u8| matches!(b, b' '..=b'~' | b'\n') && !matches!(b, b'#' | b'"' | b'/');
        let length = rest.bytes().skip(1).take_while(|b| ours(*b)).count() + 1;
        self.out.text.push_str(rest.get(..length).unwrap_or(""));
        self.at += length;
    }

    fn rest(&self) -> &str {
        self.source.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn peek_in_line(&self) -> Option<char> {
        self.peek().filter(|c| !matches!(c, '\n' | '\r'))
    }

    /// From here on, bytes read and bytes written go on together (or, not `same`, stand for one).
    fn shift(&mut self, same: bool) {
        self.out.shifts.push(Shift {
            read: self.out.text.len(),
            written: self.at,
            same,
        });
    }

    fn keep(&mut self, c: char) {
        self.out.text.push(c);
        self.at += c.len_utf8();
    }

    /// Writes something else for a character.
    fn replace(&mut self, c: char, by: &str) {
        let same = by.len() == c.len_utf8();
        if !same {
            self.shift(false);
        }
        self.out.text.push_str(by);
        self.at += c.len_utf8();
        if !same {
            self.shift(true);
        }
    }

    fn plain(&mut self, c: char) {
        if character::is_forbidden(c) {
            self.forbidden(c);
            self.replace(c, "");
            return;
        }
        if c == '、' && self.between_digits() {
            self.out.ideographic_commas.push(self.out.text.len());
        }
        let hyphen = matches!(c, 'ー' | '－' | '−') && self.is_hyphen(c);
        match character::half_width(c) {
            _ if hyphen => self.replace(c, "-"),
            _ if matches!(c, '\t' | '\r') => self.replace(c, " "),
            Some(by) => self.replace(c, by),
            None => self.keep(c),
        }
    }

    fn between_digits(&self) -> bool {
        let next = self.rest().chars().nth(1).map(character::digit_or_same);
        self.out.text.ends_with(|c: char| c.is_ascii_digit())
            && next.is_some_and(|c| c.is_ascii_digit())
    }

    /// `ー` is a hyphen after a digit, between weekdays and alone; else it lengthens a vowel.
    fn is_hyphen(&self, c: char) -> bool {
        if c != 'ー' {
            return true;
        }
        let next = self.rest().chars().nth(1).map(character::digit_or_same);
        match self.out.text.chars().next_back() {
            Some(before) if before.is_ascii_digit() => true,
            Some(before) if next.is_some_and(|c| c.is_ascii_digit()) => {
                !matches!(before, '\u{3040}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9f}')
            }
            Some('日' | '月' | '火' | '水' | '木' | '金' | '土' | '曜') => {
                next.is_some_and(|c| "日月火水木金土".contains(c))
            }
            Some(before) => {
                !character::is_word(before) && next.is_none_or(|c| !character::is_word(c))
            }
            None => next.is_none_or(|c| c.is_ascii_digit() || !character::is_word(c)),
        }
    }

    fn forbidden(&mut self, c: char) {
        let end = self.at + c.len_utf8();
        if let Some((Problem::Character(_), _, last)) = self.out.problems.last_mut()
            && *last == self.at
        {
            *last = end;
            return;
        }
        self.out
            .problems
            .push((Problem::Character(c), self.at, end));
    }

    fn line_end(&self) -> usize {
        let rest = self.rest();
        let length = rest.find('\n').unwrap_or(rest.len());
        let line = rest.get(..length).unwrap_or("");
        self.at + line.strip_suffix('\r').unwrap_or(line).len()
    }

    fn comment(&mut self) {
        let end = self.line_end();
        let line = self.out.text.rsplit('\n').next().unwrap_or("");
        let own_line = line.trim().is_empty();
        let text = self.source.get(self.at..end).unwrap_or("");
        let bad: Vec<_> = text
            .char_indices()
            .filter(|(_, c)| character::is_forbidden(*c) && !character::is_variation_selector(*c))
            .collect();
        let start = self.at;
        for (offset, c) in bad {
            self.at = start + offset;
            self.forbidden(c);
        }
        self.out.comments.push((start, end, own_line));
        self.at = start;
        self.shift(false);
        self.out.text.push(' ');
        self.at = end;
        self.shift(true);
    }

    fn quoted(&mut self, opener: char) {
        let start = self.at;
        self.replace(opener, "\"");
        while let Some(c) = self.peek_in_line() {
            let closes = c == '"' || (opener != '"' && matches!(c, '＂' | '”' | '“'));
            if closes {
                self.replace(c, "\"");
                self.check_length(start);
                return;
            }
            self.inside(c);
            if c == '\\'
                && let Some(escaped) = self.peek_in_line()
            {
                self.inside(escaped);
            }
        }
        self.unclosed(opener, start, "\"");
    }

    fn bracketed(&mut self, closer: char) {
        let start = self.at;
        while let Some(c) = self.peek_in_line() {
            self.inside(c);
            if c == closer {
                self.check_length(start);
                return;
            }
        }
        let opener = if closer == '」' { '「' } else { '『' };
        self.unclosed(opener, start, if closer == '」' { "」" } else { "』" });
    }

    fn inside(&mut self, c: char) {
        if character::is_forbidden(c) && !character::is_variation_selector(c) {
            self.forbidden(c);
        }
        self.keep(c);
    }

    /// A text that goes on over line ends is read as one that has them escaped.
    fn over_lines(&mut self, end: usize) {
        while self.at < end
            && let Some(c) = self.peek()
        {
            match c {
                '\r' => self.replace(c, ""),
                '\n' => self.replace(c, "\\n"),
                '＂' | '”' | '“' if self.at + c.len_utf8() == end => self.replace(c, "\""),
                _ => self.inside(c),
            }
        }
    }

    fn unclosed(&mut self, opener: char, start: usize, closer: &str) {
        if let Some(length) = over_lines::end(self.rest(), opener) {
            self.over_lines(self.at + length);
            self.out.problems.push((Problem::OverLines, start, self.at));
            return;
        }
        if self.out.text.ends_with('\\') {
            self.out.text.push('\\');
        }
        self.shift(false);
        self.out.text.push_str(closer);
        self.shift(true);
        let end = self.at;
        self.out
            .problems
            .push((Problem::Unclosed(opener), start, end));
    }

    fn check_length(&mut self, start: usize) {
        if self.at - start > LONGEST_TEXT {
            self.out.problems.push((Problem::LongText, start, self.at));
        }
    }

    /// How far the `/` is that ends the regular expression here, on the same line.
    fn regex_end(&self, opener: char) -> Option<usize> {
        let mut escaped = false;
        for (offset, c) in self.rest().char_indices().skip(1) {
            if matches!(c, '\n' | '\r') {
                return None;
            }
            if !escaped && (c == opener || c == '/') {
                return Some(offset);
            }
            escaped = !escaped && c == '\\';
        }
        None
    }

    fn regex(&mut self, opener: char) {
        if self.at < self.no_regex_before {
            self.replace(opener, "/");
            return;
        }
        let Some(offset) = self.regex_end(opener) else {
            self.no_regex_before = self.line_end();
            self.replace(opener, "/");
            return;
        };
        let start = self.at;
        self.replace(opener, "/");
        while self.at < start + offset
            && let Some(c) = self.peek()
        {
            self.inside(c);
        }
        if let Some(c) = self.peek() {
            self.replace(c, "/");
        }
        self.check_length(start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_forms_become_half_width_outside_texts() {
        let scanned = scan("送料　＞＝　３００円、「Ａ＃」 # メモ");
        assert_eq!(scanned.text, "送料 >= 300円,「Ａ＃」  ");
    }

    #[test]
    fn the_long_vowel_mark_stays_in_words() {
        assert_eq!(
            scan("月ー金 ９ー１２ メール ー").text,
            "月-金 9-12 メール -"
        );
    }

    #[test]
    fn places_lead_back() {
        let written = "≠　あ";
        let scanned = scan(written);
        let read = scanned.text.find('あ').unwrap();
        assert_eq!(scanned.written(read), written.find('あ').unwrap());
    }
}
