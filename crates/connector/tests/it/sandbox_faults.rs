//! Every fault of the sandbox on every write: what we claim and what is so.

use jiff::SignedDuration;
use sabaki_engine::port::mall::{Mall, MallCall};
use sabaki_engine::port::oms::SlipChange;
use sabaki_engine::port::outcome::{Outcome, PortError};
use sabaki_order::order::{MallStatus, ShipmentRow};
use serde_json::json;

use crate::fixture::words;
use crate::sandbox::{HASTY, World, parcel};

/// Whatever happens to the answer of a write: *done* only if it happened, *refused* only if it did
/// not, and doubt otherwise; and a second look tells.
#[tokio::test]
async fn no_fault_makes_us_claim_what_is_not_so() {
    // (kind, whether the effect happens, whether we can know)
    let kinds = [
        ("timeout_before_effect", false, false),
        ("timeout_after_effect", true, false),
        ("reset_before_effect", false, false),
        ("reset_after_effect", true, false),
        ("lost_response", true, false),
        ("http_503", false, false),
        ("http_503_after_effect", true, false),
        ("http_429", false, true),
        ("http_500", false, false),
        ("malformed_body", true, false),
        ("cut_body", true, false),
    ];
    for (kind, happens, known) in kinds {
        let (world, numbers) = World::start(&json!([{}]), HASTY).await;
        let number = &numbers[0];
        let order = world.order(number).await;
        let check = |call: &str, result: &Result<Vec<Outcome>, PortError>, happened: bool| {
            assert_eq!(happened, happens, "{call}, {kind}");
            let expected = if known {
                "error not_answered"
            } else {
                "doubtful"
            };
            assert_eq!(words(result), expected, "{call}, {kind}: {result:?}");
        };

        world.fault("confirmOrder", kind);
        let result = world.confirm(&[&order]).await;
        check("confirm", &result, world.truth(number)["status"] != 100);
        world.handle.clear_faults();
        let order = world.order(number).await;
        assert_eq!(
            order.status != MallStatus::AwaitingConfirmation,
            happens,
            "{kind}"
        );

        world.fault("receiveorder_base/upload", kind);
        let result = world.import(&order).await;
        world.handle.clear_faults();
        world.handle.advance(SignedDuration::from_secs(30));
        check("import", &result, world.truth(number)["slips"] == 1);
        if !happens {
            assert_eq!(words(&world.import(&order).await), "done", "{kind}");
        }

        let slip = world.slip(number).await;
        world.fault("receiveorder_base/update", kind);
        let tag = [SlipChange::Tag("印".to_owned())];
        let result = world.change(&order, &slip, &tag).await;
        world.handle.clear_faults();
        let slip = world.slip(number).await;
        check("update", &result, slip.tags.value().unwrap().contains("印"));

        world.fault("updateOrderShipping", kind);
        let call = MallCall {
            key: &world.key,
            order: &order,
        };
        let result = world
            .mall
            .report_shipment(call, &[parcel(&order)])
            .await
            .map(|one| vec![one]);
        world.handle.clear_faults();
        let order = world.order(number).await;
        let rows = &order.packages[0].shipments;
        check("report", &result, rows.iter().any(ShipmentRow::is_complete));
        // Read back and repeated: never a second row.
        let call = MallCall {
            key: &world.key,
            order: &order,
        };
        world
            .mall
            .report_shipment(call, &[parcel(&order)])
            .await
            .unwrap();
        let rows = world.truth(number)["shipping_rows"]
            .as_array()
            .unwrap()
            .len();
        assert_eq!(rows, 1, "{kind}");
    }
}
