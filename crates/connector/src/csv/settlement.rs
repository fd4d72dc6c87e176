//! Who collects: the order CSV has no flag, so the name of the payment decides, by a table.

use std::collections::BTreeMap;

use sabaki_order::known::Known;
use sabaki_order::order::Settlement;

use super::cell::matching;

/// The table by exact name, after NFKC and without white space at the ends. Never by prefix:
/// 後払い and 後払い決済 differ only at their end. A name that is not in it is unknown.
#[derive(Debug, Clone, Default)]
pub struct Settlements {
    /// The shop's own names; they win over the known ones.
    own: BTreeMap<String, Settlement>,
}

/// One of the names that RMS is known to write.
struct Payment {
    name: &'static str,
    code: i64,
    settlement: Known<Settlement>,
}

const fn common(name: &'static str, code: i64) -> Payment {
    Payment {
        name,
        code,
        settlement: Known::Value(Settlement::Common),
    }
}

const fn selectable(name: &'static str, code: i64) -> Payment {
    Payment {
        name,
        code,
        settlement: Known::Value(Settlement::Selectable),
    }
}

/// The method is known, but nobody has confirmed who collects.
const fn unconfirmed(name: &'static str, code: i64) -> Payment {
    Payment {
        name,
        code,
        settlement: Known::Unknown,
    }
}

/// Source: RMS getOrder `settlementMethod` and ネクストエンジン's manual (confirmed names and kinds).
const PAYMENTS: [Payment; 19] = [
    common("クレジットカード", 1),
    common("銀行振込", 9),
    common("セブンイレブン（前払）", 13),
    common("ローソン、郵便局ATM等（前払）", 14),
    common("ファミリーマート、ローソン等（前払）", 14),
    common("後払い決済", 21),
    common("Alipay", 16),
    selectable("代金引換", 2),
    selectable("後払い", 3),
    selectable("ショッピングクレジット／ローン", 4),
    selectable("ショッピングクレジット", 4),
    selectable("オートローン", 5),
    selectable("リース", 6),
    selectable("請求書払い", 7),
    unconfirmed("ポイント", 8),
    unconfirmed("Apple Pay", 12),
    unconfirmed("PayPal", 17),
    unconfirmed("Alipay（支付宝）", 27),
    unconfirmed("支付宝", 27),
];

impl Settlements {
    /// The known names, and these of the shop before them.
    pub fn with(own: impl IntoIterator<Item = (String, Settlement)>) -> Self {
        Self {
            own: own
                .into_iter()
                .map(|(name, settlement)| (matching(&name), settlement))
                .collect(),
        }
    }

    /// Who collects for a payment of this name.
    pub(super) fn of(&self, name: &str) -> Known<Settlement> {
        let name = matching(name);
        match self.own.get(&name) {
            Some(settlement) => Known::Value(*settlement),
            None => known(&name).map_or(Known::Unknown, |payment| payment.settlement),
        }
    }

    /// The mall's code of a payment.
    pub(super) fn code(name: &str) -> Known<i64> {
        Known::or_unknown(known(&matching(name)).map(|payment| payment.code))
    }
}

fn known(name: &str) -> Option<&'static Payment> {
    PAYMENTS
        .iter()
        .find(|payment| matching(payment.name) == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_exact_after_nfkc() {
        let table = Settlements::with([("掛売".to_owned(), Settlement::Selectable)]);
        for (name, settlement, code) in [
            (
                "クレジットカード",
                Known::Value(Settlement::Common),
                Some(1),
            ),
            (
                "\u{3000}ｸﾚｼﾞｯﾄｶｰﾄﾞ\u{A0}",
                Known::Value(Settlement::Common),
                Some(1),
            ),
            ("後払い", Known::Value(Settlement::Selectable), Some(3)),
            ("後払い決済", Known::Value(Settlement::Common), Some(21)),
            (
                "セブンイレブン(前払)",
                Known::Value(Settlement::Common),
                Some(13),
            ),
            ("後払い決済（楽天）", Known::Unknown, None),
            ("ポイント", Known::Unknown, Some(8)),
            ("掛売", Known::Value(Settlement::Selectable), None),
            ("", Known::Unknown, None),
        ] {
            assert_eq!(table.of(name), settlement, "{name}");
            assert_eq!(Settlements::code(name).value().copied(), code, "{name}");
        }
    }
}
