//! The cases for an OMS.
//!
#![doc = include_str!("../../../../docs/write-an-oms.md")]

use sabaki_diagnostic::reason::Reason;
use std::collections::BTreeSet;

use async_trait::async_trait;
use sabaki_engine::port::oms::{ImportCall, ImportShape, Oms, SlipCall, SlipChange};
use sabaki_engine::port::outcome::{IntentKey, Outcome, PortError, RefusalKind};
use sabaki_order::id::OrderNumber;
use sabaki_order::known::Known;
use sabaki_order::order::Order;
use sabaki_order::slip::{Slip, SlipStatus};

use super::{Caused, Findings, Trouble, Violation};

/// What an OMS can; a case runs only where all that it needs is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OmsCan {
    /// 受注取込
    Import,
    /// タグ付け
    Tag,
    /// Refuse a change to a slip that somebody else changed meanwhile.
    Lock,
}

/// An OMS under test with its far side.
#[async_trait]
pub trait OmsBench: Send + Sync {
    /// The connector.
    fn oms(&self) -> &dyn Oms;

    /// What it can.
    fn can(&self) -> BTreeSet<OmsCan>;

    /// An order that could be imported and has no slip yet; another one each time.
    async fn fresh_order(&self) -> Order;

    /// How many live slips the far side itself has for an order.
    async fn truth(&self, number: &OrderNumber) -> usize;

    /// A person changes the order's slip.
    async fn edit(&self, number: &OrderNumber);

    /// The next changing call runs into this.
    async fn cause(&self, trouble: Trouble) -> Caused;

    /// Everything is as usual again.
    async fn calm(&self);
}

/// Runs all cases that the OMS can, and gives what was violated.
pub async fn run(bench: &dyn OmsBench) -> Vec<Violation> {
    let mut findings = Findings::default();
    let can = bench.can();
    reads_are_complete(bench, &mut findings).await;
    empty_batches(bench, &mut findings).await;
    if can.contains(&OmsCan::Import) {
        import_once(bench, &mut findings).await;
        for trouble in Trouble::ALL {
            import_in_trouble(bench, trouble, &mut findings).await;
        }
        if can.contains(&OmsCan::Tag) {
            tag_is_shown(bench, &mut findings).await;
        } else {
            a_tag_is_refused(bench, &mut findings).await;
        }
        if can.contains(&OmsCan::Tag) && can.contains(&OmsCan::Lock) {
            a_lost_lock_is_refused(bench, &mut findings).await;
        }
    }
    findings.into_list()
}

async fn slips(bench: &dyn OmsBench, number: &OrderNumber) -> Result<Vec<Slip>, PortError> {
    let mut all = bench.oms().slips(std::slice::from_ref(number)).await?;
    Ok(all.remove(number).unwrap_or_default())
}

async fn import(bench: &dyn OmsBench, key: &str, order: &Order) -> Result<Outcome, PortError> {
    let key = IntentKey(key.to_owned());
    let call = ImportCall {
        key: &key,
        order,
        shape: ImportShape::default(),
        attempt: 1,
    };
    Ok(first(bench.oms().import(&[call]).await?))
}

async fn tag(
    bench: &dyn OmsBench,
    order: &Order,
    slip: &Slip,
    tag: &str,
) -> Result<Outcome, PortError> {
    let key = IntentKey(format!("kit-{}-{tag}", order.number));
    let call = SlipCall {
        slip,
        order,
        changes: vec![(&key, SlipChange::Tag(tag.to_owned()))],
    };
    let of_slips = bench.oms().change(&[call]).await?;
    Ok(first(of_slips.into_iter().next().unwrap_or_default()))
}

/// What an answer leaves out is doubtful, as the engine takes it.
fn first(outcomes: Vec<Outcome>) -> Outcome {
    outcomes
        .into_iter()
        .next()
        .unwrap_or_else(|| Outcome::Doubtful {
            reason: Reason::of("reason.nothing_of_order"),
        })
}

async fn imported(
    bench: &dyn OmsBench,
    case: &'static str,
    findings: &mut Findings,
) -> Option<(Order, Slip)> {
    let order = bench.fresh_order().await;
    let said = import(bench, &format!("kit-{}", order.number), &order).await;
    findings.answered(case, said)?;
    let slips = findings.answered(case, slips(bench, &order.number).await)?;
    let slip = slips.into_iter().next();
    findings.holds(case, slip.is_some(), "no slip after the import");
    slip.map(|slip| (order, slip))
}

/// Every order asked for is in the answer, with an empty list where it has no slip.
async fn reads_are_complete(bench: &dyn OmsBench, findings: &mut Findings) {
    const CASE: &str = "reads are complete";
    let numbers = [
        bench.fresh_order().await.number,
        OrderNumber::new("kit-no-such-order"),
    ];
    let Some(read) = findings.answered(CASE, bench.oms().slips(&numbers).await) else {
        return;
    };
    let asked: BTreeSet<_> = numbers.iter().collect();
    findings.holds(
        CASE,
        read.keys().collect::<BTreeSet<_>>() == asked,
        format_args!("{read:?}"),
    );
    findings.holds(
        CASE,
        read.values().all(Vec::is_empty),
        "slips of orders that have none",
    );
}

