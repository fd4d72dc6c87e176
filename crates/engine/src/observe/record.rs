//! One order's observation becomes its new state, its journal entries and its plan.

use sabaki_diagnostic::reason::Reason;
use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use sabaki_interpreter::decision::Decision;
use sabaki_interpreter::facts::Facts;
use sabaki_interpreter::memory::RuleKey;
use sabaki_order::known::Known;
use sabaki_order::observation::{Besides, Observation};
use sabaki_order::order::Order;

use crate::act::settle::{Book, Evidence, is_did_not_happen, verdict, waited};
use crate::act::shown::{Reading, Shown, shown};
use crate::journal::entry::{Event, JournalEntry};
use crate::limits::{CancelPermission, later};
use crate::observe::besides::{Buyers, changed_since_confirmation, edited};
use crate::observe::masked;
use crate::observe::others::{Past, note_others};
use crate::observe::outlook::{is_open, look_again};
use crate::observe::worked::Worked;
use crate::plan::order_plan::{Gate, OrderPlan, PlanInput, plan_order};
use crate::plan::work::Service;
use crate::port::outcome::{IntentKey, Outcome};
use crate::port::store::{Failure, OpenIntent, OrderState};
use crate::step::blind::Blind;
use crate::step::context::Context;
use crate::summary::PassSummary;

/// The failure under which a reading that gave no order is kept.
pub const READ_FAILURE: &str = "read";

/// What recording needs beside the order.
pub struct Recorder<'a> {
    /// Settings, rules and the instant.
    pub cx: &'a Context<'a>,
    /// Answers of this pass by intent.
    pub answers: &'a BTreeMap<IntentKey, Outcome>,
    /// Intents that this process left open in earlier passes.
    pub left_open: &'a BTreeSet<IntentKey>,
    /// When the mall could not be read: timers stood still.
    pub blind: &'a Blind,
    /// Whose orders were read.
    pub buyers: &'a Buyers,
    /// The start of the last complete search.
    pub watched_since: Option<Timestamp>,
    /// What may be planned.
    pub gate: &'a mut Gate,
    /// The journal of this commit.
    pub journal: &'a mut Vec<JournalEntry>,
    /// The pass's counts.
    pub summary: &'a mut PassSummary,
    /// Instants at which confirmations of somebody else were seen.
    pub confirmed_by_others: &'a mut Vec<Timestamp>,
}

