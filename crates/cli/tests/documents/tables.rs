//! The tables of the reference, from the vocabulary, the function list and the catalogue.

use std::fmt::Write as _;

use sabaki_diagnostic::catalogue;
use sabaki_diagnostic::lang::Lang;
use sabaki_interpreter::function::{FUNCTIONS, Function, Takes};
use sabaki_interpreter::vocabulary::model::{
    Absent, Action, Doc, Field, Origin, Type, Valued, Vocabulary,
};
use sabaki_order::vocabulary::shipped;

/// A document with the text between `<!-- NAME -->` and `<!-- end -->` made anew.
pub(crate) fn filled(document: &str, lang: Lang) -> String {
    let mut out = String::new();
    let mut rest = document;
    while let Some((before, after)) = rest.split_once("<!-- ") {
        let (name, after) = after.split_once(" -->").unwrap();
        let (_, after) = after.split_once("<!-- end -->").unwrap();
        let table = table(name, lang);
        write!(out, "{before}<!-- {name} -->\n{table}<!-- end -->").unwrap();
        rest = after;
    }
    out + rest
}

fn table(name: &str, lang: Lang) -> String {
    let vocabulary = shipped();
    match name {
        "functions" => functions(&vocabulary, lang),
        "fields" => fields(&vocabulary, lang),
        "enumerations" => enumerations(&vocabulary, lang),
        "actions" => actions(&vocabulary, lang),
        "codes" => codes(lang),
        other => panic!("no generated part is called {other}"),
    }
}

/// One text in either language.
fn pick<'a>(lang: Lang, ja: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Ja => ja,
        Lang::En => en,
    }
}

fn said(doc: &Doc, lang: Lang) -> String {
    pick(lang, &doc.ja, &doc.en).replace('|', "\\|")
}

fn code(names: impl IntoIterator<Item = impl AsRef<str>>, lang: Lang) -> String {
    let names: Vec<String> = names
        .into_iter()
        .map(|name| format!("`{}`", name.as_ref()))
        .collect();
    names.join(pick(lang, "、", ", "))
}

fn ty(vocabulary: &Vocabulary, ty: &Type) -> String {
    match ty {
        Type::Bool => "bool".into(),
        Type::Int => "int".into(),
        Type::Money => "money".into(),
        Type::Text => "text".into(),
        Type::Date => "date".into(),
        Type::Time => "time".into(),
        Type::DateTime => "datetime".into(),
        Type::Duration => "duration".into(),
        Type::Enum(at) => vocabulary.enumerations[usize::from(*at)].id.to_string(),
        Type::Set(inner) => format!("set of {}", self::ty(vocabulary, inner)),
        Type::List(at) => format!("list of {}", vocabulary.records[usize::from(*at)].id),
    }
}

fn fields(vocabulary: &Vocabulary, lang: Lang) -> String {
    let head = pick(
        lang,
        "| 項目 | 日本語 | 型 | | 意味 |\n|---|---|---|---|---|\n",
        "| field | Japanese | type | | meaning |\n|---|---|---|---|---|\n",
    );
    let mut out = head.to_owned();
    for field in &vocabulary.fields {
        out += &row(vocabulary, "", field, lang);
    }
    for record in &vocabulary.records {
        for member in &record.fields {
            out += &row(vocabulary, &format!("{}.", record.id), member, lang);
        }
    }
    out
}

fn row(vocabulary: &Vocabulary, prefix: &str, field: &Field, lang: Lang) -> String {
    let mut marks = Vec::new();
    if field.personal {
        marks.push(pick(lang, "個人情報", "personal").to_owned());
    }
    if matches!(field.origin, Origin::Clock(_)) {
        marks.push(pick(lang, "時計から", "from the clock").to_owned());
    } else {
        match &field.absent {
            Absent::Unknown => {}
            Absent::None => marks.push(pick(lang, "なければ、なし", "absent: none").to_owned()),
            Absent::Value(value) => {
                let value = value.to_string().replace('"', "");
                let value = if value.is_empty() {
                    "\"\"".to_owned()
                } else {
                    value
                };
                marks.push(format!("{}{value}", pick(lang, "なければ ", "absent: ")));
            }
            Absent::Expression(text) => {
                marks.push(format!("{}`{text}`", pick(lang, "なければ ", "absent: ")));
            }
        }
    }
    format!(
        "| `{prefix}{}` | {} | {} | {} | {} |\n",
        field.id,
        code(&field.ja, lang),
        ty(vocabulary, &field.ty),
        marks.join(pick(lang, "、", ", ")),
        said(&field.doc, lang),
    )
}

