//! What may be written in `sabaki.yaml`. An unknown key is an error at its line.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;

use super::csv::{CsvMall, CsvOms};
use super::duration::Length;
use super::notices::Channel;
use super::older::RmsOlder;
use super::secrets::SecretRef;

/// The whole file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    /// 書式の版 / version of this format: 1.
    #[schemars(range(min = 1, max = 1))]
    pub(crate) sabaki: u32,
    /// 保存フォルダ / the state folder.
    pub(crate) state: String,
    /// 時計 / whose clock.
    #[serde(default)]
    pub(crate) clock: ClockKind,
    /// 鍵ファイル（0600） / the secrets file, 0600.
    pub(crate) secrets: Option<PathBuf>,
    /// 追加のルート証明書（PEM） / a root certificate to be trusted besides this machine's.
    pub(crate) extra_root: Option<PathBuf>,
    /// ルール / the rules of every shop that has none of its own.
    pub(crate) rules: Rules,
    /// 巡回 / how often, and how far back.
    #[serde(default)]
    pub(crate) poll: Poll,
    /// 上限 / caps.
    #[serde(default)]
    pub(crate) limits: Limits,
    /// 許可 / what must be allowed by name.
    #[serde(default)]
    pub(crate) allow: Allow,
    /// 個人情報 / what is kept of personal data.
    #[serde(default)]
    pub(crate) privacy: Privacy,
    /// ネクストエンジン accounts by name.
    #[serde(default)]
    pub(crate) nextengine: BTreeMap<String, Account>,
    /// OMSs that speak the JSON protocol, by name.
    #[serde(default)]
    pub(crate) json_oms: BTreeMap<String, JsonOms>,
    /// 通知先 / channels to people, by name.
    #[serde(default)]
    pub(crate) notices: BTreeMap<String, Channel>,
    /// 店舗 / shops by name.
    pub(crate) shops: BTreeMap<String, Shop>,
}

/// Whose clock due times follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ClockKind {
    /// This machine's.
    #[default]
    System,
    /// The sandbox's; only where every address is loopback.
    Sandbox,
}

/// Where the rules are and when a change of them counts.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rules {
    /// ルールのフォルダ / one folder, or several that make one set.
    pub(crate) path: Paths,
    /// 変更が効く時 / when a change counts.
    #[serde(default)]
    pub(crate) reload: Reload,
    /// 追加の語彙ファイル / further vocabulary files.
    #[serde(default)]
    pub(crate) vocabulary: Vec<PathBuf>,
}

/// One path or several.
#[derive(Debug, Clone, JsonSchema)]
#[schemars(with = "OneOrMany")]
pub(crate) struct Paths(pub(crate) Vec<PathBuf>);

/// What may be written for [`Paths`].
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is wanted")]
pub(super) enum OneOrMany {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl<'de> Deserialize<'de> for Paths {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMany;
        impl<'de> serde::de::Visitor<'de> for OneOrMany {
            type Value = Paths;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a folder, or a list of folders")
            }

            fn visit_str<E>(self, path: &str) -> Result<Paths, E> {
                Ok(Paths(vec![path.into()]))
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                mut seq: A,
            ) -> Result<Paths, A::Error> {
                let mut paths = Vec::new();
                while let Some(path) = seq.next_element::<PathBuf>()? {
                    paths.push(path);
                }
                Ok(Paths(paths))
            }
        }
        deserializer.deserialize_any(OneOrMany)
    }
}

/// When a change of the rule files counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reload {
    /// From the next pass on.
    #[default]
    OnChange,
    /// When a person applies it.
    OnApply,
}

/// How often, and how far back.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Poll {
    /// 巡回の間隔 / from the start of one pass to the next.
    pub(crate) every: Length,
    /// 最初の検索でさかのぼる長さ / how far the first search goes back.
    pub(crate) lookback: Length,
    /// 前回より手前にさかのぼる長さ / how far a search goes back behind the last complete one.
    pub(crate) overlap: Length,
}

