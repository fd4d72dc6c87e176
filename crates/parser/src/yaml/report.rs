//! What may be wrong with a YAML rule file: one constructor for each diagnostic.

use granit_parser::ErrorKind;
use sabaki_diagnostic::code::Code;
use sabaki_diagnostic::diagnostic::{Arg, Diagnostic, Edit};
use sabaki_diagnostic::source::{FileId, Span};

/// The text stops being YAML.
const CODE: Code = Code::new("E0801");

/// Whether it is about the text no longer being YAML.
pub(super) fn is_syntax(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == CODE
}

/// The text stops being YAML at a byte.
pub(super) fn syntax(file: FileId, source: &str, at: usize, kind: &ErrorKind) -> Diagnostic {
    let start = floor(source, at);
    let rest = source.get(start..).unwrap_or("");
    let width = match rest.chars().next() {
        Some('\n' | '\r') | None => 0,
        Some(c) => c.len_utf8(),
    };
    let span = Span::new(file, start, start + width);
    let here = Diagnostic::new(CODE, span);
    match kind {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInPlainScalar => {
            let span = tab(source, start).map_or(span, |at| Span::new(file, at, at + 1));
            Diagnostic::new(CODE, span).variant("tab")
        }
        ErrorKind::UnclosedQuotedScalar => here.variant("quote"),
        ErrorKind::UnclosedFlowCollection { open } => {
            here.variant("bracket").arg("bracket", open.to_string())
        }
        ErrorKind::UnexpectedEofFlowSequence => here.variant("bracket").arg("bracket", "["),
        ErrorKind::UnexpectedEofFlowMapping | ErrorKind::UnexpectedEofImplicitFlowMapping => {
            here.variant("bracket").arg("bracket", "{")
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar => after_quote(file, source, start, here),
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => {
            here.variant("colon").help("colon")
        }
        ErrorKind::UnexpectedCharacter { character } => here
            .variant("character")
            .arg("character", character.to_string())
            .help("quote"),
        ErrorKind::PlainScalarStartsWithDashFlowIndicator => here
            .variant("character")
            .arg("character", "-")
            .help("quote"),
        ErrorKind::InvalidIndentation
        | ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::ExpectedDocumentStart
        | ErrorKind::InvalidBlockScalarIndent
        | ErrorKind::InvalidQuotedScalarIndent => here.variant("indent"),
        ErrorKind::DirectiveDisallowed => here.variant("directive"),
        // The parser's own words for the rest: nobody types these by accident.
        other => here.arg("detail", other.to_string()),
    }
}

/// `"至急" in NG語`: the quotes end before the value does. The whole value is put in quotes.
fn after_quote(file: FileId, source: &str, at: usize, here: Diagnostic) -> Diagnostic {
    let here = here.variant("after_quote");
    let before = source.get(..at).unwrap_or("");
    let line_start = before.rfind(['\n', '\r']).map_or(0, |found| found + 1);
    let line = source.get(line_start..).unwrap_or("");
    let line = line.split(['\n', '\r']).next().unwrap_or("").trim_end();
    let from = [": ", "- "]
        .iter()
        .filter_map(|sign| {
            let sign_at = before.get(line_start..)?.find(sign)?;
            let value = line.get(sign_at + sign.len()..)?;
            let blank = value.len() - value.trim_start_matches([' ', '\t']).len();
            let value = value.trim_start_matches([' ', '\t']);
            value
                .starts_with(['"', '\''])
                .then_some(sign_at + sign.len() + blank)
        })
        .min();
    let Some((from, value)) = from.and_then(|from| Some((from, line.get(from..)?))) else {
        return here.help("quote");
    };
    let span = Span::new(file, line_start + from, line_start + from + value.len());
    let text = format!("'{}'", value.replace('\'', "''"));
    here.arg("quoted", text.clone())
        .suggest("quote_whole", vec![Edit { span, text }])
}

/// The first tab that indents a line, from the line of an offset on.
fn tab(source: &str, at: usize) -> Option<usize> {
    let before = source.get(..at).unwrap_or("");
    let mut start = before.rfind('\n').map_or(0, |found| found + 1);
    for line in source.get(start..)?.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        if let Some(tab) = line.get(..indent).and_then(|blanks| blanks.find('\t')) {
            return Some(start + tab);
        }
        start += line.len();
    }
    None
}

fn floor(source: &str, at: usize) -> usize {
    let mut at = at.min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A key that does not exist here.
pub(super) fn unknown_key(span: Span, key: &str, near: Option<&str>, known: &str) -> Diagnostic {
    let here = Diagnostic::new(Code::new("E0802"), span).arg("key", key);
    match near {
        Some(near) => {
            let text = near.to_owned();
            here.arg("near", near)
                .suggest("near", vec![Edit { span, text }])
        }
        None => here.arg("known", known).help("known"),
    }
}

/// The same key again.
pub(super) fn key_twice(span: Span, key: &str, first: Span) -> Diagnostic {
    Diagnostic::new(Code::new("E0803"), span)
        .arg("key", key)
        .label(first, "first")
}

/// `---` and more after it.
pub(super) fn second_document(span: Span) -> Diagnostic {
    Diagnostic::new(Code::new("E0804"), span)
}

/// `&name`
pub(super) fn anchor(span: Span) -> Diagnostic {
    Diagnostic::new(Code::new("E0805"), span).variant("anchor")
}

/// `*name`
pub(super) fn alias(span: Span, text: &str) -> Diagnostic {
    Diagnostic::new(Code::new("E0805"), span)
        .variant("alias")
        .arg("text", text)
        .help("quote")
}

/// `<<:`
pub(super) fn merge_key(span: Span) -> Diagnostic {
    Diagnostic::new(Code::new("E0805"), span).variant("merge")
}

/// `!tag`
pub(super) fn tag(span: Span, tag: &str) -> Diagnostic {
    Diagnostic::new(Code::new("E0806"), span)
        .arg("tag", tag)
        .help("quote")
}

/// More than 64 levels.
pub(super) fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::new(Code::new("E0807"), span)
}

