//! The sums of an order, so that every total on the wire adds up.

use crate::world::order::Order;

/// What RMS sends for an amount that the shop has not determined.
pub(crate) const UNDETERMINED: i64 = -9999;

/// The sums in yen; nothing where the shop has not determined a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Amounts {
    pub(crate) goods: i64,
    pub(crate) postage: Option<i64>,
    pub(crate) cod_fee: Option<i64>,
    /// 合計金額: goods, wrapping and postage.
    pub(crate) total: Option<i64>,
    /// 請求金額: the same after coupons and points.
    pub(crate) request: Option<i64>,
    pub(crate) taxes: Vec<TaxSum>,
}

/// The part of an order at one rate of tax.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TaxSum {
    pub(crate) percent: i64,
    pub(crate) total: Option<i64>,
    pub(crate) coupon: i64,
}

impl TaxSum {
    /// What is asked for at this rate, before points.
    pub(crate) fn request(&self) -> Option<i64> {
        self.total.map(|total| total - self.coupon)
    }

    /// The tax contained in it, rounded down.
    pub(crate) fn tax(&self) -> Option<i64> {
        self.request()
            .map(|request| request * self.percent / (100 + self.percent))
    }
}

impl Order {
    pub(crate) fn amounts(&self) -> Amounts {
        let wrapping = self.wrapping.as_ref().map_or(0, |wrapping| wrapping.price);
        let goods = self
            .packages
            .iter()
            .map(super::order::Package::goods)
            .sum::<i64>()
            + wrapping;
        let postage = self
            .packages
            .iter()
            .map(|package| package.postage)
            .sum::<Option<i64>>();
        let cod_fee = self
            .packages
            .iter()
            .map(|package| package.cod_fee)
            .sum::<Option<i64>>();
        // An undetermined 代引料 leaves the totals undetermined as well, though they do not contain it.
        let total = postage.and_then(|postage| cod_fee.map(|_| goods + postage));
        let request = total.map(|total| total - self.coupon - self.points);
        Amounts {
            goods,
            postage,
            cod_fee,
            total,
            request,
            taxes: self.taxes(wrapping, postage, total),
        }
    }

    fn taxes(&self, wrapping: i64, postage: Option<i64>, total: Option<i64>) -> Vec<TaxSum> {
        let goods_at = |percent: i64| -> i64 {
            self.items()
                .filter(|item| item.tax_percent == percent)
                .map(|item| item.price * item.units)
                .sum()
        };
        let reduced = goods_at(8);
        let normal = goods_at(10) + wrapping + postage.unwrap_or(0);
        let mut sums = Vec::new();
        let normal_coupon = match total {
            Some(total) if total > 0 => self.coupon * normal / total,
            _ => self.coupon,
        };
        if normal > 0 || reduced == 0 {
            sums.push(TaxSum {
                percent: 10,
                total: total.map(|_| normal),
                coupon: normal_coupon,
            });
        }
        if reduced > 0 {
            let coupon = self.coupon - if normal > 0 { normal_coupon } else { 0 };
            sums.push(TaxSum {
                percent: 8,
                total: total.map(|_| reduced),
                coupon,
            });
        }
        sums
    }
}

/// The number on the wire.
pub(crate) fn on_wire(amount: Option<i64>) -> i64 {
    amount.unwrap_or(UNDETERMINED)
}