impl Default for Poll {
    fn default() -> Self {
        Self {
            every: Length::seconds(300),
            lookback: Length::seconds(60 * 86_400),
            overlap: Length::seconds(900),
        }
    }
}

/// Caps.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Limits {
    /// Irreversible actions need facts no older than this.
    pub(crate) facts_age: Length,
    /// Irreversible actions in one pass.
    pub(crate) irreversible_per_pass: u32,
    /// Irreversible actions in one hour.
    pub(crate) irreversible_per_hour: u32,
    /// Failures after which only a person tries again.
    pub(crate) attempts: u32,
    /// How long a notice waits for others of its channel.
    pub(crate) notice_window: Length,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            facts_age: Length::seconds(120),
            irreversible_per_pass: 500,
            irreversible_per_hour: 2000,
            attempts: 8,
            notice_window: Length::seconds(300),
        }
    }
}

/// What must be allowed by name.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Allow {
    /// 注文キャンセル
    pub(crate) cancel: bool,
}

/// What is kept of personal data.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Privacy {
    /// What recorded history keeps of personal fields.
    pub(crate) history: History,
}

/// What recorded history keeps of personal fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum History {
    /// Keyed hashes: a change is seen, the value is not.
    #[default]
    Hash,
    /// Nothing.
    None,
}

/// A ネクストエンジン account: one token pair, one request at a time.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Account {
    /// Address of the API.
    pub(crate) url: String,
    /// クライアントID
    pub(crate) client_id: SecretRef,
    /// クライアントシークレット
    pub(crate) client_secret: SecretRef,
    /// A token pair to start with; counts only while the state has none.
    pub(crate) access_token: Option<SecretRef>,
    /// See `access_token`.
    pub(crate) refresh_token: Option<SecretRef>,
}

/// A shop 店舗.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shop {
    /// Its mall, over RMS's API.
    pub(crate) rms: Option<Rms>,
    /// Its mall, over the older order API.
    pub(crate) rms_older: Option<RmsOlder>,
    /// Its mall as a folder of CSV files; exactly one of the three.
    pub(crate) csv: Option<CsvMall>,
    /// Its OMS.
    pub(crate) oms: Oms,
    /// Rules of its own.
    pub(crate) rules: Option<Rules>,
    /// Polling of its own.
    pub(crate) poll: Option<Poll>,
}

/// Where a shop's orders come from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum MallKind<'a> {
    /// RMS's API.
    Rms(&'a Rms),
    /// The older order API.
    Older(&'a RmsOlder),
    /// A folder of CSV files.
    Csv(&'a CsvMall),
}

impl Shop {
    /// Which mall it is; none unless exactly one is named.
    pub(crate) const fn mall(&self) -> Option<MallKind<'_>> {
        match (&self.rms, &self.rms_older, &self.csv) {
            (Some(rms), None, None) => Some(MallKind::Rms(rms)),
            (None, Some(older), None) => Some(MallKind::Older(older)),
            (None, None, Some(csv)) => Some(MallKind::Csv(csv)),
            (Some(_) | None, Some(_) | None, Some(_) | None) => None,
        }
    }

    /// The address of its mall's API and the most requests a second, where it has one.
    pub(crate) fn api(&self) -> Option<(&str, Option<f64>)> {
        match self.mall()? {
            MallKind::Rms(rms) => Some((&rms.url, rms.requests_per_second)),
            MallKind::Older(older) => Some((&older.url, older.requests_per_second)),
            MallKind::Csv(_) => None,
        }
    }

    /// serviceSecret of its mall, where it has one.
    pub(crate) fn service_secret(&self) -> Option<&SecretRef> {
        match self.mall()? {
            MallKind::Rms(rms) => Some(&rms.service_secret),
            MallKind::Older(older) => Some(&older.service_secret),
            MallKind::Csv(_) => None,
        }
    }
}

/// RMS of a shop.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rms {
    /// Address of the API.
    pub(crate) url: String,
    /// serviceSecret
    pub(crate) service_secret: SecretRef,
    /// licenseKey
    pub(crate) license_key: SecretRef,
    /// The most requests a second; 1 is RMS's guideline. `none` lifts it (loopback only).
    #[serde(default = "one_a_second")]
    pub(crate) requests_per_second: Option<f64>,
}

