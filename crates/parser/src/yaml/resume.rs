//! Where a file stops being YAML inside one item of a list: the item is left out and the rest read.

/// How often a file is read again without an item that is broken.
pub(super) const MOST: usize = 16;

/// The text with the item blanked out in which it stops being YAML, every other byte in its place.
/// None where no other item would be left, or nothing says where the item ends.
pub(super) fn without_item(text: &str, broken_at: usize) -> Option<String> {
    let lines = lines(text);
    let here = lines.iter().rposition(|(start, _)| *start <= broken_at)?;
    let indent = item_indent(&lines, here)?;
    let first = match lines.get(here)?.1 {
        line if is_item(line) => here,
        _ => (0..here)
            .rev()
            .find(|at| lines.get(*at).is_some_and(|(_, line)| starts(line, indent)))?,
    };
    let ends = |line: &str| starts(line, indent) || is_key(line);
    let next = (first.max(here) + 1..lines.len())
        .find(|at| lines.get(*at).is_some_and(|(_, line)| ends(line)));
    let (start, _) = *lines.get(first)?;
    let end = next
        .and_then(|at| lines.get(at))
        .map_or(text.len(), |l| l.0);
    let others = |(at, (_, line)): (usize, &(usize, &str))| {
        starts(line, indent) && !(first..next.unwrap_or(lines.len())).contains(&at)
    };
    lines.iter().enumerate().any(others).then(|| {
        let keep = |c: char| if matches!(c, '\n' | '\r') { c } else { ' ' };
        // A blank for each byte, so that every place stays what it was.
        let blanks = text.get(start..end).unwrap_or("").chars();
        let blanks = blanks.flat_map(|c| std::iter::repeat_n(keep(c), c.len_utf8()));
        let (before, after) = (text.get(..start), text.get(end..));
        [
            before.unwrap_or(""),
            &blanks.collect::<String>(),
            after.unwrap_or(""),
        ]
        .concat()
    })
}

/// Each line with where it starts.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let mut at = 0;
    let each = text.split_inclusive('\n').map(|line| {
        let start = at;
        at += line.len();
        (start, line.trim_end())
    });
    each.collect()
}

/// How far the items of the list are indented that a line belongs to.
fn item_indent(lines: &[(usize, &str)], here: usize) -> Option<usize> {
    let above = lines.get(..=here)?;
    let key = above.iter().rposition(|(_, line)| is_key(line))?;
    let first = above.get(key..)?.iter().find(|(_, line)| is_item(line))?;
    Some(indent_of(first.1))
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn is_item(line: &str) -> bool {
    line.trim_start_matches(' ').starts_with("- ")
}

fn starts(line: &str, indent: usize) -> bool {
    is_item(line) && indent_of(line) == indent
}

/// A key of the whole file.
fn is_key(line: &str) -> bool {
    !line.is_empty() && !line.starts_with([' ', '\t', '#', '-'])
}

#[cfg(test)]
mod tests {
    use super::without_item;

    #[test]
    fn one_item_is_blanked_out() {
        let text = "rules:\n  - when: あ\n    then: a\n  - when: \"b\n    then: b\n  - when: c\n    then: c\n";
        let at = text.find('"').unwrap();
        let masked = without_item(text, at).unwrap();
        assert_eq!(masked.len(), text.len());
        assert!(
            masked.contains("あ") && masked.contains("- when: c") && !masked.contains("then: b")
        );
        let only = "rules:\n  - when: \"b\n    then: b\n";
        assert_eq!(without_item(only, only.find('"').unwrap()), None);
        assert_eq!(without_item("", 0), None);
    }
}
