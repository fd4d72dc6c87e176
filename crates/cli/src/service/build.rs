//! A configuration becomes an engine: connectors, rules, clock, settings of each shop.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use sabaki_connector::csv::mall::Hands;
use sabaki_connector::json_oms::JsonOms;
use sabaki_connector::json_oms::config::JsonOmsConfig;
use sabaki_connector::nextengine::NextEngineOms;
use sabaki_connector::nextengine::account::NextEngineAccount;
use sabaki_connector::nextengine::config::{
    NextEngineConfig, NextEngineShop, UploadPattern as Pattern,
};
use sabaki_connector::rms::RmsMall;
use sabaki_connector::rms::config::RmsConfig;
use sabaki_connector::rms::report::ReportWait;
use sabaki_engine::limits::{CancelPermission, Limits, Poll, ShopSettings};
use sabaki_engine::observe::masked::HistoryKey;
use sabaki_engine::port::clock::Clock;
use sabaki_engine::port::decider::Decider;
use sabaki_engine::port::mall::Mall;
use sabaki_engine::port::oms::Oms;
use sabaki_engine::port::store::{Store, TokenPair};
use sabaki_engine::service::engine::{Engine, Shop};
use sabaki_engine::service::perform::ShopPorts;
use sabaki_engine::service::shared::Ports;
use sabaki_engine::step::context::Mode;
use sabaki_order::id::ShopId;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

use crate::config::duration::Length;
use crate::config::file::{self, ClockKind, History, MallKind, OmsKind, Reload, UploadPattern};
use crate::config::resolve::Config;
use crate::config::secrets::Secrets;
use crate::output::Output;
use crate::problem::Problem;

use super::clock::Clocks;
use super::rules::{Following, Source};

/// Why nothing was built: a problem to tell, or diagnostics that have been told.
pub(crate) enum NotBuilt {
    /// What stops it.
    Problem(Problem),
    /// The rules have errors; they are on standard error.
    Rules,
}

