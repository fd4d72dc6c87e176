//! ネクストエンジン's enumerations as `/api_v1_system_*/info` gives them, a snapshot as in the reference.

use serde_json::{Map, Value, json};

/// An enumeration with an `info` call of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Master {
    OrderStatus,
    CancelType,
    PaymentMethod,
    Delivery,
    DepositType,
    CreditApprovalType,
    ConfirmCheck,
    ImportantCheck,
    ImportType,
    CustomerType,
    CurrencyUnit,
    Fraction,
}

impl Master {
    const ALL: [Self; 12] = [
        Self::OrderStatus,
        Self::CancelType,
        Self::PaymentMethod,
        Self::Delivery,
        Self::DepositType,
        Self::CreditApprovalType,
        Self::ConfirmCheck,
        Self::ImportantCheck,
        Self::ImportType,
        Self::CustomerType,
        Self::CurrencyUnit,
        Self::Fraction,
    ];

    /// The word in the path, and the one in the keys.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::OrderStatus => ("orderstatus", "order_status"),
            Self::CancelType => ("canceltype", "cancel_type"),
            Self::PaymentMethod => ("paymentmethod", "payment_method"),
            Self::Delivery => ("delivery", "delivery"),
            Self::DepositType => ("deposittype", "deposit_type"),
            Self::CreditApprovalType => ("creditapprovaltype", "credit_approval_type"),
            Self::ConfirmCheck => ("confirmcheck", "confirm_check"),
            Self::ImportantCheck => ("importantcheck", "important_check"),
            Self::ImportType => ("importtype", "import_type"),
            Self::CustomerType => ("customertype", "customer_type"),
            Self::CurrencyUnit => ("currencyunit", "currency_unit"),
            Self::Fraction => ("fraction", "fraction"),
        }
    }

    pub(crate) fn of_path(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|master| master.words().0 == word)
    }

    fn entries(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::OrderStatus => ORDER_STATUS,
            Self::CancelType => CANCEL_TYPE,
            Self::PaymentMethod => PAYMENT_METHOD,
            Self::Delivery => DELIVERY,
            Self::DepositType => DEPOSIT_TYPE,
            Self::CreditApprovalType => CREDIT_APPROVAL_TYPE,
            Self::ConfirmCheck => CONFIRM_CHECK,
            Self::ImportantCheck => IMPORTANT_CHECK,
            Self::ImportType => IMPORT_TYPE,
            Self::CustomerType => CUSTOMER_TYPE,
            Self::CurrencyUnit => CURRENCY_UNIT,
            Self::Fraction => FRACTION,
        }
    }

    /// The name that belongs to an id.
    pub(crate) fn name_of(self, id: &str) -> Option<&'static str> {
        self.entries()
            .iter()
            .find(|(known, _)| *known == id)
            .map(|(_, name)| *name)
    }

    /// The id that belongs to a name.
    pub(crate) fn id_of(self, name: &str) -> Option<&'static str> {
        self.entries()
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(id, _)| *id)
    }

    /// The rows of the `info` call.
    pub(crate) fn rows(self) -> Vec<Value> {
        let word = self.words().1;
        let flagged = matches!(
            self,
            Self::CancelType | Self::PaymentMethod | Self::Delivery
        );
        self.entries()
            .iter()
            .map(|(id, name)| {
                let mut row = Map::new();
                row.insert(format!("{word}_id"), json!(id));
                row.insert(format!("{word}_name"), json!(name));
                if flagged {
                    let hidden = self == Self::PaymentMethod && *id == "70";
                    row.insert(
                        format!("{word}_deleted_flag"),
                        json!(if hidden { "1" } else { "0" }),
                    );
                }
                Value::Object(row)
            })
            .collect()
    }
}

/// 受注状態.
static ORDER_STATUS: &[(&str, &str)] = &[
    ("0", "取込情報不足"),
    ("1", "受注メール取込済"),
    ("2", "起票済(CSV/手入力)"),
    ("20", "納品書印刷待ち"),
    ("30", "納品書印刷中"),
    ("40", "納品書印刷済"),
    ("50", "出荷確定済(完了)"),
];

/// 入金区分.
static DEPOSIT_TYPE: &[(&str, &str)] = &[("0", "未入金"), ("1", "一部入金"), ("2", "入金済み")];

/// 承認区分.
static CREDIT_APPROVAL_TYPE: &[(&str, &str)] = &[
    ("0", "必要なし"),
    ("10", "未承認"),
    ("20", "承認中"),
    ("30", "承認済"),
    ("70", "請求済"),
    ("90", "承認NG"),
];

/// 確認チェック, as it is read.
static CONFIRM_CHECK: &[(&str, &str)] = &[("0", "確認不要"), ("1", "確認必要"), ("2", "確認済み")];

/// 重要チェック.
static IMPORTANT_CHECK: &[(&str, &str)] = &[("0", "通常"), ("1", "重要")];

/// 取込種類.
static IMPORT_TYPE: &[(&str, &str)] = &[("0", "メール"), ("1", "CSV"), ("2", "手入力")];

/// 顧客区分; only 9 is known from a source.
static CUSTOMER_TYPE: &[(&str, &str)] = &[("0", "一般"), ("9", "卸")];

