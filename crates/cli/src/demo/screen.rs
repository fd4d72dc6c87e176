//! Orders on the move: a table that changes on a terminal, a line a change elsewhere.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::Timestamp;
use sabaki_diagnostic::catalogue;
use sabaki_engine::port::store::OrderState;
use sabaki_sandbox::StoryOrder;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::output::Output;
use crate::render::order_table::Words;
use crate::render::{self, decision::pad, instant};

/// The width of a status, in terminal cells.
const STATUS_WIDTH: usize = 22;
/// The widest slip column.
const SLIP_WIDTH: usize = 30;

/// What is shown of an order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Shown {
    status: String,
    slip: String,
    paid: String,
}

/// Shows the orders of a story.
pub(crate) struct Screen {
    out: Output,
    words: Words,
    titles: Vec<(String, String)>,
    known: BTreeMap<String, Shown>,
    changes: bool,
    title_width: usize,
    lines: usize,
}

impl Screen {
    /// A screen for these orders.
    pub(crate) fn new(story: &[StoryOrder], out: Output) -> Self {
        let titles = story.iter().map(|order| {
            let title = match out.lang {
                sabaki_diagnostic::lang::Lang::Ja => order.ja,
                sabaki_diagnostic::lang::Lang::En => order.en,
            };
            (order.number.clone(), title.to_owned())
        });
        Self {
            out,
            words: Words::new(out.lang),
            titles: titles.collect(),
            known: BTreeMap::new(),
            changes: Output::is_terminal(),
            // A line that wraps would spoil the table that is drawn over itself.
            title_width: render::width()
                .saturating_sub(STATUS_WIDTH + SLIP_WIDTH + 4)
                .clamp(20, 44),
            lines: 0,
        }
    }

    /// Shows where the orders stand now.
    pub(crate) fn show(&mut self, now: Timestamp, orders: &[OrderState]) {
        let mut changed = Vec::new();
        for order in orders {
            let shown = Shown {
                status: self.words.fact(order, "status"),
                slip: self.words.fact(order, "slip.status"),
                paid: self.words.fact(order, "slip.paid"),
            };
            let number = order.number.to_string();
            if self.known.get(&number) != Some(&shown) {
                changed.push(number.clone());
                self.known.insert(number, shown);
            }
        }
        if changed.is_empty() {
            return;
        }
        let at = instant::text(now, self.out.lang);
        if self.changes {
            self.table(&at);
        } else {
            for number in &changed {
                let line = self.row(number);
                self.out
                    .line(&format!("{}  {line}", pad(&at, instant::WIDTH)));
            }
        }
    }

    fn table(&mut self, at: &str) {
        let mut text = String::new();
        if self.lines > 0 {
            let _ = write!(text, "\u{1b}[{}A\u{1b}[J", self.lines);
        }
        text.push_str(at);
        self.lines = 1;
        for (number, _) in &self.titles {
            text.push('\n');
            text.push_str(&self.row(number));
            self.lines += 1;
        }
        self.out.line(&text);
    }

    fn row(&self, number: &str) -> String {
        let title = self.titles.iter().find(|(n, _)| n == number);
        let title = title.map_or(number, |(_, title)| title.as_str());
        let nothing = Shown::default();
        let shown = self.known.get(number).unwrap_or(&nothing);
        let slip = match (shown.slip.as_str(), shown.paid.as_str()) {
            ("", _) => catalogue::text(self.out.lang, "demo.no_slip", &[]),
            (slip, paid) => format!("{slip}, {paid}"),
        };
        let title = fitted(title, self.title_width);
        format!("{title}  {}  {slip}", pad(&shown.status, STATUS_WIDTH))
            .trim_end()
            .to_owned()
    }
}

/// A text in exactly so many terminal cells, cut with an ellipsis where it is longer.
fn fitted(text: &str, width: usize) -> String {
    if UnicodeWidthStr::width(text) <= width {
        return pad(text, width);
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        let own = UnicodeWidthChar::width(c).unwrap_or(0);
        if used + own > width {
            break;
        }
        used += own;
        out.push(c);
    }
    out.push('…');
    pad(&out, width)
}

#[cfg(test)]
mod tests {
    use super::fitted;

    #[test]
    fn titles_fit_their_column() {
        assert_eq!(fitted("代引", 6), "代引  ");
        assert_eq!(fitted("最初の巡回の前", 8), "最初の… ");
        assert_eq!(fitted("abcdef", 6), "abcdef");
    }
}
