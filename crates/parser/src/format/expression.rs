//! Conditions and values in either language, with the parentheses that they need.

use sabaki_diagnostic::lang::Lang;

use super::literal;
use super::name::{NameRole, Names};
use super::word;
use crate::syntax::expression::{
    ArithmeticOp, CompareOp, Expr, ExprKind, IsTest, Name, QuantifierKind, TextTest,
};
use crate::syntax::literal::Literal;

/// How tightly a form binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Or,
    And,
    Not,
    Predicate,
    Operand,
    Term,
}

/// Writes names and expressions.
#[derive(Clone, Copy)]
pub(super) struct Writer<'a> {
    /// The language of keywords.
    pub(super) lang: Lang,
    /// Who translates names.
    pub(super) names: Option<&'a dyn Names>,
    /// The list whose members are asked, inside a quantifier.
    pub(super) within: Option<&'a str>,
}

impl<'a> Writer<'a> {
    /// A writer.
    pub(super) const fn new(lang: Lang, names: Option<&'a dyn Names>) -> Self {
        Self {
            lang,
            names,
            within: None,
        }
    }

    pub(super) const fn is_ja(self) -> bool {
        matches!(self.lang, Lang::Ja)
    }

    /// A whole condition.
    pub(super) fn condition(self, expr: &Expr) -> String {
        let expr = bare(expr);
        if matches!(expr.kind, ExprKind::Literal(Literal::Bool(true))) {
            return word::ALWAYS.in_lang(self.lang).to_owned();
        }
        self.at(expr, Level::Or)
    }

    /// A part of a condition as it stands in the whole.
    pub(super) fn part(self, part: &Expr, whole: &Expr) -> String {
        if matches!(bare(whole).kind, ExprKind::Or(_)) {
            self.at(part, Level::And)
        } else {
            self.at(part, Level::Not)
        }
    }

    /// A value: an argument, an entry of a list, a cell.
    pub(super) fn operand(self, expr: &Expr) -> String {
        self.at(expr, Level::Operand)
    }

    /// A field where no other kind of name can stand.
    pub(super) fn name(self, name: &Name, role: NameRole<'_>) -> String {
        let renamed = self.names.and_then(|names| names.rename(&name.text, role));
        match renamed {
            Some(new) if super::name::is_bare(&new) => new,
            Some(_) | None => name.text.clone(),
        }
    }

    fn field(self, name: &Name) -> String {
        match self.within {
            Some(list) => self.name(name, NameRole::Member { list }),
            None => self.name(name, NameRole::Field),
        }
    }

    pub(super) fn at(self, expr: &Expr, wanted: Level) -> String {
        if let ExprKind::Paren(inner) = &expr.kind {
            // Parentheses that mean nothing go; those that group stay.
            let groups = matches!(inner.kind, ExprKind::And(_) | ExprKind::Or(_));
            if level(inner) >= wanted && (!groups || wanted == Level::Or) {
                return self.at(inner, wanted);
            }
            return format!("({})", self.condition_inside(inner));
        }
        let text = self.plain(expr);
        if level(expr) < wanted {
            return format!("({text})");
        }
        text
    }

    fn condition_inside(self, expr: &Expr) -> String {
        self.at(expr, Level::Or)
    }

