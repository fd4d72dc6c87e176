//! `notices:` of `sabaki.yaml`: the channels of `notify`, by name; `alarms` is where alarms go.

use std::num::NonZeroU32;

use sabaki_connector::http::reach::Reach;
use sabaki_connector::notice::config::MailTls;
use sabaki_diagnostic::lang::Lang;
use schemars::JsonSchema;
use serde::Deserialize;

use super::secrets::SecretRef;

/// A channel: exactly one of `slack`, `webhook` and `smtp`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Channel {
    /// An incoming webhook as Slack has it.
    pub(crate) slack: Option<Slack>,
    /// Signed JSON to an address of the shop's own.
    pub(crate) webhook: Option<Webhook>,
    /// Mail.
    pub(crate) smtp: Option<Smtp>,
    /// Whether names of buyers may go over it.
    #[serde(default)]
    pub(crate) personal: bool,
    /// The language of sabaki's own words in it.
    #[serde(default)]
    pub(crate) lang: ChannelLang,
    /// Messages a minute.
    pub(crate) per_minute: Option<NonZeroU32>,
}

/// The one way that a channel names.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Way<'a> {
    /// `slack`
    Slack(&'a Slack),
    /// `webhook`
    Webhook(&'a Webhook),
    /// `smtp`
    Smtp(&'a Smtp),
}

impl Channel {
    /// The way; none unless exactly one is named.
    pub(crate) fn way(&self) -> Option<Way<'_>> {
        match (&self.slack, &self.webhook, &self.smtp) {
            (Some(slack), None, None) => Some(Way::Slack(slack)),
            (None, Some(webhook), None) => Some(Way::Webhook(webhook)),
            (None, None, Some(smtp)) => Some(Way::Smtp(smtp)),
            (Some(_) | None, Some(_) | None, Some(_) | None) => None,
        }
    }
}

/// The address lets one in by itself, so it is a secret.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Slack {
    /// Where to.
    pub(crate) url: SecretRef,
    /// Where the address may lie.
    #[serde(default)]
    pub(crate) network: Network,
}

/// Signed JSON.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Webhook {
    /// Where to.
    pub(crate) url: String,
    /// What it is signed with.
    pub(crate) secret: SecretRef,
    /// Where the address may lie.
    #[serde(default)]
    pub(crate) network: Network,
}

/// A mail server.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Smtp {
    /// The server.
    pub(crate) host: String,
    /// Its port, where it is another than usual.
    pub(crate) port: Option<u16>,
    /// Who logs in; goes with `password`.
    pub(crate) user: Option<String>,
    /// See `user`.
    pub(crate) password: Option<SecretRef>,
    /// Sender.
    pub(crate) from: String,
    /// Recipients.
    pub(crate) to: Recipients,
    /// How the way is encrypted.
    #[serde(default)]
    pub(crate) tls: Tls,
}

/// One recipient or several.
#[derive(Debug, JsonSchema)]
#[schemars(with = "super::file::OneOrMany")]
pub(crate) struct Recipients(pub(crate) Vec<String>);

impl<'de> Deserialize<'de> for Recipients {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let paths = super::file::Paths::deserialize(deserializer)?;
        let texts = paths
            .0
            .into_iter()
            .map(|p| p.to_string_lossy().into_owned());
        Ok(Self(texts.collect()))
    }
}

/// Where an address may lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Network {
    /// The public network.
    #[default]
    Public,
    /// The company's too.
    Private,
    /// This machine only.
    Loopback,
}

impl From<Network> for Reach {
    fn from(network: Network) -> Self {
        match network {
            Network::Public => Self::Public,
            Network::Private => Self::Private,
            Network::Loopback => Self::Loopback,
        }
    }
}

/// How the way to a mail server is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Tls {
    /// From the first byte.
    #[default]
    Implicit,
    /// After STARTTLS.
    Starttls,
    /// Not at all; to this machine only.
    None,
}

impl From<Tls> for MailTls {
    fn from(tls: Tls) -> Self {
        match tls {
            Tls::Implicit => Self::Implicit,
            Tls::Starttls => Self::StartTls,
            Tls::None => Self::None,
        }
    }
}

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ChannelLang {
    /// Japanese.
    #[default]
    Ja,
    /// English.
    En,
}

impl From<ChannelLang> for Lang {
    fn from(lang: ChannelLang) -> Self {
        match lang {
            ChannelLang::Ja => Self::Ja,
            ChannelLang::En => Self::En,
        }
    }
}
