//! One shop of an account behind the [`Oms`] trait.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use jiff::civil::DateTime;
use sabaki_diagnostic::reason::Reason;
use sabaki_engine::port::oms::{ImportCall, Oms, SlipCall, SlipChange, SlipsByOrder};
use sabaki_engine::port::outcome::{Outcome, PortError, RefusalKind};
use sabaki_order::id::{OrderNumber, SlipId};
use sabaki_order::known::Known;
use sabaki_order::slip::{Slip, SlipStatus};

use super::account::NextEngineAccount;
use super::calls::search;
use super::config::NextEngineShop;
use super::import;
use super::masters::Masters;
use super::outcome::{CallError, not_answered, not_authorised, refusal};
use super::slip_model::{
    FIELDS, RowFacts, SlipReading, is_live, may_be_uploaded, needs_rows, read_leniently,
};
use super::update::{Draft, draft};
use super::wire::{Row, Said, path, text};
use super::{outcome, xml};
use crate::http::form::Form;
use crate::http::text::personal_values;
use crate::jst;

/// Order numbers a search. 1000 are allowed; a smaller answer stays below our limit for sure.
const SEARCHED: usize = 300;
/// Slips a bulk update (their most is not documented).
const CHANGED: usize = 100;
/// Orders an upload.
const IMPORTED: usize = 100;

/// A shop's part of an account.
pub struct NextEngineOms {
    pub(super) account: NextEngineAccount,
    pub(super) shop: NextEngineShop,
    pub(super) masters: Masters,
}

/// What a look at orders gave.
pub(super) struct Look {
    /// Their live slips.
    pub(super) slips: SlipsByOrder,
    /// Orders of which some slip may have come by an upload.
    pub(super) uploaded: BTreeSet<OrderNumber>,
}

impl NextEngineOms {
    /// The shop of this account.
    pub fn new(account: NextEngineAccount, shop: NextEngineShop) -> Self {
        Self {
            account,
            shop,
            masters: Masters::default(),
        }
    }

    /// The live slips of these orders, and which orders have none that an upload made.
    pub(super) async fn look(&self, numbers: &[OrderNumber]) -> Result<Look, PortError> {
        let mut slips: SlipsByOrder = numbers
            .iter()
            .map(|number| (number.clone(), Vec::new()))
            .collect();
        let mut uploaded = BTreeSet::new();
        let rows = self.slip_rows(numbers).await?;
        let facts = self.row_facts(&rows).await?;
        let reading = SlipReading {
            carriers: &self.shop.carriers,
            payment_exempt: &self.shop.payment_exempt,
            now: self.account.now(),
        };
        for row in rows {
            let id = text(&row, "receive_order_id").unwrap_or_default();
            let facts = facts.get(&id).copied().unwrap_or(RowFacts::UNREAD);
            let may_be_uploaded = may_be_uploaded(&row);
            let slip: Slip = read_leniently(row, facts, &reading)
                .ok_or_else(|| not_answered(Reason::of("reason.ne.slip_without_number")))?;
            if may_be_uploaded {
                uploaded.insert(slip.order_number.clone());
            }
            if let Some(list) = slips.get_mut(&slip.order_number)
                && list.iter().all(|known| known.id != slip.id)
            {
                list.push(slip);
            }
        }
        Ok(Look { slips, uploaded })
    }

    /// The cancelled slips of these orders, by order.
    pub(super) async fn cancelled(
        &self,
        numbers: &[OrderNumber],
    ) -> Result<BTreeMap<OrderNumber, SlipId>, PortError> {
        let shop = self.shop.shop.to_string();
        let mut found = BTreeMap::new();
        for part in numbers.chunks(SEARCHED) {
            let asked: Vec<&str> = part.iter().map(OrderNumber::as_str).collect();
            let asked = asked.join(",");
            let conditions = [
                ("receive_order_shop_cut_form_id-in", asked.as_str()),
                ("receive_order_shop_id-eq", &shop),
            ];
            let fields = &[
                "receive_order_id",
                "receive_order_shop_cut_form_id",
                "receive_order_cancel_type_id",
            ];
            let rows = search(&self.account, path::SLIP_SEARCH, fields, &conditions).await?;
            for row in rows.iter().filter(|row| !is_live(row)) {
                if let Some((order, id)) =
                    text(row, "receive_order_shop_cut_form_id").zip(text(row, "receive_order_id"))
                {
                    found.insert(OrderNumber::new(order), SlipId::new(id));
                }
            }
        }
        Ok(found)
    }

