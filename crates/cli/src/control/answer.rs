//! Answers to questions, from a store.

use std::sync::Arc;

use sabaki_engine::port::store::{OrderState, Store, StoreError};

use super::protocol::Answer;

/// All orders.
pub(crate) async fn orders(store: &Arc<dyn Store>) -> Answer {
    let both = async {
        Ok::<_, StoreError>(Answer::Orders {
            switch: store.switch().await?,
            orders: store.all_orders().await?,
        })
    };
    both.await.unwrap_or_else(failed)
}

/// One order with its journal.
pub(crate) async fn order(store: &Arc<dyn Store>, number: &str) -> Answer {
    let answer = async {
        let Some(order) = find(store, number).await? else {
            return Ok::<_, StoreError>(Answer::NoSuchOrder);
        };
        let journal = store.journal_of(&order.shop, &order.number).await?;
        Ok(Answer::Order {
            order: Box::new(order),
            journal,
        })
    };
    answer.await.unwrap_or_else(failed)
}

/// The state of an order, whichever shop it belongs to.
pub(crate) async fn find(
    store: &Arc<dyn Store>,
    number: &str,
) -> Result<Option<OrderState>, StoreError> {
    let orders = store.all_orders().await?;
    Ok(orders.into_iter().find(|o| o.number.as_str() == number))
}

/// What a failed store answers.
pub(crate) fn failed(error: StoreError) -> Answer {
    Answer::Failed {
        reason: error.told(),
    }
}
