//! LicenseManagementAPI: until when the licence key works.

use serde_json::json;

use crate::rms::envelope::Gateway;
use crate::wire::{Reply, Request};
use crate::world::World;

pub(crate) const PATH: &str = "/es/1.0/license-management/license-key/expiry-date";

/// The format of the value is not confirmed; it is the one of all other date-times.
pub(crate) fn expiry_date(world: &World, request: &Request) -> Reply {
    match request.query_value("licenseKey") {
        Some(key) if key == world.credentials.license_key => {
            let body = json!({"expiryDate": world.credentials.license_ends.rms()});
            Reply::new(200, "application/json;charset=UTF-8", body.to_string())
        }
        Some(_) | None => Gateway::BadRequest.reply(),
    }
}
