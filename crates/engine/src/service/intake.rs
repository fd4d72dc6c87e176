//! Files that came in on either side of a shop: told in the pass's summary, and journaled once they
//! are kept. After a crash between the two a file is journaled again, under the same name.

use jiff::Timestamp;
use sabaki_order::id::ShopId;

use crate::journal::entry::{Event, JournalEntry};
use crate::port::intake::Intake;
use crate::port::store::{Commit, Store, StoreError};
use crate::service::perform::ShopPorts;
use crate::step::context::Mode;

/// The files of this pass. A side that cannot say stops nothing: its files are told by a later pass.
pub(crate) async fn files(
    ports: &ShopPorts,
    store: &dyn Store,
    shop: &ShopId,
    now: Timestamp,
    mode: Mode,
) -> Result<Vec<Intake>, StoreError> {
    let (mall, oms) = (&*ports.mall, &*ports.oms);
    let (of_mall, of_oms) = (mall.intake().await, oms.intake().await);
    let told = of_mall.and_then(|mall| Ok((mall, of_oms?)));
    let (of_mall, of_oms) = match told {
        Ok(told) => told,
        Err(error) => {
            tracing::warn!(%shop, %error, "what came in is not known");
            return Ok(Vec::new());
        }
    };
    let all: Vec<Intake> = of_mall.iter().chain(&of_oms).cloned().collect();
    if mode == Mode::DryRun || all.is_empty() {
        return Ok(all);
    }
    let journal = all.iter().map(|intake| JournalEntry {
        at: now,
        shop: Some(shop.clone()),
        order: None,
        what: Event::FileCame {
            file: intake.clone(),
        },
    });
    store
        .commit(Commit {
            journal: journal.collect(),
            ..Commit::default()
        })
        .await?;
    for noted in [mall.noted(&of_mall).await, oms.noted(&of_oms).await] {
        if let Err(error) = noted {
            tracing::warn!(%shop, %error, "these files will be journaled again");
        }
    }
    Ok(all)
}
