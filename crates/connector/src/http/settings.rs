//! What a host may set about connections, and why a client cannot be built.

use std::time::Duration;

/// Settings of the connections to one far side.
#[derive(Debug, Clone)]
pub struct HttpSettings {
    /// An additional root certificate (PEM), for a company's own proxy or a test server.
    pub extra_root_pem: Option<Vec<u8>>,
    /// Longest time for name look-up, TCP and TLS.
    pub connect_timeout: Duration,
    /// Longest time for one call, from start to the last byte of the answer.
    pub total_timeout: Duration,
    /// How often a read is tried again. A write never is.
    pub read_retries: usize,
    /// The first pause before a read is tried again; it doubles, with jitter.
    pub retry_delay: Duration,
    /// Largest answer in bytes.
    pub answer_limit: usize,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            extra_root_pem: None,
            connect_timeout: Duration::from_secs(10),
            total_timeout: Duration::from_secs(60),
            read_retries: 3,
            retry_delay: Duration::from_secs(1),
            answer_limit: 8 * 1024 * 1024,
        }
    }
}

/// Why a connector cannot be set up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    /// The address is not one.
    #[error("`{0}` is not an http address")]
    BadAddress(String),
    /// Plain HTTP to another machine would show the credentials to everyone on the way.
    #[error("`{0}` must begin with https:// (plain http only to this machine)")]
    NotEncrypted(String),
    /// The extra certificate is not one.
    #[error("the extra root certificate cannot be read as PEM")]
    BadCertificate,
    /// A credential has a character that cannot be sent.
    #[error("the {0} has a character that cannot be sent")]
    BadCredential(&'static str),
    /// A message must not go there unless the configuration says so.
    #[error("`{0}` is outside of the network that this channel may use")]
    OutOfReach(String),
    /// A sender or recipient that is no mail address, or no recipient at all.
    #[error("`from` and `to` must be mail addresses, `to` at least one")]
    BadMailbox,
    /// A secret that could be guessed.
    #[error("the secret is shorter than {0} characters")]
    ShortSecret(usize),
    /// The TLS client could not be made (no root certificates on this machine, for example).
    #[error("no TLS client can be made here; are the ca-certificates installed? ({0})")]
    Client(String),
}