    fn plain(self, expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Name(name) => self.field(name),
            ExprKind::Literal(value) => literal::literal(value, self.lang),
            ExprKind::Tuple(values) => self.entries(values, None),
            ExprKind::Paren(inner) => self.condition_inside(inner),
            ExprKind::Not(inner) => self.not(inner),
            ExprKind::And(parts) => self.joined(parts, word::AND, Level::Not),
            ExprKind::Or(parts) => self.joined(parts, word::OR, Level::And),
            ExprKind::Compare { op, left, right } => {
                let (op, left_text) = (compare_sign(op.node), self.at(left, Level::Operand));
                format!("{left_text} {op} {}", self.value(right, as_name(left)))
            }
            ExprKind::Quantifier {
                kind,
                list,
                predicate,
            } => self.quantifier(kind.node, list, predicate),
            ExprKind::Count { list, predicate } => {
                let of = self.field(list);
                self.aggregate(word::COUNT, &of, &list.text, predicate.as_deref())
            }
            ExprKind::Sum { member, predicate } => {
                let of = self.field(member);
                let list = member.text.split('.').next().unwrap_or("");
                self.aggregate(word::SUM, &of, list, predicate.as_deref())
            }
            ExprKind::Call { function, args } => {
                let name = word::function(&function.text, self.lang);
                let args: Vec<String> = args.iter().map(|arg| self.at(arg, Level::Or)).collect();
                format!("{name}({})", args.join(", "))
            }
            ExprKind::Arithmetic { op, left, right } => {
                let sign = match op.node {
                    ArithmeticOp::Add => "+",
                    ArithmeticOp::Subtract => "-",
                };
                let (left, right) = (self.at(left, Level::Operand), self.at(right, Level::Term));
                format!("{left} {sign} {right}")
            }
            ExprKind::In { value, .. }
            | ExprKind::Between { value, .. }
            | ExprKind::Text { value, .. }
            | ExprKind::Matches { value, .. }
            | ExprKind::Is { value, .. }
            | ExprKind::During { value, .. } => {
                let head = self.before_particle(value, None);
                let tail = self.tail(expr).unwrap_or_default();
                let particle = if self.is_ja() { "が" } else { "" };
                format!("{head}{particle} {tail}")
            }
            ExprKind::Error => "?".to_owned(),
        }
    }

    /// What stands after the head of a predicate; nothing for other forms.
    pub(super) fn tail(self, expr: &Expr) -> Option<String> {
        let of = |value: &'_ Expr| as_name(value).cloned();
        let text = match &expr.kind {
            ExprKind::In {
                negated,
                value,
                set,
            } => {
                let set = self.set(set, of(value).as_ref());
                match (self.lang, negated) {
                    (Lang::En, false) => format!("in {set}"),
                    (Lang::En, true) => format!("not in {set}"),
                    (Lang::Ja, false) => format!("{set}のどれか"),
                    (Lang::Ja, true) => format!("{set}のどれでもない"),
                }
            }
            ExprKind::Between {
                negated,
                value,
                low,
                high,
            } => {
                let low = self.before_particle(low, of(value).as_ref());
                let high = self.before_particle(high, of(value).as_ref());
                match (self.lang, negated) {
                    (Lang::En, false) => format!("between {low} and {high}"),
                    (Lang::En, true) => format!("not between {low} and {high}"),
                    (Lang::Ja, false) => format!("{low}から {high}まで"),
                    (Lang::Ja, true) => format!("{low}から {high}まで でない"),
                }
            }
            ExprKind::Text {
                test,
                negated,
                value,
                operand,
            } => {
                let operand = match (test, &operand.kind) {
                    (TextTest::ContainsAnyOf, ExprKind::Tuple(values)) => {
                        self.entries(values, of(value).as_ref())
                    }
                    _ => self.set(operand, of(value).as_ref()),
                };
                self.text_test(*test, *negated, &operand)
            }
            ExprKind::Matches {
                negated, pattern, ..
            } => {
                let pattern = regex(&pattern.node);
                match (self.lang, negated) {
                    (Lang::En, false) => format!("matches {pattern}"),
                    (Lang::En, true) => format!("not matches {pattern}"),
                    (Lang::Ja, false) => format!("{pattern}に 一致"),
                    (Lang::Ja, true) => format!("{pattern}に 一致しない"),
                }
            }
            ExprKind::Is { negated, what, .. } => self.is(what.node, *negated),
            ExprKind::During {
                negated, calendar, ..
            } => {
                let calendar = self.name(calendar, NameRole::Calendar);
                match (self.lang, negated) {
                    (Lang::En, false) => format!("during {calendar}"),
                    (Lang::En, true) => format!("not during {calendar}"),
                    (Lang::Ja, false) => format!("{calendar}の間"),
                    (Lang::Ja, true) => format!("{calendar}の間でない"),
                }
            }
            ExprKind::And(parts) => self.bounds(parts)?,
            ExprKind::Name(_)
            | ExprKind::Literal(_)
            | ExprKind::Tuple(_)
            | ExprKind::Paren(_)
            | ExprKind::Not(_)
            | ExprKind::Or(_)
            | ExprKind::Compare { .. }
            | ExprKind::Quantifier { .. }
            | ExprKind::Count { .. }
            | ExprKind::Sum { .. }
            | ExprKind::Call { .. }
            | ExprKind::Arithmetic { .. }
            | ExprKind::Error => return None,
        };
        Some(text)
    }

    /// `2以上 5未満` behind its head, in either language.
    fn bounds(self, parts: &[Expr]) -> Option<String> {
        let bound = |part: &Expr| {
            let ExprKind::Compare { op, left, right } = &part.kind else {
                return None;
            };
            let word = match op.node {
                CompareOp::GreaterOrEqual => "以上",
                CompareOp::Greater => "超",
                CompareOp::LessOrEqual => "以下",
                CompareOp::Less => "未満",
                CompareOp::Equal | CompareOp::NotEqual => return None,
            };
            Some(format!(
                "{}{word}",
                self.before_particle(right, as_name(left))
            ))
        };
        let bounds: Option<Vec<String>> = parts.iter().map(bound).collect();
        bounds.map(|bounds| bounds.join(" "))
    }

    fn text_test(self, test: TextTest, negated: bool, operand: &str) -> String {
        let not = if negated { "not " } else { "" };
        match (self.lang, test) {
            (Lang::En, TextTest::Contains) => format!("{not}contains {operand}"),
            (Lang::En, TextTest::ContainsAnyOf) => format!("{not}contains any of {operand}"),
            (Lang::En, TextTest::StartsWith) => format!("{not}starts with {operand}"),
            (Lang::En, TextTest::EndsWith) => format!("{not}ends with {operand}"),
            (Lang::Ja, TextTest::Contains) if negated => format!("{operand}を 含まない"),
            (Lang::Ja, TextTest::Contains) => format!("{operand}を 含む"),
            (Lang::Ja, TextTest::ContainsAnyOf) if negated => {
                format!("{operand}のどれかを 含まない")
            }
            (Lang::Ja, TextTest::ContainsAnyOf) => format!("{operand}のどれかを 含む"),
            (Lang::Ja, TextTest::StartsWith) if negated => format!("{operand}で 始まらない"),
            (Lang::Ja, TextTest::StartsWith) => format!("{operand}で 始まる"),
            (Lang::Ja, TextTest::EndsWith) if negated => format!("{operand}で 終わらない"),
            (Lang::Ja, TextTest::EndsWith) => format!("{operand}で 終わる"),
        }
    }

    /// `is empty`; for a cell the `is` is left out.
    fn is(self, what: IsTest, negated: bool) -> String {
        let text = self.state(what, negated);
        match self.lang {
            Lang::En => format!("is {text}"),
            Lang::Ja => text,
        }
    }

    /// `empty`, `not empty`, 空でない. What is not unknown is known.
    pub(super) fn state(self, what: IsTest, negated: bool) -> String {
        let (what, negated) = match (what, negated) {
            (IsTest::Known, true) => (IsTest::Unknown, false),
            (IsTest::Unknown, true) => (IsTest::Known, false),
            same => same,
        };
        let (en, ja) = match what {
            IsTest::Empty => ("empty", "空"),
            IsTest::Known => ("known", "不明でない"),
            IsTest::Unknown => ("unknown", "不明"),
            IsTest::Holiday => ("holiday", "祝日"),
            IsTest::BusinessDay => ("business_day", "営業日"),
        };
        match (self.lang, negated) {
            (Lang::En, false) => en.to_owned(),
            (Lang::En, true) => format!("not {en}"),
            (Lang::Ja, false) => ja.to_owned(),
            (Lang::Ja, true) => format!("{ja}でない"),
        }
    }

    fn not(self, inner: &Expr) -> String {
        let inner = bare(inner);
        let text = if matches!(inner.kind, ExprKind::Name(_) | ExprKind::Call { .. }) {
            self.at(inner, Level::Predicate)
        } else {
            format!("({})", self.condition_inside(inner))
        };
        match self.lang {
            Lang::En => format!("not {text}"),
            Lang::Ja => format!("{text}でない"),
        }
    }

    fn joined(self, parts: &[Expr], word: word::Word, level: Level) -> String {
        let parts: Vec<String> = parts.iter().map(|part| self.at(part, level)).collect();
        parts.join(&format!(" {} ", word.in_lang(self.lang)))
    }

    fn quantifier(self, kind: QuantifierKind, list: &Name, predicate: &Expr) -> String {
        let name = self.field(list);
        let inside = Writer {
            within: Some(&list.text),
            ..self
        };
        let asked = inside.condition_inside(bare(predicate));
        match (self.lang, kind) {
            (Lang::En, QuantifierKind::Any) => format!("any {name} has ({asked})"),
            (Lang::En, QuantifierKind::Every) => format!("every {name} has ({asked})"),
            (Lang::En, QuantifierKind::No) => format!("no {name} has ({asked})"),
            (Lang::Ja, QuantifierKind::Any) => format!("{name}のどれかが ({asked})"),
            (Lang::Ja, QuantifierKind::Every) => format!("{name}のすべてが ({asked})"),
            (Lang::Ja, QuantifierKind::No) => format!("{name}のどれも ({asked})でない"),
        }
    }

    fn aggregate(self, word: word::Word, of: &str, list: &str, predicate: Option<&Expr>) -> String {
        let word = word.in_lang(self.lang);
        let Some(predicate) = predicate else {
            return format!("{word}({of})");
        };
        let inside = Writer {
            within: Some(list),
            ..self
        };
        let asked = inside.condition(predicate);
        match self.lang {
            Lang::En => format!("{word}({of} where {asked})"),
            Lang::Ja => format!("{word}({of}のうち {asked})"),
        }
    }
}

