//! The plan of one order: which of the due requests are carried out now, and why the others are not.

use sabaki_diagnostic::reason::Reason;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sabaki_interpreter::decision::{Decision, Request};
use sabaki_interpreter::facts::Facts;
use sabaki_interpreter::memory::Memory;
use sabaki_order::id::{OrderNumber, ShopId};
use sabaki_order::order::Order;
use sabaki_order::slip::Slip;
use serde::Serialize;

use crate::limits::CancelPermission;
use crate::plan::key::{failure_key, intent_key};
use crate::plan::parcels::parcels;
use crate::plan::targets::{slips_to_change, takers};
use crate::plan::work::{Reversal, Service, Work, WorkError};
use crate::port::decider::Decider;
use crate::port::oms::ImportShape;
use crate::port::outcome::IntentKey;
use crate::port::store::OrderState;

/// A request that is carried out now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Planned {
    /// The key of its intent.
    pub key: IntentKey,
    /// The action's id.
    pub action: String,
    /// Its arguments as text.
    pub args: BTreeMap<String, String>,
    /// The rules that ask for it.
    pub rules: Vec<String>,
    /// What it comes to.
    pub work: Work,
    /// How the slip comes in, where the work is the import.
    pub shape: ImportShape,
    /// Which attempt, from 1.
    pub attempt: u32,
}

/// A due request that is not carried out now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Postponed {
    /// The key that its intent would have.
    pub key: IntentKey,
    /// The action's id.
    pub action: String,
    /// Its arguments as text.
    pub args: BTreeMap<String, String>,
    /// Why not.
    pub why: Why,
}

/// Why a due request is not carried out now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "why")]
pub enum Why {
    /// There is no slip beyond 新規受付 yet.
    NoSlip,
    /// The slips could not be read.
    SlipsUnread,
    /// Its import carries it out.
    InImport,
    /// An earlier attempt is doubtful and is read back first.
    Doubtful,
    /// It failed, and is tried again then; none: it waits for a change or a person.
    Failed {
        /// When.
        retry_at: Option<Timestamp>,
    },
    /// The stop switch is on, or the state is in doubt.
    Stopped,
    /// A cap is reached.
    Cap,
    /// The service is not asked while its circuit is open.
    CircuitOpen {
        /// Which.
        service: Service,
    },
    /// The configuration does not allow it.
    Forbidden,
    /// No connector carries it out.
    NoWork {
        /// What is wrong.
        reason: Reason,
    },
    /// The round is over; the next pass sees to it.
    NextPass,
}

/// The plan of one order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrderPlan {
    /// Which order.
    pub order: OrderNumber,
    /// What is done, in this order.
    pub steps: Vec<Planned>,
    /// What is not, and why.
    pub postponed: Vec<Postponed>,
}

/// Whether irreversible effects may be planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Irreversible {
    /// They may.
    GoesOn,
    /// The stop switch is on, or the state is in doubt.
    Stopped,
}

/// Which requests a round may carry out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All: the first round, or one after new rules.
    All,
    /// Those that waited for the round before.
    Only(BTreeSet<IntentKey>),
}

/// What the surroundings allow, and how much of it is left.
#[derive(Debug, Clone)]
pub struct Gate {
    /// Irreversible effects.
    pub irreversible: Irreversible,
    /// How many of these are left before a cap.
    pub budget: u32,
    /// Services that are not asked now.
    pub closed: BTreeSet<Service>,
    /// Whether orders may be cancelled.
    pub cancel: CancelPermission,
    /// Which requests this round may carry out.
    pub scope: Scope,
    /// Intents that are on disk and were certainly not sent.
    pub unsent: BTreeSet<IntentKey>,
    /// Set when a cap kept something back.
    pub capped: bool,
}

/// What an order's plan is made from.
#[derive(Clone, Copy)]
pub struct PlanInput<'a> {
    /// Whose order.
    pub shop: &'a ShopId,
    /// Its state, open intents settled as far as they can be.
    pub state: &'a OrderState,
    /// The order as it was read last.
    pub order: &'a Order,
    /// Its slips; none where they could not be read.
    pub slips: Option<&'a [Slip]>,
    /// The decision.
    pub decision: &'a Decision,
    /// The facts of the decision.
    pub facts: &'a Facts,
    /// Who decided.
    pub decider: &'a dyn Decider,
    /// The instant.
    pub now: Timestamp,
}

/// Plans one order; takes what it plans from the gate's budget.
pub fn plan_order(input: PlanInput<'_>, gate: &mut Gate) -> OrderPlan {
    let mut plan = OrderPlan {
        order: input.state.number.clone(),
        steps: Vec::new(),
        postponed: Vec::new(),
    };
    let mut protective = Vec::new();
    for request in &input.decision.due {
        let args = input.decider.arguments(request);
        let round = repeats(&input.state.memory, &request.action, &args);
        let number = &input.state.number;
        let key = intent_key(input.shop, number, &request.action, &args, round);
        match candidate(input, request, &args, &key, gate) {
            Ok(step) if step.work.is_protective() && slips_to_change(input.slips).is_empty() => {
                protective.push(step);
            }
            Ok(step) => plan.steps.push(step),
            Err(why) => plan.postponed.push(Postponed {
                key,
                action: request.action.to_string(),
                args,
                why,
            }),
        }
    }
    fold_into_import(&mut plan, protective);
    plan.steps.sort_by_key(|step| rank(&step.work));
    plan
}

