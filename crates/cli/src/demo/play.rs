//! Moves the clock from one thing to the next, with a pass of the engine after each.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use sabaki_engine::port::store::{OrderState, Store};
use sabaki_engine::service::engine::{Engine, EngineError};
use sabaki_engine::step::context::Mode;
use sabaki_sandbox::SandboxHandle;
use sabaki_sandbox::jst::Jst;
use serde_json::Value;

use crate::control::standing::{decision, list};
use crate::problem::Problem;
use crate::starter::DEMO_CSV_ORDER;

use super::screen::Screen;
use super::script::{Deed, Script, let_go, ship};

/// The story ends by itself after this, whatever happens.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 12);

/// The world, the engine in it, and where it is shown.
pub(crate) struct Play {
    /// RMS, ネクストエンジン and the people.
    pub(crate) world: SandboxHandle,
    /// The engine.
    pub(crate) engine: Engine,
    /// Its state.
    pub(crate) store: Arc<dyn Store>,
    /// Where it is shown.
    pub(crate) screen: Screen,
}

impl Play {
    /// Plays until every order has come to its end.
    pub(crate) async fn play(mut self) -> Result<(), Problem> {
        let start = self.world.now().timestamp();
        let end = start.checked_add(LONGEST).unwrap_or(Timestamp::MAX);
        let mut script = Script::new(start);
        loop {
            let now = self.world.now().timestamp();
            let deeds = script.take(now);
            self.pass(&deeds).await?;
            let orders = self.orders().await?;
            self.screen.show(now, &orders);
            if orders.iter().all(is_over) || now >= end {
                return Ok(());
            }
            let looked_at = orders.iter().filter_map(|order| order.look_again);
            let world = self.world.next_event().map(Jst::timestamp);
            let next = looked_at
                .chain(world)
                .chain(script.next())
                .filter(|at| *at > now)
                .min();
            let Some(next) = next else {
                return Ok(());
            };
            self.world.advance_to(Jst::from_timestamp(next.min(end)));
        }
    }

    async fn pass(&mut self, deeds: &[Deed]) -> Result<(), Problem> {
        let mut releases = Vec::new();
        for deed in deeds {
            match deed {
                Deed::Check => let_go(&self.world, "awaiting_check", None),
                Deed::ShipCsv => ship(&self.world, DEMO_CSV_ORDER),
                Deed::Invoices => let_go(&self.world, "awaiting_payment", Some("invoice")),
                Deed::ReleaseHolds => releases = self.held().await?,
            }
        }
        let handle = self.engine.handle();
        let released = async {
            for (order, rule) in releases {
                // A hold that is gone meanwhile needs no release.
                let person = Some("店長".to_owned());
                let _ = handle
                    .release(&order.shop, &order.number, &rule, person)
                    .await;
            }
        };
        let any = !deeds.is_empty();
        let (summary, ()) = tokio::join!(self.engine.run_once(Mode::Live), released);
        let ended =
            |error: EngineError| Problem::failure("run.ended").with_reason("reason", error.told());
        summary.map_err(ended)?;
        if any {
            // What people have let go of is taken up at once, as the service would.
            self.engine.run_once(Mode::Live).await.map_err(ended)?;
        }
        Ok(())
    }

    /// The orders that a comment holds, with the rule that does.
    async fn held(&self) -> Result<Vec<(OrderState, String)>, Problem> {
        let orders = self.orders().await?;
        let rule = |order: &OrderState| {
            let held = list(decision(order), "held").first()?;
            let rule = held.get("rules")?.as_array()?.first()?;
            Some(Value::as_str(rule)?.to_owned())
        };
        Ok(orders
            .into_iter()
            .filter_map(|order| rule(&order).map(|rule| (order, rule)))
            .filter(|(_, rule)| rule.starts_with("備考"))
            .collect())
    }

    async fn orders(&self) -> Result<Vec<OrderState>, Problem> {
        self.store
            .all_orders()
            .await
            .map_err(|error| Problem::failure("run.ended").with_reason("reason", error.told()))
    }
}

/// Shipped as RMS sees it, or cancelled: nothing more will happen. The older API knows 処理済
/// instead; a download is only as new as its file, so there the written report is the end.
fn is_over(order: &OrderState) -> bool {
    let fact = |id: &str| order.facts.get(id).and_then(Value::as_str);
    let shipped = order.number.as_str() == DEMO_CSV_ORDER && fact("slip.status") == Some("shipped");
    shipped && list(decision(order), "due").is_empty()
        || matches!(
            fact("status"),
            Some(
                "shipped" | "payment_processing" | "payment_processed" | "cancelled" | "processed"
            )
        )
}
