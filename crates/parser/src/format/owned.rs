//! Which comments belong to which item: those above it, inside it, and behind it on its last line.

use crate::syntax::file::{Comment, File, Item};

/// The items of a file with their comments.
pub(super) struct Owned<'a> {
    /// Comments at the top, with a blank line below them.
    pub(super) header: &'a [Comment],
    /// The items in order, each with its comments.
    pub(super) items: Vec<(&'a Item, &'a [Comment])>,
    /// Comments after everything.
    pub(super) footer: &'a [Comment],
}

/// Gives every comment to an item, or to the top or the end of the file.
pub(super) fn owned<'a>(file: &'a File, source: &str) -> Owned<'a> {
    let mut rest = file.comments.as_slice();
    let first = file.items.iter().map(|item| item.span().start).min();
    let mut header = 0;
    for (index, comment) in rest.iter().enumerate() {
        let end = comment.span.range().end;
        let next = rest.get(index + 1).map(|next| next.span.start);
        let before_items = first.is_none_or(|first| comment.span.end <= first);
        if !before_items {
            break;
        }
        let next = next.into_iter().chain(first).min();
        let below = next
            .and_then(|next| source.get(end..next as usize))
            .unwrap_or("");
        if below.matches('\n').count() > 1 && blank_line(below) {
            header = index + 1;
        }
    }
    let (header, after) = rest.split_at_checked(header).unwrap_or((&[], rest));
    rest = after;
    let mut order: Vec<usize> = (0..file.items.len()).collect();
    order.sort_by_key(|index| file.items.get(*index).map(|item| item.span().start));
    let mut slices: Vec<&'a [Comment]> = vec![&[]; file.items.len()];
    let starts: Vec<u32> = order
        .iter()
        .filter_map(|index| file.items.get(*index).map(|item| item.span().start))
        .collect();
    for (rank, index) in order.into_iter().enumerate() {
        let Some(item) = file.items.get(index) else {
            continue;
        };
        let next = starts.get(rank + 1).copied().unwrap_or(u32::MAX);
        let count = rest
            .iter()
            .take_while(|comment| belongs(comment, item, next, source))
            .count();
        let (mine, others) = rest.split_at_checked(count).unwrap_or((&[], rest));
        if let Some(slot) = slices.get_mut(index) {
            *slot = mine;
        }
        rest = others;
    }
    Owned {
        header,
        items: file.items.iter().zip(slices).collect(),
        footer: rest,
    }
}

fn belongs(comment: &Comment, item: &Item, next: u32, source: &str) -> bool {
    let end = item.span().range().end;
    let at = comment.span.range().start;
    if at < end {
        return true;
    }
    comment.span.start < next
        && !comment.own_line
        && source
            .get(end..at)
            .is_some_and(|gap| !gap.contains(['\n', '\r']))
}

fn blank_line(between: &str) -> bool {
    let mut lines = between.split('\n').skip(1).peekable();
    while let Some(line) = lines.next() {
        if lines.peek().is_some() && line.trim().is_empty() {
            return true;
        }
    }
    false
}
