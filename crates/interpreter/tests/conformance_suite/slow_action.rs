//! What the shipped actions ask, once more: whether one is legal and whether it is done.

use super::model::{C, Op, Order, V, Where, X};
use super::reference::{Look, Truth, and, compare, negate, or, truth};

const BEFORE_SHIPPING: [&str; 7] = [
    "注文確認待ち",
    "楽天処理中",
    "発送待ち",
    "変更確定待ち",
    "新規受付",
    "処理済",
    "保留",
];

fn among(field: &'static str, names: &[&str], order: &Order) -> Truth {
    match order.get(field) {
        Some(V::Enum(_, name)) => Some(names.contains(name)),
        Some(V::None) => Some(false),
        _ => None,
    }
}

fn in_set(field: &'static str, wanted: &V, order: &Order) -> Truth {
    match order.get(field) {
        Some(V::Set(values)) => or(values.iter().map(|v| compare(v, Op::Equal, wanted))),
        _ => None,
    }
}

/// Whether an action is legal, and whether it is done.
pub(crate) fn asked(action: &str, args: &[V], look: &Look<'_>) -> (Truth, Truth) {
    let order = look.order;
    let before = |edited: &str| {
        and([
            negate(among("slip.status", &["出荷済み"], order)),
            among("status", &BEFORE_SHIPPING, order),
            negate(in_set("slip.edited", &V::Text(edited.to_owned()), order)),
        ])
    };
    let same = |field: &'static str| compare(&order[field], Op::Equal, &args[0]);
    let check = V::Enum(1, "確認待ち");
    match action {
        "confirm" => {
            let beyond = [
                "楽天処理中",
                "発送待ち",
                "変更確定待ち",
                "発送済",
                "支払手続き中",
                "支払手続き済",
            ];
            (
                among("status", &["注文確認待ち"], order),
                among("status", &beyond, order),
            )
        }
        "await_check" => (
            negate(among("slip.status", &["印刷済み", "出荷済み"], order)),
            in_set("slip.waiting", &check, order),
        ),
        "await_payment" => (
            negate(among("slip.status", &["印刷済み", "出荷済み"], order)),
            in_set("slip.waiting", &V::Enum(2, "入金待ち"), order),
        ),
        "mark_paid" => (
            and([
                negate(among("status", &["キャンセル確定"], order)),
                negate(among("slip.paid", &["入金済み"], order)),
            ]),
            among("slip.paid", &["入金済み"], order),
        ),
        "cancel" => (
            and([
                among("status", &["注文確認待ち", "楽天処理中", "発送待ち"], order),
                compare(&order["cancel_allowed"], Op::Equal, &V::Bool(true)),
            ]),
            among("status", &["キャンセル確定"], order),
        ),
        "note" => {
            let note = X::Field("slip.note");
            let phrase = C::Phrase(false, note, Where::Anywhere, args[0].shown());
            (Some(true), truth(&phrase, look))
        }
        "untag" => (Some(true), negate(in_set("slip.tags", &args[0], order))),
        "tag" => (Some(true), in_set("slip.tags", &args[0], order)),
        "set_ship_method" => (before("ship_method"), same("slip.ship_method")),
        "set_ship_date" => (before("ship_date"), same("slip.ship_date")),
        _ => (Some(true), Some(false)),
    }
}
