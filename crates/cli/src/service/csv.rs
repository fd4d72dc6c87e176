//! Folders of the configuration become connectors.

use std::path::Path;

use sabaki_connector::csv::mall::{ConfirmUpload, CsvMall, CsvMallConfig, Hands};
use sabaki_connector::csv::oms::{CsvOms, CsvOmsConfig, ShippedConfig};
use sabaki_connector::csv::reading::CsvReading;
use sabaki_connector::csv::settlement::Settlements;
use sabaki_connector::csv::shipped_columns::{ConsigneeColumns, ShippedColumns, Split};
use sabaki_order::order::Settlement;

use crate::config::csv::{self, Collects};
use crate::config::file::Oms;
use crate::config::resolve::Config;
use crate::problem::Problem;

/// A shop's folder as its mall.
pub(super) fn mall(
    config: &Config,
    name: &str,
    shop: &csv::CsvMall,
    hands: Hands,
) -> Result<CsvMall, Problem> {
    let folder = config.beside(&shop.folder);
    let payments = shop.payments.iter().map(|(name, collects)| {
        let settlement = match collects {
            Collects::Common => Settlement::Common,
            Collects::Selectable => Settlement::Selectable,
        };
        (name.clone(), settlement)
    });
    let reading = CsvReading {
        settlements: Settlements::with(payments),
        shop_number: shop.shop_number.clone(),
        carriers: shop.carriers.clone(),
        ..CsvReading::default()
    };
    CsvMall::open(CsvMallConfig {
        out: config.beside(&shop.out()),
        folder,
        reading,
        confirm_upload: if shop.confirm_upload {
            ConfirmUpload::On
        } else {
            ConfirmUpload::Off
        },
        settle: shop.settle.0,
        hands,
    })
    .map_err(|error| not_set_up(name, &shop.folder, &error))
}

/// A folder as a shop's OMS.
pub(super) fn oms(
    config: &Config,
    name: &str,
    oms: &Oms,
    csv: &csv::CsvOms,
    hands: Hands,
) -> Result<CsvOms, Problem> {
    CsvOms::open(CsvOmsConfig {
        out: config.beside(&csv.out),
        payments: oms.payments.clone(),
        shipments: csv
            .shipments
            .as_ref()
            .map(|there| shipments(config, oms, there)),
        hands,
    })
    .map_err(|error| not_set_up(name, &csv.out, &error))
}

fn shipments(config: &Config, oms: &Oms, there: &csv::CsvShipments) -> ShippedConfig {
    let columns = &there.columns;
    ShippedConfig {
        folder: config.beside(&there.folder),
        columns: ShippedColumns {
            slip: columns.slip.clone(),
            order: columns.order.clone(),
            tracking_number: columns.tracking_number.clone(),
            ship_method: columns.ship_method.clone(),
            shipped_on: columns.shipped_on.clone(),
            consignee: columns.consignee.as_ref().map(|to| ConsigneeColumns {
                name: to.name.clone(),
                postal_code: to.postal_code.clone(),
                address: to.address.clone(),
            }),
        },
        split: match there.split {
            csv::Split::Never => Split::Never,
            csv::Split::Counted => Split::Counted {
                column: columns.parts.clone(),
            },
            csv::Split::Listed => Split::Listed,
        },
        carriers: oms.carriers.clone(),
        settle: there.settle.0,
    }
}

fn not_set_up(name: &str, folder: &Path, error: &std::io::Error) -> Problem {
    Problem::unusable("config.connector")
        .with("name", format!("CSV ({name}, {})", folder.display()))
        .because(error)
}