    async fn slip_rows(&self, numbers: &[OrderNumber]) -> Result<Vec<Row>, PortError> {
        let shop = self.shop.shop.to_string();
        let mut rows = Vec::new();
        for part in numbers.chunks(SEARCHED) {
            let numbers: Vec<&str> = part.iter().map(OrderNumber::as_str).collect();
            let conditions = [
                ("receive_order_shop_cut_form_id-in", numbers.join(",")),
                ("receive_order_shop_id-eq", shop.clone()),
                ("receive_order_cancel_type_id-eq", "0".to_owned()),
            ];
            let conditions = conditions.each_ref().map(|(c, value)| (*c, value.as_str()));
            rows.extend(search(&self.account, path::SLIP_SEARCH, FIELDS, &conditions).await?);
        }
        // The answer is checked, not believed: a filter that was ignored must do no harm.
        rows.retain(|row| {
            is_live(row) && text(row, "receive_order_shop_id").is_none_or(|id| id == shop)
        });
        Ok(rows)
    }

    /// The rows of slips in 起票済: whether they are allocated and released.
    async fn row_facts(&self, slips: &[Row]) -> Result<BTreeMap<String, RowFacts>, PortError> {
        let ids: Vec<String> = slips
            .iter()
            .filter(|slip| needs_rows(slip))
            .filter_map(|slip| text(slip, "receive_order_id"))
            .collect();
        let nothing = RowFacts {
            awaiting_stock: Known::Value(false),
            awaiting_sale_date: Known::Value(false),
        };
        let mut facts: BTreeMap<String, RowFacts> =
            ids.iter().map(|id| (id.clone(), nothing)).collect();
        for part in ids.chunks(SEARCHED) {
            let conditions = part.join(",");
            let rows = search(
                &self.account,
                path::ROW_SEARCH,
                &[
                    "receive_order_row_receive_order_id",
                    "receive_order_row_no",
                    "receive_order_row_quantity",
                    "receive_order_row_stock_allocation_quantity",
                    "receive_order_row_cancel_flag",
                    "receive_order_row_deleted_flag",
                    "goods_release_date",
                ],
                &[("receive_order_row_receive_order_id-in", &conditions)],
            )
            .await?;
            for row in rows {
                let id = text(&row, "receive_order_row_receive_order_id").unwrap_or_default();
                if let Some(facts) = facts.get_mut(&id) {
                    self.add_row(facts, &row);
                }
            }
        }
        Ok(facts)
    }

    fn add_row(&self, facts: &mut RowFacts, row: &Row) {
        let is_set = |field: &str| text(row, field).as_deref() == Some("1");
        if is_set("receive_order_row_cancel_flag") || is_set("receive_order_row_deleted_flag") {
            return;
        }
        let number = |field: &str| text(row, field).and_then(|text| text.trim().parse().ok());
        let wanted: Option<f64> = number("receive_order_row_quantity");
        let allocated = number("receive_order_row_stock_allocation_quantity");
        match (wanted, allocated) {
            (Some(wanted), Some(allocated)) if (wanted - allocated).abs() < 1e-6 => {}
            (Some(_), Some(_)) => facts.awaiting_stock = Known::Value(true),
            _ if facts.awaiting_stock == Known::Value(false) => {
                facts.awaiting_stock = Known::Unknown;
            }
            _ => {}
        }
        let today = jst::wall_time(self.account.now()).date();
        let released = text(row, "goods_release_date")
            .and_then(|date| jst::parse_nextengine(&date).map(DateTime::date));
        if released.is_some_and(|day| day > today) {
            facts.awaiting_sale_date = Known::Value(true);
        }
    }

