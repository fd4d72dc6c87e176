//! The mall's codes: where an order stands, who collects, how the buyer pays, who carries.

/// `orderProgress` of RMS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Progress {
    /// 100 注文確認待ち
    AwaitingConfirmation,
    /// 200 楽天処理中
    RakutenProcessing,
    /// 300 発送待ち
    AwaitingShipment,
    /// 400 変更確定待ち
    AwaitingChange,
    /// 500 発送済
    Shipped,
    /// 600 支払手続き中
    PaymentProcessing,
    /// 700 支払手続き済
    PaymentProcessed,
    /// 800 キャンセル確定待ち
    AwaitingCancel,
    /// 900 キャンセル確定
    Cancelled,
}

impl Progress {
    /// Every progress, in the order of its code.
    pub const ALL: [Self; 9] = [
        Self::AwaitingConfirmation,
        Self::RakutenProcessing,
        Self::AwaitingShipment,
        Self::AwaitingChange,
        Self::Shipped,
        Self::PaymentProcessing,
        Self::PaymentProcessed,
        Self::AwaitingCancel,
        Self::Cancelled,
    ];

    const fn row(self) -> (i64, &'static str, &'static str) {
        match self {
            Self::AwaitingConfirmation => (100, "awaiting_confirmation", "注文確認待ち"),
            Self::RakutenProcessing => (200, "rakuten_processing", "楽天処理中"),
            Self::AwaitingShipment => (300, "awaiting_shipment", "発送待ち"),
            Self::AwaitingChange => (400, "awaiting_change", "変更確定待ち"),
            Self::Shipped => (500, "shipped", "発送済"),
            Self::PaymentProcessing => (600, "payment_processing", "支払手続き中"),
            Self::PaymentProcessed => (700, "payment_processed", "支払手続き済"),
            Self::AwaitingCancel => (800, "awaiting_cancel", "キャンセル確定待ち"),
            Self::Cancelled => (900, "cancelled", "キャンセル確定"),
        }
    }

    /// The number on the wire.
    pub const fn code(self) -> i64 {
        self.row().0
    }

    /// Reads a wire code, an id or a Japanese name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|progress| {
            let (code, id, name) = progress.row();
            code.to_string() == text || id == text || name == text
        })
    }

    /// Whether the order is being cancelled or is cancelled.
    pub const fn is_cancel(self) -> bool {
        matches!(self, Self::AwaitingCancel | Self::Cancelled)
    }
}

/// Who collects the money: `rpaySettlementFlag` of RMS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    /// 楽天市場の共通決済手段 (1)
    Common,
    /// 選択制決済 (0)
    Selectable,
}

impl Settlement {
    /// `common` or `selectable`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Common => "common",
            Self::Selectable => "selectable",
        }
    }

    /// The flag on the wire.
    pub const fn code(self) -> i64 {
        match self {
            Self::Common => 1,
            Self::Selectable => 0,
        }
    }

    /// Reads an id, a flag or a Japanese name.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "common" | "1" | "共通" | "楽天共通決済" => Some(Self::Common),
            "selectable" | "0" | "選択制" | "選択制決済" => Some(Self::Selectable),
            _ => None,
        }
    }
}

/// What lets an order pass from 楽天処理中 to 発送待ち.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clearing {
    /// Authorisation and screening, some minutes.
    Automatic { least: i64, most: i64 },
    /// The buyer has to pay, within 14 days.
    WhenPaid,
}

/// A way to pay, with its codes on both sides.
#[derive(Debug)]
pub struct PaymentMethod {
    /// `settlementMethodCode` of RMS.
    pub code: i64,
    /// The id that the control paths show.
    pub id: &'static str,
    /// `settlementMethod` of RMS.
    pub name: &'static str,
    /// Other spellings that the control paths take.
    aliases: &'static [&'static str],
    /// The usual settlement; an order says its own.
    pub settlement: Settlement,
    /// 支払区分 of ネクストエンジン to which the sandbox's 支払発送変換 maps the name.
    pub oms_id: &'static str,
    pub(crate) clearing: Clearing,
}

const fn method(
    code: i64,
    id: &'static str,
    name: &'static str,
    aliases: &'static [&'static str],
    settlement: Settlement,
    oms_id: &'static str,
    clearing: Clearing,
) -> PaymentMethod {
    PaymentMethod {
        code,
        id,
        name,
        aliases,
        settlement,
        oms_id,
        clearing,
    }
}

const CARD: Clearing = Clearing::Automatic { least: 5, most: 30 };
const QUICK: Clearing = Clearing::Automatic { least: 3, most: 3 };
const SCREENING: Clearing = Clearing::Automatic {
    least: 10,
    most: 120,
};

use Settlement::{Common, Selectable};

