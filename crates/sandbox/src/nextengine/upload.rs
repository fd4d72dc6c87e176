//! `upload`: the 汎用 CSV goes into a que; rows are taken in later.

use std::io::Read;

use crate::nextengine::envelope::{Done, Refusal};
use crate::nextengine::form::Form;
use crate::nextengine::list;
use crate::nextengine::que::{Que, QueFails};
use crate::nextengine::update::missing;
use crate::world::World;
use crate::world::agenda::Event;
use crate::world::assumption::invented;
use crate::world::fault::Fault;
use crate::world::ledger::{Effect, Note};

/// The 38 columns of the 汎用 layout, in their order.
pub(crate) const COLUMNS: [&str; 38] = [
    "店舗伝票番号",
    "受注日",
    "受注郵便番号",
    "受注住所１",
    "受注住所２",
    "受注名",
    "受注名カナ",
    "受注電話番号",
    "受注メールアドレス",
    "発送郵便番号",
    "発送先住所１",
    "発送先住所２",
    "発送先名",
    "発送先カナ",
    "発送電話番号",
    "支払方法",
    "発送方法",
    "商品計",
    "税金",
    "発送料",
    "手数料",
    "ポイント",
    "その他費用",
    "合計金額",
    "ギフトフラグ",
    "時間帯指定",
    "日付指定",
    "作業者欄",
    "備考",
    "商品名",
    "商品コード",
    "商品価格",
    "受注数量",
    "商品オプション",
    "出荷済フラグ",
    "顧客区分",
    "顧客コード",
    "消費税率（%）",
];

/// The most that a file may unzip to, so that a small request cannot fill the memory.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

pub(crate) fn unzipped(data: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    flate2::read::GzDecoder::new(data)
        .take(MOST_BYTES)
        .read_to_end(&mut out)
        .ok()?;
    Some(out)
}

/// UTF-8 where it is UTF-8, otherwise CP932.
fn decoded(data: &[u8]) -> Option<String> {
    let data = data.strip_prefix(b"\xef\xbb\xbf").unwrap_or(data);
    if let Ok(text) = std::str::from_utf8(data) {
        return Some(text.to_owned());
    }
    encoding_rs::SHIFT_JIS
        .decode_without_bom_handling_and_without_replacement(data)
        .map(std::borrow::Cow::into_owned)
}

pub(crate) fn upload(world: &mut World, form: &Form, call: &str) -> Result<Done, Refusal> {
    let pattern = form
        .text("receive_order_upload_pattern_id")
        .ok_or_else(|| missing("receive_order_upload_pattern_id"))?;
    let shop = list::usable_pattern(pattern).ok_or_else(|| {
        Refusal::new(
            invented::PATTERN_UNUSABLE,
            "使用できない受注一括登録パターンです。",
        )
    })?;
    let data = form.bytes("data_1").ok_or_else(|| missing("data_1"))?;
    let data = match form.text("data_type_1") {
        Some("csv") => data.to_vec(),
        Some("gz") => unzipped(data)
            .ok_or_else(|| Refusal::new(invented::BROKEN_DATA, "data_1を解凍できません。"))?,
        _ => return Err(missing("data_type_1")),
    };
    let lines = decoded(&data)
        .ok_or("文字コードが不正です。".to_owned())
        .and_then(|text| lines(&text));
    let mut numbers: Vec<String> = lines
        .iter()
        .flatten()
        .filter_map(|line| line.first().cloned())
        .collect();
    numbers.dedup();
    if world.is_sabotaged(Fault::OmsItself) {
        world.oms_acts_itself(&numbers);
    }
    let id = world.count();
    if world.is_sabotaged(Fault::QueRow) {
        world.bad_rows.extend(numbers.first().cloned());
    }
    let bad = numbers.iter().any(|n| world.bad_rows.contains(n));
    let fails = if bad || world.is_sabotaged(Fault::QueFailure) {
        QueFails::Whole
    } else if world.is_sabotaged(Fault::PartialFailure) {
        QueFails::SecondHalf
    } else {
        QueFails::No
    };
    world
        .ques
        .insert(id, Que::new(id, shop, lines, fails, world.now));
    world.waiting_ques.insert(id);
    let due = world.now.plus_seconds(world.que_seconds);
    world.agenda.add(due, Event::Que(id));
    let note = Note::new(call, numbers, Effect::None);
    Ok(Done {
        body: serde_json::json!({"que_id": id.to_string()}),
        note,
    })
}

/// The data lines, each with its 38 values; or what is wrong with the file.
fn lines(text: &str) -> Result<Vec<Vec<String>>, String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let Some(Ok(header)) = records.next() else {
        return Err("ファイルにデータがありません。".to_owned());
    };
    if !header.iter().map(str::trim).eq(COLUMNS) {
        return Err("ヘッダーが汎用の形式と一致しません。".to_owned());
    }
    let mut lines = Vec::new();
    for (at, record) in records.enumerate() {
        let record = record.map_err(|_| format!("{}行目を読めません。", at + 2))?;
        if record.len() != COLUMNS.len() {
            return Err(format!("{}行目の列数が不正です。", at + 2));
        }
        lines.push(record.iter().map(str::to_owned).collect());
    }
    Ok(lines)
}
