//! 受注メール取込: the mail makes a provisional slip in 新規受付.

use crate::nextengine::row::{NewRow, amount};
use crate::nextengine::slip::Slip;
use crate::world::World;
use crate::world::order::{Order, Person};

impl World {
    /// Makes the slip that the mail of an order brings, in 受注メール取込済.
    pub(crate) fn take_in_mail(&mut self, number: &str) {
        let now = self.now;
        let id = self.next_slip_id();
        let Some(order) = self.orders.get(number) else {
            return;
        };
        let mut slip = Slip::new(id, "1", "0", now);
        fill(&mut slip, order);
        for item in order.items() {
            let new = NewRow {
                goods_id: &item.manage_number,
                goods_name: &item.name,
                quantity: &item.units.to_string(),
                unit_price: &item.price.to_string(),
                option: item.choice.as_deref().unwrap_or_default(),
                tax_rate: &item.tax_percent.to_string(),
            };
            slip.add_row(&new, now);
        }
        self.keep_slip(slip);
    }
}

pub(crate) fn fill(slip: &mut Slip, order: &Order) {
    let amounts = order.amounts();
    slip.set("receive_order_shop_id", "1");
    slip.set("receive_order_shop_cut_form_id", &order.number);
    slip.set("receive_order_date", &order.ordered_at.ne());
    slip.set("receive_order_payment_method_id", order.payment.oms_id);
    slip.set("receive_order_delivery_id", "20");
    slip.set(
        "receive_order_note",
        order.remarks.as_deref().unwrap_or_default(),
    );
    for (field, yen) in [
        ("receive_order_goods_amount", amounts.goods),
        ("receive_order_tax_amount", 0),
        (
            "receive_order_delivery_fee_amount",
            amounts.postage.unwrap_or(0),
        ),
        ("receive_order_charge_amount", amounts.cod_fee.unwrap_or(0)),
        ("receive_order_point_amount", order.points),
        ("receive_order_other_amount", -order.coupon),
        ("receive_order_total_amount", amounts.request.unwrap_or(0)),
    ] {
        #[expect(
            clippy::cast_precision_loss,
            reason = "yen of an order are far below 2^53"
        )]
        slip.set(field, &amount(yen as f64));
    }
    address(slip, "purchaser", &order.buyer);
    if let Some(package) = order.packages.first() {
        address(slip, "consignee", &package.recipient);
    }
}

fn address(slip: &mut Slip, who: &str, person: &Person) {
    let field = |part: &str| format!("receive_order_{who}_{part}");
    slip.set(
        &field("name"),
        &format!("{} {}", person.family, person.first),
    );
    slip.set(
        &field("kana"),
        &format!("{} {}", person.family_kana, person.first_kana),
    );
    slip.set(
        &field("zip_code"),
        &format!("{}{}", person.zip.0, person.zip.1),
    );
    slip.set(
        &field("address1"),
        &format!("{}{}{}", person.prefecture, person.city, person.sub_address),
    );
    slip.set(
        &field("tel"),
        &format!("{}{}{}", person.phone.0, person.phone.1, person.phone.2),
    );
}
