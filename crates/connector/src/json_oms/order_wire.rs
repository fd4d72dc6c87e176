//! The order as an import carries it: all that a slip is made of, personal data included.
//!
//! A key that is absent is unknown (an amount that is not settled), `null` is none.

use jiff::{Timestamp, civil};
use sabaki_order::known::Known;
use sabaki_order::order::{Item, Order, Package, Person, Settlement};
use sabaki_order::personal::Personal;
use sabaki_order::yen::Yen;
use serde::{Serialize, Serializer};

/// A field that may be unknown: then it is left out.
pub(super) struct Out<T>(Known<T>);

impl<T> Out<T> {
    fn is_unknown(&self) -> bool {
        matches!(self.0, Known::Unknown)
    }
}

impl<T: Serialize> Serialize for Out<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.value().serialize(serializer)
    }
}

impl<T: std::fmt::Debug> std::fmt::Debug for Out<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

macro_rules! out {
    ($(#[$doc:meta])* $name:ident { $($always:ident: $kind:ty,)* ; $($maybe:ident: $known:ty,)* }) => {
        $(#[$doc])*
        #[derive(Serialize)]
        pub(super) struct $name<'a> {
            $(pub(super) $always: $kind,)*
            $(
                #[serde(skip_serializing_if = "Out::is_unknown")]
                pub(super) $maybe: Out<$known>,
            )*
        }
    };
}

out! {
    /// 注文
    OrderOut {
        order_number: &'a str,
        status: Option<&'static str>,
        buyer: PersonOut<'a>,
        destinations: Vec<DestinationOut<'a>>,
        ;
        settlement: &'static str,
        payment_method: i64,
        payment_name: &'a str,
        ordered_at: Timestamp,
        total: i64,
        total_price: i64,
        goods_total: i64,
        postage: i64,
        cod_fee: i64,
        payment_charge: i64,
        coupon_total: i64,
        points_used: i64,
        remarks: &'a str,
        gift: bool,
        wrapping: bool,
        wrapping_price: i64,
        order_type: i64,
        caution: i64,
        wished_delivery_date: civil::Date,
        wished_time_slot: i64,
        delivery_name: &'a str,
        memo: &'a str,
    }
}

out! {
    /// 送付先
    DestinationOut {
        id: i64,
        items: Vec<ItemOut<'a>>,
        ;
        recipient: PersonOut<'a>,
        noshi: &'a str,
        postage: i64,
    }
}

out! {
    /// 商品
    ItemOut {
        id: i64,
        name: &'a str,
        manage_number: &'a str,
        sku: &'a str,
        quantity: i64,
        ;
        item_number: &'a str,
        price: i64,
        choice: &'a str,
        tax_percent: i64,
    }
}

/// 注文者 or the recipient of a 送付先.
#[derive(Serialize)]
pub(super) struct PersonOut<'a> {
    family_name: &'a str,
    first_name: &'a str,
    family_kana: &'a str,
    first_kana: &'a str,
    postal_code: &'a str,
    prefecture: &'a str,
    city: &'a str,
    street: &'a str,
    phone: &'a str,
    mail: &'a str,
}

fn as_ref<T>(known: &Known<T>) -> Known<&T> {
    match known {
        Known::Value(value) => Known::Value(value),
        Known::None => Known::None,
        Known::Unknown => Known::Unknown,
    }
}

fn text(known: &Known<String>) -> Out<&str> {
    Out(as_ref(known).map(String::as_str))
}

fn yen(known: Known<Yen>) -> Out<i64> {
    Out(known.map(Yen::get))
}

impl<'a> OrderOut<'a> {
    pub(super) fn of(order: &'a Order) -> Self {
        Self {
            order_number: order.number.as_str(),
            status: order.status.id(),
            buyer: PersonOut::of(&order.buyer),
            destinations: order.packages.iter().map(DestinationOut::of).collect(),
            settlement: Out(order.settlement.map(|settlement| match settlement {
                Settlement::Common => "common",
                Settlement::Selectable => "selectable",
            })),
            payment_method: Out(order.payment_method),
            payment_name: text(&order.payment_name),
            ordered_at: Out(order.ordered_at),
            total: yen(order.total),
            total_price: yen(order.total_price),
            goods_total: yen(order.goods_total),
            postage: yen(order.postage),
            cod_fee: yen(order.cod_fee),
            payment_charge: yen(order.payment_charge),
            coupon_total: yen(order.coupon_total),
            points_used: yen(order.points_used),
            remarks: Out(as_ref(&order.remarks).map(Personal::expose)),
            gift: Out(order.gift),
            wrapping: Out(order.wrapping),
            wrapping_price: yen(order.wrapping_price),
            order_type: Out(order.order_type),
            caution: Out(order.caution),
            wished_delivery_date: Out(order.wished_delivery_date),
            wished_time_slot: Out(order.wished_time_slot),
            delivery_name: text(&order.delivery_name),
            memo: text(&order.memo),
        }
    }
}

impl<'a> DestinationOut<'a> {
    fn of(package: &'a Package) -> Self {
        Self {
            id: package.basket_id,
            items: package.items.iter().map(ItemOut::of).collect(),
            recipient: Out(as_ref(&package.recipient).map(PersonOut::of)),
            noshi: text(&package.noshi),
            postage: yen(package.postage),
        }
    }
}

impl<'a> ItemOut<'a> {
    fn of(item: &'a Item) -> Self {
        Self {
            id: item.detail_id,
            name: &item.name,
            manage_number: &item.manage_number,
            sku: &item.sku,
            quantity: item.quantity,
            item_number: text(&item.item_number),
            price: yen(item.price),
            choice: text(&item.choice),
            tax_percent: Out(item.tax_percent),
        }
    }
}

impl<'a> PersonOut<'a> {
    fn of(person: &'a Person) -> Self {
        Self {
            family_name: person.family_name.expose(),
            first_name: person.first_name.expose(),
            family_kana: person.family_kana.expose(),
            first_kana: person.first_kana.expose(),
            postal_code: person.postal_code.expose(),
            prefecture: &person.prefecture,
            city: person.city.expose(),
            street: person.street.expose(),
            phone: person.phone.expose(),
            mail: person.mail.expose(),
        }
    }
}

/// Never shows anybody's data.
impl std::fmt::Debug for OrderOut<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OrderOut")
            .field("order_number", &self.order_number)
            .finish_non_exhaustive()
    }
}