impl Recorder<'_> {
    /// Records one order: settles what was open, notes what others did, decides, plans, and writes
    /// intents for the plan. An order that could not be read keeps its state and stays open.
    pub fn record(&mut self, worked: &mut Worked) {
        let Some(order) = worked.order.clone() else {
            self.record_unread(worked);
            return;
        };
        let first = worked.state.is_none();
        let mut state = worked.state.take().unwrap_or_else(|| self.blank(worked));
        let past = if first || state.decision.is_null() {
            self.summary.first_seen += u64::from(first);
            Past::FirstSight {
                watched_since: self.watched_since,
            }
        } else {
            Past::Observed
        };
        self.pause_timers(&mut state);
        state.failures.remove(READ_FAILURE);
        let keys = rule_keys(worked.decision.as_ref());
        self.settle(&mut state, worked, &order, past, &keys);
        let (facts, changed) = self.observe(&mut state, worked, &order, &keys);
        let decision = self.decide(&mut state, &facts, changed, &keys);
        let plan = self.plan(&mut state, (worked, &order), &decision, &facts, &keys);
        state.look_again = look_again(&state, &plan, &decision, self.cx);
        state.open = is_open(order.status, &state, &decision);
        worked.rules_version.clone_from(&state.rules_version);
        worked.decision = Some(decision);
        worked.plan = Some(plan);
        worked.state = Some(state);
    }

    fn settle(
        &mut self,
        state: &mut OrderState,
        worked: &Worked,
        order: &Order,
        past: Past,
        keys: &RuleKeys,
    ) {
        let reading = Reading {
            order: Some(order),
            slips: worked.slips.as_deref(),
        };
        let mut book = open_book(self.cx, keys, self.journal, self.summary);
        let unsent = &self.gate.unsent;
        let ours = Ours {
            answers: self.answers,
            left_open: self.left_open,
            unsent,
        };
        settle_all(state, worked, reading, &ours, &mut book);
        if note_others(state, reading, past, &mut book) {
            self.confirmed_by_others.push(self.cx.now);
        }
    }

    /// Facts, and whether they differ from those before.
    fn observe(
        &mut self,
        state: &mut OrderState,
        worked: &Worked,
        order: &Order,
        keys: &RuleKeys,
    ) -> (Facts, Changed) {
        let decider = &*self.cx.rules.decider;
        let key = self.cx.settings.history_key.as_ref();
        let mut besides = Besides {
            siblings: self.buyers.siblings(order),
            changed: Known::Value(changed_since_confirmation(&state.facts, &state.facts)),
            edited: Known::Value(BTreeSet::new()),
            cancel_allowed: self.cx.settings.cancel == CancelPermission::Allowed,
        };
        let look = |besides: &Besides| {
            decider.facts(&Observation {
                shop: &state.shop,
                order,
                slips: worked.slips.as_deref(),
                first_seen_at: state.first_seen_at,
                besides,
            })
        };
        let mut facts = look(&besides);
        let mut masked = masked::facts(&facts, key);
        let since = changed_since_confirmation(&state.facts, &masked);
        let edited = edited(&state.memory, &masked);
        if besides.changed.value() != Some(&since) || !edited.is_empty() {
            besides.changed = Known::Value(since);
            besides.edited = Known::Value(edited);
            facts = look(&besides);
            masked = masked::facts(&facts, key);
        }
        let changes = masked::changes(&state.facts, &masked);
        let changed = if changes.is_empty() {
            Changed::No
        } else {
            let mut book = open_book(self.cx, keys, self.journal, self.summary);
            book.write(state, Event::Observed { changed: changes });
            Changed::Yes
        };
        state.facts = masked;
        state.last_seen_at = self.cx.now;
        for release in &mut state.memory.releases {
            if release.fingerprint.is_none() {
                release.fingerprint = decider.fingerprint(&facts, &release.rule);
            }
        }
        (facts, changed)
    }

    /// Decides; the stored explanation is renewed where something differs.
    fn decide(
        &mut self,
        state: &mut OrderState,
        facts: &Facts,
        changed: Changed,
        keys: &RuleKeys,
    ) -> Decision {
        let now = self.cx.now;
        let decider = &*self.cx.rules.decider;
        let new_rules = decider.version() != state.rules_version;
        if new_rules || changed == Changed::Yes {
            unfreeze(state, now);
        }
        let decision = decider.decide(facts, now, &state.memory);
        let json = decider.decision_json(&decision, &state.number);
        let differs = differs(state.decision.get("decision"), &json);
        if differs || new_rules || changed == Changed::Yes {
            state.decision = decider.explanation(facts, &state.number, now, &state.memory);
        }
        decider.version().clone_into(&mut state.rules_version);
        if differs || new_rules {
            let mut book = open_book(self.cx, keys, self.journal, self.summary);
            book.write(
                state,
                Event::Decided {
                    rules_version: state.rules_version.clone(),
                    decision: json,
                },
            );
        }
        decider.advance(&mut state.memory, &decision);
        decision
    }

    fn plan(
        &mut self,
        state: &mut OrderState,
        (worked, order): (&Worked, &Order),
        decision: &Decision,
        facts: &Facts,
        keys: &RuleKeys,
    ) -> OrderPlan {
        let input = PlanInput {
            shop: &state.shop,
            state,
            order,
            slips: worked.slips.as_deref(),
            decision,
            facts,
            decider: &*self.cx.rules.decider,
            now: self.cx.now,
        };
        let plan = plan_order(input, self.gate);
        let mut book = open_book(self.cx, keys, self.journal, self.summary);
        begin(state, &plan, &self.gate.unsent, &mut book);
        plan
    }

    fn blank(&self, worked: &Worked) -> OrderState {
        OrderState {
            shop: self.cx.settings.shop.clone(),
            number: worked.number.clone(),
            first_seen_at: self.cx.now,
            last_seen_at: self.cx.now,
            open: true,
            facts: serde_json::Map::new(),
            memory: sabaki_interpreter::memory::Memory::default(),
            intents: Vec::new(),
            failures: BTreeMap::new(),
            look_again: None,
            decision: serde_json::Value::Null,
            rules_version: String::new(),
        }
    }

    fn record_unread(&mut self, worked: &mut Worked) {
        let reason = worked.trouble.clone();
        let reason = reason.unwrap_or_else(|| Reason::of("reason.left_out"));
        let mut state = worked.state.take().unwrap_or_else(|| self.blank(worked));
        let count = state.failures.get(READ_FAILURE).map_or(0, |f| f.count) + 1;
        state.failures.insert(
            READ_FAILURE.to_owned(),
            Failure {
                count,
                reason,
                // Every pass reads open orders again.
                retry_at: (count < self.cx.settings.limits.attempts).then_some(self.cx.now),
            },
        );
        state.open = true;
        state.look_again = None;
        self.summary.unreadable += 1;
        worked.plan = None;
        worked.state = Some(state);
    }

    /// Timers that count how long a rule has matched stand still while nothing could be observed.
    fn pause_timers(&self, state: &mut OrderState) {
        let blind = self.blind.within(state.last_seen_at, self.cx.now);
        if blind <= SignedDuration::ZERO {
            return;
        }
        let memory = &mut state.memory;
        let times = memory.matching_since.values_mut();
        for matching in times.chain(memory.asked_since.values_mut()) {
            *matching = later(*matching, blind).min(self.cx.now);
        }
    }
}

