//! Cases about the journal.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use sabaki_engine::port::store::Commit;

use super::sample::{commit, entry, number, order, resumed, shop};
use super::{Case, Stop, Subject, case, same};

pub(super) const CASES: &[Case] = &[
    case!(the_journal_counts_from_one),
    case!(the_journal_is_read_in_pieces),
    case!(an_orders_journal_has_its_entries_only),
    case!(the_journal_goes_on_after_reopening),
    case!(large_entries_come_back),
    case!(commits_are_whole_and_in_the_order_of_the_calls),
];

async fn the_journal_counts_from_one(subject: &mut dyn Subject) -> Result<(), Stop> {
    let store = subject.store();
    same("empty", store.journal(0, 10).await?, Vec::new())?;
    let journal = vec![entry("honten", 1, 1), resumed(5), entry("honten", 1, 1)];
    store
        .commit(Commit {
            journal: journal.clone(),
            ..Commit::default()
        })
        .await?;
    let wanted: Vec<_> = (1..).zip(journal).collect();
    same("from 0", store.journal(0, 10).await?, wanted.clone())?;
    same("from 1", store.journal(1, 10).await?, wanted)
}

async fn the_journal_is_read_in_pieces(subject: &mut dyn Subject) -> Result<(), Stop> {
    let store = subject.store();
    let journal: Vec<_> = (0..7).map(|n| entry("honten", n, 1)).collect();
    store
        .commit(Commit {
            journal: journal.clone(),
            ..Commit::default()
        })
        .await?;
    let wanted: Vec<_> = (1..).zip(journal).collect();
    let mut found = Vec::new();
    while let piece = store.journal(found.len() as u64 + 1, 3).await?
        && !piece.is_empty()
    {
        found.extend(piece);
    }
    same("pieces", found, wanted)?;
    same("none", store.journal(1, 0).await?, Vec::new())?;
    same("beyond", store.journal(8, 10).await?, Vec::new())?;
    same("far beyond", store.journal(u64::MAX, 10).await?, Vec::new())
}

async fn an_orders_journal_has_its_entries_only(subject: &mut dyn Subject) -> Result<(), Stop> {
    let store = subject.store();
    let (mine, other, foreign) = (entry("a", 1, 1), entry("a", 10, 2), entry("ab", 1, 3));
    let journal = vec![mine.clone(), other, resumed(3), foreign, mine.clone()];
    store
        .commit(Commit {
            journal,
            ..Commit::default()
        })
        .await?;
    let found = store.journal_of(&shop("a"), &number(1)).await?;
    same("mine", found, vec![(1, mine.clone()), (5, mine)])?;
    same(
        "nobody's",
        store.journal_of(&shop("b"), &number(1)).await?,
        Vec::new(),
    )
}

async fn the_journal_goes_on_after_reopening(subject: &mut dyn Subject) -> Result<(), Stop> {
    let mut wanted = Vec::new();
    for n in 0..3 {
        subject.store().commit(commit("honten", n, 1)).await?;
        wanted.push((u64::from(n) + 1, entry("honten", n, 1)));
        subject.reopen();
    }
    same("journal", subject.store().journal(1, 10).await?, wanted)
}

async fn large_entries_come_back(subject: &mut dyn Subject) -> Result<(), Stop> {
    let mut large = entry("honten", 1, 1);
    if let sabaki_engine::journal::entry::Event::Observed { changed } = &mut large.what {
        changed.insert("remarks".to_owned(), "●".repeat(50_000).into());
    }
    let journal = vec![entry("honten", 1, 0), large.clone(), entry("honten", 1, 2)];
    subject
        .store()
        .commit(Commit {
            journal,
            ..Commit::default()
        })
        .await?;
    subject.reopen();
    let store = subject.store();
    same("it", store.journal(2, 1).await?, vec![(2, large)])?;
    same(
        "next",
        store.journal(3, 5).await?,
        vec![(3, entry("honten", 1, 2))],
    )
}

/// Twenty calls are begun before the first is acknowledged, as a group would wait.
async fn commits_are_whole_and_in_the_order_of_the_calls(
    subject: &mut dyn Subject,
) -> Result<(), Stop> {
    let store = subject.store();
    let mut calls: Vec<_> = (0..20)
        .map(|n| Some(Box::pin(store.commit(commit("honten", n % 4, n)))))
        .collect();
    let mut context = Context::from_waker(Waker::noop());
    let mut answers = Vec::new();
    for call in &mut calls {
        if let Some(begun) = call
            && let Poll::Ready(answer) = begun.as_mut().poll(&mut context)
        {
            answers.push(answer);
            *call = None;
        }
    }
    for call in calls.into_iter().flatten() {
        answers.push(pin!(call).await);
    }
    answers.into_iter().collect::<Result<Vec<_>, _>>()?;
    let wanted: Vec<_> = (0..20)
        .map(|n| (u64::from(n) + 1, entry("honten", n % 4, n)))
        .collect();
    same("journal", store.journal(1, 100).await?, wanted)?;
    let last: Vec<_> = (0..4).map(|n| order("honten", n, 16 + n)).collect();
    same("orders", store.all_orders().await?, last)
}
