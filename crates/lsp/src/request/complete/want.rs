//! What can stand at the cursor, by what stands before it.

use sabaki_interpreter::typing::scope::Place;
use sabaki_interpreter::vocabulary::model::Type;
use sabaki_parser::yaml::key::Key;

use super::scan::Token;
use crate::occurrence::definition::Definitions;
use crate::set::Set;

/// What can stand at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Want {
    /// A rule or a definition begins.
    Start,
    /// What can stand between a rule's name and its condition.
    Head,
    /// One of these keys of a YAML rule file.
    Key(&'static [Key]),
    /// After a list and の: which of its members.
    Quantifier,
    /// A condition or a value begins.
    Expression(Place),
    /// A value beside something of this type.
    Value(Type, Place),
    /// Something of this type has just been named with a Japanese particle: a value or a test.
    Predicate(Type),
    /// An action.
    Action {
        /// Whether `everything` can stand here.
        hold: bool,
    },
    /// A list field.
    ListField,
    /// The name of a calendar.
    Calendar,
    /// The name of a list, or values in parentheses.
    List,
    /// What follows `is`.
    Is,
    /// What can follow a complete value.
    Operator {
        /// Its type, where it is known.
        ty: Option<Type>,
    },
    /// What can follow an action.
    Timing,
    /// Something that only the writer knows: a name, a text, a number.
    Nothing,
}

/// Looks up types while deciding what is wanted.
pub(super) struct Wanting<'w> {
    pub(super) set: &'w Set,
    pub(super) definitions: &'w Definitions<'w>,
}