/// 通貨.
static CURRENCY_UNIT: &[(&str, &str)] = &[("1", "円")];

/// 端数処理.
static FRACTION: &[(&str, &str)] = &[("0", "切捨て"), ("1", "四捨五入"), ("2", "切上げ")];

/// 受注キャンセル区分, in the order of the real answer, which is not that of the ids.
static CANCEL_TYPE: &[(&str, &str)] = &[
    ("0", "有効な受注です。"),
    ("1", "顧客依頼によりキャンセル"),
    ("2", "顧客依頼により明細内容をキャンセル"),
    ("3", "他の伝票への統合の為キャンセル"),
    ("4", "カード否決によりキャンセル"),
    ("5", "都合によりキャンセル"),
    ("11", "保留期間満了の為キャンセル"),
    ("12", "伝票を確認後、有効にして下さい。"),
    ("20", "未入金によりキャンセル"),
    ("7", "既に何らか処理が完了しているはず"),
    ("6", "不良返品によるキャンセル"),
    ("8", "顧客都合返品によるキャンセル"),
    ("15", "受取拒否によるキャンセル"),
    ("14", "長期不在戻りによるキャンセル"),
    ("16", "クレームによる戻りでキャンセル"),
    ("17", "誤配の戻りによるキャンセル"),
    ("18", "出荷遅延によるキャンセル"),
    ("19", "住所不明によるキャンセル"),
];

/// 支払区分; the trailing blank of 47 is in the real data.
static PAYMENT_METHOD: &[(&str, &str)] = &[
    ("0", "クレジットカード"),
    ("1", "代金引換"),
    ("15", "銀行振込前払い"),
    ("16", "銀行振込後払い"),
    ("20", "郵便振替"),
    ("21", "現金書留"),
    ("30", "まとめてau支払い"),
    ("31", "モバイルSuica"),
    ("32", "コンビニ決済"),
    ("33", "ペイジー決済"),
    ("34", "NP後払い"),
    ("35", "ローソン前払"),
    ("36", "セブンイレブン前払"),
    ("40", "楽天バンク決済"),
    ("41", "S!まとめて支払い"),
    ("42", "ドコモケータイ払い"),
    ("43", "iD決済"),
    ("44", "Yahoo!かんたん決済"),
    ("45", "ウェブマネー決済"),
    ("46", "楽天銀行"),
    ("47", "Edy決済 "),
    ("48", "Amazonペイメント"),
    ("49", "ジャパンネット銀行"),
    ("50", "後払い.com"),
    ("51", "auかんたん決済"),
    ("52", "ペイジェント決済"),
    ("53", "クレジットカード(pg)"),
    ("54", "コンビニ決済(pg)"),
    ("55", "銀行ネット決済(pg)"),
    ("56", "ATM決済(pg)"),
    ("57", "携帯キャリア決済(pg)"),
    ("58", "ペーパーレス決済"),
    ("59", "Qoo10"),
    ("60", "Paypal"),
    ("61", "＠払い"),
    ("63", "ソフトバンクまとめて支払い"),
    ("64", "アトディーネ"),
    ("65", "Yahoo!マネー／預金払い"),
    ("66", "クロネコ代金後払い"),
    ("67", "請求書払い"),
    ("70", "その他２"),
    ("80", "前払決済"),
    ("85", "ポイント全額支払い"),
    ("90", "サンプル・貸し出し"),
    ("91", "国際取引決済"),
    ("95", "掛売"),
    ("96", "その他"),
    ("99", "支払済"),
];

/// 発送方法.
static DELIVERY: &[(&str, &str)] = &[
    ("10", "佐川急便(e飛伝PRO)"),
    ("11", "佐川メール便(e飛伝PRO)"),
    ("12", "佐川急便(e飛伝)"),
    ("13", "佐川急便(e飛伝2)"),
    ("14", "佐川メール便(e飛伝)"),
    ("15", "佐川メール便(e飛伝2)"),
    ("16", "楽天コンビニ受取(佐川急便)"),
    ("20", "ヤマト(発払い)B2v6"),
    ("21", "ヤマト(コレクト)B2v6"),
    ("22", "ヤマト(DM便)B2v6"),
    ("23", "ヤマト(メール速達)B2v6"),
    ("24", "ヤマト(発払い)B2v5"),
    ("25", "ヤマト(コレクト)B2v5"),
    ("26", "ヤマト(DM便)B2v5"),
    ("27", "ヤマト(メール速達)B2v5"),
    ("28", "ヤマト(ネコポス)"),
    ("30", "ゆうパック"),
    ("31", "レターパック500"),
    ("32", "レターパック350"),
    ("33", "ゆうメール"),
    ("34", "ポスパケット"),
    ("35", "ゆうパケット"),
    ("36", "楽天コンビニ受取(ゆうパック)"),
    ("40", "定形外郵便(代引)"),
    ("41", "定形外郵便"),
    ("50", "日本通運e発行"),
    ("55", "福山通運istar2"),
    ("60", "西濃運輸カンガルm2"),
    ("70", "Air Mail"),
    ("71", "エコ配"),
    ("72", "伝助"),
    ("80", "EMS"),
    ("95", "店頭渡し"),
    ("96", "メーカー直送"),
    ("98", "楽天国際配送"),
    ("99", "海外発送"),
];
