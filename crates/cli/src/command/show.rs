//! `sabaki show ORDER`: what happened to one order, when and by which rule.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::arguments::Format;
use crate::config::resolve::Config;
use crate::control::client;
use crate::control::protocol::{Answer, Request};
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::render;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Order number.
    order_number: String,
    /// Configuration.
    #[arg(long, default_value = "sabaki.yaml")]
    config: PathBuf,
}

pub(crate) fn run(arguments: &Arguments, out: Output) -> Result<Exit, Problem> {
    let config = Config::read(&arguments.config)?;
    let request = Request::Order {
        number: arguments.order_number.clone(),
    };
    let Answer::Order { order, journal } = client::ask(&config.state(), request)? else {
        return Err(Problem::failure("control.failed").with("reason", "?"));
    };
    match out.format {
        Format::Json => {
            let mut object = render::order_table::json(&order);
            if let Some(map) = object.as_object_mut() {
                let journal: Vec<_> = journal
                    .iter()
                    .map(|(seq, entry)| json!({"seq": seq, "entry": entry}))
                    .collect();
                map.insert("journal".to_owned(), json!(journal));
            }
            out.json(&object);
        }
        Format::Human | Format::Sarif | Format::Junit => {
            out.line(&render::order_table::text(
                std::slice::from_ref(&order),
                out.lang,
                render::width(),
            ));
            out.line("");
            out.line(render::story::text(&journal, out.lang).trim_end());
        }
    }
    Ok(Exit::Fine)
}
