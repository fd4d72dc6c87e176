//! `rms_older:` of a shop: the older order API 旧受注API.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::secrets::SecretRef;

/// The older order API of a shop.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RmsOlder {
    /// Address of the API.
    pub(crate) url: String,
    /// serviceSecret
    pub(crate) service_secret: SecretRef,
    /// licenseKey
    pub(crate) license_key: SecretRef,
    /// 店舗URL: the shop's name in addresses.
    pub(crate) shop_url: String,
    /// Not looked at by RMS, but always sent.
    #[serde(default = "sabaki")]
    pub(crate) user_name: String,
    /// What the shop calls its ways to pay.
    #[serde(default)]
    pub(crate) payments: BTreeMap<String, Payment>,
    /// What the shop calls its statuses.
    #[serde(default)]
    pub(crate) statuses: BTreeMap<String, Stage>,
    /// The most requests a second. `none` lifts it (loopback only).
    #[serde(default = "one_a_second")]
    pub(crate) requests_per_second: Option<f64>,
}

/// A way to pay: its code in the newer API, alone or with the settlement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Payment {
    /// Only the code; the settlement stays unknown.
    Code(i64),
    /// Both.
    Whole(WholePayment),
}

/// A way to pay with its settlement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WholePayment {
    /// 支払方法 as the newer API codes it.
    pub(crate) code: i64,
    /// 決済, which the older API does not tell.
    pub(crate) settlement: Option<Settlement>,
}

/// 決済
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Settlement {
    /// 楽天共通決済
    Common,
    /// 選択制決済
    Selectable,
}

/// What a status of the shop's own stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Stage {
    /// 新規受付
    New,
    /// 処理済
    Processed,
    /// 保留
    OnHold,
}

fn sabaki() -> String {
    "sabaki".to_owned()
}

#[expect(clippy::unnecessary_wraps, reason = "serde wants the field's type")]
const fn one_a_second() -> Option<f64> {
    Some(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payments_are_a_code_or_more() {
        let older: RmsOlder = serde_yaml::from_str(
            "{url: 'http://127.0.0.1:1', service_secret: {secret: a}, license_key: {secret: b}, \
             shop_url: demo-shop, payments: {当店払い: 7, 銀行振込: {code: 9, settlement: common}}, \
             statuses: {要確認: on_hold}}",
        )
        .unwrap();
        let whole = WholePayment {
            code: 9,
            settlement: Some(Settlement::Common),
        };
        assert_eq!(older.payments.get("当店払い"), Some(&Payment::Code(7)));
        assert_eq!(older.payments.get("銀行振込"), Some(&Payment::Whole(whole)));
        assert_eq!(older.statuses.get("要確認"), Some(&Stage::OnHold));
        assert_eq!(
            (older.user_name.as_str(), older.requests_per_second),
            ("sabaki", Some(1.0))
        );
        let odd = "{code: 9, settlment: common}";
        assert!(serde_yaml::from_str::<Payment>(odd).is_err());
    }
}
