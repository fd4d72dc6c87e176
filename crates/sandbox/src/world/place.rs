//! Placing an order: from a wish, with everything that was not wished made up from the seed.

use jiff::civil::Date;

use crate::jst::Jst;
use crate::world::World;
use crate::world::agenda::Event;
use crate::world::codes::{CREDIT_CARD, PaymentMethod, Progress, Settlement};
use crate::world::credential::SHOP_ID;
use crate::world::generate;
use crate::world::ledger::{Effect, Note};
use crate::world::order::{Actor, Change, Item, Order, Package, ShippingRow, Wrapping};

/// What the 請求金額 is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Total {
    /// Whatever the goods come to.
    #[default]
    FromGoods,
    /// The postage is not determined: −9999.
    Undetermined,
    /// Exactly so many yen.
    Yen(i64),
}

/// A line that the wish names.
#[derive(Debug, Clone, Default)]
pub(crate) struct ItemWish {
    pub(crate) name: Option<String>,
    pub(crate) manage_number: Option<String>,
    pub(crate) price: Option<i64>,
    pub(crate) units: i64,
    pub(crate) tax_percent: Option<i64>,
}

/// What is wished for an order; everything else is made up.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent wishes")]
pub(crate) struct Wish {
    pub(crate) settlement: Option<Settlement>,
    pub(crate) payment: Option<&'static PaymentMethod>,
    pub(crate) progress: Option<Progress>,
    pub(crate) total: Total,
    pub(crate) remarks: Option<String>,
    pub(crate) ordered_at: Option<Jst>,
    pub(crate) items: Option<Vec<ItemWish>>,
    pub(crate) mail_first: bool,
    pub(crate) island: bool,
    pub(crate) destinations: usize,
    pub(crate) extras: bool,
    pub(crate) wished: Option<(Date, i64)>,
    pub(crate) gift: bool,
    pub(crate) pays_after_minutes: Option<i64>,
}

impl World {
    /// Places the order, or lets it come when its time is still ahead.
    ///
    /// # Errors
    /// The reason why no order can be like this.
    pub(crate) fn place(&mut self, wish: Wish) -> Result<String, String> {
        let ordered_at = wish.ordered_at.unwrap_or(self.now);
        let progress = wish.progress.unwrap_or(Progress::AwaitingConfirmation);
        if ordered_at > self.now && progress != Progress::AwaitingConfirmation {
            return Err("an order of the future can only start at 100".to_owned());
        }
        let pays_after = wish.pays_after_minutes;
        let order = self.order_of(wish, ordered_at, progress)?;
        let number = order.number.clone();
        if let Some(minutes) = pays_after {
            self.pays_after.insert(number.clone(), minutes);
        }
        if ordered_at > self.now {
            self.agenda.add(ordered_at, Event::Arrive(number.clone()));
            self.coming.insert(number.clone(), order);
        } else {
            self.arrive(order);
        }
        Ok(number)
    }

    /// The order reaches the mall, and the mail perhaps ネクストエンジン.
    pub(crate) fn arrive(&mut self, order: Order) {
        let number = order.number.clone();
        let mail_first = order.mail_first;
        self.orders.insert(number.clone(), order);
        self.ledger.record(
            self.now,
            Actor::Buyer,
            Note::new("order", vec![number.clone()], Effect::None),
        );
        self.schedule(&number);
        if mail_first {
            self.take_in_mail(&number);
            self.ledger.record(
                self.now,
                Actor::Mall,
                Note::new("order_mail", vec![number], Effect::None),
            );
        }
    }

