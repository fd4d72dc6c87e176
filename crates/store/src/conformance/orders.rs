//! Cases about order states.

use sabaki_engine::port::store::{Commit, OrderState};

use super::sample::{closed, number, order, shop};
use super::{Case, Stop, Subject, case, same};

pub(super) const CASES: &[Case] = &[
    case!(an_order_comes_back_as_it_was_put),
    case!(the_last_state_replaces_the_one_before),
    case!(orders_come_in_the_order_asked_for),
    case!(only_open_orders_are_listed_as_open),
    case!(shops_do_not_see_each_other),
    case!(all_orders_come_by_shop_and_number),
    case!(large_orders_grow_and_shrink),
    case!(odd_names_are_kept_apart),
];

fn put(orders: Vec<OrderState>) -> Commit {
    Commit {
        orders,
        ..Commit::default()
    }
}

async fn an_order_comes_back_as_it_was_put(subject: &mut dyn Subject) -> Result<(), Stop> {
    let wanted = order("honten", 1, 1);
    subject.store().commit(put(vec![wanted.clone()])).await?;
    for _ in 0..2 {
        let store = subject.store();
        same(
            "it",
            store.order(&shop("honten"), &number(1)).await?,
            Some(wanted.clone()),
        )?;
        same(
            "another",
            store.order(&shop("honten"), &number(2)).await?,
            None,
        )?;
        drop(store);
        subject.reopen();
    }
    Ok(())
}

async fn the_last_state_replaces_the_one_before(subject: &mut dyn Subject) -> Result<(), Stop> {
    let store = subject.store();
    store.commit(put(vec![order("honten", 1, 1)])).await?;
    store
        .commit(put(vec![order("honten", 1, 2), order("honten", 1, 3)]))
        .await?;
    drop(store);
    subject.reopen();
    let found = subject.store().all_orders().await?;
    same("orders", found, vec![order("honten", 1, 3)])
}

async fn orders_come_in_the_order_asked_for(subject: &mut dyn Subject) -> Result<(), Stop> {
    let store = subject.store();
    store
        .commit(put((0..5).map(|n| order("honten", n, 1)).collect()))
        .await?;
    let asked = [number(3), number(9), number(0)];
    let found = store.orders(&shop("honten"), &asked).await?;
    same(
        "orders",
        found,
        vec![order("honten", 3, 1), order("honten", 0, 1)],
    )?;
    same(
        "none",
        store.orders(&shop("honten"), &[]).await?,
        Vec::new(),
    )
}

async fn only_open_orders_are_listed_as_open(subject: &mut dyn Subject) -> Result<(), Stop> {
    let store = subject.store();
    store
        .commit(put(vec![order("honten", 2, 1), order("honten", 1, 1)]))
        .await?;
    store
        .commit(put(vec![closed("honten", 3, 1), closed("honten", 2, 2)]))
        .await?;
    let wanted = vec![order("honten", 1, 1)];
    same("open", store.open_orders(&shop("honten")).await?, wanted)?;
    store
        .commit(put(vec![order("honten", 2, 3), closed("honten", 1, 2)]))
        .await?;
    drop(store);
    subject.reopen();
    let found = subject.store().open_orders(&shop("honten")).await?;
    same("open again", found, vec![order("honten", 2, 3)])
}

async fn shops_do_not_see_each_other(subject: &mut dyn Subject) -> Result<(), Stop> {
    let store = subject.store();
    store
        .commit(put(vec![
            order("a", 1, 1),
            order("ab", 1, 2),
            order("b", 1, 3),
        ]))
        .await?;
    same(
        "open of a",
        store.open_orders(&shop("a")).await?,
        vec![order("a", 1, 1)],
    )?;
    let found = store.order(&shop("ab"), &number(1)).await?;
    same("of ab", found, Some(order("ab", 1, 2)))?;
    same("of nobody", store.open_orders(&shop("")).await?, Vec::new())
}

async fn all_orders_come_by_shop_and_number(subject: &mut dyn Subject) -> Result<(), Stop> {
    let store = subject.store();
    let mixed = vec![
        order("b", 1, 1),
        closed("a", 10, 1),
        order("a", 9, 1),
        order("ab", 0, 1),
    ];
    store.commit(put(mixed)).await?;
    let found = store.all_orders().await?;
    let wanted = vec![
        order("a", 9, 1),
        closed("a", 10, 1),
        order("ab", 0, 1),
        order("b", 1, 1),
    ];
    same("all", found, wanted)
}

async fn large_orders_grow_and_shrink(subject: &mut dyn Subject) -> Result<(), Stop> {
    for size in [10, 3_000, 5_000, 60_000, 4_090, 0] {
        let mut wanted = order("honten", 1, 1);
        wanted.rules_version = "見".repeat(size);
        let around = [order("honten", 0, 1), order("honten", 2, 1)];
        let all = vec![around[0].clone(), wanted, around[1].clone()];
        subject.store().commit(put(all.clone())).await?;
        same("all", subject.store().all_orders().await?, all.clone())?;
        subject.reopen();
        same("all again", subject.store().all_orders().await?, all)?;
    }
    Ok(())
}

async fn odd_names_are_kept_apart(subject: &mut dyn Subject) -> Result<(), Stop> {
    let names = ["", "\0", "\u{1}", "a\0b", "a", "見本\u{0}店"];
    let all: Vec<_> = names.iter().map(|name| order(name, 1, 1)).collect();
    let store = subject.store();
    store.commit(put(all.clone())).await?;
    for wanted in all {
        let open = store.open_orders(&wanted.shop).await?;
        same("open", open, vec![wanted])?;
    }
    Ok(())
}