impl From<Problem> for NotBuilt {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// The engine of a configuration, at rest.
pub(crate) async fn engine(
    config: &Config,
    store: Arc<dyn Store>,
    clocks: Clocks,
    mode: Mode,
    out: Output,
) -> Result<Engine, NotBuilt> {
    let hands = match mode {
        Mode::Live => Hands::On,
        Mode::DryRun => Hands::Off,
    };
    let secrets = config.secrets()?;
    let (clock, timer) = clocks;
    let accounts = accounts(config, &secrets, &store, &clock)?;
    // The files are looked at before they are compiled: a change in between is news.
    let following = Following::new(sources(config));
    let rules = deciders(following.sources(), out)?;
    let mut shops = Vec::new();
    for (name, shop) in &config.file.shops {
        let id = ShopId::new(name.as_str());
        let Some(rules) = rules.get(&id) else {
            // INVARIANT: every shop has a rule set.
            return Err(Problem::unusable("config.no_shops").into());
        };
        shops.push(Shop {
            settings: settings(config, &id, shop, &secrets)?,
            ports: ShopPorts {
                mall: mall(config, name, shop, &secrets, (&store, &clock), hands)?,
                oms: oms(config, name, &shop.oms, &accounts, &secrets, hands)?,
            },
            rules: Arc::clone(rules),
        });
    }
    let notices = super::notices::channels(config, &secrets, &store, &clock)?;
    let ports = Ports {
        store,
        clock,
        timer,
        notices,
        rules: Arc::new(following),
    };
    Engine::new(ports, shops).await.map_err(|error| {
        Problem::failure("run.ended")
            .with_reason("reason", error.told())
            .into()
    })
}

/// The ネクストエンジン accounts of a configuration.
pub(crate) fn accounts(
    config: &Config,
    secrets: &Secrets,
    store: &Arc<dyn Store>,
    clock: &Arc<dyn Clock>,
) -> Result<BTreeMap<String, NextEngineAccount>, Problem> {
    let mut accounts = BTreeMap::new();
    for (name, account) in &config.file.nextengine {
        let first_tokens = match (&account.access_token, &account.refresh_token) {
            (Some(access), Some(refresh)) => Some(TokenPair {
                access: secrets.get(access)?.expose_secret().to_owned(),
                refresh: secrets.get(refresh)?.expose_secret().to_owned(),
                access_ends: String::new(),
                refresh_ends: String::new(),
            }),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => {
                return Err(Problem::unusable("config.half_a_pair").with("account", name));
            }
        };
        let built = NextEngineAccount::new(
            NextEngineConfig {
                account: name.clone(),
                url: account.url.clone(),
                client_id: secrets.get(&account.client_id)?,
                client_secret: secrets.get(&account.client_secret)?,
                first_tokens,
                http: config.http()?,
            },
            Arc::new(Arc::clone(store)),
        )
        .map_err(|error| {
            Problem::unusable("config.connector")
                .with("name", name)
                .with("reason", error)
        })?;
        accounts.insert(name.clone(), built.with_clock(Arc::clone(clock)));
    }
    Ok(accounts)
}

fn mall(
    config: &Config,
    name: &str,
    shop: &file::Shop,
    secrets: &Secrets,
    (store, clock): (&Arc<dyn Store>, &Arc<dyn Clock>),
    hands: Hands,
) -> Result<Arc<dyn Mall>, Problem> {
    match shop.mall() {
        Some(MallKind::Rms(there)) => {
            let rms = rms(config, name, there, secrets)?;
            let wait = match config.file.clock {
                ClockKind::System => ReportWait::default(),
                // The sandbox's reports are quick.
                ClockKind::Sandbox => ReportWait {
                    first: Duration::from_millis(20),
                    longest: Duration::from_secs(5),
                },
            };
            let notebook = Arc::new(Arc::clone(store));
            let rms = rms.with_notebook(notebook, wait);
            Ok(Arc::new(rms.with_clock(Arc::clone(clock))))
        }
        Some(MallKind::Older(there)) => {
            let rate = there.requests_per_second.and_then(whole);
            let mall = super::older::mall(config, name, there, secrets, store, rate)?;
            Ok(Arc::new(mall))
        }
        Some(MallKind::Csv(csv)) => Ok(Arc::new(super::csv::mall(config, name, csv, hands)?)),
        // INVARIANT: the configuration was checked; each shop has one mall.
        None => Err(Problem::unusable("config.one_mall").with("shop", name)),
    }
}

fn rms(
    config: &Config,
    name: &str,
    rms: &file::Rms,
    secrets: &Secrets,
) -> Result<RmsMall, Problem> {
    RmsMall::new(RmsConfig {
        url: rms.url.clone(),
        service_secret: secrets.get(&rms.service_secret)?,
        license_key: secrets.get(&rms.license_key)?,
        requests_per_second: rms.requests_per_second.and_then(whole),
        http: config.http()?,
    })
    .map_err(|error| {
        Problem::unusable("config.connector")
            .with("name", format!("RMS ({name})"))
            .with("reason", error)
    })
}

/// The rate as a whole number; the configuration has checked that it is one or more.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked when the configuration was read; a float to integer cast saturates"
)]
fn whole(rate: f64) -> Option<NonZeroU32> {
    NonZeroU32::new(rate as u32)
}

fn oms(
    config: &Config,
    name: &str,
    oms: &file::Oms,
    accounts: &BTreeMap<String, NextEngineAccount>,
    secrets: &Secrets,
    hands: Hands,
) -> Result<Arc<dyn Oms>, Problem> {
    // INVARIANT: the configuration was checked; what it names is there.
    let missing = || Problem::unusable("config.one_oms").with("shop", name);
    match oms.kind().ok_or_else(missing)? {
        OmsKind::NextEngine { account, shop } => {
            let account = accounts.get(account).ok_or_else(missing)?;
            let shop = next_engine_shop(oms, shop);
            Ok(Arc::new(NextEngineOms::new(account.clone(), shop)))
        }
        OmsKind::Csv(csv) => Ok(Arc::new(super::csv::oms(config, name, oms, csv, hands)?)),
        OmsKind::Json(other) => {
            let there = config.file.json_oms.get(other).ok_or_else(missing)?;
            let built = JsonOms::new(JsonOmsConfig {
                url: there.url.clone(),
                secret: secrets.get(&there.secret)?,
                shop: name.to_owned(),
                carriers: oms.carriers.clone(),
                http: config.http()?,
            });
            built.map(|oms| Arc::new(oms) as _).map_err(|error| {
                Problem::unusable("config.connector")
                    .with("name", other)
                    .with("reason", error)
            })
        }
    }
}

