//! The shipped vocabulary: what rules may speak of between 楽天市場 and ネクストエンジン.

use std::sync::{Arc, OnceLock};

use sabaki_diagnostic::diagnostic::{Diagnostic, has_errors};
use sabaki_diagnostic::source::Sources;
use sabaki_interpreter::vocabulary::from_file::Attached;
use sabaki_interpreter::vocabulary::load::{load, load_with};
use sabaki_interpreter::vocabulary::model::Vocabulary;

/// The shipped documents, by the name they are shown under.
pub const DOCUMENTS: [(&str, &str); 4] = [
    (
        "enumerations.vocabulary.yaml",
        include_str!("../vocabulary/enumerations.vocabulary.yaml"),
    ),
    (
        "order.vocabulary.yaml",
        include_str!("../vocabulary/order.vocabulary.yaml"),
    ),
    (
        "slip.vocabulary.yaml",
        include_str!("../vocabulary/slip.vocabulary.yaml"),
    ),
    (
        "actions.vocabulary.yaml",
        include_str!("../vocabulary/actions.vocabulary.yaml"),
    ),
];

/// The shipped vocabulary as it is, read once.
pub fn shipped() -> Arc<Vocabulary> {
    static SHIPPED: OnceLock<Arc<Vocabulary>> = OnceLock::new();
    // INVARIANT: a test holds that the shipped documents load without a diagnostic.
    let shipped = SHIPPED.get_or_init(|| Arc::new(load(&sources()).0));
    Arc::clone(shipped)
}

/// The shipped vocabulary together with a shop's or host's own files (name, text), and the data
/// files beside them that members of lists may come from.
///
/// # Errors
/// What is wrong with those files, where anything is an error, with the sources that the places point into.
pub fn shipped_with<'a>(
    further: impl IntoIterator<Item = (&'a str, &'a str)>,
    files: &Attached,
) -> Result<Arc<Vocabulary>, (Sources, Vec<Diagnostic>)> {
    let mut sources = sources();
    for (name, text) in further {
        sources.add(name, text);
    }
    let (vocabulary, diagnostics) = load_with(&mut sources, files);
    if has_errors(&diagnostics) {
        Err((sources, diagnostics))
    } else {
        Ok(Arc::new(vocabulary))
    }
}

fn sources() -> Sources {
    let mut sources = Sources::default();
    for (name, text) in DOCUMENTS {
        sources.add(name, text);
    }
    sources
}

#[cfg(test)]
mod tests {
    use super::*;
    use sabaki_diagnostic::lang::Lang;
    use sabaki_interpreter::vocabulary::lookup::Names;

    #[test]
    fn the_shipped_documents_load_without_a_diagnostic() {
        let sources = sources();
        let (vocabulary, diagnostics) = load(&sources);
        let shown: Vec<String> = diagnostics
            .iter()
            .map(|d| {
                format!(
                    "{} {} {}",
                    sources.place(d.span()),
                    d.code(),
                    d.message(Lang::En)
                )
            })
            .collect();
        assert_eq!(shown, Vec::<String>::new());
        assert_eq!(*shipped(), vocabulary);
    }

    #[test]
    fn every_field_that_the_language_reference_asks_for_is_there() {
        let names = Names::new(&shipped());
        let fields = "shop order_number status settlement payment_method prefecture postal_code \
            ordered_at confirmed_at total total_price goods_total postage cod_fee coupon_total \
            points_used remarks gift noshi wrapping multiple_destinations isolated_island order_type \
            caution rakuten_checking next_day_delivery social_gift modified sub_status \
            cancel_requested payment_due wished_delivery_date destinations items slip.exists \
            slip.waiting slip.status slip.paid slip.tracking_number slip.carrier slip.shipped_on \
            slip.tags first_seen_at now today weekday time_of_day delivery_class one_day_operation \
            wished_time_slot same_as_buyer buyer.name buyer.phone buyer.mail buyer.address \
            slip.ship_method slip.ship_date slip.note slip.edited siblings changed lot \
            ステータス 状態 決済 支払方法 請求金額 合計金額 商品合計金額 送料 代引料 クーポン利用総額 \
            ポイント利用額 注文日時 注文確認日時 支払い期限日 お届け日指定 備考 ギフト 注意表示 楽天確認中 \
            配送方法 配送会社 お荷物伝票番号 発送日 都道府県 複数送付先 商品 送付先 現在 発送方法 出荷予定日";
        for name in fields.split_whitespace() {
            assert!(names.field(name).is_some(), "{name}");
        }
        let actions = "import confirm mark_paid await_payment await_check report_shipment \
            mark_processed cancel tag untag note set_ship_method set_ship_date set_sub_status notify \
            set_wished_date set_time_slot 受注取込 注文確認 入金済みにする 入金待ちにする 確認待ちにする \
            発送完了報告 処理済にする 注文キャンセル タグ付け タグ外し 作業用欄追記 発送方法設定 \
            出荷予定日設定 サブステータス設定 通知";
        for name in actions.split_whitespace() {
            assert!(names.action(name).is_some(), "{name}");
        }
    }
}