/// One slip, whoever asks how often.
async fn import_once(bench: &dyn OmsBench, findings: &mut Findings) {
    const CASE: &str = "an import happens once";
    let order = bench.fresh_order().await;
    let said = import(bench, "kit-once", &order).await;
    findings.holds(
        CASE,
        said == Ok(Outcome::Done),
        format_args!("first: {said:?}"),
    );
    for key in ["kit-once", "kit-another"] {
        let said = import(bench, key, &order).await;
        let fine = matches!(said, Ok(Outcome::Done | Outcome::AlreadyDone));
        findings.holds(CASE, fine, format_args!("again with {key}: {said:?}"));
    }
    let truth = bench.truth(&order.number).await;
    findings.holds(CASE, truth == 1, format_args!("{truth} slips"));
    let Some(read) = findings.answered(CASE, slips(bench, &order.number).await) else {
        return;
    };
    let beyond = |slip: &Slip| !matches!(slip.status, Known::Value(SlipStatus::New) | Known::None);
    let fine = read.len() == 1
        && read
            .iter()
            .all(|s| beyond(s) && s.order_number == order.number);
    findings.holds(CASE, fine, format_args!("read: {read:?}"));
}

/// Whatever goes wrong, the outcome is honest, and the next attempt ends at one slip.
async fn import_in_trouble(bench: &dyn OmsBench, trouble: Trouble, findings: &mut Findings) {
    const CASE: &str = "an import in trouble is honest";
    let order = bench.fresh_order().await;
    if bench.cause(trouble).await == Caused::CannotBe {
        return;
    }
    let key = format!("kit-{trouble:?}");
    let said = import(bench, &key, &order).await;
    bench.calm().await;
    let happened = bench.truth(&order.number).await > 0;
    findings.honest(CASE, trouble, happened, &said);
    let again = import(bench, &key, &order).await;
    let truth = bench.truth(&order.number).await;
    findings.holds(
        CASE,
        matches!(again, Ok(Outcome::Done | Outcome::AlreadyDone)) && truth == 1,
        format_args!("{trouble:?}, again: {again:?}, {truth} slips"),
    );
}

/// A call about nothing is answered with nothing.
async fn empty_batches(bench: &dyn OmsBench, findings: &mut Findings) {
    const CASE: &str = "an empty batch has an empty answer";
    let oms = bench.oms();
    let read = oms.slips(&[]).await;
    let fine = read.is_ok_and(|slips| slips.is_empty());
    findings.holds(CASE, fine, "slips");
    findings.holds(CASE, oms.import(&[]).await == Ok(Vec::new()), "import");
    findings.holds(CASE, oms.change(&[]).await == Ok(Vec::new()), "change");
}

/// What the OMS cannot do it refuses with a reason.
async fn a_tag_is_refused(bench: &dyn OmsBench, findings: &mut Findings) {
    const CASE: &str = "what the OMS cannot do is refused with a reason";
    let Some((order, slip)) = imported(bench, CASE, findings).await else {
        return;
    };
    let said = tag(bench, &order, &slip, "kit").await;
    let refused =
        matches!(&said, Ok(Outcome::Refused { reason, .. }) if !reason.to_string().is_empty());
    findings.holds(CASE, refused, format_args!("{said:?}"));
}

async fn tag_is_shown(bench: &dyn OmsBench, findings: &mut Findings) {
    const CASE: &str = "a tag is shown by the next reading";
    let Some((order, slip)) = imported(bench, CASE, findings).await else {
        return;
    };
    let said = tag(bench, &order, &slip, "kit").await;
    findings.holds(CASE, said == Ok(Outcome::Done), format_args!("{said:?}"));
    let Some(read) = findings.answered(CASE, slips(bench, &order.number).await) else {
        return;
    };
    let shown = |s: &Slip| s.tags.value().is_some_and(|tags| tags.contains("kit"));
    findings.holds(CASE, read.iter().any(shown), "the slip has no such tag");
    let moved = read.iter().all(|s| s.lock != slip.lock);
    findings.holds(CASE, moved, "the lock is the same after a change");
}

async fn a_lost_lock_is_refused(bench: &dyn OmsBench, findings: &mut Findings) {
    const CASE: &str = "a change under an old lock is refused";
    let Some((order, slip)) = imported(bench, CASE, findings).await else {
        return;
    };
    bench.edit(&order.number).await;
    let said = tag(bench, &order, &slip, "kit-late").await;
    let refused = matches!(
        said,
        Ok(Outcome::Refused {
            kind: RefusalKind::ChangedMeanwhile,
            ..
        })
    );
    findings.holds(CASE, refused, format_args!("{said:?}"));
    let Some(read) = findings.answered(CASE, slips(bench, &order.number).await) else {
        return;
    };
    let overwritten = |s: &Slip| s.tags.value().is_some_and(|tags| tags.contains("kit-late"));
    findings.holds(
        CASE,
        !read.iter().any(overwritten),
        "the change is there all the same",
    );
}