fn enumerations(vocabulary: &Vocabulary, lang: Lang) -> String {
    let mut out = String::new();
    for enumeration in &vocabulary.enumerations {
        let order = pick(lang, "（順番がある）", " (its values have an order)");
        let order = if enumeration.ordered { order } else { "" };
        writeln!(out, "**{}** {}{order}\n", enumeration.id, enumeration.ja).unwrap();
        out += pick(
            lang,
            "| 値 | 日本語 | コード |\n|---|---|---|\n",
            "| value | Japanese | code |\n|---|---|---|\n",
        );
        for value in &enumeration.values {
            let number = value.code.map(|code| code.to_string()).unwrap_or_default();
            let names = code(&value.ja, lang);
            writeln!(out, "| `{}` | {names} | {number} |", value.id).unwrap();
        }
        out.push('\n');
    }
    out
}

fn actions(vocabulary: &Vocabulary, lang: Lang) -> String {
    let head = pick(
        lang,
        "| アクション | 日本語 | すること | できるとき | 済んだとき | |\n|---|---|---|---|---|---|\n",
        "| action | Japanese | what it does | legal when | done when | |\n|---|---|---|---|---|---|\n",
    );
    let mut out = head.to_owned();
    for action in &vocabulary.actions {
        let params: Vec<String> = action
            .params
            .iter()
            .map(|param| format!(" {}", param.id.to_uppercase()))
            .collect();
        let legal: Vec<String> = action
            .legal
            .iter()
            .map(|l| format!("`{}`", l.when))
            .collect();
        let done = action.done.as_ref().map(|done| format!("`{done}`"));
        writeln!(
            out,
            "| `{}`{} | {} | {} | {} | {} | {} |",
            action.id,
            params.concat(),
            code(&action.ja, lang),
            said(&action.doc, lang),
            legal.join("; "),
            done.unwrap_or_default(),
            kind(action, lang),
        )
        .unwrap();
    }
    out
}

fn kind(action: &Action, lang: Lang) -> String {
    let mut kinds = Vec::new();
    if action.once {
        kinds.push(pick(lang, "一度だけ", "once"));
    }
    kinds.push(if action.reversible {
        pick(lang, "取り消せる", "reversible")
    } else {
        pick(lang, "取り消せない", "irreversible")
    });
    if action.protective {
        kinds.push(pick(lang, "不明でも働く", "on unknown too"));
    }
    match action.valued {
        Valued::Single if action.params.is_empty() => {}
        Valued::Single => kinds.push(pick(lang, "引数は一つだけ", "one argument wins")),
        Valued::Multi => kinds.push(pick(lang, "引数ごと", "for each argument")),
    }
    kinds.join(pick(lang, "、", ", "))
}

fn functions(vocabulary: &Vocabulary, lang: Lang) -> String {
    let head = pick(
        lang,
        "| 関数 | 日本語 | 結果 | 意味 | 例 |\n|---|---|---|---|---|\n",
        "| function | Japanese | gives | meaning | example |\n|---|---|---|---|---|\n",
    );
    let mut out = head.to_owned();
    for function in FUNCTIONS {
        let examples: Vec<String> = function
            .examples
            .iter()
            .map(|(source, result)| format!("`{source}` = `{result}`"))
            .collect();
        writeln!(
            out,
            "| `{}({})` | `{}` | {} | {} | {} |",
            function.id,
            params(function),
            function.ja,
            ty(vocabulary, &function.result),
            said(&function.doc(), lang),
            examples.join("; "),
        )
        .unwrap();
    }
    out
}

fn params(function: &Function) -> String {
    let mut text = String::new();
    for (at, param) in function.params.iter().enumerate() {
        let comma = if at == 0 { "" } else { ", " };
        match param.takes {
            Takes::Calendar => write!(text, " [{comma}{}]", param.id),
            Takes::Value(_) | Takes::List => write!(text, "{comma}{}", param.id),
        }
        .unwrap();
    }
    text
}

fn codes(lang: Lang) -> String {
    let head = pick(lang, "| コード | |\n|---|---|\n", "| code | |\n|---|---|\n");
    let mut out = head.to_owned();
    for page in catalogue::pages() {
        writeln!(out, "| {} | {} |", page.code, page.title(lang)).unwrap();
    }
    out
}
