//! `sabaki help [TOPIC]`: the help of a command, or a topic such as `language`.

use clap::Args;
use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::nearest::nearest;
use serde_json::json;

use crate::arguments::{self, Format};
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;

/// The topic that is no command: the reference of the rule language.
const LANGUAGE: &str = "language";

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// A command, or `language`; the whole without it.
    topic: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments, out: Output) -> Result<Exit, Problem> {
    let text = match arguments.topic.as_slice() {
        [topic] if topic == LANGUAGE => Some(reference(out.lang)),
        names => arguments::help(names, out.lang),
    };
    let Some(text) = text else {
        let topic = arguments.topic.join(" ");
        let mut known = arguments::commands();
        known.push(LANGUAGE.to_owned());
        let near = nearest(&topic, known.iter().map(String::as_str)).unwrap_or(LANGUAGE);
        return Err(Problem::unusable("cli.no_topic")
            .with("topic", &topic)
            .with("nearest", near));
    };
    match out.format {
        Format::Json => out.json(&json!({"topic": arguments.topic.join(" "), "text": text})),
        Format::Human | Format::Sarif | Format::Junit => out.line(text.trim_end()),
    }
    Ok(Exit::Fine)
}

/// The whole language on one page, as the documents have it, without the marks of its generator.
fn reference(lang: Lang) -> String {
    let page = match lang {
        Lang::Ja => include_str!("../../../../docs/language.ja.md"),
        Lang::En => include_str!("../../../../docs/language.md"),
    };
    let lines = page.lines().filter(|line| !line.starts_with("<!--"));
    lines.collect::<Vec<_>>().join("\n")
}
