//! `sabaki explain-code CODE`: the page of a diagnostic code.

use clap::Args;
use sabaki_diagnostic::catalogue;
use sabaki_diagnostic::nearest::nearest;
use serde_json::json;

use crate::arguments::Format;
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The code, such as E0201; all codes without it.
    code: Option<String>,
}

pub(crate) fn run(arguments: &Arguments, out: Output) -> Result<Exit, Problem> {
    let Some(code) = &arguments.code else {
        for page in catalogue::pages() {
            match out.format {
                Format::Json => {
                    out.json(&json!({"code": page.code, "title": page.title(out.lang)}));
                }
                Format::Human | Format::Sarif | Format::Junit => {
                    out.line(&format!("{}  {}", page.code, page.title(out.lang)));
                }
            }
        }
        return Ok(Exit::Fine);
    };
    let Some(page) = catalogue::page(code) else {
        let known = catalogue::pages().map(|page| page.code);
        return Err(Problem::unusable("cli.no_code")
            .with("code", code)
            .with("nearest", nearest(code, known).unwrap_or("E0201")));
    };
    match out.format {
        Format::Json => out.json(&json!({
            "code": page.code,
            "title": page.title(out.lang),
            "text": page.body(out.lang),
        })),
        Format::Human | Format::Sarif | Format::Junit => {
            out.line(&format!("{}: {}\n", page.code, page.title(out.lang)));
            out.line(page.body(out.lang));
            for (heading, key) in [("bad", "explain_code.bad"), ("good", "explain_code.good")] {
                if let Some(example) = page.example(heading) {
                    out.line(&format!("\n{}", out.text(key, &[])));
                    out.line(&indent(example));
                }
            }
        }
    }
    Ok(Exit::Fine)
}

fn indent(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("    {line}")).collect();
    lines.join("\n")
}
