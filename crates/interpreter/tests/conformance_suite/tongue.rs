//! The names of the shipped vocabulary that generated rules use: English first, then Japanese.

/// Fields, members and actions.
const NAMES: &[&[&str]] = &[
    &["status", "ステータス", "状態"],
    &["payment_method", "支払方法", "支払い方法"],
    &["total", "請求金額"],
    &["postage", "送料"],
    &["gift", "ギフト"],
    &["wrapping", "ラッピング"],
    &["remarks", "備考", "備考欄"],
    &["prefecture", "都道府県", "送付先都道府県"],
    &["wished_delivery_date", "お届け日指定", "お届け希望日"],
    &["ordered_at", "注文日時"],
    &["payment_due", "支払い期限日", "支払期限日"],
    &["first_seen_at", "初回取得日時"],
    &["items", "商品"],
    &["destinations", "送付先"],
    &["slip.exists", "伝票あり", "伝票の有無"],
    &["slip.status", "伝票ステータス"],
    &["slip.waiting", "待ちステータス"],
    &["slip.paid", "入金状況"],
    &["slip.tags", "受注分類タグ", "伝票タグ"],
    &["slip.note", "作業用欄"],
    &["slip.ship_method", "発送方法"],
    &["slip.ship_date", "出荷予定日"],
    &["now", "現在"],
    &["today", "今日"],
    &["weekday", "曜日"],
    &["time_of_day", "時刻"],
    &["sku", "SKU", "商品コード"],
    &["quantity", "個数", "数量"],
    &["isolated_island", "離島"],
    &["shipped", "発送報告済み"],
    &["confirm", "注文確認"],
    &["mark_paid", "入金済みにする"],
    &["await_check", "確認待ちにする"],
    &["await_payment", "入金待ちにする"],
    &["cancel", "注文キャンセル"],
    &["tag", "タグ付け"],
    &["untag", "タグ外し"],
    &["note", "作業用欄追記"],
    &["set_ship_method", "発送方法設定"],
    &["set_ship_date", "出荷予定日設定"],
    &["notify", "通知"],
    &["date", "日付"],
    &["time", "時刻"],
    &["length", "文字数"],
    &["without", "除いた文字"],
    &["business_days", "営業日数"],
    &["next_business_day", "翌営業日"],
    &["add_business_days", "営業日後"],
];

/// Values of enumerations: the Japanese name first. The second name is the English one.
const VALUES: &[&[&str]] = &[
    &["注文確認待ち", "awaiting_confirmation"],
    &["楽天処理中", "rakuten_processing"],
    &["発送待ち", "awaiting_shipment"],
    &["変更確定待ち", "awaiting_change"],
    &["発送済", "shipped", "発送済み"],
    &["支払手続き中", "payment_processing"],
    &["支払手続き済", "payment_processed", "支払手続き済み"],
    &["キャンセル確定待ち", "awaiting_cancel"],
    &["キャンセル確定", "cancelled"],
    &["保留", "on_hold"],
    &["新規受付", "new"],
    &["確認待ち", "awaiting_check"],
    &["入金待ち", "awaiting_payment"],
    &["引当待ち", "awaiting_stock"],
    &["発売日待ち", "awaiting_sale_date"],
    &["印刷日待ち", "awaiting_print_date"],
    &["印刷待ち", "awaiting_print"],
    &["印刷済み", "printed", "印刷済"],
    &["出荷済み", "shipped", "出荷済"],
    &["未入金", "unpaid"],
    &["一部入金", "partly_paid"],
    &["入金済み", "paid", "入金済"],
    &["代金引換", "cash_on_delivery", "代引"],
    &["後払い決済", "pay_later"],
    &["セブンイレブン（前払）", "seven_eleven", "セブン前払"],
    &["ローソン、郵便局ATM等（前払）", "lawson_etc"],
    &["欠品", "out_of_stock"],
    &["お客様都合", "buyer_other"],
    &["月", "monday", "月曜", "月曜日"],
    &["火", "tuesday", "火曜"],
    &["水", "wednesday", "水曜日"],
    &["木", "thursday"],
    &["金", "friday", "金曜"],
    &["土", "saturday", "土曜日"],
    &["日", "sunday", "日曜"],
];

/// All names of a field, a member, an action or a function.
pub(crate) fn names(id: &str) -> &'static [&'static str] {
    let found = NAMES.iter().find(|names| names[0] == id);
    found.unwrap_or_else(|| unreachable!("{id}"))
}

/// All names of an enumeration's value.
pub(crate) fn values(ja: &str) -> &'static [&'static str] {
    let found = VALUES.iter().find(|names| names[0] == ja);
    found.unwrap_or_else(|| unreachable!("{ja}"))
}

/// Whether a value's name needs quotes.
pub(crate) fn is_quoted(name: &str) -> bool {
    name == "保留" || name.contains(['（', '、'])
}