/// Whether any fact differs from the observation before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Changed {
    Yes,
    No,
}

type RuleKeys = BTreeMap<String, RuleKey>;

fn open_book<'a>(
    cx: &'a Context<'_>,
    rule_keys: &'a RuleKeys,
    journal: &'a mut Vec<JournalEntry>,
    summary: &'a mut PassSummary,
) -> Book<'a> {
    Book {
        now: cx.now,
        limits: &cx.settings.limits,
        vocabulary: cx.rules.decider.vocabulary(),
        rule_keys,
        journal,
        summary,
    }
}

/// What this process knows of the intents that it wrote.
struct Ours<'a> {
    answers: &'a BTreeMap<IntentKey, Outcome>,
    left_open: &'a BTreeSet<IntentKey>,
    unsent: &'a BTreeSet<IntentKey>,
}

impl Ours<'_> {
    /// Whether a process that has died wrote it.
    fn is_orphan(&self, key: &IntentKey) -> bool {
        !self.answers.contains_key(key) && !self.left_open.contains(key)
    }
}

fn settle_all(
    state: &mut OrderState,
    worked: &Worked,
    reading: Reading<'_>,
    ours: &Ours<'_>,
    book: &mut Book<'_>,
) {
    for intent in state.intents.clone() {
        if ours.unsent.contains(&intent.key) {
            continue;
        }
        let evidence = evidence(&intent, &worked.fresh);
        let seen = if evidence == Evidence::Stale {
            Shown::CannotSay
        } else {
            shown(&intent, reading)
        };
        let late = waited(&intent, book.limits, book.now);
        let answer = ours.answers.get(&intent.key);
        if let Some((outcome, by)) = verdict(answer, seen, evidence, late) {
            if ours.is_orphan(&intent.key) && is_did_not_happen(&outcome) {
                book.interrupted(state, &intent, outcome);
            } else {
                book.close(state, &intent, outcome, by);
            }
        }
    }
}

fn evidence(intent: &OpenIntent, fresh: &BTreeSet<Service>) -> Evidence {
    let (service, harmless) = match intent.action.as_str() {
        "import" => (Service::Oms, false),
        "confirm" | "mark_processed" | "cancel" | "report_shipment" => (Service::Mall, false),
        "set_sub_status" | "set_memo" => (Service::Mall, true),
        "notify" => return Evidence::Harmless,
        _ => (Service::Oms, true),
    };
    match (fresh.contains(&service), harmless) {
        (false, _) => Evidence::Stale,
        (true, true) => Evidence::Harmless,
        (true, false) => Evidence::Fresh,
    }
}

fn rule_keys(decision: Option<&Decision>) -> RuleKeys {
    let outcomes = decision.map_or(&[][..], |d| &d.outcomes);
    outcomes
        .iter()
        .map(|o| (o.rule.to_string(), o.key.clone()))
        .collect()
}

/// What waits in the visible queue is tried again when the order or the rules change.
fn unfreeze(state: &mut OrderState, now: Timestamp) {
    for failure in state.failures.values_mut() {
        failure.retry_at = failure.retry_at.or(Some(now));
    }
}

/// Whether two decisions differ in more than the instant they were made for.
fn differs(before: Option<&serde_json::Value>, after: &serde_json::Value) -> bool {
    let bare = |json: &serde_json::Value| {
        let mut json = json.clone();
        if let Some(map) = json.as_object_mut() {
            map.remove("at");
            map.remove("look_again");
        }
        json
    };
    before.map(bare) != Some(bare(after))
}

fn begin(
    state: &mut OrderState,
    plan: &OrderPlan,
    unsent: &BTreeSet<IntentKey>,
    book: &mut Book<'_>,
) {
    let kept: BTreeSet<_> = plan.steps.iter().map(|step| &step.key).collect();
    for intent in state.intents.clone() {
        if unsent.contains(&intent.key) && !kept.contains(&intent.key) {
            book.withdraw(state, &intent, Reason::of("reason.not_sent"));
        }
    }
    for step in &plan.steps {
        if let Some(open) = state.intents.iter_mut().find(|i| i.key == step.key) {
            open.begun_at = book.now;
            continue;
        }
        state.intents.push(OpenIntent {
            key: step.key.clone(),
            action: step.action.clone(),
            args: step.args.clone(),
            rules: step.rules.clone(),
            begun_at: book.now,
            attempt: step.attempt,
        });
        book.write(
            state,
            Event::Intent {
                key: step.key.clone(),
                action: step.action.clone(),
                args: step.args.clone(),
                rules: step.rules.clone(),
                rules_version: state.rules_version.clone(),
                attempt: step.attempt,
            },
        );
    }
}
