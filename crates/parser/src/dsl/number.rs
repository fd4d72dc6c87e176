//! Thousands commas: `３０、０００` may be one amount or two numbers, so nobody guesses.

use sabaki_diagnostic::diagnostic::Diagnostic;

use super::error;
use super::read::Piece;

/// A number with `、` between its groups within a piece.
pub(crate) fn ideographic_commas(piece: Piece<'_>) -> Vec<Diagnostic> {
    let commas = &piece.scanned.ideographic_commas;
    let first = commas.partition_point(|at| *at < piece.start);
    let mut found = Vec::new();
    let mut done = 0;
    let mut brackets = Brackets {
        at: piece.start,
        depth: 0,
    };
    let mut run = Run::default();
    for at in commas.iter().skip(first).take_while(|at| **at < piece.end) {
        if *at < done {
            continue;
        }
        if let Some((diagnostic, end)) = amount(piece, *at, &mut run, &mut brackets) {
            done = end;
            found.push(diagnostic);
        }
    }
    found
}

fn amount(
    piece: Piece<'_>,
    comma: usize,
    run: &mut Run,
    brackets: &mut Brackets,
) -> Option<(Diagnostic, usize)> {
    let text = piece.scanned.text.as_str();
    let before = text.get(..comma)?;
    let start = before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    if comma >= run.end {
        *run = Run::from(text, comma);
    }
    if comma - start > 3 || comma < run.last_other {
        return None;
    }
    let number = text.get(start..run.end)?;
    let groups: Vec<&str> = number.split(',').collect();
    let end = run.end;
    let yen = text.get(end..)?.trim_start_matches(' ');
    let yen = yen.starts_with('円') || before.get(..start)?.trim_end().ends_with('¥');
    let zero = groups.iter().skip(1).any(|group| group.starts_with('0'));
    let in_list = brackets.advance(text, start) > 0;
    if in_list && !yen && !zero {
        return None;
    }
    let written = |at: usize| piece.scanned.written(at);
    let span = piece.place.span(written(start), written(end));
    let mended = if yen {
        number.to_owned()
    } else {
        number.replace(',', "")
    };
    let diagnostic = error::thousands(span, number, mended, zero || (yen && !in_list));
    Some((diagnostic, end))
}

/// Digits and commas that follow one another, looked through once for all of its commas.
#[derive(Default)]
struct Run {
    /// After its last digit.
    end: usize,
    /// Where its last group starts that has not three digits.
    last_other: usize,
}

impl Run {
    fn from(text: &str, comma: usize) -> Self {
        let rest = text.get(comma..).unwrap_or("");
        let length = rest
            .find(|c: char| !c.is_ascii_digit() && c != ',')
            .unwrap_or(rest.len());
        let run = rest.get(..length).unwrap_or("").trim_end_matches(',');
        let mut at = comma;
        let mut last_other = 0;
        for group in run.split(',') {
            if at > comma && group.len() != 3 {
                last_other = at;
            }
            at += group.len() + 1;
        }
        Self {
            end: comma + run.len(),
            last_other,
        }
    }
}

/// How many brackets are open, counted on from where it was asked last.
struct Brackets {
    at: usize,
    depth: usize,
}

impl Brackets {
    fn advance(&mut self, text: &str, to: usize) -> usize {
        for c in text.get(self.at..to).unwrap_or("").chars() {
            match c {
                '(' => self.depth += 1,
                ')' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
        self.at = self.at.max(to);
        self.depth
    }
}

/// `30,000` without 円 at the comma where the grammar stopped: where the number starts and ends.
pub(crate) fn grouped_around(text: &str, comma: usize) -> Option<(usize, usize)> {
    let before = text.get(..comma)?;
    let start = before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let after = text.get(comma..)?.strip_prefix(',')?;
    let digits = after
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(after.len());
    (start < comma && digits == 3).then_some((start, comma + 4))
}

/// `1,00` at the comma where the grammar stopped, digits on both sides: where they start and end.
pub(crate) fn digits_around(text: &str, comma: usize) -> Option<(usize, usize)> {
    let of_number = |c: char| c.is_ascii_digit() || c == ',';
    let start = text.get(..comma)?.trim_end_matches(of_number).len();
    let after = text.get(comma..)?.strip_prefix(',')?;
    let rest = after.trim_start_matches(of_number);
    let rest = rest.strip_prefix('円').unwrap_or(rest);
    let end = text.len() - rest.len();
    (start < comma && after.starts_with(|c: char| c.is_ascii_digit())).then_some((start, end))
}