    pub(crate) fn order_of(
        &mut self,
        wish: Wish,
        ordered_at: Jst,
        progress: Progress,
    ) -> Result<Order, String> {
        let payment = wish.payment.unwrap_or(match wish.settlement {
            Some(Settlement::Selectable) => PaymentMethod::parse("2").unwrap_or(CREDIT_CARD),
            Some(Settlement::Common) | None => CREDIT_CARD,
        });
        let serial = self.count();
        let number = format!(
            "{SHOP_ID}-{}-{:010}",
            ordered_at.date().strftime("%Y%m%d"),
            415_120_000 + serial
        );
        let buyer = generate::person(&mut self.random);
        let packages = self.packages(&wish, payment, &buyer)?;
        let several = packages.len();
        let extras = wish.extras && wish.total == Total::FromGoods && several == 1;
        let wished = wish.wished;
        let mut order = Order {
            number,
            progress,
            settlement: wish.settlement.unwrap_or(payment.settlement),
            payment,
            ordered_at,
            confirmed_at: None,
            confirmed_by: None,
            fixed_at: None,
            paid_at: None,
            reported_at: None,
            cancel_due: Some(ordered_at.plus_days(14).date()),
            delivery_date: wished.map(|(day, _)| day),
            delivery_term: wished.map(|(_, term)| term),
            remarks: wish.remarks.filter(|text| !text.is_empty()),
            memo: None,
            operator: None,
            mail_plug: None,
            sub_status: None,
            gift: wish.gift,
            member: self.random.chance(90),
            device: *self.random.pick(&[0, 11, 12, 21], &0),
            kind: 1,
            caution: 0,
            rakuten_checking: false,
            modified_by_buyer: false,
            one_day: false,
            certified: self.random.chance(20),
            delivery_name: "宅配便".to_owned(),
            delivery_class: None,
            buyer,
            birth: self.random.chance(90).then_some((1990, 1, 1)),
            sex: if self.random.chance(50) { "女" } else { "男" },
            packages,
            coupon: 0,
            points: 0,
            wrapping: None,
            changes: Vec::new(),
            due_dates: Vec::new(),
            mail_first: wish.mail_first,
        };
        if extras {
            self.add_extras(&mut order);
        }
        self.stamp(&mut order);
        Ok(order)
    }

    /// Coupons, points and wrapping as some buyers have them.
    fn add_extras(&mut self, order: &mut Order) {
        let goods: i64 = order.packages.iter().map(Package::goods).sum();
        if goods < 1000 {
            return;
        }
        if self.random.chance(20) {
            order.coupon = 300;
        }
        if self.random.chance(25) {
            order.points = self.random.between(1, 500);
        }
        if self.random.chance(8) {
            order.wrapping = Some(Wrapping {
                name: "包装紙（花柄）".to_owned(),
                price: 110,
            });
            order.gift = true;
        }
    }

    fn packages(
        &mut self,
        wish: &Wish,
        payment: &PaymentMethod,
        buyer: &crate::world::order::Person,
    ) -> Result<Vec<Package>, String> {
        let destinations = wish.destinations.max(1);
        let mut packages = Vec::new();
        for at in 0..destinations {
            // A hundred apart, so that the lines of a destination have numbers of their own.
            let basket_id = 3_100_000_000 + i64::try_from(self.count()).unwrap_or(0) * 100;
            let mut recipient = if at == 0 {
                buyer.clone()
            } else {
                generate::person(&mut self.random)
            };
            if wish.island {
                generate::to_island(&mut recipient);
            }
            let items = self.items(wish, basket_id);
            let mut package = Package {
                basket_id,
                recipient,
                isolated_island: wish.island,
                items,
                postage: Some(0),
                cod_fee: Some(if payment.code == 2 && at == 0 { 330 } else { 0 }),
                noshi: wish.gift.then(|| "内祝".to_owned()),
                rows: Vec::new(),
                default_carrier: "1001",
                drop_off: None,
            };
            settle_total(wish, destinations, &mut package)?;
            packages.push(package);
        }
        Ok(packages)
    }

