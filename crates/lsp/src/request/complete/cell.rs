//! Where a cursor stands in a table: its column's head cell.

/// The cells of the head row and the cell at the cursor, which is the end of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell<'t> {
    /// In the head row; what of the cell is there.
    Head(&'t str),
    /// Beneath a head cell; what of the cell is there.
    Beneath(&'t str, &'t str),
}

/// The table cell that a text ends in; none outside tables.
pub(super) fn cell(text: &str) -> Option<Cell<'_>> {
    let mut lines = text.rsplit('\n');
    let line = lines.next()?;
    if !line.trim_start().starts_with('|') {
        return None;
    }
    let column = line.matches('|').count().checked_sub(1)?;
    let typed = line.rsplit('|').next().unwrap_or("").trim_start();
    let rows = lines.take_while(|line| line.trim_start().starts_with('|'));
    match rows.last() {
        None => Some(Cell::Head(typed)),
        Some(head) => {
            let mut cells = head.trim().split('|').skip(1);
            Some(Cell::Beneath(cells.nth(column)?.trim(), typed))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_know_their_head() {
        let head = "table t first\n  | status | gift |\n";
        assert_eq!(
            cell(&format!("{head}  | 発")),
            Some(Cell::Beneath("status", "発"))
        );
        assert_eq!(
            cell(&format!("{head}  | - | ")),
            Some(Cell::Beneath("gift", ""))
        );
        assert_eq!(cell("table t first\n  | sta"), Some(Cell::Head("sta")));
        assert_eq!(cell("when a"), None);
    }
}