#[expect(clippy::unnecessary_wraps, reason = "serde wants the field's type")]
const fn one_a_second() -> Option<f64> {
    Some(1.0)
}

/// OMS of a shop.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Oms {
    /// Name of the account under `nextengine`.
    pub(crate) nextengine: Option<String>,
    /// Name of the OMS under `json_oms`; exactly one of the three.
    pub(crate) json: Option<String>,
    /// A folder that files to upload go to.
    pub(crate) csv: Option<CsvOms>,
    /// 店舗コード in the account of `nextengine`.
    pub(crate) shop: Option<u32>,
    /// 受注一括登録パターン.
    #[serde(default)]
    pub(crate) upload_pattern: UploadPattern,
    /// 支払方法 of the mall → name of 支払発送変換, where they differ.
    #[serde(default)]
    pub(crate) payments: BTreeMap<String, String>,
    /// 発送方法区分 → 配送会社 of the mall.
    #[serde(default)]
    pub(crate) carriers: BTreeMap<String, String>,
}

/// An OMS that speaks the JSON protocol.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct JsonOms {
    /// The address below which the protocol's paths lie.
    pub(crate) url: String,
    /// What requests are signed with.
    pub(crate) secret: SecretRef,
}

/// The system that a shop's orders are worked in.
#[derive(Debug, Clone, Copy)]
pub(crate) enum OmsKind<'a> {
    /// 店舗コード in this ネクストエンジン account.
    NextEngine {
        /// The account's name.
        account: &'a str,
        /// 店舗コード
        shop: u32,
    },
    /// The OMS of this name, over the JSON protocol.
    Json(&'a str),
    /// A folder of CSV files.
    Csv(&'a CsvOms),
}

impl Oms {
    /// Which system it is; none unless exactly one is named, with its shop where it needs one.
    pub(crate) fn kind(&self) -> Option<OmsKind<'_>> {
        match (&self.nextengine, &self.json, &self.csv, self.shop) {
            (Some(account), None, None, Some(shop)) => Some(OmsKind::NextEngine { account, shop }),
            (None, Some(name), None, None) => Some(OmsKind::Json(name)),
            (None, None, Some(csv), None) => Some(OmsKind::Csv(csv)),
            (Some(_) | None, Some(_) | None, Some(_) | None, Some(_) | None) => None,
        }
    }
}

/// Which upload pattern an import uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, JsonSchema)]
#[schemars(untagged)]
pub(crate) enum UploadPattern {
    /// The shop's 汎用 pattern, found by asking.
    #[default]
    #[schemars(with = "String", extend("const" = "auto"))]
    Auto,
    /// This one.
    Id(u32),
}

impl<'de> Deserialize<'de> for UploadPattern {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AutoOrId;
        impl serde::de::Visitor<'_> for AutoOrId {
            type Value = UploadPattern;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("`auto` or the number of an upload pattern")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<UploadPattern, E> {
                match text {
                    "auto" => Ok(UploadPattern::Auto),
                    other => other
                        .parse()
                        .map(UploadPattern::Id)
                        .map_err(|_| E::invalid_value(serde::de::Unexpected::Str(other), &self)),
                }
            }

            fn visit_u64<E: serde::de::Error>(self, id: u64) -> Result<UploadPattern, E> {
                u32::try_from(id)
                    .map(UploadPattern::Id)
                    .map_err(|_| E::invalid_value(serde::de::Unexpected::Unsigned(id), &self))
            }
        }
        deserializer.deserialize_any(AutoOrId)
    }
}