    /// After the import: what protective rules ask for, where the slip does not wait already. If it
    /// fails the import stands; the engine asks for it again as a change of its own.
    pub(super) async fn shape(
        &self,
        calls: &[ImportCall<'_>],
        outcomes: &[Outcome],
        slips: &SlipsByOrder,
    ) {
        let mut updates = Vec::new();
        for (call, outcome) in calls.iter().zip(outcomes) {
            if *outcome != Outcome::Done {
                continue;
            }
            let mut changes = Vec::new();
            if call.shape.await_payment {
                changes.push((call.key, SlipChange::AwaitPayment));
            }
            if call.shape.await_check {
                changes.push((call.key, SlipChange::AwaitCheck));
            }
            let slips = slips.get(&call.order.number).into_iter().flatten();
            updates.extend(
                slips
                    .filter(|slip| {
                        !changes.is_empty() && slip.status != Known::Value(SlipStatus::New)
                    })
                    .map(|slip| SlipCall {
                        slip,
                        order: call.order,
                        changes: changes.clone(),
                    }),
            );
        }
        match self.change(&updates).await {
            Ok(results) => {
                for (call, results) in updates.iter().zip(results) {
                    for result in results {
                        if !matches!(result, Outcome::Done | Outcome::AlreadyDone) {
                            let order = call.order.number.as_str();
                            tracing::warn!(order, ?result, "an imported slip does not wait yet");
                        }
                    }
                }
            }
            Err(error) => tracing::warn!(%error, "imported slips do not wait yet"),
        }
    }

    /// Sends one group of drafts: with `update` if it is one, else with `bulkupdate`.
    async fn send(&self, group: &[(&SlipCall<'_>, &Draft)]) -> Result<Sent, PortError> {
        let result = match group {
            [] => return Ok(Sent::All(Outcome::Done)),
            [(call, draft)] => {
                let mut form = Form::default();
                form.add("receive_order_id", call.slip.id.as_str())
                    .add("receive_order_last_modified_date", &call.slip.lock)
                    .add("data", xml::update(&draft.fields));
                if draft.shipped {
                    form.add("receive_order_shipped_update_flag", "1");
                }
                self.account.write(path::SLIP_UPDATE, form).await
            }
            several => {
                let slips: Vec<_> = several
                    .iter()
                    .map(|(call, draft)| {
                        (
                            call.slip.id.as_str(),
                            call.slip.lock.as_str(),
                            &draft.fields,
                        )
                    })
                    .collect();
                let mut form = Form::default();
                form.add("data_type", "xml")
                    .add("data", xml::bulk_update(&slips));
                self.account.write(path::SLIP_BULK_UPDATE, form).await
            }
        };
        match result {
            Ok(_) => Ok(Sent::All(Outcome::Done)),
            Err(CallError::Nothing(error)) => Err(error),
            Err(CallError::StaleToken) => Err(not_authorised(Reason::of("reason.ne.stale_tokens"))),
            Err(CallError::LoggedOut(reason)) => Err(not_authorised(reason)),
            Err(CallError::Doubt(reason)) => Ok(Sent::All(Outcome::Doubtful { reason })),
            Err(CallError::Refused { code, said }) => Ok(Sent::Refused { code, said }),
        }
    }
}

/// What came of one sending.
enum Sent {
    All(Outcome),
    Refused { code: String, said: Said },
}

impl Sent {
    /// The outcome for one slip of it.
    fn of(&self, call: &SlipCall<'_>) -> Outcome {
        let cover = personal_values(call.order);
        match self {
            Self::All(outcome) => outcome.clone(),
            Self::Refused {
                said: Said::Text(message),
                code,
            } if code != PARTLY => refusal(code, message, &cover),
            // Partly done, and it does not say for which slips.
            Self::Refused {
                said: Said::Text(message),
                code,
            } => Outcome::Doubtful {
                reason: outcome::answered(code, &Said::Text(message.clone())),
            },
            Self::Refused {
                said: Said::Each(list),
                code,
            } => match list.iter().find(|of| of.slip == call.slip.id.as_str()) {
                Some(of) => refusal(&of.code, &of.message, &cover),
                // Those that are not named were written (confirmed for 020500 only).
                None if code == PARTLY && !list.is_empty() => Outcome::Done,
                None => Outcome::Doubtful {
                    reason: outcome::answered(code, &Said::Each(list.clone())),
                },
            },
        }
    }
}

/// Some slips of a bulk update failed.
const PARTLY: &str = "020500";

#[async_trait]
impl Oms for NextEngineOms {
    async fn slips(&self, numbers: &[OrderNumber]) -> Result<SlipsByOrder, PortError> {
        Ok(self.look(numbers).await?.slips)
    }

    async fn import(&self, calls: &[ImportCall<'_>]) -> Result<Vec<Outcome>, PortError> {
        import::import(self, calls).await
    }

    fn import_batch(&self) -> usize {
        IMPORTED
    }

    async fn change(&self, calls: &[SlipCall<'_>]) -> Result<Vec<Vec<Outcome>>, PortError> {
        let mut drafts = Vec::with_capacity(calls.len());
        for call in calls {
            drafts.push(draft(&self.account, &self.masters, call).await?);
        }
        let to_send: Vec<(usize, (&SlipCall<'_>, &Draft))> = calls
            .iter()
            .zip(&drafts)
            .enumerate()
            .filter(|(_, (_, draft))| !draft.fields.is_empty())
            .collect();
        let (shipped, others): (Vec<_>, Vec<_>) = to_send
            .into_iter()
            .partition(|(_, (_, draft))| draft.shipped);
        // The flag for shipped slips is one of the whole call, so each of these goes alone.
        let groups = others.chunks(CHANGED).chain(shipped.chunks(1));
        let mut results: BTreeMap<usize, Outcome> = BTreeMap::new();
        for group in groups {
            let pairs: Vec<_> = group.iter().map(|(_, pair)| *pair).collect();
            match self.send(&pairs).await {
                Ok(sent) => {
                    results.extend(group.iter().map(|(i, (call, _))| (*i, sent.of(call))));
                }
                Err(error) if results.is_empty() => return Err(error),
                // Others were sent before, so this is told slip by slip: nothing was done here.
                Err(error) => results.extend(group.iter().map(|(i, _)| {
                    let outcome = Outcome::Refused {
                        kind: RefusalKind::Busy,
                        reason: error.told(),
                    };
                    (*i, outcome)
                })),
            }
        }
        Ok(drafts
            .into_iter()
            .enumerate()
            .map(|(i, draft)| {
                let written = results.get(&i).cloned().unwrap_or(Outcome::AlreadyDone);
                draft
                    .settled
                    .into_iter()
                    .map(|settled| settled.unwrap_or_else(|| written.clone()))
                    .collect()
            })
            .collect())
    }
}
