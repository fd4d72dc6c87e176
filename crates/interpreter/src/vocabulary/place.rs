//! Where an entry of a vocabulary file stands, so that a message can point at it.

use sabaki_diagnostic::source::{FileId, SourceFile, Span};

/// Finds `id: NAME` entries in one file; the reader of YAML keeps no places.
#[derive(Debug, Clone, Copy)]
pub(super) struct Places<'a> {
    file: FileId,
    text: &'a str,
}

impl<'a> Places<'a> {
    pub(super) fn new(id: FileId, source: &'a SourceFile) -> Self {
        Self {
            file: id,
            text: source.text(),
        }
    }

    /// The head of the file.
    pub(super) fn start(self) -> Span {
        Span::new(self.file, 0, self.text.lines().next().map_or(0, str::len))
    }

    /// The line (from 1) and what follows on it.
    pub(super) fn line(self, line: usize) -> Span {
        let mut offset = 0;
        for (number, text) in self.text.split('\n').enumerate() {
            if number + 1 == line {
                let blanks = text.len() - text.trim_start().len();
                return Span::new(self.file, offset + blanks, offset + text.trim_end().len());
            }
            offset += text.len() + 1;
        }
        self.start()
    }

    /// An entry of a top-level section by its id; the section's head where it cannot be found.
    pub(super) fn entry(self, section: &str, id: &str) -> Span {
        let head = self.section(section);
        self.id_after(head.end as usize, id).unwrap_or(head)
    }

    /// An entry beneath another one.
    pub(super) fn below(self, parent: Span, id: &str) -> Span {
        self.id_after(parent.end as usize, id).unwrap_or(parent)
    }

    fn section(self, section: &str) -> Span {
        let mut offset = 0;
        for text in self.text.split('\n') {
            if text
                .strip_prefix(section)
                .is_some_and(|rest| rest.starts_with(':'))
            {
                return Span::new(self.file, offset, offset + section.len());
            }
            offset += text.len() + 1;
        }
        self.start()
    }

    fn id_after(self, from: usize, id: &str) -> Option<Span> {
        let rest = self.text.get(from..)?;
        rest.match_indices("id:").find_map(|(at, key)| {
            let value = rest.get(at + key.len()..)?;
            let blanks = value.len() - value.trim_start_matches(' ').len();
            let value = value.get(blanks..)?;
            let quote = usize::from(value.starts_with(['"', '\'']));
            let after = value.get(quote..)?.strip_prefix(id)?;
            let whole =
                after.is_empty() || after.starts_with([',', '}', '"', '\'', '\r', '\n', ' ']);
            let start = from + at + key.len() + blanks + quote;
            whole.then(|| Span::new(self.file, start, start + id.len()))
        })
    }
}