/// What may stand under a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A text.
    Text,
    /// A list.
    List,
    /// Keys and values.
    Map,
    /// A text, a list or one of all, any, none.
    Condition,
    /// A text or a list of texts.
    Texts,
    /// Entries, or `from: FILE`.
    Entries,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Switch,
}

impl Shape {
    fn words(self) -> Arg {
        let (ja, en) = match self {
            Self::Text => ("文字列", "a text"),
            Self::List => ("「- 」で始まる項目の並び", "a list"),
            Self::Map => ("「キー: 値」の並び", "keys with values"),
            Self::Condition => (
                "条件式、条件式の並び、またはall・any・noneのどれか1つ",
                "an expression, a list of them, or one of all, any, none",
            ),
            Self::Texts => ("文字列、または文字列の並び", "a text or a list of texts"),
            Self::Entries => (
                "値の並び、または「from: ファイル名」",
                "a list of values or `from: FILE`",
            ),
            Self::Number => ("整数", "a whole number"),
            Self::Switch => ("trueまたはfalse", "true or false"),
        };
        Arg::Both {
            ja: ja.to_owned(),
            en: en.to_owned(),
        }
    }
}

/// Something else stands under a key than may stand there.
pub(super) fn shape(span: Span, key: &str, wanted: Shape) -> Diagnostic {
    Diagnostic::new(Code::new("E0808"), span)
        .arg("key", key)
        .arg("wanted", wanted.words())
}

/// The file is not a map of keys.
pub(super) fn not_a_rule_file(span: Span) -> Diagnostic {
    Diagnostic::new(Code::new("E0808"), span)
        .variant("file")
        .help("file")
}

/// A key is a list or a map.
pub(super) fn key_not_text(span: Span) -> Diagnostic {
    Diagnostic::new(Code::new("E0808"), span).variant("key")
}

/// A key that must be there is not.
pub(super) fn missing_key(span: Span, key: &str) -> Diagnostic {
    Diagnostic::new(Code::new("E0809"), span).arg("key", key)
}

/// A rule that neither requests nor holds.
pub(super) fn no_part(span: Span) -> Diagnostic {
    Diagnostic::new(Code::new("E0809"), span).variant("part")
}

/// Two of `all`, `any`, `none` side by side.
pub(super) fn side_by_side(span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(Code::new("E0810"), span)
        .label(first, "first")
        .help("nest")
}

/// A key without a value, or an empty list.
pub(super) fn empty(span: Span, key: &str) -> Diagnostic {
    Diagnostic::new(Code::new("E0811"), span).arg("key", key)
}

/// A version of the language that this program does not read.
pub(super) fn language(span: Span, found: &str) -> Diagnostic {
    Diagnostic::new(Code::new("E0812"), span).arg("found", found)
}

/// A row with more or fewer cells than there are columns.
pub(super) fn cells(span: Span, found: usize, wanted: usize) -> Diagnostic {
    let here = Diagnostic::new(Code::new("E0813"), span)
        .arg("found", found)
        .arg("wanted", wanted);
    if found > wanted {
        here.help("comma")
    } else {
        here
    }
}

/// A policy that does not exist.
pub(super) fn policy(span: Span, found: &str) -> Diagnostic {
    Diagnostic::new(Code::new("E0814"), span).arg("found", found)
}

/// ` #` cut an expression in the middle of a text.
pub(super) fn cut_expression(comment: Span, value: Span, whole: &str) -> Diagnostic {
    let span = value.to(comment);
    let text = format!("'{}'", whole.replace('\'', "''"));
    Diagnostic::new(
        Code::new("E0815"),
        Span {
            start: comment.start,
            ..span
        },
    )
    .arg("quoted", text.clone())
    .suggest("quote", vec![Edit { span, text }])
}

/// ` #1`: what follows is a comment although it looks like a part of the text.
pub(super) fn cut_text(comment: Span, value: Span, whole: &str) -> Diagnostic {
    let edit = Edit {
        span: value.to(comment),
        text: format!("'{}'", whole.replace('\'', "''")),
    };
    let blank = Edit {
        span: Span {
            start: comment.start + 1,
            end: comment.start + 1,
            ..comment
        },
        text: " ".to_owned(),
    };
    Diagnostic::new(Code::new("W1150"), comment)
        .arg("quoted", edit.text.clone())
        .suggest("quote", vec![edit])
        .suggest("comment", vec![blank])
}

/// A full-width sign where YAML wants a half-width one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WideSign {
    /// `rule：`
    Colon,
    /// U+3000 after the colon or the dash.
    BlankAfter,
    /// U+3000 as indentation.
    Indentation,
    /// `－ rule:`
    Dash,
}

/// A full-width sign with its certain mend.
pub(super) fn wide_sign(span: Span, sign: WideSign, mend: &str) -> Diagnostic {
    let variant = match sign {
        WideSign::Colon => "colon",
        WideSign::BlankAfter => "blank",
        WideSign::Indentation => "indentation",
        WideSign::Dash => "dash",
    };
    let text = mend.to_owned();
    Diagnostic::new(Code::new("E0816"), span)
        .variant(variant)
        .mend("half", vec![Edit { span, text }])
}

/// A `because` beside no hold that needs it.
pub(super) fn because_without_hold(span: Span) -> Diagnostic {
    Diagnostic::new(Code::new("W1151"), span)
}

/// A name that no expression could use.
pub(super) fn no_name(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(Code::new("E0817"), span).arg("name", name)
}
