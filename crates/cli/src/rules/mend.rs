//! `check --fix`: the mends that are certain, made in the files.

use std::collections::BTreeMap;
use std::fs;

use sabaki_diagnostic::diagnostic::{Diagnostic, Edit};
use sabaki_diagnostic::source::{FileId, Sources};

use crate::problem::Problem;

/// Makes every certain mend; gives each changed file with how many mends it got.
///
/// A mend whose edits overlap one that is made already is left for the next run.
pub(crate) fn make(
    diagnostics: &[Diagnostic],
    sources: &Sources,
) -> Result<Vec<(String, usize)>, Problem> {
    let mut by_file: BTreeMap<FileId, Vec<&[Edit]>> = BTreeMap::new();
    for diagnostic in diagnostics {
        for help in diagnostic.helps().iter().filter(|help| help.certain) {
            if let Some(edit) = help.edits.first() {
                by_file.entry(edit.span.file).or_default().push(&help.edits);
            }
        }
    }
    let mut changed = Vec::new();
    for (id, mends) in by_file {
        let Some(file) = sources.get(id) else {
            continue;
        };
        let (text, made) = mended(file.text(), &mends);
        if made > 0 {
            fs::write(file.name(), text).map_err(|error| {
                Problem::unusable("cli.unwritable")
                    .with("path", file.name())
                    .because(&error)
            })?;
            changed.push((file.name().to_owned(), made));
        }
    }
    Ok(changed)
}

fn mended(text: &str, mends: &[&[Edit]]) -> (String, usize) {
    let mut taken: Vec<&Edit> = Vec::new();
    let mut made = 0;
    for mend in mends {
        let free = mend.iter().all(|edit| {
            taken.iter().all(|other| {
                edit.span.end < other.span.start
                    || other.span.end < edit.span.start
                    || edit == *other
            })
        });
        if free {
            taken.extend(mend.iter());
            made += 1;
        }
    }
    taken.sort_by_key(|edit| edit.span.start);
    taken.dedup();
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for edit in taken {
        let range = edit.span.range();
        out.push_str(text.get(from..range.start).unwrap_or_default());
        out.push_str(&edit.text);
        from = range.end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    (out, made)
}

#[cfg(test)]
mod tests {
    use sabaki_diagnostic::source::Span;

    use super::*;

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit {
            span: Span::new(FileId(0), start, end),
            text: text.to_owned(),
        }
    }

    #[test]
    fn mends_are_made_and_overlapping_ones_wait() {
        let first = [edit(0, 1, "X")];
        let second = [edit(0, 2, "Y")];
        let third = [edit(3, 3, "!")];
        let (text, made) = mended("abcd", &[&first, &second, &third]);
        assert_eq!((text.as_str(), made), ("Xbc!d", 2));
    }
}
