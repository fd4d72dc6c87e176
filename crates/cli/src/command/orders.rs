//! `sabaki orders [--stuck]`: the orders in the state and where each stands.

use std::path::PathBuf;

use clap::Args;
use sabaki_engine::port::store::Switch;

use crate::arguments::Format;
use crate::config::resolve::Config;
use crate::control::client;
use crate::control::protocol::{Answer, Request};
use crate::control::standing::Standing;
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::render;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Only those that should move and do not.
    #[arg(long)]
    stuck: bool,
    /// Configuration.
    #[arg(long, default_value = "sabaki.yaml")]
    config: PathBuf,
}

pub(crate) fn run(arguments: &Arguments, out: Output) -> Result<Exit, Problem> {
    let config = Config::read(&arguments.config)?;
    let Answer::Orders { switch, mut orders } = client::ask(&config.state(), Request::Orders)?
    else {
        return Err(Problem::failure("control.failed").with("reason", "?"));
    };
    if arguments.stuck {
        orders.retain(|order| Standing::of(order).is_stuck());
    }
    match out.format {
        Format::Json => {
            for order in &orders {
                out.json(&render::order_table::json(order));
            }
        }
        Format::Human | Format::Sarif | Format::Junit => {
            match switch {
                Switch::Running => {}
                Switch::Paused { reason } => {
                    out.line(&out.text("orders.paused", &[("reason", &reason.text(out.lang))]));
                }
                Switch::Doubt { reason } => {
                    out.line(&out.text("orders.doubt", &[("reason", &reason.text(out.lang))]));
                }
            }
            if orders.is_empty() {
                out.line(&out.text("orders.nothing", &[]));
            } else {
                out.line(&render::order_table::text(
                    &orders,
                    out.lang,
                    render::width(),
                ));
            }
        }
    }
    Ok(Exit::Fine)
}
