//! Clauses of a rule in the DSL: conditions broken over lines, actions, holds, the head.

use std::fmt::Write as _;

use sabaki_diagnostic::source::Span;

use super::expression::{Writer, bare};
use super::literal;
use super::name::NameRole;
use super::page::{Page, WIDTH, blanks, fill, width};
use super::word::{self, Word};
use crate::syntax::expression::{Expr, ExprKind};
use crate::syntax::literal::Literal;
use crate::syntax::rule::{ActionCall, Head, Hold, HoldTarget, Part, Then, Timing};

impl Writer<'_> {
    /// A word of the language.
    pub(super) const fn word(self, word: Word) -> &'static str {
        word.in_lang(self.lang)
    }

    /// A condition after its keyword, broken at its joints where it is too wide.
    pub(super) fn lines(
        self,
        prefix: &str,
        expr: &Expr,
        indent: usize,
        hang: usize,
    ) -> Vec<String> {
        let flat = format!("{prefix}{}", self.condition(expr));
        let broken = grouped(expr).filter(|_| indent + width(&flat) > WIDTH);
        let Some(parts) = broken else {
            return fill(&flat, indent, hang + 2);
        };
        let joint = self.joint(expr);
        let mut lines = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let before = if index == 0 {
                prefix.to_owned()
            } else {
                format!("{}{joint} ", blanks(hang))
            };
            lines.extend(self.joint_lines(&before, part, expr, indent, hang));
        }
        lines
    }

    /// The word between the parts of a condition.
    pub(super) fn joint(self, expr: &Expr) -> &'static str {
        if matches!(bare(expr).kind, ExprKind::Or(_)) {
            self.word(word::OR)
        } else {
            self.word(word::AND)
        }
    }

    /// One part of a condition: a group that is too wide is broken inside its parentheses.
    fn joint_lines(
        self,
        before: &str,
        part: &Expr,
        whole: &Expr,
        indent: usize,
        hang: usize,
    ) -> Vec<String> {
        let flat = format!("{before}{}", self.part(part, whole));
        if indent + width(&flat) <= WIDTH || grouped(part).is_none() {
            return fill(&flat, indent, hang + 2);
        }
        let before = format!("{before}(");
        let mut lines = self.lines(&before, part, indent, hang + 2);
        if let Some(last) = lines.last_mut() {
            last.push(')');
        }
        lines
    }

    /// A condition with the comments that stand between its parts.
    pub(super) fn clause(self, page: &mut Page<'_>, indent: usize, word: Word, expr: &Expr) {
        let keyword = self.word(word);
        let prefix = format!("{keyword} ");
        let between = |parts: &[Expr]| {
            let mut pairs = parts.iter().zip(parts.iter().skip(1));
            pairs.any(|(one, next)| page.has_comments_between(one.span, next.span))
        };
        match grouped(expr).filter(|parts| between(parts)) {
            None => {
                let lines = self.lines(&prefix, expr, indent, 2);
                page.unit(expr.span, indent, &lines);
            }
            Some(parts) => {
                let joint = format!("  {} ", self.joint(expr));
                for (index, part) in parts.iter().enumerate() {
                    let before = if index == 0 { &prefix } else { &joint };
                    let lines = self.joint_lines(before, part, expr, indent, 2);
                    page.unit(part.span, indent, &lines);
                }
            }
        }
    }

    /// `then …` or `hold … because …`.
    pub(super) fn part_lines(self, part: &Part, indent: usize) -> Vec<String> {
        let text = match part {
            Part::Then(then) => format!("{} {}", self.word(word::THEN), self.then(then)),
            Part::Hold(hold) => format!("{} {}", self.word(word::HOLD), self.hold(hold, true)),
        };
        fill(&text, indent, 2)
    }

    /// The actions of a `then` with their time words.
    pub(super) fn then(self, then: &Then) -> String {
        let timing = self.timing(&then.timing);
        let last = then.actions.len().saturating_sub(1);
        let mut text = String::new();
        for (index, call) in then.actions.iter().enumerate() {
            let next = timing.first().filter(|_| index == last);
            let comma = if index == 0 { "" } else { ", " };
            text.push_str(comma);
            text.push_str(&self.action(call, next.map_or("", String::as_str)));
        }
        for words in timing {
            text.push(' ');
            text.push_str(&words);
        }
        text
    }

    /// An action with its arguments, and what stands behind it.
    fn action(self, call: &ActionCall, next: &str) -> String {
        let mut text = self.name(&call.action, NameRole::Action);
        let args: Vec<String> = call.args.iter().map(|arg| self.operand(arg)).collect();
        for (index, arg) in args.iter().enumerate() {
            // A minus after another argument would be a difference.
            let minus = index > 0 && arg.starts_with('-');
            let next = args.get(index + 1).map_or(next, String::as_str);
            let quoted = arg.ends_with('に') && next.starts_with(['"', '「', '『']);
            let held = minus || quoted || is_particle(arg) || (is_day(arg) && is_clock(next));
            let _ = if held {
                write!(text, " ({arg})")
            } else {
                write!(text, " {arg}")
            };
        }
        text
    }

    fn timing(self, timing: &Timing) -> Vec<String> {
        let ja = self.lang == sabaki_diagnostic::lang::Lang::Ja;
        let after = timing.after.as_ref().map(|after| {
            let length = literal::duration(after.node, self.lang);
            if ja {
                format!("{length}後")
            } else {
                format!("after {length}")
            }
        });
        let alone = timing.after.is_none()
            && timing.at.is_none()
            && timing.during.is_none()
            && timing.every.is_none();
        let from = timing.from.as_ref().map(|from| {
            let origin = self.origin(from);
            match (ja, alone) {
                // At the end of a clause から belongs to the name before it.
                (true, true) if !origin.starts_with('(') => format!("({origin})から"),
                (true, _) => format!("{origin}から"),
                (false, _) => format!("from {origin}"),
            }
        });
        let at = timing.at.as_ref().map(|at| {
            let time = literal::clock(at.node);
            if ja {
                format!("{time}に")
            } else {
                format!("at {time}")
            }
        });
        let during = timing.during.as_ref().map(|calendar| {
            let calendar = self.name(calendar, NameRole::Calendar);
            if ja {
                format!("{calendar}の間")
            } else {
                format!("during {calendar}")
            }
        });
        let every = timing.every.as_ref().map(|every| {
            let length = literal::duration(every.interval.node, self.lang);
            let times = every.times.node;
            if ja {
                format!("{length}ごとに {times}回まで")
            } else {
                format!("every {length} up to {times} times")
            }
        });
        let (first, second) = if ja { (from, after) } else { (after, from) };
        [first, second, at, during, every]
            .into_iter()
            .flatten()
            .collect()
    }

    /// What a duration counts from: a name, or anything in parentheses.
    fn origin(self, from: &Expr) -> String {
        match super::expression::as_name(from) {
            Some(name) => self.name(name, NameRole::Field),
            None => format!("({})", self.condition(from)),
        }
    }

    /// What a hold stops, with its reason or without.
    pub(super) fn hold(self, hold: &Hold, with_reason: bool) -> String {
        let targets: Vec<String> = hold
            .targets
            .iter()
            .map(|target| match target {
                HoldTarget::Everything(_) => self.word(word::EVERYTHING).to_owned(),
                HoldTarget::Action(name) => self.name(name, NameRole::Action),
            })
            .collect();
        let targets = targets.join(", ");
        match hold.because.as_ref().filter(|_| with_reason) {
            Some(reason) => {
                let because = self.word(word::BECAUSE);
                format!(
                    "{targets} {because} {}",
                    literal::quoted(&reason.node, self.lang)
                )
            }
            None => targets,
        }
    }

    /// The words of a head, each with its value and its place.
    pub(super) fn head(self, head: &Head) -> Vec<(String, Span)> {
        let mut words = Vec::new();
        let mut push = |word: Word, value: String, span: Span| {
            words.push((format!("{} {value}", self.word(word)), span));
        };
        if let Some(priority) = &head.priority {
            push(word::PRIORITY, priority.node.to_string(), priority.span);
        }
        if let Some(from) = &head.from {
            push(word::FROM, literal::moment(from.node), from.span);
        }
        if let Some(until) = &head.until {
            push(word::UNTIL, literal::moment(until.node), until.span);
        }
        if let Some(owner) = &head.owner {
            push(
                word::OWNER,
                literal::quoted(&owner.node, self.lang),
                owner.span,
            );
        }
        if let Some(doc) = &head.doc {
            push(word::DOC, literal::quoted(&doc.node, self.lang), doc.span);
        }
        if let Some(span) = head.shadow {
            words.push((self.word(word::SHADOW).to_owned(), span));
        }
        words
    }
}

