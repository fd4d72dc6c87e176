//! The older order API of a shop, from its configuration.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use sabaki_connector::rms_older::RmsOlderMall;
use sabaki_connector::rms_older::config::{JobWait, Payment, RmsOlderConfig, Stage};
use sabaki_engine::port::store::Store;
use sabaki_order::order::Settlement;

use crate::config::file::ClockKind;
use crate::config::older::{self, RmsOlder};
use crate::config::resolve::Config;
use crate::config::secrets::Secrets;
use crate::problem::Problem;

/// The connector; the store keeps its notes.
pub(super) fn mall(
    config: &Config,
    name: &str,
    older: &RmsOlder,
    secrets: &Secrets,
    store: &Arc<dyn Store>,
    requests_per_second: Option<NonZeroU32>,
) -> Result<RmsOlderMall, Problem> {
    let payments = older.payments.iter();
    let statuses = older.statuses.iter();
    let there = RmsOlderConfig {
        url: older.url.clone(),
        service_secret: secrets.get(&older.service_secret)?,
        license_key: secrets.get(&older.license_key)?,
        shop_url: older.shop_url.clone(),
        user_name: older.user_name.clone(),
        payments: payments
            .map(|(name, known)| (name.clone(), payment(*known)))
            .collect(),
        statuses: statuses
            .map(|(name, known)| (name.clone(), stage(*known)))
            .collect(),
        requests_per_second,
        job: match config.file.clock {
            ClockKind::System => JobWait::default(),
            // The sandbox's jobs are quick.
            ClockKind::Sandbox => JobWait {
                first: Duration::from_millis(50),
                longest: Duration::from_secs(2),
            },
        },
        http: config.http()?,
    };
    RmsOlderMall::new(&there, Arc::new(Arc::clone(store))).map_err(|error| {
        Problem::unusable("config.connector")
            .with("name", format!("RMS 旧受注API ({name})"))
            .with("reason", error)
    })
}

const fn payment(known: older::Payment) -> Payment {
    match known {
        older::Payment::Code(code) => Payment {
            code,
            settlement: None,
        },
        older::Payment::Whole(whole) => Payment {
            code: whole.code,
            settlement: match whole.settlement {
                Some(older::Settlement::Common) => Some(Settlement::Common),
                Some(older::Settlement::Selectable) => Some(Settlement::Selectable),
                None => None,
            },
        },
    }
}

const fn stage(known: older::Stage) -> Stage {
    match known {
        older::Stage::New => Stage::New,
        older::Stage::Processed => Stage::Processed,
        older::Stage::OnHold => Stage::OnHold,
    }
}
