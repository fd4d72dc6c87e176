//! What a host must say about an OMS that speaks our JSON protocol.

use std::collections::BTreeMap;

use secrecy::SecretString;

use crate::http::settings::HttpSettings;

/// One OMS behind the JSON protocol.
#[derive(Debug, Clone)]
pub struct JsonOmsConfig {
    /// The address below which the paths of the protocol lie; https, or this machine.
    pub url: String,
    /// The secret that both sides sign with; at least 16 characters.
    pub secret: SecretString,
    /// The shop as the OMS knows it; it goes with every request.
    pub shop: String,
    /// 発送方法区分 → 配送会社 of the mall, for an OMS that names no carrier of the mall.
    pub carriers: BTreeMap<String, String>,
    /// Connections.
    pub http: HttpSettings,
}
