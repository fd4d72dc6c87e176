//! The files that `init`, `demo` and `sandbox --dir` write to start from.

pub(crate) mod sandbox;

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use crate::problem::Problem;

/// The standard flow: file name and text.
pub(crate) const RAKUTEN_PAY: &[(&str, &str)] = &[
    (
        "flow.rules",
        include_str!("../../../../rules/rakuten-pay/flow.rules"),
    ),
    (
        "flow.test.yaml",
        include_str!("../../../../rules/rakuten-pay/flow.test.yaml"),
    ),
];

/// The flow of the older order API: file name and text.
pub(crate) const RAKUTEN_OLDER_API: &[(&str, &str)] = &[
    (
        "flow.rules",
        include_str!("../../../../rules/rakuten-older-api/flow.rules"),
    ),
    (
        "flow.test.yaml",
        include_str!("../../../../rules/rakuten-older-api/flow.test.yaml"),
    ),
];

/// The configuration of a shop that has still to be filled in.
pub(crate) const CONFIGURATION: &str = include_str!("sabaki.yaml");

/// The secrets file that goes with it.
pub(crate) const SECRETS: &str = include_str!("secrets.yaml");

/// A vocabulary file with an example, commented out.
pub(crate) const VOCABULARY: &str = include_str!("shop.vocabulary.yaml");

/// Two holds that the demo adds to the standard flow.
pub(crate) const DEMO_RULES: &str = include_str!("demo.rules");

/// An order as RMS lets a shop download it, and its number.
pub(crate) const DEMO_CSV: &str = include_str!("demo-orders.csv");
/// The order in [`DEMO_CSV`].
pub(crate) const DEMO_CSV_ORDER: &str = "987654-20261123-0000417382";

/// The flow of a shop without API access.
pub(crate) const RAKUTEN_CSV: &str = include_str!("../../../../rules/rakuten-csv/flow.rules");

/// Makes a folder that only its owner can enter.
pub(crate) fn folder(path: &Path) -> Result<(), Problem> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(|error| unwritable(path, &error))
}

/// Writes a file; `private` ones can be read by their owner only.
pub(crate) fn file(path: &Path, text: &str, private: bool) -> Result<(), Problem> {
    let mode = if private { 0o600 } else { 0o644 };
    fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(mode)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| unwritable(path, &error))
}

/// Writes the standard flow into a folder.
pub(crate) fn rules(path: &Path) -> Result<(), Problem> {
    pack(path, RAKUTEN_PAY)
}

/// Writes the files of a rule pack into a folder.
pub(crate) fn pack(path: &Path, files: &[(&str, &str)]) -> Result<(), Problem> {
    folder(path)?;
    for (name, text) in files {
        file(&path.join(name), text, false)?;
    }
    Ok(())
}

fn unwritable(path: &Path, error: &std::io::Error) -> Problem {
    Problem::unusable("cli.unwritable")
        .with("path", path.display())
        .because(error)
}
