//! What a host must say about the channels over which people are told.

use std::num::NonZeroU32;

use sabaki_diagnostic::lang::Lang;
use secrecy::SecretString;

use crate::http::reach::Reach;
use crate::http::settings::HttpSettings;

/// One channel.
#[derive(Debug, Clone)]
pub struct ChannelConfig {
    /// What it is.
    pub kind: ChannelKind,
    /// In which language sabaki's own words are written; the rule's stay as they are.
    pub lang: Lang,
    /// Whether names of buyers may go over it.
    pub personal: PersonalData,
    /// Messages a minute; what is beyond waits for a later pass.
    pub per_minute: NonZeroU32,
}

impl ChannelConfig {
    /// A channel with the defaults: Japanese, without personal data, 20 messages a minute.
    pub fn new(kind: ChannelKind) -> Self {
        const TWENTY: NonZeroU32 = NonZeroU32::MIN.saturating_add(19);
        Self {
            kind,
            lang: Lang::Ja,
            personal: PersonalData::Covered,
            per_minute: TWENTY,
        }
    }
}

/// Whether personal data may go over a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PersonalData {
    /// Not at all: what a rule quotes of it is covered.
    #[default]
    Covered,
    /// The buyer's name stands beside the order number, and texts stay as they are.
    Shown,
}

/// What kind of channel.
#[derive(Debug, Clone)]
pub enum ChannelKind {
    /// JSON to an address of the shop's own, signed like the JSON OMS protocol.
    Webhook {
        /// Where to; who knows it may not be let in by it alone.
        url: SecretString,
        /// What it is signed with; at least 16 characters.
        secret: SecretString,
        /// Where the address may lie.
        reach: Reach,
        /// Connections.
        http: HttpSettings,
    },
    /// An incoming webhook as Slack, Mattermost and others have it: the address is the secret.
    Slack {
        /// Where to.
        url: SecretString,
        /// Where the address may lie.
        reach: Reach,
        /// Connections.
        http: HttpSettings,
    },
    /// Mail over a server of the shop's.
    Mail(MailConfig),
}

/// Mail over SMTP.
#[derive(Debug, Clone)]
pub struct MailConfig {
    /// The server.
    pub host: String,
    /// Its port; by default that of the encryption.
    pub port: Option<u16>,
    /// How the way is encrypted.
    pub tls: MailTls,
    /// User and password, where the server asks for them.
    pub login: Option<(String, SecretString)>,
    /// Sender.
    pub from: String,
    /// Recipients, at least one.
    pub to: Vec<String>,
    /// Time-outs and an extra root certificate.
    pub http: HttpSettings,
}

/// How the way to a mail server is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MailTls {
    /// From the first byte, port 465.
    #[default]
    Implicit,
    /// After STARTTLS, without which nothing is sent; port 587.
    StartTls,
    /// Not at all; to this machine only.
    None,
}
