//! A mall in memory.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use sabaki_order::id::OrderNumber;
use sabaki_order::known::Known;
use sabaki_order::order::{MallStatus, Order, Package, Payment};

use super::world::{Deed, Fault, Inner, World, broken, outcome, refuse, row};
use crate::port::mall::{Mall, MallCall, OrderReading, Parcel, SearchWindow};
use crate::port::outcome::{Outcome, PortError, RefusalKind};

pub(super) struct FakeMall(pub Arc<World>);

#[async_trait]
impl Mall for FakeMall {
    async fn search(&self, window: SearchWindow) -> Result<Vec<OrderNumber>, PortError> {
        let fault = self.0.request("search").await;
        if let Some(error) = broken(fault.as_ref()) {
            return Err(error);
        }
        let found = {
            let mut inner = self.0.lock();
            inner.windows.push(window);
            let inside = |at: &Timestamp| (window.from..=window.until).contains(at);
            let orders = inner.orders.values();
            orders
                .filter(|o| o.ordered_at.value().is_some_and(inside))
                .map(|o| o.number.clone())
                .collect()
        };
        self.0.boundary().await;
        Ok(found)
    }

    async fn read(&self, numbers: &[OrderNumber]) -> Result<Vec<OrderReading>, PortError> {
        for _ in numbers.chunks(100) {
            let fault = self.0.request("get").await;
            if let Some(error) = broken(fault.as_ref()) {
                return Err(error);
            }
        }
        let poison = self.0.lock().poison.clone();
        if poison.is_some_and(|poison| numbers.contains(&poison)) {
            return Err(broken(Some(&Fault::Rejected)).unwrap());
        }
        let readings = {
            let inner = self.0.lock();
            let read = |number: &OrderNumber| match inner.orders.get(number) {
                Some(_) if inner.garbled.contains(number) => OrderReading::Unreadable {
                    number: number.clone(),
                    reason: "`orderProgress` is no number".into(),
                },
                Some(order) => OrderReading::Read(Box::new(order.clone())),
                None => OrderReading::Missing {
                    number: number.clone(),
                },
            };
            numbers.iter().map(read).collect()
        };
        self.0.boundary().await;
        Ok(readings)
    }

    async fn payments(&self, orders: &[&Order]) -> Vec<Payment> {
        let mut inner = self.0.lock();
        *inner.requests.entry("payments").or_default() += 1;
        let payment = |order: &&Order| inner.payments.get(&order.number).copied();
        let payments = orders.iter().map(payment);
        payments.map(Option::unwrap_or_default).collect()
    }

    async fn confirm(&self, calls: &[MallCall<'_>]) -> Result<Vec<Outcome>, PortError> {
        assert!(calls.len() <= self.confirm_batch());
        let happen = |inner: &mut Inner, number: &OrderNumber| {
            let order = inner.orders.get_mut(number).unwrap();
            match order.status {
                MallStatus::AwaitingConfirmation => {
                    order.status = MallStatus::RakutenProcessing;
                    true
                }
                _ => false,
            }
        };
        self.act("confirm", calls, happen).await
    }

    fn confirm_batch(&self) -> usize {
        100
    }

    async fn report_shipment(
        &self,
        call: MallCall<'_>,
        parcels: &[Parcel],
    ) -> Result<Outcome, PortError> {
        let happen = |inner: &mut Inner, number: &OrderNumber| {
            let order = inner.orders.get_mut(number).unwrap();
            // As the API does it: every call appends. As a connector does it: only what is missing.
            for parcel in parcels {
                let to = |p: &&mut Package| p.basket_id == parcel.basket_id;
                let package = order.packages.iter_mut().find(to).unwrap();
                let read = call
                    .order
                    .packages
                    .iter()
                    .find(|p| p.basket_id == parcel.basket_id);
                let number = Known::Value(parcel.tracking_number.clone());
                let mut before = read.unwrap().shipments.iter();
                if !before.any(|row| row.tracking_number == number) {
                    package.shipments.push(row(parcel));
                }
            }
            true
        };
        let outcomes = self.act("report", &[call], happen).await?;
        Ok(outcomes.into_iter().next().unwrap())
    }

    async fn cancel(&self, call: MallCall<'_>, _reason: &str) -> Result<Outcome, PortError> {
        let happen = |inner: &mut Inner, number: &OrderNumber| {
            inner.status(number, MallStatus::Cancelled);
            true
        };
        let outcomes = self.act("cancel", &[call], happen).await?;
        Ok(outcomes.into_iter().next().unwrap())
    }

    async fn set_sub_status(&self, call: MallCall<'_>, name: &str) -> Result<Outcome, PortError> {
        let happen = |inner: &mut Inner, number: &OrderNumber| {
            inner.orders.get_mut(number).unwrap().sub_status = Known::Value(name.to_owned());
            true
        };
        let outcomes = self.act("sub_status", &[call], happen).await?;
        Ok(outcomes.into_iter().next().unwrap())
    }

    async fn mark_processed(&self, _call: MallCall<'_>) -> Result<Outcome, PortError> {
        Ok(refuse(RefusalKind::Other))
    }

    async fn credentials_expire_at(&self) -> Result<Option<Timestamp>, PortError> {
        let mut inner = self.0.lock();
        *inner.requests.entry("key").or_default() += 1;
        Ok(inner.key_ends)
    }
}

impl FakeMall {
    async fn act(
        &self,
        name: &'static str,
        calls: &[MallCall<'_>],
        happen: impl Fn(&mut Inner, &OrderNumber) -> bool,
    ) -> Result<Vec<Outcome>, PortError> {
        let fault = self.0.request(name).await;
        if let Some(
            error @ (PortError::Unavailable { .. }
            | PortError::NotAuthorised { .. }
            | PortError::Rejected { .. }),
        ) = broken(fault.as_ref())
        {
            return Err(error);
        }
        let outcomes = {
            let mut inner = self.0.lock();
            let mut one = |call: &MallCall<'_>| {
                let number = &call.order.number;
                outcome(fault.as_ref(), number, || {
                    if happen(&mut inner, number) {
                        inner.ledger.push(Deed {
                            call: name,
                            order: number.clone(),
                        });
                        return Outcome::Done;
                    }
                    match inner.orders[number].status {
                        MallStatus::AwaitingCancel | MallStatus::Cancelled => {
                            refuse(RefusalKind::Cancelled)
                        }
                        _ => Outcome::AlreadyDone,
                    }
                })
            };
            calls.iter().map(&mut one).collect()
        };
        self.0.boundary().await;
        Ok(outcomes)
    }
}
