//! The order 注文 as a shop speaks of it, without any wire format.

use jiff::{Timestamp, civil};

use crate::id::OrderNumber;
use crate::known::Known;
use crate::personal::Personal;
use crate::yen::Yen;

/// An order as the mall showed it at one instant.
///
/// Source of the fields: RMS getOrder version 10 (confirmed names and codes).
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// 注文番号
    pub number: OrderNumber,
    /// ステータス: the mall's code (100–900), or the older API's states; [`MallStatus`].
    pub status: MallStatus,
    /// サブステータス, by name.
    pub sub_status: Known<String>,
    /// 決済: `rpaySettlementFlag`, never derived from the payment code.
    pub settlement: Known<Settlement>,
    /// 支払方法: the code as the mall writes it; the vocabulary knows the names.
    pub payment_method: Known<i64>,
    /// 支払方法 by name, as the mall shows it (for the OMS import).
    pub payment_name: Known<String>,
    /// 注文日時
    pub ordered_at: Known<Timestamp>,
    /// 注文確認日時
    pub confirmed_at: Known<Timestamp>,
    /// 注文確定日時: set when leaving 楽天処理中.
    pub fixed_at: Known<Timestamp>,
    /// 発送完了報告日時
    pub reported_at: Known<Timestamp>,
    /// 請求金額, after coupons and points.
    pub total: Known<Yen>,
    /// 合計金額
    pub total_price: Known<Yen>,
    /// 商品合計金額
    pub goods_total: Known<Yen>,
    /// 送料
    pub postage: Known<Yen>,
    /// 代引料
    pub cod_fee: Known<Yen>,
    /// 決済手数料 and 後払い手数料 on the buyer, for the OMS import.
    pub payment_charge: Known<Yen>,
    /// クーポン利用総額
    pub coupon_total: Known<Yen>,
    /// ポイント利用額
    pub points_used: Known<Yen>,
    /// 備考 as it came, generated block included; [`crate::remarks`] takes it apart.
    pub remarks: Known<Personal>,
    /// ギフト配送希望
    pub gift: Known<bool>,
    /// ラッピング is asked for.
    pub wrapping: Known<bool>,
    /// ラッピング料, included in the goods total.
    pub wrapping_price: Known<Yen>,
    /// ソーシャルギフト
    pub social_gift: Known<bool>,
    /// 複数送付先
    pub multiple_destinations: Known<bool>,
    /// The single destination is the buyer.
    pub same_as_buyer: Known<bool>,
    /// 離島 at order level.
    pub isolated_island: Known<bool>,
    /// 注文種別: 1 通常, 4 定期購入, 5 頒布会, 6 予約.
    pub order_type: Known<i64>,
    /// 注意表示: 0 none, 1 注意喚起, 2 キャンセル確定.
    pub caution: Known<i64>,
    /// 楽天確認中
    pub rakuten_checking: Known<bool>,
    /// 最強翌日配送
    pub next_day_delivery: Known<bool>,
    /// 注文当日出荷
    pub one_day_operation: Known<bool>,
    /// The buyer changed it in 購入履歴.
    pub modified: Known<bool>,
    /// お届け日指定
    pub wished_delivery_date: Known<civil::Date>,
    /// お届け時間帯: the mall's number (`1921` = 19–21 時).
    pub wished_time_slot: Known<i64>,
    /// 配送方法
    pub delivery_name: Known<String>,
    /// 配送区分: 0–8.
    pub delivery_class: Known<i64>,
    /// ひとことメモ
    pub memo: Known<String>,
    /// 注文者
    pub buyer: Person,
    /// 送付先, at least one.
    pub packages: Vec<Package>,
    /// Changes and confirmations, as the mall lists them.
    pub changes: Vec<Change>,
    /// Due dates, as the mall lists them (newest last).
    pub due_dates: Vec<DueDate>,
    /// キャンセル期限日. What it means is confirmed in no state but 注文確認待ち.
    pub cancel_due: Known<civil::Date>,
    /// 決済, where it was asked for; a mall that has to be asked order by order leaves it unknown
    /// in an ordinary reading.
    pub payment: Payment,
}

/// Where the mall has the order ステータス.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MallStatus {
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
    /// 新規受付 of the older API.
    New,
    /// 処理済 of the older API.
    Processed,
    /// 保留 of the older API.
    OnHold,
    /// A code that nobody has told us about.
    Unknown(i64),
}

