//! An order of the older API: an order of the mall with a status that is a text, and how it is written.

use crate::jst::Jst;
use crate::rms::get::mail_address;
use crate::world::World;
use crate::world::codes::Progress;
use crate::world::ledger::{Effect, Note};
use crate::world::order::{Actor, Item, Order, Package, Person};
use crate::world::place::Wish;

use super::xml::Xml;

/// Where a new order stands.
pub(crate) const NEW: &str = "新規受付";
/// Written for an amount that is not determined; which of the two, no source settles.
const UNDETERMINED: [i64; 2] = [-9999, -99_999];

/// What is wished for an order of the older API beside what every order has.
#[derive(Debug, Clone, Default)]
pub(crate) struct OlderWish {
    pub(crate) wish: Wish,
    /// 新規受付 unless said otherwise; any text.
    pub(crate) status: Option<String>,
    /// What the shop calls the way to pay.
    pub(crate) settlement_name: Option<String>,
    /// The order with which this one was put together 同梱.
    pub(crate) enclosed_in: Option<String>,
}

/// An order as the older API holds it.
#[derive(Clone)]
pub(crate) struct OlderOrder {
    pub(crate) order: Order,
    pub(crate) status: String,
    settlement_name: String,
    pub(crate) enclosed_in: Option<String>,
    /// Counts the changes.
    seq: u64,
}

impl std::fmt::Debug for OlderOrder {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("OlderOrder")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl OlderOrder {
    /// Puts a text over the status, whatever it was: the API knows no precondition.
    pub(crate) fn set_status(&mut self, status: &str) {
        status.clone_into(&mut self.status);
        self.seq += 1;
    }
}

impl World {
    /// Places an order that only the older API shows.
    ///
    /// # Errors
    /// The reason why no order can be like this.
    pub(crate) fn place_older(&mut self, wish: OlderWish) -> Result<String, String> {
        let ordered_at = wish.wish.ordered_at.unwrap_or(self.now);
        if ordered_at > self.now {
            return Err("an order of the older API is placed now or in the past".to_owned());
        }
        if wish.wish.mail_first {
            return Err("an order of the older API makes no slip by mail".to_owned());
        }
        if let Some(parent) = &wish.enclosed_in
            && !self.older.orders.contains_key(parent)
        {
            return Err(format!("no order `{parent}` of the older API"));
        }
        let order = self.order_of(wish.wish, ordered_at, Progress::AwaitingConfirmation)?;
        let number = order.number.clone();
        let settlement_name = wish.settlement_name.unwrap_or_else(|| {
            match order.payment.code {
                13 => "セブンイレブン前払",
                14 => "ローソン前払",
                _ => order.payment.name,
            }
            .to_owned()
        });
        let older = OlderOrder {
            order,
            status: wish.status.unwrap_or_else(|| NEW.to_owned()),
            settlement_name,
            enclosed_in: wish.enclosed_in,
            seq: 1,
        };
        self.older.orders.insert(number.clone(), older);
        self.ledger.record(
            self.now,
            Actor::Buyer,
            Note::new("order", vec![number.clone()], Effect::None),
        );
        Ok(number)
    }

    /// Staff give an order another status in RMS: 保留 and the like.
    pub(crate) fn staff_sets_status(&mut self, number: &str, status: &str) -> Option<Effect> {
        self.older.orders.get_mut(number)?.set_status(status);
        Some(Effect::Updated)
    }