fn candidate(
    input: PlanInput<'_>,
    request: &Request,
    args: &BTreeMap<String, String>,
    key: &IntentKey,
    gate: &mut Gate,
) -> Result<Planned, Why> {
    let vocabulary = input.facts.vocabulary();
    let values = crate::plan::arguments::in_order(vocabulary, request);
    let work = Work::of(vocabulary, &request.action, &values).map_err(no_work)?;
    if matches!(work, Work::Cancel { .. }) && gate.cancel == CancelPermission::Forbidden {
        return Err(Why::Forbidden);
    }
    let open = input.state.intents.iter().find(|i| i.key == *key);
    let open = match open {
        Some(intent) if gate.unsent.contains(key) => Some(intent),
        Some(_) => return Err(Why::Doubtful),
        None => None,
    };
    let failed = input
        .state
        .failures
        .get(&failure_key(&request.action, args));
    if let Some(failure) = failed
        && failure.retry_at.is_none_or(|at| at > input.now)
    {
        return Err(Why::Failed {
            retry_at: failure.retry_at,
        });
    }
    if gate.closed.contains(&work.service()) {
        return Err(Why::CircuitOpen {
            service: work.service(),
        });
    }
    slip_is_there(input, &work)?;
    something_to_do(input, &work, &request.action, args)?;
    if let Scope::Only(keys) = &gate.scope
        && !keys.contains(key)
    {
        return Err(Why::NextPass);
    }
    spend(&work, gate)?;
    let attempt = match (open, failed) {
        (Some(intent), _) => intent.attempt,
        (None, Some(failure)) => failure.count.saturating_add(1),
        (None, None) => 1,
    };
    Ok(Planned {
        key: key.clone(),
        action: request.action.to_string(),
        args: args.clone(),
        rules: request.rules.iter().map(ToString::to_string).collect(),
        work,
        shape: ImportShape::default(),
        attempt,
    })
}

fn no_work(error: WorkError) -> Why {
    Why::NoWork {
        reason: error.told(),
    }
}

/// Changes need a slip beyond 新規受付; a protective one may also come in with the import.
fn slip_is_there(input: PlanInput<'_>, work: &Work) -> Result<(), Why> {
    let on_slip = matches!(work, Work::Slip(_) | Work::ReportShipment);
    if input.slips.is_none() && (on_slip || *work == Work::Import) {
        return Err(Why::SlipsUnread);
    }
    if on_slip && !work.is_protective() && slips_to_change(input.slips).is_empty() {
        return Err(Why::NoSlip);
    }
    Ok(())
}

/// An intent without an effect would stay open: a report needs its parcels, a change a slip that
/// it is still to be made on.
fn something_to_do(
    input: PlanInput<'_>,
    work: &Work,
    action: &str,
    args: &BTreeMap<String, String>,
) -> Result<(), Why> {
    let slips = slips_to_change(input.slips);
    match work {
        Work::ReportShipment => match parcels(input.order, input.slips.unwrap_or_default()) {
            Ok(_) => Ok(()),
            Err(not) => Err(Why::NoWork { reason: not.told() }),
        },
        Work::Slip(_) if !slips.is_empty() && takers(work, action, args, &slips).is_empty() => {
            Err(Why::NoWork {
                reason: Reason::of("reason.no_slip_to_change"),
            })
        }
        Work::Slip(_)
        | Work::Import
        | Work::Confirm
        | Work::MarkProcessed
        | Work::Cancel { .. }
        | Work::SetSubStatus { .. }
        | Work::SetMemo { .. }
        | Work::Notify { .. } => Ok(()),
    }
}

fn spend(work: &Work, gate: &mut Gate) -> Result<(), Why> {
    if work.reversal() == Reversal::Reversible {
        return Ok(());
    }
    if gate.irreversible == Irreversible::Stopped {
        return Err(Why::Stopped);
    }
    let Some(left) = gate.budget.checked_sub(1) else {
        gate.capped = true;
        return Err(Why::Cap);
    };
    gate.budget = left;
    Ok(())
}

/// How often the action has been repeated for rules of this order: a repeat is a new effect.
fn repeats(memory: &Memory, action: &str, args: &BTreeMap<String, String>) -> u32 {
    let same = memory
        .repeats
        .iter()
        .filter(|(_, key, _)| key.action == action && key.args == *args);
    same.map(|(_, _, repeats)| repeats.count).max().unwrap_or(0)
}

fn fold_into_import(plan: &mut OrderPlan, protective: Vec<Planned>) {
    let import = plan.steps.iter_mut().find(|s| s.work == Work::Import);
    let why = match import {
        Some(import) => {
            for step in &protective {
                match step.action.as_str() {
                    "await_payment" => import.shape.await_payment = true,
                    _ => import.shape.await_check = true,
                }
            }
            Why::InImport
        }
        None => Why::NoSlip,
    };
    plan.postponed
        .extend(protective.into_iter().map(|step| Postponed {
            key: step.key,
            action: step.action,
            args: step.args,
            why: why.clone(),
        }));
}

/// The order of effects within an order: what keeps back first, what closes last.
const fn rank(work: &Work) -> u8 {
    match work {
        Work::Slip(_) if work.is_protective() => 0,
        Work::Import => 1,
        Work::Confirm => 2,
        Work::MarkProcessed => 3,
        Work::Slip(_) => 4,
        Work::SetSubStatus { .. } | Work::SetMemo { .. } => 5,
        Work::ReportShipment => 6,
        Work::Cancel { .. } => 7,
        Work::Notify { .. } => 8,
    }
}
