//! Taking the lines of an upload in: new slips, completed mail slips, and numbers that are skipped.

use crate::jst::Jst;
use crate::nextengine::master::Master;
use crate::nextengine::que::{QueFails, QueState};
use crate::nextengine::row::{NewRow, amount, number};
use crate::nextengine::slip::Slip;
use crate::nextengine::upload::COLUMNS;
use crate::world::World;
use crate::world::codes::PaymentMethod;
use crate::world::ledger::{Effect, Note};

/// A line of the file by the names of its columns.
struct Line<'a>(&'a [String]);

impl<'a> Line<'a> {
    fn get(&self, column: &str) -> &'a str {
        COLUMNS
            .iter()
            .position(|known| *known == column)
            .and_then(|at| self.0.get(at))
            .map_or("", String::as_str)
    }
}

impl World {
    /// Runs a que that is still waiting.
    pub(crate) fn run_que(&mut self, id: u64) {
        let now = self.now;
        if !self.waiting_ques.remove(&id) {
            return;
        }
        let Some(que) = self.ques.get_mut(&id) else {
            return;
        };
        que.modified = Some(now);
        let lines = std::mem::replace(&mut que.lines, Ok(Vec::new()));
        let (shop, fails) = (que.shop, que.fails);
        let state = match lines {
            _ if fails == QueFails::Whole => {
                QueState::Failed("受注の取込に失敗しました。".to_owned())
            }
            Err(reason) => QueState::Failed(reason),
            Ok(lines) => self.take_in(shop, &lines, fails),
        };
        if let Some(que) = self.ques.get_mut(&id) {
            que.state = state;
        }
    }

    fn take_in(&mut self, shop: &'static str, lines: &[Vec<String>], fails: QueFails) -> QueState {
        let mut numbers: Vec<&str> = Vec::new();
        for line in lines {
            let number = Line(line).get("店舗伝票番号");
            if number.is_empty()
                || number.len() > 30
                || !number
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            {
                return QueState::Failed("店舗伝票番号が不正です。".to_owned());
            }
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
        let faulty = match fails {
            QueFails::SecondHalf => numbers.split_off(numbers.len() / 2),
            QueFails::No | QueFails::Whole => Vec::new(),
        };
        let mut taken = Vec::new();
        for number in numbers {
            let own: Vec<Line<'_>> = lines
                .iter()
                .map(|line| Line(line))
                .filter(|line| line.get("店舗伝票番号") == number)
                .collect();
            if self.take_in_one(shop, number, &own) {
                taken.push(number.to_owned());
            }
        }
        let message = format!("{}件の受注を取り込みました。", taken.len());
        for number in taken {
            self.ledger.record_call(
                self.now,
                Note::new("receiveorder_base/upload", vec![number], Effect::Imported),
                None,
                None,
            );
        }
        if fails == QueFails::SecondHalf {
            return QueState::Failed(faulty_lines(lines, &faulty));
        }
        QueState::Done(message)
    }

    /// Takes one order in; false when the number is already there and is skipped in silence.
    fn take_in_one(&mut self, shop: &'static str, number: &str, lines: &[Line<'_>]) -> bool {
        let now = self.now;
        let existing = self.slips_of.get(number).into_iter().flatten().find(|id| {
            self.slips
                .get(id)
                .is_some_and(|slip| slip.get("receive_order_shop_id") == shop)
        });
        let slip = match existing.copied() {
            Some(id) => {
                let is_mail = self
                    .slips
                    .get(&id)
                    .is_some_and(|slip| slip.status() == "1" && slip.is_live());
                if !(is_mail && self.assumptions.upload_merges_mail_slip) {
                    return false;
                }
                let Some(mut slip) = self.slips.remove(&id) else {
                    return false;
                };
                slip.set("receive_order_order_status_id", "2");
                slip.rows.clear();
                slip.touch(now);
                slip
            }
            None => Slip::new(self.next_slip_id(), "2", "1", now),
        };
        let slip = filled(slip, shop, number, lines, now);
        let id = slip.id;
        self.keep_slip(slip);
        self.settle_status(id);
        true
    }

    pub(crate) fn next_slip_id(&mut self) -> u64 {
        50_000 + self.count()
    }

    pub(crate) fn keep_slip(&mut self, slip: Slip) {
        let ids = self
            .slips_of
            .entry(slip.order_number().to_owned())
            .or_default();
        if !ids.contains(&slip.id) {
            ids.push(slip.id);
        }
        self.slips.insert(slip.id, slip);
    }
}

/// What a que says of the lines that it could not take in; the header is line 1.
fn faulty_lines(lines: &[Vec<String>], faulty: &[&str]) -> String {
    let numbered = lines.iter().zip(2..);
    let faulty = numbered.filter(|(line, _)| faulty.contains(&Line(line).get("店舗伝票番号")));
    let told = faulty.map(|(_, at)| format!("{at}行目: 取り込めませんでした。"));
    told.collect::<Vec<_>>().join("\n")
}

