//! What an account and a shop of ネクストエンジン are configured with.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use sabaki_engine::port::store::TokenPair;
use secrecy::SecretString;

use crate::http::settings::HttpSettings;

/// One account: one token pair, one request at a time.
#[derive(Debug, Clone)]
pub struct NextEngineConfig {
    /// The account's name in the configuration, for the store and for messages.
    pub account: String,
    /// `https://api.next-engine.org`, or a sandbox on this machine.
    pub url: String,
    /// The app's client id.
    pub client_id: SecretString,
    /// The app's client secret.
    pub client_secret: SecretString,
    /// A pair from the secrets file: counts only while the store has none.
    pub first_tokens: Option<TokenPair>,
    /// Time-outs and the like.
    pub http: HttpSettings,
}

/// One shop in an account.
#[derive(Debug, Clone)]
pub struct NextEngineShop {
    /// 店舗コード in ネクストエンジン.
    pub shop: u32,
    /// Which 受注一括登録パターン an import uses.
    pub upload_pattern: UploadPattern,
    /// 支払方法 at the mall → its name in 支払発送変換, where the two differ.
    pub payments: BTreeMap<String, String>,
    /// 発送方法区分 → the mall's carrier code.
    pub carriers: BTreeMap<String, String>,
    /// 支払区分 for which 入金待ち is not computed.
    pub payment_exempt: BTreeSet<String>,
    /// How the que of an import is waited for, in real time.
    pub que: QueWait,
}

impl NextEngineShop {
    /// A shop with nothing special.
    pub fn new(shop: u32) -> Self {
        Self {
            shop,
            upload_pattern: UploadPattern::Auto,
            payments: BTreeMap::new(),
            carriers: BTreeMap::new(),
            payment_exempt: default_payment_exempt(),
            que: QueWait::default(),
        }
    }
}

/// 代金引換, 銀行振込後払い, サンプル・貸し出し, 掛売: the default, which an account can change.
///
/// Source: ネクストエンジン's sample of the status logic (confirmed as a default).
pub fn default_payment_exempt() -> BTreeSet<String> {
    ["1", "16", "90", "95"].map(str::to_owned).into()
}

/// Which pattern an upload names; the pattern decides the shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UploadPattern {
    /// The only live 汎用 pattern of this shop.
    Auto,
    /// This one.
    Id(String),
}

/// How long and how often an import's que is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueWait {
    /// Pause before the first look; it grows by half each time, to five seconds at most.
    pub first: Duration,
    /// After this the import is doubtful.
    pub longest: Duration,
}

impl Default for QueWait {
    fn default() -> Self {
        Self {
            first: Duration::from_millis(200),
            longest: Duration::from_secs(60),
        }
    }
}