fn next_engine_shop(oms: &file::Oms, shop: u32) -> NextEngineShop {
    NextEngineShop {
        upload_pattern: match oms.upload_pattern {
            UploadPattern::Auto => Pattern::Auto,
            UploadPattern::Id(id) => Pattern::Id(id.to_string()),
        },
        payments: oms.payments.clone(),
        carriers: oms.carriers.clone(),
        ..NextEngineShop::new(shop)
    }
}

fn settings(
    config: &Config,
    id: &ShopId,
    shop: &file::Shop,
    secrets: &Secrets,
) -> Result<ShopSettings, Problem> {
    let limits = config.file.limits;
    let poll = shop.poll.unwrap_or(config.file.poll);
    let history_key = match config.file.privacy.history {
        History::Hash => match shop.service_secret() {
            Some(secret) => Some(history_key(&secrets.get(secret)?)),
            // A folder has no secret of its own: nothing is kept.
            None => None,
        },
        History::None => None,
    };
    Ok(ShopSettings {
        limits: Limits {
            facts_age: signed(limits.facts_age),
            irreversible_per_pass: limits.irreversible_per_pass,
            irreversible_per_hour: limits.irreversible_per_hour,
            attempts: limits.attempts,
            settle: match config.file.clock {
                ClockKind::System => Limits::default().settle,
                // The sandbox's clock may stand still while real time goes on.
                ClockKind::Sandbox => SignedDuration::ZERO,
            },
            ..Limits::default()
        },
        poll: Poll {
            every: signed(poll.every),
            lookback: signed(poll.lookback),
            overlap: signed(poll.overlap),
        },
        cancel: if config.file.allow.cancel {
            CancelPermission::Allowed
        } else {
            CancelPermission::Forbidden
        },
        history_key,
        ..ShopSettings::new(id.clone())
    })
}

/// The key of the hashes in history: as secret and as lasting as the shop's own secret.
fn history_key(secret: &SecretString) -> HistoryKey {
    let digest = Sha256::new()
        .chain_update(b"sabaki history key 1\0")
        .chain_update(secret.expose_secret().as_bytes())
        .finalize();
    HistoryKey::new(digest.into())
}

fn signed(length: Length) -> SignedDuration {
    SignedDuration::try_from(length.0).unwrap_or(SignedDuration::MAX)
}

/// The rule sets of a configuration: the common one, and those of shops that have their own.
pub(crate) fn sources(config: &Config) -> Vec<Source> {
    let source = |rules: &file::Rules, shops: Vec<ShopId>| Source {
        paths: rules.path.0.iter().map(|p| config.beside(p)).collect(),
        vocabulary: beside(config, &rules.vocabulary),
        shops,
        follows: rules.reload == Reload::OnChange,
    };
    let mut sources = Vec::new();
    let mut common = Vec::new();
    for (name, shop) in &config.file.shops {
        let id = ShopId::new(name.as_str());
        match &shop.rules {
            Some(rules) => sources.push(source(rules, vec![id])),
            None => common.push(id),
        }
    }
    if !common.is_empty() {
        sources.push(source(&config.file.rules, common));
    }
    sources
}

fn beside(config: &Config, paths: &[PathBuf]) -> Vec<PathBuf> {
    paths.iter().map(|path| config.beside(path)).collect()
}

fn deciders(
    sources: &[Source],
    out: Output,
) -> Result<BTreeMap<ShopId, Arc<dyn Decider>>, NotBuilt> {
    let mut deciders = BTreeMap::new();
    for source in sources {
        let set = source.read()?;
        let rules = set.usable(out).map_err(|_| NotBuilt::Rules)?;
        let decider = Source::decider(rules);
        for shop in &source.shops {
            deciders.insert(shop.clone(), Arc::clone(&decider));
        }
    }
    Ok(deciders)
}