impl MallStatus {
    /// From the code of `orderProgress`.
    ///
    /// Source: RMS getOrder, `orderProgress` (confirmed).
    pub const fn from_code(code: i64) -> Self {
        match code {
            100 => Self::AwaitingConfirmation,
            200 => Self::RakutenProcessing,
            300 => Self::AwaitingShipment,
            400 => Self::AwaitingChange,
            500 => Self::Shipped,
            600 => Self::PaymentProcessing,
            700 => Self::PaymentProcessed,
            800 => Self::AwaitingCancel,
            900 => Self::Cancelled,
            other => Self::Unknown(other),
        }
    }

    /// The id in the vocabulary; none for an unknown code.
    pub const fn id(self) -> Option<&'static str> {
        Some(match self {
            Self::AwaitingConfirmation => "awaiting_confirmation",
            Self::RakutenProcessing => "rakuten_processing",
            Self::AwaitingShipment => "awaiting_shipment",
            Self::AwaitingChange => "awaiting_change",
            Self::Shipped => "shipped",
            Self::PaymentProcessing => "payment_processing",
            Self::PaymentProcessed => "payment_processed",
            Self::AwaitingCancel => "awaiting_cancel",
            Self::Cancelled => "cancelled",
            Self::New => "new",
            Self::Processed => "processed",
            Self::OnHold => "on_hold",
            Self::Unknown(_) => return None,
        })
    }
}

/// 決済: who collects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Settlement {
    /// 選択制決済, flag 0.
    Selectable,
    /// 楽天共通決済, flag 1.
    Common,
}

/// How far the payment of an order is 決済.
///
/// Source: RMS getPayment (confirmed names and codes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Payment {
    /// 決済状況: the code as the mall writes it; the vocabulary knows the names.
    pub status: Known<i64>,
    /// 決済手続き完了日時
    pub completed_at: Known<Timestamp>,
}

/// A person with an address: 注文者 or 送付先.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// 姓
    pub family_name: Personal,
    /// 名
    pub first_name: Personal,
    /// 姓カナ
    pub family_kana: Personal,
    /// 名カナ
    pub first_kana: Personal,
    /// 郵便番号, digits only.
    pub postal_code: Personal,
    /// 都道府県
    pub prefecture: String,
    /// 市区町村
    pub city: Personal,
    /// それ以降の住所
    pub street: Personal,
    /// 電話番号, digits only.
    pub phone: Personal,
    /// メールアドレス: RMS gives a relay address; destinations have none.
    pub mail: Personal,
}

/// 送付先 with its items and parcels.
#[derive(Debug, Clone, PartialEq)]
pub struct Package {
    /// 送付先ID, key of shipping updates.
    pub basket_id: i64,
    /// The recipient. Unknown while a social gift's receiver has not typed the address.
    pub recipient: Known<Person>,
    /// 離島
    pub isolated_island: Known<bool>,
    /// のし
    pub noshi: Known<String>,
    /// 送料 of this destination.
    pub postage: Known<Yen>,
    /// 商品 of this destination.
    pub items: Vec<Item>,
    /// Rows of 発送情報.
    pub shipments: Vec<ShipmentRow>,
    /// 購入時配送会社
    pub default_carrier: Known<String>,
}

/// 商品: a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// 商品明細ID
    pub detail_id: i64,
    /// 商品名
    pub name: String,
    /// 商品管理番号
    pub manage_number: String,
    /// 商品番号
    pub item_number: Known<String>,
    /// SKU: システム連携用SKU番号, else SKU管理番号, else 商品番号, else 商品管理番号.
    pub sku: String,
    /// Unit price in yen, tax included.
    pub price: Known<Yen>,
    /// 個数
    pub quantity: i64,
    /// 項目・選択肢
    pub choice: Known<String>,
    /// 消費税率 in per cent.
    pub tax_percent: Known<i64>,
    /// 納期情報
    pub delivery_info: Known<String>,
}

/// A row of 発送情報.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShipmentRow {
    /// 発送明細ID
    pub detail_id: i64,
    /// 配送会社: the mall's code; 1000 is その他, the stub that others leave.
    pub carrier: Known<String>,
    /// お荷物伝票番号
    pub tracking_number: Known<String>,
    /// 発送日
    pub shipped_on: Known<civil::Date>,
}

impl ShipmentRow {
    /// Whether carrier, number and date are all there.
    pub fn is_complete(&self) -> bool {
        self.carrier.value().is_some()
            && self.tracking_number.value().is_some()
            && self.shipped_on.value().is_some()
    }
}

/// An entry of the mall's own change history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// 変更種別: 0 キャンセル申請 … 9 再決済手続き.
    pub kind: Known<i64>,
    /// 申請日時
    pub applied_at: Known<Timestamp>,
}

/// A due date of the mall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueDate {
    /// 0 支払い期限日, 1 支払い方法変更期限日, 2 返金手続き期限日.
    pub kind: i64,
    /// The day.
    pub on: civil::Date,
}