/// A head in one line, or a line a word where that is too wide.
pub(super) fn head_lines(first: String, words: &[(String, Span)]) -> Vec<String> {
    let mut flat = first.clone();
    for (text, _) in words {
        flat.push(' ');
        flat.push_str(text);
    }
    if width(&flat) <= WIDTH {
        return vec![flat];
    }
    let rest = words.iter().map(|(text, _)| format!("    {text}"));
    std::iter::once(first).chain(rest).collect()
}

/// Whether the end of a name would be read as a particle before another word.
pub(super) fn is_particle(text: &str) -> bool {
    ["が", "は", "から"].iter().any(|end| text.ends_with(end))
}

/// Whether a text ends with a day, which would take a time behind it.
fn is_day(text: &str) -> bool {
    let last = text.rsplit(' ').next().unwrap_or("");
    last.len() == 10 && last.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

fn is_clock(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_ascii_digit()) && chars.nth(1) == Some(':')
}

/// The parts of a condition that is joined by `and` or `or`.
pub(super) fn grouped(expr: &Expr) -> Option<&[Expr]> {
    if let ExprKind::And(parts) | ExprKind::Or(parts) = &bare(expr).kind {
        Some(parts)
    } else {
        None
    }
}

/// Whether a condition always holds.
pub(super) fn is_always(expr: &Expr) -> bool {
    matches!(bare(expr).kind, ExprKind::Literal(Literal::Bool(true)))
}