    /// `orderModel`, with the orders that were put together with it.
    pub(crate) fn older_model(&self, older: &OlderOrder) -> Xml {
        let children: Vec<&OlderOrder> = self
            .older
            .orders
            .values()
            .filter(|child| child.enclosed_in.as_deref() == Some(&older.order.number))
            .collect();
        let enclosure = match (&older.enclosed_in, children.is_empty()) {
            (Some(_), _) => 2,
            (None, false) => 1,
            (None, true) => 0,
        };
        let children = children.iter().map(|child| self.older_model(child));
        model(older, enclosure, &children.collect::<Vec<_>>())
    }
}

/// Elements in the alphabetical order of the schema.
fn model(older: &OlderOrder, enclosure: u8, children: &[Xml]) -> Xml {
    let order = &older.order;
    let sums = order.amounts();
    let child = enclosure == 2;
    let amount = |sum: Option<i64>, spelling: usize| match sum.filter(|_| !child) {
        Some(yen) => yen,
        None => UNDETERMINED.get(spelling).copied().unwrap_or_default(),
    };
    let mut xml = Xml::default();
    xml.shown("asurakuFlg", u8::from(order.certified));
    xml.element("cardStatus", "1");
    for child in children {
        xml.nested("childOrderModel", child);
    }
    if order.coupon > 0 {
        let mut coupon = Xml::default();
        coupon.shown("couponTotalPrice", order.coupon);
        xml.nested("couponModel", &coupon);
    }
    let mut delivery = Xml::default();
    delivery.shown("deliveryClass", order.delivery_class.unwrap_or(0));
    delivery.element("deliveryName", &order.delivery_name);
    xml.nested("deliveryModel", &delivery);
    xml.shown("deliveryPrice", amount(sums.cod_fee, 0));
    xml.shown("enclosureStatus", enclosure);
    xml.shown("goodsPrice", amount(Some(sums.goods), 0));
    xml.shown("goodsTax", amount(Some(0), 0));
    xml.element("isBlackUser", "false");
    xml.shown("isGift", order.gift);
    xml.maybe("memo", order.memo.as_deref());
    xml.shown("modify", order.modified_by_buyer);
    xml.maybe("option", order.remarks.as_deref());
    xml.element("orderDate", &order.ordered_at.iso());
    xml.element("orderNumber", &order.number);
    xml.shown("orderType", order.kind);
    let mail = mail_address(order);
    xml.nested("ordererModel", &person(&order.buyer, Some(&mail)));
    for one in &order.packages {
        xml.nested("packageModel", &package(one));
    }
    let mut points = Xml::default();
    points.element("status", "1");
    points.shown("usedPoint", order.points);
    xml.nested("pointModel", &points);
    xml.shown("postagePrice", amount(sums.postage, 0));
    xml.shown("requestPrice", amount(sums.request, 1));
    xml.shown("seqId", older.seq);
    let mut settlement = Xml::default();
    settlement.element("settlementName", &older.settlement_name);
    xml.nested("settlementModel", &settlement);
    xml.shown("shippingTerm", order.delivery_term.unwrap_or(0));
    xml.element("status", &older.status);
    xml.shown("totalPrice", amount(sums.total, 0));
    if let Some(day) = order.delivery_date {
        xml.shown("wishDeliveryDate", Jst::at(day, 0, 0).iso());
    }
    if let Some(wrapping) = &order.wrapping {
        let mut inside = Xml::default();
        inside.element("name", &wrapping.name);
        inside.shown("price", wrapping.price);
        xml.nested("wrappingModel1", &inside);
    }
    xml
}

fn package(package: &Package) -> Xml {
    let mut xml = Xml::default();
    // A 32-bit number here; the newer API counts further up.
    let basket_id = package.basket_id - 2_700_000_000;
    xml.shown("basketId", basket_id);
    xml.element("deliveryCompanyId", package.default_carrier);
    xml.shown("deliveryPrice", package.cod_fee.unwrap_or(UNDETERMINED[0]));
    xml.shown("goodsPrice", package.goods());
    xml.element("goodsTax", "0");
    for one in &package.items {
        xml.nested("itemModel", &item(one, basket_id));
    }
    xml.maybe("noshi", package.noshi.as_deref());
    xml.shown("postagePrice", package.postage.unwrap_or(UNDETERMINED[0]));
    xml.nested("senderModel", &person(&package.recipient, None));
    xml
}

fn item(item: &Item, basket_id: i64) -> Xml {
    let mut xml = Xml::default();
    xml.shown("basketId", basket_id);
    xml.element("deleteItemFlg", "false");
    xml.element("isIncludedTax", "true");
    xml.shown("itemId", item.catalogue_id);
    xml.element("itemName", &item.name);
    xml.maybe("itemNumber", item.number.as_deref());
    let page = format!(
        "https://item.example.invalid/{}/{}/",
        super::SHOP_URL,
        item.manage_number
    );
    xml.element("pageURL", &page);
    xml.shown("price", item.price);
    xml.maybe("selectedChoice", item.choice.as_deref());
    xml.shown("units", item.units);
    xml
}

fn person(person: &Person, mail: Option<&str>) -> Xml {
    let mut xml = Xml::default();
    xml.element("city", &person.city);
    xml.maybe("emailAddress", mail);
    xml.element("familyName", &person.family);
    xml.element("familyNameKana", &person.family_kana);
    xml.element("firstName", &person.first);
    xml.element("firstNameKana", &person.first_kana);
    xml.element("phoneNumber1", &person.phone.0);
    xml.element("phoneNumber2", &person.phone.1);
    xml.element("phoneNumber3", &person.phone.2);
    xml.element("prefecture", &person.prefecture);
    xml.element("subAddress", &person.sub_address);
    xml.element("zipCode1", &person.zip.0);
    xml.element("zipCode2", &person.zip.1);
    xml
}
