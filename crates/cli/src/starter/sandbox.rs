//! The folder that runs against a sandbox at once: configuration, secrets, rules, state.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::problem::Problem;

use super::{RAKUTEN_OLDER_API, file, folder, pack, rules};

/// The file that says that a folder is ours to replace.
pub(crate) const MARK: &str = ".sabaki-sandbox";

/// Makes the folder ready, empty or marked as ours before, and gives the configuration's path.
pub(crate) fn write(
    dir: &Path,
    ready: &Value,
    own_rules: Option<&Path>,
) -> Result<PathBuf, Problem> {
    clear(dir)?;
    folder(dir)?;
    file(&dir.join(MARK), "made by sabaki, replaced by it\n", false)?;
    let rule_path = if let Some(path) = own_rules {
        absolute(path)
    } else {
        rules(&dir.join("rules"))?;
        PathBuf::from("rules")
    };
    pack(&dir.join("rules-older"), RAKUTEN_OLDER_API)?;
    file(&dir.join("secrets.yaml"), &secrets(ready), true)?;
    let configuration = dir.join("sabaki.yaml");
    file(&configuration, &settings(ready, &rule_path), false)?;
    crate::state::create(&dir.join("state"))?;
    Ok(absolute(&configuration))
}

/// Adds a third shop to a folder that was made ready: one whose orders come as CSV, with one
/// download in its folder.
pub(crate) fn add_csv_shop(dir: &Path) -> Result<(), Problem> {
    let configuration = dir.join("sabaki.yaml");
    let text = crate::rules::folder::text(&configuration)?;
    file(&configuration, &format!("{text}{CSV_SHOP}"), false)?;
    let rules = dir.join("rules-csv");
    folder(&rules)?;
    file(&rules.join("flow.rules"), super::RAKUTEN_CSV, false)?;
    let arrived = dir.join("csv").join("arrived");
    folder(&arrived)?;
    file(&arrived.join("orders.csv"), super::DEMO_CSV, true)
}

const CSV_SHOP: &str = r#"  # A shop without API access: downloads go into csv/arrived, reports come out in csv/out.
  csv-ten:
    csv: {folder: csv, settle: 0s}
    rules: {path: rules-csv}
    oms: {nextengine: main, shop: 1, carriers: {"20": "1001", "30": "1003"}}
"#;

/// Removes what we wrote before; refuses a folder that is not ours.
pub(crate) fn clear(dir: &Path) -> Result<(), Problem> {
    let occupied = fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some());
    if !occupied {
        return Ok(());
    }
    if !dir.join(MARK).is_file() {
        return Err(Problem::unusable("starter.not_ours").with("path", dir.display()));
    }
    fs::remove_dir_all(dir).map_err(|error| {
        Problem::unusable("cli.unwritable")
            .with("path", dir.display())
            .because(&error)
    })
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn secrets(ready: &Value) -> String {
    let mut text = String::from("# Keys of the sandbox; they open nothing else.\n");
    let given = [
        ("rms_service_secret", "/rms/service_secret"),
        ("rms_license_key", "/rms/license_key"),
        ("ne_client_id", "/nextengine/client_id"),
        ("ne_client_secret", "/nextengine/client_secret"),
        ("ne_access_token", "/nextengine/access_token"),
        ("ne_refresh_token", "/nextengine/refresh_token"),
    ];
    for (name, pointer) in given {
        let value = ready.pointer(pointer).cloned().unwrap_or_default();
        let _ = writeln!(text, "{name}: {value}");
    }
    text
}

fn settings(ready: &Value, rules: &Path) -> String {
    let url = ready
        .get("base_url")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let rules = Value::from(rules.display().to_string());
    let shop_url = ready
        .pointer("/rms_older/shop_url")
        .cloned()
        .unwrap_or_default();
    format!(
        r#"# Ready to run against the sandbox at {url}.
sabaki: 1
state: state
clock: sandbox
secrets: secrets.yaml
rules: {{path: {rules}}}
poll: {{every: 10s, lookback: 60d, overlap: 15m}}
# The sandbox bears more than RMS does: request rate and caps are lifted.
limits: {{irreversible_per_pass: 1000000, irreversible_per_hour: 1000000}}
nextengine:
  main:
    url: "{url}"
    client_id: {{secret: ne_client_id}}
    client_secret: {{secret: ne_client_secret}}
    access_token: {{secret: ne_access_token}}
    refresh_token: {{secret: ne_refresh_token}}
shops:
  honten:
    rms:
      url: "{url}"
      service_secret: {{secret: rms_service_secret}}
      license_key: {{secret: rms_license_key}}
      requests_per_second: null
    oms:
      nextengine: main
      shop: 1
      carriers: {{"10": "1002", "20": "1001", "28": "1001", "30": "1003", "35": "1003"}}
  # The same shop as the older order API shows it, with rules of its own.
  kyu-api:
    rms_older:
      url: "{url}"
      service_secret: {{secret: rms_service_secret}}
      license_key: {{secret: rms_license_key}}
      shop_url: {shop_url}
      requests_per_second: null
    rules: {{path: rules-older}}
    oms: {{nextengine: main, shop: 1}}
"#
    )
}
