//! `sabaki login nextengine ACCOUNT`: the first login needs a person at a browser.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use sabaki_engine::port::store::Store;
use secrecy::ExposeSecret as _;
use serde_json::json;

use crate::arguments::Format;
use crate::config::resolve::Config;
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::service::{build, clock};
use crate::state;

/// Where ネクストエンジン shows its login page.
const LOGIN_PAGE: &str = "https://base.next-engine.org/users/sign_in/";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Service {
    Nextengine,
}

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Where.
    #[arg(value_enum)]
    service: Service,
    /// Name of the account in the configuration.
    account: String,
    /// The uid of the address that the browser ends at; asked for without it.
    #[arg(long, requires = "state")]
    uid: Option<String>,
    /// The state of that address.
    #[arg(long, requires = "uid")]
    state: Option<String>,
    /// Configuration.
    #[arg(long, default_value = "sabaki.yaml")]
    config: PathBuf,
}

pub(crate) fn run(arguments: &Arguments, out: Output) -> Result<Exit, Problem> {
    let Service::Nextengine = arguments.service;
    let config = Config::read(&arguments.config)?;
    let Some(account) = config.file.nextengine.get(&arguments.account) else {
        return Err(Problem::unusable("login.no_account").with("account", &arguments.account));
    };
    let secrets = config.secrets()?;
    let client_id = secrets.get(&account.client_id)?;
    let store = state::open(&config.state(), "sabaki login")?;
    let (uid, state) = match (&arguments.uid, &arguments.state) {
        (Some(uid), Some(state)) => (uid.clone(), state.clone()),
        (None, _) | (_, None) => asked(client_id.expose_secret(), out)?,
    };
    let runtime = super::runtime()?;
    let as_store: Arc<dyn Store> = Arc::<_>::clone(&store) as Arc<dyn Store>;
    let company = runtime.block_on(async {
        let (clock, _) = clock::of(&config).await?;
        let accounts = build::accounts(&config, &secrets, &as_store, &clock)?;
        let Some(account) = accounts.get(&arguments.account) else {
            return Err(Problem::unusable("login.no_account").with("account", &arguments.account));
        };
        account
            .login(&uid, &state)
            .await
            .map_err(|error| Problem::failure("login.refused").with_reason("reason", error.told()))
    });
    drop(as_store);
    store.close();
    let company = company?;
    match out.format {
        Format::Json => out.json(&json!({"login": {
            "account": arguments.account,
            "company_ne_id": company.ne_id,
            "company_name": company.name,
        }})),
        Format::Human | Format::Sarif | Format::Junit => {
            out.line(&out.text("login.done", &[("company", &company.name)]));
        }
    }
    Ok(Exit::Fine)
}

/// Shows where to log in and asks for what the browser shows then.
fn asked(client_id: &str, out: Output) -> Result<(String, String), Problem> {
    let address = format!("{LOGIN_PAGE}?client_id={client_id}");
    out.note(&out.text("login.open", &[("address", &address)]));
    let uid = answer("uid")?;
    // People paste the whole address as often as its parts.
    if let (Some(uid), Some(state)) = (parameter(&uid, "uid"), parameter(&uid, "state")) {
        return Ok((uid, state));
    }
    Ok((uid, answer("state")?))
}

fn answer(name: &str) -> Result<String, Problem> {
    let _ = write!(io::stderr(), "{name}: ");
    let mut line = String::new();
    match io::stdin().read_line(&mut line) {
        Ok(n) if n > 0 && !line.trim().is_empty() => Ok(line.trim().to_owned()),
        Ok(_) | Err(_) => Err(Problem::unusable("login.nothing").with("name", name)),
    }
}

fn parameter(address: &str, name: &str) -> Option<String> {
    let (_, query) = address.split_once('?')?;
    query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        (key == name).then(|| value.to_owned())
    })
}