/// Every way to pay that `getOrder` knows.
pub static PAYMENT_METHODS: [PaymentMethod; 16] = [
    method(
        1,
        "credit_card",
        "クレジットカード",
        &["card"],
        Common,
        "0",
        CARD,
    ),
    method(
        2,
        "cash_on_delivery",
        "代金引換",
        &["代引", "cod"],
        Selectable,
        "1",
        QUICK,
    ),
    method(
        3,
        "pay_later_old",
        "後払い",
        &["旧後払い"],
        Selectable,
        "96",
        QUICK,
    ),
    method(
        4,
        "shopping_credit",
        "ショッピングクレジット／ローン",
        &["ショッピングクレジット"],
        Selectable,
        "96",
        QUICK,
    ),
    method(5, "auto_loan", "オートローン", &[], Selectable, "96", QUICK),
    method(6, "leasing", "リース", &[], Selectable, "96", QUICK),
    method(7, "invoice", "請求書払い", &[], Selectable, "67", QUICK),
    method(8, "points", "ポイント", &[], Common, "85", QUICK),
    method(
        9,
        "bank_transfer",
        "銀行振込",
        &[],
        Common,
        "15",
        Clearing::WhenPaid,
    ),
    method(
        12,
        "apple_pay",
        "Apple Pay",
        &["ApplePay"],
        Common,
        "96",
        CARD,
    ),
    method(
        13,
        "seven_eleven",
        "セブンイレブン（前払）",
        &["セブン前払"],
        Common,
        "36",
        Clearing::WhenPaid,
    ),
    method(
        14,
        "lawson_etc",
        "ファミリーマート、ローソン等（前払）",
        &["ローソン等前払", "ローソン、郵便局ATM等（前払）"],
        Common,
        "35",
        Clearing::WhenPaid,
    ),
    method(16, "alipay", "Alipay", &[], Common, "96", CARD),
    method(17, "paypal", "PayPal", &[], Common, "60", CARD),
    method(21, "pay_later", "後払い決済", &[], Common, "50", SCREENING),
    method(
        27,
        "alipay_cn",
        "Alipay（支付宝）",
        &["支付宝"],
        Common,
        "96",
        CARD,
    ),
];

/// The card, which is also what an order has when nothing else is said.
pub(crate) static CREDIT_CARD: &PaymentMethod = &PAYMENT_METHODS[0];

impl PaymentMethod {
    /// Reads a wire code, an id or a Japanese name.
    pub fn parse(text: &str) -> Option<&'static Self> {
        PAYMENT_METHODS.iter().find(|method| {
            method.code.to_string() == text
                || method.id == text
                || method.name == text
                || method.aliases.contains(&text)
        })
    }

    /// The 支払区分 of ネクストエンジン for a name as the mall writes it.
    pub(crate) fn oms_id_of_name(name: &str) -> Option<&'static str> {
        PAYMENT_METHODS
            .iter()
            .find(|method| method.name == name || method.aliases.contains(&name))
            .map(|method| method.oms_id)
    }
}

/// `deliveryCompany` of RMS: code and name.
pub(crate) const CARRIERS: [(&str, &str); 32] = [
    ("1000", "その他"),
    ("1001", "ヤマト運輸"),
    ("1002", "佐川急便"),
    ("1003", "日本郵便"),
    ("1004", "西濃運輸"),
    ("1005", "セイノースーパーエクスプレス"),
    ("1006", "福山通運"),
    ("1007", "名鉄運輸"),
    ("1008", "トナミ運輸"),
    ("1009", "第一貨物"),
    ("1010", "新潟運輸"),
    ("1011", "中越運送"),
    ("1012", "岡山県貨物運送"),
    ("1013", "久留米運送"),
    ("1014", "山陽自動車運送"),
    ("1015", "NXトランスポート"),
    ("1016", "エコ配"),
    ("1017", "EMS"),
    ("1018", "DHL"),
    ("1019", "FedEx"),
    ("1020", "UPS"),
    ("1021", "日本通運"),
    ("1022", "TNT"),
    ("1023", "OCS"),
    ("1024", "USPS"),
    ("1025", "SFエクスプレス"),
    ("1026", "Aramex"),
    ("1027", "SGHグローバル・ジャパン"),
    ("1028", "Rakuten EXPRESS"),
    ("1029", "日本郵便 楽天倉庫出荷"),
    ("1030", "ヤマト運輸 クロネコゆうパケット"),
    ("1031", "名鉄NX運輸"),
];

/// The name of a carrier, if the mall knows the code.
pub(crate) fn carrier_name(code: &str) -> Option<&'static str> {
    CARRIERS
        .iter()
        .find(|(known, _)| *known == code)
        .map(|(_, name)| *name)
}

/// The 発送方法 of ネクストエンジン that staff choose for a carrier of the mall.
pub(crate) fn ship_method_of_carrier(code: &str) -> Option<&'static str> {
    let id = match code {
        "1000" => "96",
        "1001" | "1030" => "20",
        "1002" => "13",
        "1003" | "1029" => "30",
        "1004" => "60",
        "1006" => "55",
        "1016" => "71",
        "1017" => "80",
        "1021" => "50",
        _ => return None,
    };
    Some(id)
}
