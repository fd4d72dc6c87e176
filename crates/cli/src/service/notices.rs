//! The channels of a configuration.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use sabaki_connector::http::settings::HttpSettings;
use sabaki_connector::notice::config::{ChannelConfig, ChannelKind, MailConfig, PersonalData};
use sabaki_connector::notice::{Channels, Together};
use sabaki_engine::port::clock::Clock;
use sabaki_engine::port::notices::Notices;
use sabaki_engine::port::store::Store;

use crate::config::file::ClockKind;
use crate::config::notices::{Channel, Network, Smtp, Way};
use crate::config::resolve::Config;
use crate::config::secrets::Secrets;
use crate::problem::Problem;

/// The longest time for one message: a pass must not wait for people's tools.
const LONGEST: Duration = Duration::from_secs(15);

/// All channels, ready to send.
pub(crate) fn channels(
    config: &Config,
    secrets: &Secrets,
    store: &Arc<dyn Store>,
    clock: &Arc<dyn Clock>,
) -> Result<Arc<dyn Notices>, Problem> {
    let mut configs = BTreeMap::new();
    let http = HttpSettings {
        connect_timeout: LONGEST / 3,
        total_timeout: LONGEST,
        ..config.http()?
    };
    for (name, channel) in &config.file.notices {
        let way = channel.way().ok_or_else(|| {
            Problem::unusable("config.one_way")
                .with("path", config.place(&["notices", name]))
                .with("name", name)
        })?;
        if config.file.clock == ClockKind::Sandbox && !stays_here(way) {
            return Err(Problem::unusable("config.sandbox_clock")
                .with("path", config.path.display())
                .with("url", format!("notices: {name}")));
        }
        if let Way::Smtp(smtp) = way
            && smtp.user.is_some() != smtp.password.is_some()
        {
            return Err(Problem::unusable("config.half_a_login")
                .with("path", config.place(&["notices", name, "smtp"]))
                .with("name", name));
        }
        configs.insert(name.clone(), channel_config(channel, way, secrets, &http)?);
    }
    match Channels::new(configs) {
        Ok(channels) => {
            let window = config.file.limits.notice_window;
            Ok(Arc::new(channels.together(Together {
                window: SignedDuration::try_from(window.0).unwrap_or(SignedDuration::MAX),
                clock: Arc::clone(clock),
                notes: Arc::new(Arc::clone(store)),
            })))
        }
        Err((name, error)) => Err(Problem::unusable("config.connector")
            .with("name", format!("notices: {name}"))
            .with("reason", error)),
    }
}

/// Orders of the sandbox must not reach people who know nothing of it.
fn stays_here(way: Way<'_>) -> bool {
    match way {
        Way::Slack(slack) => slack.network == Network::Loopback,
        Way::Webhook(webhook) => webhook.network == Network::Loopback,
        Way::Smtp(smtp) => {
            let ip = smtp.host.parse::<std::net::IpAddr>();
            smtp.host == "localhost" || ip.is_ok_and(|ip| ip.is_loopback())
        }
    }
}

fn channel_config(
    channel: &Channel,
    way: Way<'_>,
    secrets: &Secrets,
    http: &HttpSettings,
) -> Result<ChannelConfig, Problem> {
    let kind = match way {
        Way::Slack(slack) => ChannelKind::Slack {
            url: secrets.get(&slack.url)?,
            reach: slack.network.into(),
            http: http.clone(),
        },
        Way::Webhook(webhook) => ChannelKind::Webhook {
            url: webhook.url.clone().into(),
            secret: secrets.get(&webhook.secret)?,
            reach: webhook.network.into(),
            http: http.clone(),
        },
        Way::Smtp(smtp) => ChannelKind::Mail(mail(smtp, secrets, http)?),
    };
    let defaults = ChannelConfig::new(kind);
    Ok(ChannelConfig {
        lang: channel.lang.into(),
        personal: if channel.personal {
            PersonalData::Shown
        } else {
            PersonalData::Covered
        },
        per_minute: channel.per_minute.unwrap_or(defaults.per_minute),
        ..defaults
    })
}

fn mail(smtp: &Smtp, secrets: &Secrets, http: &HttpSettings) -> Result<MailConfig, Problem> {
    let login = match (&smtp.user, &smtp.password) {
        (Some(user), Some(password)) => Some((user.clone(), secrets.get(password)?)),
        // Half a login was refused before.
        (None | Some(_), None) | (None, Some(_)) => None,
    };
    Ok(MailConfig {
        host: smtp.host.clone(),
        port: smtp.port,
        tls: smtp.tls.into(),
        login,
        from: smtp.from.clone(),
        to: smtp.to.0.clone(),
        http: http.clone(),
    })
}