    fn items(&mut self, wish: &Wish, basket_id: i64) -> Vec<Item> {
        let wished = wish.items.clone().unwrap_or_else(|| {
            let lines = self.random.between(1, 3);
            let lines = if matches!(wish.total, Total::Yen(_)) {
                1
            } else {
                lines
            };
            (0..lines)
                .map(|_| ItemWish {
                    units: 1,
                    ..ItemWish::default()
                })
                .collect()
        });
        let first = self.random.between(0, 7);
        wished
            .into_iter()
            .zip(0_i64..)
            .map(|(line, at)| {
                let place = usize::try_from(first + at).unwrap_or(0);
                let units = if line.units > 0 { line.units } else { 1 };
                let mut item = generate::item(basket_id + at, place, units);
                if let Some(name) = line.name {
                    item.name = name;
                }
                if let Some(manage_number) = line.manage_number {
                    item.variant.clone_from(&manage_number);
                    item.manage_number = manage_number;
                }
                item.price = line.price.unwrap_or(item.price);
                item.tax_percent = line.tax_percent.unwrap_or(item.tax_percent);
                item
            })
            .collect()
    }

    /// Gives an order that does not start at 100 the past that it must have had.
    fn stamp(&mut self, order: &mut Order) {
        let now = self.now;
        let confirmed = order.ordered_at.plus_minutes(10).min(now);
        let fixed = order.ordered_at.plus_minutes(25).min(now);
        let past_confirmation =
            !order.progress.is_cancel() && order.progress > Progress::AwaitingConfirmation;
        if past_confirmation {
            order.confirmed_at = Some(confirmed);
            order.confirmed_by = Some(Actor::Mall);
            let id = self.change_id();
            order.changes.push(confirmation(id, confirmed));
        }
        if past_confirmation && order.progress > Progress::RakutenProcessing {
            order.fixed_at = Some(fixed);
            order.paid_at = (order.settlement == Settlement::Common).then_some(fixed);
            order.cancel_due = Some(order.ordered_at.plus_days(365).date());
        }
        if past_confirmation && order.progress >= Progress::Shipped {
            let last_night = Jst::at(now.date(), 0, 5);
            order.reported_at = Some(last_night.max(fixed));
            order.cancel_due = None;
            for package in &mut order.packages {
                package.rows.push(ShippingRow {
                    id: 3_700_000_000 + package.basket_id % 1_000_000,
                    number: Some(format!("{:012}", package.basket_id)),
                    carrier: Some("1001".to_owned()),
                    shipped_on: now.date().yesterday().ok(),
                });
            }
        }
    }

    pub(crate) fn change_id(&mut self) -> i64 {
        900_000_000 + i64::try_from(self.count()).unwrap_or(0)
    }
}

/// The entry that a confirmation leaves in the audit trail.
pub(crate) fn confirmation(id: i64, at: Jst) -> Change {
    Change {
        id,
        kind: 8,
        detail: None,
        side: None,
        reason_detail: None,
        applied: Some(at),
        fixed: Some(at),
        completed: Some(at),
    }
}

/// Makes the postage, and where needed the prices, come to the wished total.
fn settle_total(wish: &Wish, destinations: usize, package: &mut Package) -> Result<(), String> {
    match wish.total {
        Total::FromGoods => package.postage = Some(if package.goods() >= 3980 { 0 } else { 550 }),
        Total::Undetermined => package.postage = None,
        Total::Yen(yen) => {
            if destinations > 1 || yen < 0 {
                return Err("`total` is 0 yen or more".to_owned());
            }
            let priced = wish
                .items
                .as_ref()
                .is_some_and(|items| items.iter().any(|item| item.price.is_some()));
            if !priced {
                let postage = if (1100..3980).contains(&yen) { 550 } else { 0 };
                share_out(&mut package.items, yen - postage);
            }
            let postage = yen - package.goods();
            if postage < 0 {
                return Err(format!(
                    "the items come to more than the total of {yen} yen"
                ));
            }
            package.postage = Some(postage);
        }
    }
    Ok(())
}

/// Spreads `yen` over the items so that prices times units do not exceed it; the rest becomes postage.
fn share_out(items: &mut [Item], yen: i64) {
    let mut left = yen;
    let mut lines = i64::try_from(items.len()).unwrap_or(1).max(1);
    for item in items {
        let share = left / lines;
        item.price = share / item.units.max(1);
        left -= item.price * item.units;
        lines = (lines - 1).max(1);
    }
}
