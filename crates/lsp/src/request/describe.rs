//! Descriptions of fields, values, actions, functions and definitions, as Markdown.

use std::fmt::Write as _;

use sabaki_diagnostic::catalogue;
use sabaki_diagnostic::lang::Lang;
use sabaki_interpreter::function::Function;
use sabaki_interpreter::typing::report::type_name;
use sabaki_interpreter::value::EnumValue;
use sabaki_interpreter::vocabulary::model::{Action, Doc, Field, Param, Type, Vocabulary};

use crate::disk::Kind as FileKind;
use crate::occurrence::Meaning;
use crate::occurrence::definition::{Definition, Definitions, Kind};
use crate::set::Set;

/// The most lines of a definition that are shown.
const MOST_LINES: usize = 12;

/// The description of what a name means.
pub(super) fn meaning(
    set: &Set,
    definitions: &Definitions<'_>,
    meaning: Meaning,
    lang: Lang,
) -> Option<String> {
    let vocabulary = &*set.words.vocabulary;
    let about = match meaning {
        Meaning::Field(at) => field(vocabulary, vocabulary.fields.get(at)?, lang),
        Meaning::Member(record, at) => {
            let record = vocabulary.records.get(usize::from(record))?;
            field(vocabulary, record.fields.get(at)?, lang)
        }
        Meaning::Value(found) => value(vocabulary, found, lang)?,
        Meaning::Action(at) => action(vocabulary, vocabulary.actions.get(at)?, lang),
        Meaning::Function(found) => function(vocabulary, found, lang),
        Meaning::Defined(at) => return definition(set, definitions.get(at)?, lang),
    };
    let origin = origin(set, meaning, lang);
    Some(match origin {
        Some(origin) => format!("{about}\n\n{origin}"),
        None => about,
    })
}

/// Where a word of the vocabulary is declared.
fn origin(set: &Set, meaning: Meaning, lang: Lang) -> Option<String> {
    let vocabulary = &set.words.vocabulary;
    let id = match meaning {
        Meaning::Field(at) => &vocabulary.fields.get(at)?.id,
        Meaning::Action(at) => &vocabulary.actions.get(at)?.id,
        Meaning::Member(..) | Meaning::Value(_) | Meaning::Function(_) | Meaning::Defined(_) => {
            return None;
        }
    };
    let own = set
        .vocabulary
        .iter()
        .find(|file| super::navigate::declares(file, id));
    Some(match own {
        Some(file) => catalogue::text(lang, "lsp.hover.declared", &[("file", &file.name)]),
        None => catalogue::text(lang, "lsp.hover.shipped", &[]),
    })
}

pub(super) fn text(doc: &Doc, lang: Lang) -> &str {
    match lang {
        Lang::Ja => &doc.ja,
        Lang::En => &doc.en,
    }
}

fn names<'n>(id: &str, ja: impl Iterator<Item = &'n str>) -> String {
    let all: Vec<&str> = ja.collect();
    format!("`{id}` {}", all.join("、"))
}

/// The name of a type for people.
pub(super) fn of_type(vocabulary: &Vocabulary, ty: &Type, lang: Lang) -> String {
    type_name(vocabulary, ty).in_lang(lang)
}

fn field(vocabulary: &Vocabulary, field: &Field, lang: Lang) -> String {
    let mut out = format!(
        "{} — {}\n\n{}",
        names(&field.id, field.ja.iter().map(|name| &**name)),
        of_type(vocabulary, &field.ty, lang),
        text(&field.doc, lang)
    );
    if let Some(enumeration) = vocabulary.enumeration(&field.ty) {
        let values = enumeration
            .values
            .iter()
            .filter(|item| item.retired.is_none());
        let values: Vec<&str> = values.map(|item| item.name(lang)).collect();
        let _ = write!(out, "\n\n{}", values.join(" / "));
    }
    if field.personal {
        let _ = write!(
            out,
            "\n\n{}",
            catalogue::text(lang, "lsp.hover.personal", &[])
        );
    }
    out
}

