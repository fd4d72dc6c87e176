//! 配送会社: RMS wants its code, files from elsewhere have names.

use std::collections::BTreeMap;

use super::cell::matching;

/// Source: RMS updateOrderShipping, `deliveryCompany` (the first four confirmed for the CSV too).
const CARRIERS: [(&str, &str); 9] = [
    ("その他", "1000"),
    ("ヤマト運輸", "1001"),
    ("クロネコヤマト", "1001"),
    ("ヤマト", "1001"),
    ("佐川急便", "1002"),
    ("佐川", "1002"),
    ("日本郵便", "1003"),
    ("郵便局", "1003"),
    ("ゆうパック", "1003"),
];

/// The mall's code for a carrier given by code or name; the shop's own names win.
pub(super) fn code(carrier: &str, own: &BTreeMap<String, String>) -> Option<String> {
    let carrier = matching(carrier);
    if let Some((_, code)) = own.iter().find(|(name, _)| matching(name) == carrier) {
        return Some(code.clone());
    }
    if carrier.len() == 4 && carrier.bytes().all(|b| b.is_ascii_digit()) {
        return Some(carrier);
    }
    CARRIERS
        .iter()
        .find(|(name, _)| *name == carrier)
        .map(|(_, code)| (*code).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_code_or_name() {
        let own = BTreeMap::from([("メール便".to_owned(), "1000".to_owned())]);
        for (carrier, expected) in [
            ("1001", Some("1001")),
            ("１００３", Some("1003")),
            ("ヤマト運輸", Some("1001")),
            (" ﾔﾏﾄ運輸", Some("1001")),
            ("メール便", Some("1000")),
            ("山本運送", None),
            ("", None),
        ] {
            assert_eq!(code(carrier, &own).as_deref(), expected, "{carrier}");
        }
    }
}