/// Columns that go into a field as they are.
const COPIED: [(&str, &str); 16] = [
    ("受注住所１", "receive_order_purchaser_address1"),
    ("受注住所２", "receive_order_purchaser_address2"),
    ("受注名", "receive_order_purchaser_name"),
    ("受注名カナ", "receive_order_purchaser_kana"),
    ("受注メールアドレス", "receive_order_purchaser_mail_address"),
    ("発送先住所１", "receive_order_consignee_address1"),
    ("発送先住所２", "receive_order_consignee_address2"),
    ("発送先名", "receive_order_consignee_name"),
    ("発送先カナ", "receive_order_consignee_kana"),
    ("ギフトフラグ", "receive_order_gift_flag"),
    ("作業者欄", "receive_order_worker_text"),
    ("備考", "receive_order_note"),
    ("時間帯指定", "receive_order_hope_delivery_time_slot_name"),
    ("顧客コード", "receive_order_customer_id"),
    ("日付指定", "receive_order_hope_delivery_date"),
    ("受注日", "receive_order_date"),
];

const AMOUNTS: [(&str, &str); 7] = [
    ("商品計", "receive_order_goods_amount"),
    ("税金", "receive_order_tax_amount"),
    ("発送料", "receive_order_delivery_fee_amount"),
    ("手数料", "receive_order_charge_amount"),
    ("ポイント", "receive_order_point_amount"),
    ("その他費用", "receive_order_other_amount"),
    ("合計金額", "receive_order_total_amount"),
];

/// Zip codes and telephone numbers lose their hyphens.
const PLAIN: [(&str, &str); 4] = [
    ("受注郵便番号", "receive_order_purchaser_zip_code"),
    ("受注電話番号", "receive_order_purchaser_tel"),
    ("発送郵便番号", "receive_order_consignee_zip_code"),
    ("発送電話番号", "receive_order_consignee_tel"),
];

fn filled(mut slip: Slip, shop: &str, number_text: &str, lines: &[Line<'_>], now: Jst) -> Slip {
    slip.set("receive_order_shop_id", shop);
    slip.set("receive_order_shop_cut_form_id", number_text);
    let Some(first) = lines.first() else {
        return slip;
    };
    for (column, field) in COPIED {
        let value = first.get(column);
        let is_date = matches!(column, "受注日" | "日付指定");
        match (is_date, Jst::parse(&value.replace('/', "-"))) {
            (true, Some(at)) => slip.set(field, &at.ne()),
            (true, None) => {}
            (false, _) => slip.set(field, value),
        }
    }
    for (column, field) in AMOUNTS {
        slip.set(field, &amount(number(first.get(column))));
    }
    for (column, field) in PLAIN {
        slip.set(field, &first.get(column).replace('-', ""));
    }
    let payment = payment_of(first.get("支払方法"));
    let delivery = delivery_of(first.get("発送方法"));
    slip.set("receive_order_payment_method_id", payment.unwrap_or("96"));
    slip.set("receive_order_delivery_id", delivery.unwrap_or("20"));
    slip.set(
        "receive_order_credit_approval_type_id",
        if payment == Some("0") { "10" } else { "0" },
    );
    slip.set(
        "receive_order_send_plan_date",
        &format!("{} 00:00:00", now.date()),
    );
    for line in lines {
        let new = NewRow {
            goods_id: line.get("商品コード"),
            goods_name: line.get("商品名"),
            quantity: line.get("受注数量"),
            unit_price: line.get("商品価格"),
            option: line.get("商品オプション"),
            tax_rate: line.get("消費税率（%）"),
        };
        slip.add_row(&new, now);
    }
    decide_check(&mut slip, payment.is_none() || delivery.is_none());
    slip
}

/// The 確認待ち decision, made once when a slip comes in.
fn decide_check(slip: &mut Slip, unmapped: bool) {
    let mut ids = Vec::new();
    if has_comment(slip.get("receive_order_note")) {
        ids.push("AG");
    }
    if unmapped {
        ids.push("AD");
    }
    slip.set(
        "receive_order_confirm_check_id",
        if ids.is_empty() { "0" } else { "1" },
    );
    slip.set("receive_order_confirm_ids", &ids.join(":"));
}

/// Whether the buyer wrote something, beside the block that the mall generates.
fn has_comment(note: &str) -> bool {
    match note.split_once("[備考:]") {
        Some((_, comment)) => !comment.trim().is_empty(),
        None => !note.trim().is_empty() && !note.trim_start().starts_with("[配送日時指定:]"),
    }
}

/// 支払発送変換 of the sandbox: the mall's names and ネクストエンジン's own.
fn payment_of(name: &str) -> Option<&'static str> {
    Master::PaymentMethod
        .id_of(name)
        .or_else(|| PaymentMethod::oms_id_of_name(name))
}

fn delivery_of(name: &str) -> Option<&'static str> {
    let own = Master::Delivery.id_of(name);
    own.or_else(|| {
        let id = match name {
            "宅配便"
            | "小型宅配便"
            | "大型宅配便"
            | "クール便"
            | "宅配便(ヤマト運輸)"
            | "ヤマト運輸" => "20",
            "メール便" => "22",
            "宅配便(佐川急便)" | "佐川急便" => "13",
            "宅配便(日本郵便)" | "日本郵便" => "30",
            "コンビニ受取" => "16",
            "郵便局受取" => "36",
            "店頭受取" => "95",
            "国際配送" => "98",
            _ => return None,
        };
        Some(id)
    })
}
