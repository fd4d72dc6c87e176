//! What an RMS shop is configured with.

use std::num::NonZeroU32;

use secrecy::SecretString;

use crate::http::settings::HttpSettings;

/// One shop at RMS: its address, its two secrets and its pace.
#[derive(Debug, Clone)]
pub struct RmsConfig {
    /// `https://api.rms.rakuten.co.jp`, or a sandbox on this machine.
    pub url: String,
    /// serviceSecret, `SP…`.
    pub service_secret: SecretString,
    /// licenseKey, `SL…`; lives 90 days.
    pub license_key: SecretString,
    /// Most requests a second with this key; none: no limit. The official guideline is 1.
    pub requests_per_second: Option<NonZeroU32>,
    /// Time-outs and the like.
    pub http: HttpSettings,
}