fn value(vocabulary: &Vocabulary, value: EnumValue, lang: Lang) -> Option<String> {
    let item = vocabulary.item(value)?;
    let enumeration = vocabulary
        .enumerations
        .get(usize::from(value.enumeration))?;
    let mut out = format!(
        "{} — {}",
        names(&item.id, item.ja.iter().map(|name| &**name)),
        enumeration.name(lang)
    );
    if let Some(code) = item.code {
        let code = code.to_string();
        let _ = write!(
            out,
            "\n\n{}",
            catalogue::text(lang, "lsp.hover.code", &[("code", &code)])
        );
    }
    if let Some(retired) = &item.retired {
        let _ = write!(out, "\n\n{}", text(retired, lang));
    }
    Some(out)
}

/// How an action is written, with its parameters.
pub(super) fn signature(action: &Action, lang: Lang) -> String {
    let params = action
        .params
        .iter()
        .map(|param| param.name(lang).to_uppercase());
    let mut all = vec![action.name(lang).to_owned()];
    all.extend(params);
    all.join(" ")
}

fn action(vocabulary: &Vocabulary, action: &Action, lang: Lang) -> String {
    let mut out = names(&action.id, action.ja.iter().map(|name| &**name));
    let _ = write!(out, "\n\n{}", text(&action.doc, lang));
    for param in &action.params {
        let _ = write!(out, "\n- {}", parameter(vocabulary, param, lang));
    }
    let said = |key| format!("\n\n{}", catalogue::text(lang, key, &[]));
    if !action.reversible {
        out.push_str(&said("lsp.hover.irreversible"));
    }
    if action.protective {
        out.push_str(&said("lsp.hover.protective"));
    }
    for legal in &action.legal {
        let _ = write!(out, "\n- {}", text(&legal.because, lang));
    }
    out
}

fn parameter(vocabulary: &Vocabulary, param: &Param, lang: Lang) -> String {
    let name = param.name(lang);
    let ty = of_type(vocabulary, &param.ty, lang);
    if param.one_of.is_empty() {
        format!("{name}: {ty}")
    } else {
        format!("{name}: {}", param.one_of.join(" / "))
    }
}

/// How a function is called.
pub(super) fn call(function: &Function) -> String {
    let params: Vec<&str> = function.params.iter().map(|param| param.id).collect();
    format!("{}({})", function.id, params.join(", "))
}

fn function(vocabulary: &Vocabulary, function: &Function, lang: Lang) -> String {
    let mut out = format!(
        "`{}` {} — {}\n\n{}",
        call(function),
        function.ja,
        of_type(vocabulary, &function.result, lang),
        text(&function.doc(), lang)
    );
    for (source, result) in function.examples {
        let _ = write!(out, "\n- `{source}` → `{result}`");
    }
    out
}

fn definition(set: &Set, definition: &Definition<'_>, lang: Lang) -> Option<String> {
    let file = set.file_of(FileKind::Rules, definition.span.file)?;
    let source = file.content.text.get(definition.span.range())?;
    let lines: Vec<&str> = source.trim_end().lines().collect();
    let shown: Vec<&str> = lines.iter().take(MOST_LINES).copied().collect();
    let more = if lines.len() > MOST_LINES {
        "\n…"
    } else {
        ""
    };
    let key = match definition.kind {
        Kind::Let => "lsp.hover.let",
        Kind::List => "lsp.hover.list",
        Kind::Calendar => "lsp.hover.calendar",
    };
    let start = file.content.lines.position(
        &file.content.text,
        definition.span.start as usize,
        crate::position::Encoding::Utf8,
    );
    let place = format!("{}:{}", file.name, start.line + 1);
    Some(format!(
        "{}\n\n```rules\n{}{more}\n```",
        catalogue::text(lang, key, &[("place", &place)]),
        shown.join("\n"),
    ))
}