/// An expression without the parentheses around it.
pub(super) fn bare(expr: &Expr) -> &Expr {
    let mut expr = expr;
    while let ExprKind::Paren(inner) = &expr.kind {
        expr = inner;
    }
    expr
}

/// The name that an expression is.
pub(super) fn as_name(expr: &Expr) -> Option<&Name> {
    if let ExprKind::Name(name) = &bare(expr).kind {
        Some(name)
    } else {
        None
    }
}

/// The sign of a comparison.
pub(super) const fn compare_sign(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Equal => "=",
        CompareOp::NotEqual => "!=",
        CompareOp::Less => "<",
        CompareOp::LessOrEqual => "<=",
        CompareOp::Greater => ">",
        CompareOp::GreaterOrEqual => ">=",
    }
}

pub(super) fn is_bool(expr: &Expr) -> bool {
    matches!(bare(expr).kind, ExprKind::Literal(Literal::Bool(_)))
}

fn level(expr: &Expr) -> Level {
    match &expr.kind {
        ExprKind::Or(_) => Level::Or,
        ExprKind::And(_) => Level::And,
        ExprKind::Not(_) => Level::Not,
        ExprKind::Compare { .. }
        | ExprKind::In { .. }
        | ExprKind::Between { .. }
        | ExprKind::Text { .. }
        | ExprKind::Matches { .. }
        | ExprKind::Is { .. }
        | ExprKind::During { .. }
        | ExprKind::Quantifier { .. } => Level::Predicate,
        ExprKind::Arithmetic { .. } => Level::Operand,
        ExprKind::Name(_)
        | ExprKind::Literal(_)
        | ExprKind::Tuple(_)
        | ExprKind::Paren(_)
        | ExprKind::Count { .. }
        | ExprKind::Sum { .. }
        | ExprKind::Call { .. }
        | ExprKind::Error => Level::Term,
    }
}

fn regex(pattern: &str) -> String {
    let mut out = String::from("/");
    let mut escaped = false;
    for c in pattern.chars() {
        if c == '/' && !escaped {
            out.push('\\');
        }
        escaped = !escaped && c == '\\';
        out.push(c);
    }
    out.push('/');
    out
}