impl Wanting<'_> {
    /// What can stand after these tokens.
    pub(super) fn after(&self, tokens: &[Token<'_>]) -> Want {
        let Some((last, before)) = tokens.split_last() else {
            return Want::Start;
        };
        let place = self.place(tokens);
        match last {
            Token::Word(word) => self.after_word(word, before, place),
            Token::Compare => self.beside(before, place),
            Token::Sign(':') => self.after(before),
            Token::Sign('(') => self.in_parentheses(before, place),
            Token::Sign(',') => self.after_comma(before, place),
            Token::Quoted if is_head(before) => Want::Head,
            Token::Quoted | Token::Sign(')') => after_operand(tokens, None),
            Token::Sign('+' | '-') => Want::Expression(place),
            Token::Sign(_) => Want::Nothing,
        }
    }

    fn after_word(&self, word: &str, before: &[Token<'_>], place: Place) -> Want {
        match word {
            "then" | "実行" => Want::Action { hold: false },
            "hold" | "保留" if !is_operand_place(before) => Want::Action { hold: true },
            "when" | "unless" | "and" | "or" | "not" | "between" | "from" | "条件" | "除外"
            | "かつ" | "または" | "且つ" | "又は" => {
                if word == "not" && matches!(before.last(), Some(Token::Word("is"))) {
                    Want::Is
                } else if word == "from" && !in_then(before) {
                    Want::Nothing
                } else {
                    Want::Expression(place)
                }
            }
            "has" | "have" | "where" => Want::Expression(place),
            "during" => Want::Calendar,
            "in" | "of" => Want::List,
            "any" | "every" | "no" => match before.last() {
                Some(Token::Word("contains")) => Want::Nothing,
                _ => Want::ListField,
            },
            "is" => Want::Is,
            "contains" => match self.type_before(before, place) {
                Some(Type::Set(inner)) => Want::Value(*inner, place),
                _ => Want::Nothing,
            },
            "because" | "理由" | "rule" | "ルール" | "owner" | "担当" | "doc" | "説明"
            | "priority" | "優先度" | "let" | "定義" | "list" | "リスト" | "calendar"
            | "カレンダー" | "table" | "表" | "with" | "matches" | "after" | "at" | "until"
            | "開始" | "終了" => Want::Nothing,
            "partial" | "一部" => Want::Start,
            "shadow" | "試運転" => Want::Head,
            _ => self.after_name(word, before, place),
        }
    }

    /// After a name: with a Japanese particle something is said of it, else an operator follows.
    fn after_name(&self, word: &str, before: &[Token<'_>], place: Place) -> Want {
        if self.type_of(word, place).is_none() {
            for particle in ["が", "は"] {
                let stem = word.strip_suffix(particle);
                if let Some(ty) = stem.and_then(|stem| self.type_of(stem, place)) {
                    return Want::Predicate(ty);
                }
            }
        }
        let is_action = self.set.words.names.action(word).is_some();
        if is_action && (in_then(before) || in_hold(before)) {
            return Want::Timing;
        }
        let mut tokens = before.to_vec();
        tokens.push(Token::Word(word));
        after_operand(&tokens, self.type_of(word, place))
    }

    /// The other side of a comparison, by this side's last word.
    fn beside(&self, before: &[Token<'_>], place: Place) -> Want {
        if let [.., Token::Word("let" | "定義"), Token::Word(_)] = before {
            return Want::Expression(place);
        }
        if let [.., Token::Word("list" | "リスト" | "一覧"), Token::Word(_)] = before {
            return Want::Nothing;
        }
        match self.type_before(before, place) {
            Some(ty) => Want::Value(ty, place),
            None => Want::Expression(place),
        }
    }

    fn in_parentheses(&self, before: &[Token<'_>], place: Place) -> Want {
        match before.last() {
            Some(Token::Word("in")) => {
                let left = match before {
                    [left @ .., Token::Word("not"), Token::Word("in")]
                    | [left @ .., Token::Word("in")] => left,
                    _ => &[],
                };
                match self.type_before(left, place) {
                    Some(ty) => Want::Value(ty, place),
                    None => Want::Expression(place),
                }
            }
            Some(Token::Word("count" | "sum" | "件数" | "合計")) => Want::ListField,
            Some(Token::Word(word)) => match self.after_name(word, &[], place) {
                Want::Predicate(ty) => Want::Value(ty, place),
                _ => Want::Expression(place),
            },
            _ => Want::Expression(place),
        }
    }

    fn after_comma(&self, before: &[Token<'_>], place: Place) -> Want {
        let mut depth = 0_usize;
        for (at, token) in before.iter().enumerate().rev() {
            match token {
                Token::Sign(')') => depth += 1,
                Token::Sign('(') if depth > 0 => depth -= 1,
                Token::Sign('(') => {
                    return self.in_parentheses(before.get(..at).unwrap_or(&[]), place);
                }
                Token::Word("then" | "実行") if depth == 0 => {
                    return Want::Action { hold: false };
                }
                Token::Word("hold" | "保留") if depth == 0 => return Want::Action { hold: true },
                Token::Word("when" | "条件") if depth == 0 => break,
                Token::Word(_) | Token::Quoted | Token::Compare | Token::Sign(_) => {}
            }
        }
        Want::Nothing
    }

    /// The type of the name that ends these tokens.
    fn type_before(&self, tokens: &[Token<'_>], place: Place) -> Option<Type> {
        let Some(Token::Word(word)) = tokens.last() else {
            return None;
        };
        let stem = ["が", "は", "に", "を", "で"]
            .iter()
            .find_map(|p| word.strip_suffix(p));
        let whole = self.type_of(word, place);
        whole.or_else(|| self.type_of(stem?, place))
    }

    /// The type of a field, a member or a definition.
    pub(super) fn type_of(&self, name: &str, place: Place) -> Option<Type> {
        let words = &self.set.words;
        if let Some(meaning) = words.meaning(name, place) {
            return words.type_of(meaning).cloned();
        }
        let at = self.definitions.find(name)?;
        self.definitions.type_of(at, words, 0)
    }

    /// Whether the cursor stands inside `items has (…)` or `items where …`.
    fn place(&self, tokens: &[Token<'_>]) -> Place {
        let mut depth = 0_usize;
        for (at, token) in tokens.iter().enumerate().rev() {
            let name = match token {
                Token::Sign(')') => {
                    depth += 1;
                    continue;
                }
                Token::Sign('(') if depth > 0 => {
                    depth -= 1;
                    continue;
                }
                Token::Sign('(') => match tokens.get(..at) {
                    Some([.., Token::Word(list), Token::Word("has" | "have")]) => *list,
                    Some([.., Token::Word(list)]) => list,
                    _ => continue,
                },
                Token::Word("where") if depth == 0 => {
                    match at.checked_sub(1).and_then(|at| tokens.get(at)) {
                        Some(Token::Word(list)) => list,
                        _ => continue,
                    }
                }
                Token::Word(word) if depth == 0 && word.ends_with("のうち") => word,
                Token::Word("when" | "条件" | "then" | "実行") => break,
                Token::Word(_) | Token::Quoted | Token::Compare | Token::Sign(_) => continue,
            };
            let plain = ["のどれかが", "のすべてが", "のどれも", "のうち"]
                .iter()
                .find_map(|ending| name.strip_suffix(ending));
            let sum = name.rsplit_once('.').map(|(list, _)| list);
            let mut names = [Some(name), plain, sum].into_iter().flatten();
            if let Some((list, record)) = names.find_map(|name| self.set.words.list(name)) {
                return Place::Member { list, record };
            }
        }
        Place::Order
    }
}

/// Whether a text here is a rule's name or about the rule.
fn is_head(before: &[Token<'_>]) -> bool {
    let heads = ["rule", "owner", "doc", "ルール", "担当", "説明"];
    matches!(before.last(), Some(Token::Word(word)) if heads.contains(word))
}

/// Whether a keyword here is a value: `status = 保留`.
fn is_operand_place(before: &[Token<'_>]) -> bool {
    matches!(before.last(), Some(Token::Compare))
}

fn after_operand(tokens: &[Token<'_>], ty: Option<Type>) -> Want {
    if in_then(tokens) || in_hold(tokens) {
        Want::Timing
    } else {
        Want::Operator { ty }
    }
}

fn last_part<'t>(tokens: &[Token<'t>]) -> Option<&'t str> {
    tokens.iter().rev().find_map(|token| match token {
        Token::Word(word) => [
            "then",
            "hold",
            "when",
            "unless",
            "let",
            "list",
            "calendar",
            "実行",
            "保留",
            "条件",
            "除外",
            "定義",
            "リスト",
            "カレンダー",
        ]
        .contains(word)
        .then_some(*word),
        Token::Quoted | Token::Compare | Token::Sign(_) => None,
    })
}

fn in_then(tokens: &[Token<'_>]) -> bool {
    matches!(last_part(tokens), Some("then" | "実行"))
}

fn in_hold(tokens: &[Token<'_>]) -> bool {
    matches!(last_part(tokens), Some("hold" | "保留"))
}
