//! Cases about cursors, the stop switch and tokens.

use sabaki_engine::port::outcome::IntentKey;
use sabaki_engine::port::store::{Commit, Switch};

use super::sample::{cursor, shop, tokens};
use super::{Case, Stop, Subject, case, same};

pub(super) const CASES: &[Case] = &[
    case!(cursors_are_kept_by_shop),
    case!(the_switch_survives),
    case!(tokens_are_kept_by_account),
    case!(notes_are_kept_by_intent),
    case!(an_empty_commit_changes_nothing),
];

async fn cursors_are_kept_by_shop(subject: &mut dyn Subject) -> Result<(), Stop> {
    let store = subject.store();
    same("none yet", store.cursor(&shop("a")).await?, None)?;
    let cursors = vec![
        (shop("a"), cursor(1)),
        (shop("b"), cursor(2)),
        (shop("a"), cursor(3)),
    ];
    store
        .commit(Commit {
            cursors,
            ..Commit::default()
        })
        .await?;
    drop(store);
    subject.reopen();
    same(
        "a",
        subject.store().cursor(&shop("a")).await?,
        Some(cursor(3)),
    )?;
    same(
        "b",
        subject.store().cursor(&shop("b")).await?,
        Some(cursor(2)),
    )
}

async fn the_switch_survives(subject: &mut dyn Subject) -> Result<(), Stop> {
    same("at first", subject.store().switch().await?, Switch::Running)?;
    let switches = [
        Switch::Paused {
            reason: "棚卸".repeat(3_000).into(),
        },
        Switch::Doubt {
            reason: "restored".into(),
        },
        Switch::Running,
    ];
    for switch in switches {
        let commit = Commit {
            switch: Some(switch.clone()),
            ..Commit::default()
        };
        subject.store().commit(commit).await?;
        subject.store().commit(Commit::default()).await?;
        subject.reopen();
        same("switch", subject.store().switch().await?, switch)?;
    }
    Ok(())
}

async fn tokens_are_kept_by_account(subject: &mut dyn Subject) -> Result<(), Stop> {
    let store = subject.store();
    same("none yet", store.tokens("main").await?, None)?;
    store.put_tokens("main", tokens(1)).await?;
    store.put_tokens("other", tokens(2)).await?;
    store.put_tokens("main", tokens(3)).await?;
    drop(store);
    subject.reopen();
    same(
        "main",
        subject.store().tokens("main").await?,
        Some(tokens(3)),
    )?;
    same(
        "other",
        subject.store().tokens("other").await?,
        Some(tokens(2)),
    )
}

async fn notes_are_kept_by_intent(subject: &mut dyn Subject) -> Result<(), Stop> {
    let store = subject.store();
    let (one, other) = (IntentKey("one".into()), IntentKey("other".into()));
    same("none yet", store.note(&one).await?, None)?;
    store.put_note(&one, "512044310").await?;
    store.put_note(&other, "512044314").await?;
    store.put_note(&one, "512044318").await?;
    drop(store);
    subject.reopen();
    let store = subject.store();
    let (one, other) = (store.note(&one).await?, store.note(&other).await?);
    same("the last one counts", one.as_deref(), Some("512044318"))?;
    same("other", other.as_deref(), Some("512044314"))
}

async fn an_empty_commit_changes_nothing(subject: &mut dyn Subject) -> Result<(), Stop> {
    let store = subject.store();
    store.commit(Commit::default()).await?;
    same("orders", store.all_orders().await?, Vec::new())?;
    same("journal", store.journal(1, 10).await?, Vec::new())
}
