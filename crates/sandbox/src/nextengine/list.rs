//! The small lists: shops, upload patterns, 発送方法別区分, 受注確認内容, tags.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::nextengine::envelope::{Done, Refusal};
use crate::nextengine::field::{Field, Kind, Write};
use crate::nextengine::form::Form;
use crate::nextengine::query::Query;
use crate::world::World;
use crate::world::ledger::Note;

/// A list that can be searched: its fields and its records.
pub(crate) struct List {
    fields: &'static [Field],
    records: Vec<BTreeMap<&'static str, String>>,
}

const fn text(name: &'static str) -> Field {
    Field {
        name,
        kind: Kind::Text,
        write: Write::No,
    }
}

const fn number(name: &'static str) -> Field {
    Field {
        name,
        kind: Kind::Number,
        write: Write::No,
    }
}

/// Searches or counts a list, by the last word of the call.
pub(crate) fn search(form: &Form, call: &str, list: &List) -> Result<Done, Refusal> {
    let counting = call.ends_with("/count");
    let query = if counting {
        Query::count(form, &[list.fields])?
    } else {
        Query::search(form, &[list.fields])?
    };
    let shown = |record: &BTreeMap<&'static str, String>, name: &str| record.get(name).cloned();
    let matched = list
        .records
        .iter()
        .filter(|record| query.matches(&|name| shown(record, name)));
    if counting {
        return Ok(Done::count(matched.count(), Note::nothing(call)));
    }
    let rows = query
        .page(matched)
        .into_iter()
        .map(|record| query.row(&|name| shown(record, name)))
        .collect();
    Ok(Done::rows(rows, Note::nothing(call)))
}

fn records<const WIDTH: usize>(fields: &'static [Field], rows: &[[&str; WIDTH]]) -> List {
    let records = rows
        .iter()
        .map(|row| {
            fields
                .iter()
                .zip(row)
                .map(|(field, value)| (field.name, (*value).to_owned()))
                .collect()
        })
        .collect();
    List { fields, records }
}

static SHOP: &[Field] = &[
    number("shop_id"),
    text("shop_name"),
    text("shop_kana"),
    text("shop_abbreviated_name"),
    text("shop_note"),
    text("shop_mall_id"),
    text("shop_tax_id"),
    text("shop_tax_name"),
    text("shop_currency_unit_id"),
    text("shop_currency_unit_name"),
    text("shop_type_id"),
    text("shop_deleted_flag"),
    Field {
        name: "shop_creation_date",
        kind: Kind::Date,
        write: Write::No,
    },
];

pub(crate) fn shops() -> List {
    records(
        SHOP,
        &[
            [
                "1",
                "見本商店 楽天市場店",
                "ミホンショウテンラクテン",
                "楽天",
                "",
                "1",
                "0",
                "税込",
                "1",
                "円",
                "0",
                "0",
                "2026-01-05 10:00:00",
            ],
            [
                "2",
                "見本商店 本店",
                "ミホンショウテンホンテン",
                "本店",
                "",
                "90",
                "0",
                "税込",
                "1",
                "円",
                "0",
                "0",
                "2026-01-05 10:00:00",
            ],
        ],
    )
}

/// Pattern, name, format, shop, disabled.
const PATTERNS: [[&str; 5]; 3] = [
    ["1", "楽天市場店 汎用", "90", "1", "0"],
    ["2", "楽天市場店 旧", "90", "1", "1"],
    ["3", "本店 汎用", "90", "2", "0"],
];

pub(crate) fn upload_patterns(call: &str) -> Done {
    let rows = PATTERNS
        .iter()
        .map(|[id, name, format, shop, deleted]| {
            json!({
                "receive_order_upload_pattern_id": id,
                "receive_order_upload_pattern_name": name,
                "receive_order_upload_pattern_format_id": format,
                "receive_order_upload_pattern_shop_id": shop,
                "receive_order_upload_pattern_deleted_flag": deleted,
                "receive_order_upload_pattern_creation_date": "2026-01-05 10:00:00",
                "receive_order_upload_pattern_last_modified_date": null,
            })
        })
        .collect();
    Done::rows(rows, Note::nothing(call))
}

