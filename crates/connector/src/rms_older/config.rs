//! What a shop of the older order API is configured with.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::time::Duration;

use sabaki_order::order::{MallStatus, Settlement};
use secrecy::SecretString;
use unicode_normalization::UnicodeNormalization as _;

use crate::http::settings::HttpSettings;

/// One shop at the older order API.
#[derive(Debug, Clone)]
pub struct RmsOlderConfig {
    /// `https://api.rms.rakuten.co.jp`, or a sandbox on this machine.
    pub url: String,
    /// serviceSecret
    pub service_secret: SecretString,
    /// licenseKey; lives 90 days.
    pub license_key: SecretString,
    /// 店舗URL: the shop's name in addresses (`demo-shop`), not a host.
    pub shop_url: String,
    /// `userName`: not looked at with these keys, but the tag has to be there.
    pub user_name: String,
    /// What the shop calls its ways to pay, beside or in place of [`default_payments`].
    pub payments: BTreeMap<String, Payment>,
    /// What the shop calls its statuses, beside 新規受付, 処理済 and 保留.
    pub statuses: BTreeMap<String, Stage>,
    /// Most requests a second with this key; none: no limit. One was usual.
    pub requests_per_second: Option<NonZeroU32>,
    /// How a job is waited for, in real time.
    pub job: JobWait,
    /// Time-outs and the like.
    pub http: HttpSettings,
}

/// A way to pay, behind its name in the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payment {
    /// 支払方法 as the newer API codes it.
    pub code: i64,
    /// 決済. The older API has no flag for it: unknown, unless the shop says it here.
    pub settlement: Option<Settlement>,
}

/// What a status means for the flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// As 新規受付.
    New,
    /// As 処理済.
    Processed,
    /// As 保留.
    OnHold,
}

impl Stage {
    /// The status that rules see.
    pub const fn status(self) -> MallStatus {
        match self {
            Self::New => MallStatus::New,
            Self::Processed => MallStatus::Processed,
            Self::OnHold => MallStatus::OnHold,
        }
    }
}

/// How long and how often a job is looked at. What takes longer is doubtful, and the reading of the
/// next pass settles it: 29 to 72 seconds were seen for one order, too long to stand still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobWait {
    /// Pause before the first look; it grows by half each time, to five seconds at most.
    pub first: Duration,
    /// After this the job is left to itself.
    pub longest: Duration,
}

impl Default for JobWait {
    fn default() -> Self {
        Self {
            first: Duration::from_secs(2),
            longest: Duration::from_secs(15),
        }
    }
}

/// The plain names of ways to pay. A shop's own names are configured; an unknown one stays unknown.
pub fn default_payments() -> BTreeMap<String, Payment> {
    let code = |code| Payment {
        code,
        settlement: None,
    };
    [
        ("クレジットカード", 1),
        ("代金引換", 2),
        ("銀行振込", 9),
        ("セブンイレブン前払", 13),
        ("ローソン前払", 14),
    ]
    .map(|(name, number)| (spelling(name), code(number)))
    .into()
}

/// One spelling of a name, so that only its width can differ (NFKC); never a part of a name.
pub(super) fn spelling(name: &str) -> String {
    name.trim().nfkc().collect()
}

/// The configured names in one spelling, ready to be looked up.
#[derive(Debug, Clone)]
pub(super) struct Names {
    payments: BTreeMap<String, Payment>,
    statuses: BTreeMap<String, Stage>,
}

impl Names {
    pub(super) fn new(config: &RmsOlderConfig) -> Self {
        let mut payments = default_payments();
        let own = config.payments.iter();
        payments.extend(own.map(|(name, payment)| (spelling(name), *payment)));
        let mut statuses: BTreeMap<_, _> = [
            (super::NEW, Stage::New),
            (super::PROCESSED, Stage::Processed),
            (super::ON_HOLD, Stage::OnHold),
        ]
        .map(|(name, stage)| (spelling(name), stage))
        .into();
        let own = config.statuses.iter();
        statuses.extend(own.map(|(name, stage)| (spelling(name), *stage)));
        Self { payments, statuses }
    }

    pub(super) fn payment(&self, name: &str) -> Option<Payment> {
        self.payments.get(&spelling(name)).copied()
    }

    /// A status that nobody has explained is unknown: rules then do nothing with the order.
    pub(super) fn status(&self, name: &str) -> MallStatus {
        let stage = self.statuses.get(&spelling(name)).copied();
        stage.map_or(MallStatus::Unknown(0), Stage::status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_match_whole_and_in_any_width() {
        let config = RmsOlderConfig {
            url: String::new(),
            service_secret: "".into(),
            license_key: "".into(),
            shop_url: String::new(),
            user_name: String::new(),
            payments: [(
                "当店の振込（先払い）".to_owned(),
                Payment {
                    code: 9,
                    settlement: Some(Settlement::Selectable),
                },
            )]
            .into(),
            statuses: [("要確認".to_owned(), Stage::OnHold)].into(),
            requests_per_second: None,
            job: JobWait::default(),
            http: HttpSettings::default(),
        };
        let names = Names::new(&config);
        let code = |name: &str| names.payment(name).map(|payment| payment.code);
        assert_eq!(code("ｸﾚｼﾞｯﾄｶｰﾄﾞ"), Some(1));
        assert_eq!(code("当店の振込(先払い)"), Some(9));
        assert_eq!(code("クレジット"), None);
        assert_eq!(code("楽天バンク決済"), None);
        assert_eq!(names.status("要確認 "), MallStatus::OnHold);
        assert_eq!(names.status("新規受付"), MallStatus::New);
        assert_eq!(names.status("発送待ち"), MallStatus::Unknown(0));
    }
}
