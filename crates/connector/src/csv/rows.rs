//! Text becomes rows of cells. Stricter than a CSV library: a quote in the wrong place is told, not
//! mended, and a line number is that of the file.

use super::problem::NotOrders;
use super::reading::Limits;

/// One record of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// The line that it begins on, from 1.
    pub(super) line: usize,
    /// Its cells without quotes.
    pub(super) cells: Vec<String>,
    /// The first cell with a quote in the wrong place.
    pub(super) stray_quote: Option<usize>,
    /// The file ends behind it without a line break.
    pub(super) unended: bool,
}

impl Row {
    /// Whether nothing stands in it.
    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// All rows but blank lines.
pub(super) fn rows(text: &str, limits: Limits) -> Result<Vec<Row>, NotOrders> {
    let mut scanner = Scanner {
        rest: text.chars().peekable(),
        line: 1,
        limits,
    };
    let mut rows = Vec::new();
    while let Some(row) = scanner.row()? {
        if row.cells.len() > 1 || !row.is_blank() {
            rows.push(row);
        }
    }
    Ok(rows)
}

struct Scanner<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    line: usize,
    limits: Limits,
}

/// What ended a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Comma,
    Line,
    File,
}

impl Scanner<'_> {
    fn row(&mut self) -> Result<Option<Row>, NotOrders> {
        if self.rest.peek().is_none() {
            return Ok(None);
        }
        let mut row = Row {
            line: self.line,
            cells: Vec::new(),
            stray_quote: None,
            unended: false,
        };
        loop {
            let mut cell = String::new();
            let (end, stray) = if self.rest.next_if_eq(&'"').is_some() {
                self.quoted(&mut cell)?
            } else {
                self.plain(&mut cell)?
            };
            if stray && row.stray_quote.is_none() {
                row.stray_quote = Some(row.cells.len());
            }
            row.cells.push(cell);
            match end {
                End::Comma => {}
                End::Line => return Ok(Some(row)),
                End::File => {
                    row.unended = true;
                    return Ok(Some(row));
                }
            }
        }
    }

    /// A cell without quotes. `="0012"` is a trick of Excel users, not a quote in the wrong place.
    fn plain(&mut self, cell: &mut String) -> Result<(End, bool), NotOrders> {
        let first = self.line;
        let mut quotes = 0;
        let end = loop {
            let Some(c) = self.rest.next() else {
                break End::File;
            };
            match c {
                ',' => break End::Comma,
                '\n' | '\r' => {
                    self.line_break(c);
                    break End::Line;
                }
                _ => {
                    quotes += usize::from(c == '"');
                    self.push(cell, c, first)?;
                }
            }
        };
        let trick = cell.trim_end().len() >= 3
            && cell.starts_with("=\"")
            && cell.trim_end().ends_with('"')
            && quotes == 2;
        Ok((end, quotes > 0 && !trick))
    }

    fn quoted(&mut self, cell: &mut String) -> Result<(End, bool), NotOrders> {
        let first = self.line;
        loop {
            let Some(c) = self.rest.next() else {
                return Err(NotOrders::QuoteNotClosed { line: first });
            };
            match c {
                '"' if self.rest.next_if_eq(&'"').is_some() => self.push(cell, '"', first)?,
                '"' => return self.behind_quote(cell, first),
                '\n' | '\r' => {
                    if self.line_break(c) == LineBreak::Pair {
                        self.push(cell, '\r', first)?;
                        self.push(cell, '\n', first)?;
                    } else {
                        self.push(cell, c, first)?;
                    }
                    if self.line - first > self.limits.cell_lines {
                        return Err(NotOrders::QuoteNotClosed { line: first });
                    }
                }
                _ => self.push(cell, c, first)?,
            }
        }
    }

    /// After the closing quote only a comma or the end of the line is right.
    fn behind_quote(&mut self, cell: &mut String, first: usize) -> Result<(End, bool), NotOrders> {
        let mut stray = false;
        loop {
            let end = match self.rest.next() {
                None => End::File,
                Some(',') => End::Comma,
                Some(c @ ('\n' | '\r')) => {
                    self.line_break(c);
                    End::Line
                }
                // A quote that was never closed ends at the next one, lines later: rows between are
                // swallowed, and nobody can say how many.
                Some(_) if self.line > first => {
                    return Err(NotOrders::QuoteNotClosed { line: first });
                }
                Some(c) => {
                    stray = true;
                    self.push(cell, c, first)?;
                    continue;
                }
            };
            return Ok((end, stray));
        }
    }

    fn push(&self, cell: &mut String, c: char, line: usize) -> Result<(), NotOrders> {
        if cell.len() >= self.limits.cell_bytes {
            return Err(NotOrders::CellTooLong {
                line,
                most: self.limits.cell_bytes,
            });
        }
        cell.push(c);
        Ok(())
    }

    /// CR LF is one line break.
    fn line_break(&mut self, c: char) -> LineBreak {
        self.line += 1;
        if c == '\r' && self.rest.next_if_eq(&'\n').is_some() {
            LineBreak::Pair
        } else {
            LineBreak::Single
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LineBreak {
    Single,
    Pair,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match rows(text, Limits::default()) {
            Err(error) => error.to_string(),
            Ok(rows) => rows
                .iter()
                .map(|row| {
                    let stray = row
                        .stray_quote
                        .map_or(String::new(), |at| format!(" !{at}"));
                    format!("{}{:?}{stray}", row.line, row.cells)
                })
                .collect::<Vec<_>>()
                .join(" "),
        }
    }

    #[test]
    fn rows_and_lines() {
        for (text, expected) in [
            ("a,b\r\nc,d\r\n", r#"1["a", "b"] 2["c", "d"]"#),
            ("a,b\rc,d", r#"1["a", "b"] 2["c", "d"]"#),
            ("a,\n\n\nb,", r#"1["a", ""] 4["b", ""]"#),
            ("\"a\r\nb\",c\nd,e", r#"1["a\r\nb", "c"] 3["d", "e"]"#),
            ("\"a,\"\"b\"\"\"\n", r#"1["a,\"b\""]"#),
            ("a\"b,c\n", r#"1["a\"b", "c"] !0"#),
            ("x,\"foo\"bar\ny,z", r#"1["x", "foobar"] !1 2["y", "z"]"#),
            ("=\"0012\",b", r#"1["=\"0012\"", "b"]"#),
            ("=\"00\"12\",b", r#"1["=\"00\"12\"", "b"] !0"#),
        ] {
            assert_eq!(read(text), expected, "{text:?}");
        }
        for text in ["a,\"b\nc", "a,\"b\n\"c\",d\n"] {
            assert!(read(text).contains("line 1 is not closed"), "{text:?}");
        }
    }
}