/// The shop that a pattern belongs to, unless it is disabled or unknown.
pub(crate) fn usable_pattern(id: &str) -> Option<&'static str> {
    PATTERNS
        .iter()
        .find(|[known, _, _, _, deleted]| *known == id && *deleted == "0")
        .map(|[_, _, _, shop, _]| *shop)
}

static AGENT: &[Field] = &[
    text("forwarding_agent_id"),
    text("forwarding_agent_type"),
    text("forwarding_agent_type_id"),
    text("forwarding_agent_type_name"),
    number("forwarding_agent_display_order"),
    text("forwarding_agent_deleted_flag"),
];

pub(crate) fn forwarding_agents() -> List {
    let slot = "jikantaisitei_kbn";
    records(
        AGENT,
        &[
            ["20", slot, "", "指定なし", "1", "0"],
            ["20", slot, "0812", "午前中", "2", "0"],
            ["20", slot, "1416", "14時～16時", "3", "0"],
            ["20", slot, "1618", "16時～18時", "4", "0"],
            ["20", slot, "1820", "18時～20時", "5", "0"],
            ["20", slot, "1921", "19時～21時", "6", "0"],
            ["20", "okurijyo_kbn", "0", "発払い", "1", "0"],
            ["20", "okurijyo_kbn", "2", "コレクト", "2", "0"],
            ["20", "ondo_kbn", " ", "通常", "1", "0"],
            ["20", "ondo_kbn", "1", "冷凍", "2", "0"],
            ["20", "ondo_kbn", "2", "冷蔵", "3", "0"],
            ["20", "eigyosyo_dome_kbn", "0", "無し", "1", "0"],
            ["20", "eigyosyo_dome_kbn", "1", "有り", "2", "0"],
            ["30", slot, "9", "希望なし", "1", "0"],
            ["30", slot, "60", "午前中", "2", "0"],
            ["30", slot, "62", "12時～14時", "3", "0"],
            ["30", slot, "63", "14時～16時", "4", "0"],
            ["30", slot, "64", "16時～18時", "5", "0"],
            ["30", slot, "65", "18時～20時", "6", "0"],
            ["30", slot, "66", "20時～21時", "7", "0"],
            ["30", "ondo_kbn", "0", "通常", "1", "0"],
            ["30", "ondo_kbn", "1", "冷凍", "2", "0"],
            ["30", "ondo_kbn", "2", "チルド", "3", "0"],
        ],
    )
}

static CONFIRM: &[Field] = &[
    text("confirm_id"),
    text("confirm_name"),
    number("confirm_display_order"),
    text("confirm_valid_flag"),
    text("confirm_deleted_flag"),
];

pub(crate) fn confirms() -> List {
    records(
        CONFIRM,
        &[
            ["AA", "商品コードが商品マスタに無い", "1", "1", "0"],
            ["AD", "支払方法または発送方法を変換できない", "2", "1", "0"],
            ["AG", "備考欄を見て下さい", "3", "1", "0"],
            ["AO", "送り先の郵便番号と住所が不一致", "4", "1", "0"],
        ],
    )
}

static TAG: &[Field] = &[
    text("grouping_tag_id"),
    text("grouping_tag_name"),
    text("grouping_tag_deleted_flag"),
];

/// The tags that slips carry.
pub(crate) fn tags(world: &World) -> List {
    let names: BTreeSet<&str> = world
        .slips
        .values()
        .flat_map(|slip| slip.get("receive_order_gruoping_tag").split(['[', ']']))
        .filter(|name| !name.is_empty())
        .collect();
    let records = names
        .into_iter()
        .zip(1_u32..)
        .map(|(name, id)| {
            BTreeMap::from([
                ("grouping_tag_id", id.to_string()),
                ("grouping_tag_name", name.to_owned()),
                ("grouping_tag_deleted_flag", "0".to_owned()),
            ])
        })
        .collect();
    List {
        fields: TAG,
        records,
    }
}
