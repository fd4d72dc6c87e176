//! Files as RMS lets a shop download them, and shops that work by such files.
#![expect(
    clippy::missing_panics_doc,
    clippy::expect_used,
    reason = "a test whose folders cannot be written fails there"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::sandbox::Sandbox;
use crate::workspace;

/// Column and value.
pub type Cell<'a> = (&'a str, &'a str);

/// Shops whose mall is a folder: one with ネクストエンジン as its OMS, one with files on both sides.
pub const SHOPS: &str = r#"
  csv-ne:
    csv: {folder: csv-ne, settle: 0s}
    rules: {path: rules-csv}
    oms: {nextengine: main, shop: 1, carriers: {"20": "1001", "30": "1003"}}
  csv-csv:
    csv: {folder: csv-csv, settle: 0s}
    rules: {path: rules-csv-both}
    oms:
      csv:
        out: csv-csv/oms
        shipments: {folder: csv-csv/shipped, split: never, settle: 0s, columns: {tracking_number: 送り状番号}}
      carriers: {見本便: "1003"}
"#;

/// A file of orders: one row for each list of what differs from the sample.
pub fn orders(rows: &[Vec<Cell<'_>>]) -> String {
    let sample = fs::read_to_string(workspace().join("crates/cli/src/starter/demo-orders.csv"))
        .expect("the sample order");
    let mut lines = sample.lines();
    let header = lines.next().expect("a header");
    let cells = |line: &str| -> Vec<String> {
        line.split(',')
            .map(|c| c.trim_matches('"').to_owned())
            .collect()
    };
    let columns = cells(header);
    let first = cells(lines.next().expect("a row"));
    let mut file = format!("{header}\r\n");
    for row in rows {
        let row: BTreeMap<_, _> = row.iter().copied().collect();
        for column in row.keys() {
            assert!(columns.iter().any(|c| c == column), "no column {column}");
        }
        let values = columns.iter().zip(&first).map(|(column, sample)| {
            let value = row.get(column.as_str()).copied().unwrap_or(sample);
            format!("\"{}\"", value.replace('"', "\"\""))
        });
        file += &values.collect::<Vec<_>>().join(",");
        file += "\r\n";
    }
    file
}

/// The bytes of a text in CP932.
pub fn cp932(text: &str) -> Vec<u8> {
    let (bytes, _, lossy) = encoding_rs::SHIFT_JIS.encode(text);
    assert!(!lossy, "not CP932: {text}");
    bytes.into_owned()
}

/// The text of a file in CP932.
pub fn read(path: &Path) -> String {
    let bytes = fs::read(path).expect("a file");
    let (text, _, broken) = encoding_rs::SHIFT_JIS.decode(&bytes);
    assert!(!broken, "not CP932: {}", path.display());
    text.into_owned()
}

/// Adds [`SHOPS`] with the rules of the CSV pack to a sandbox's ready folder.
pub fn add_shops(sandbox: &Sandbox) {
    let pack = fs::read_to_string(workspace().join("rules/rakuten-csv/flow.rules"))
        .expect("the rule pack");
    let payment = pack.find("# 2 入金").expect("part 2");
    let report = pack.find("# 3 発送完了報告").expect("part 3");
    let (before, after) = (pack.get(..payment), pack.get(report..));
    let both = [before, after].map(Option::unwrap_or_default).concat();
    for (folder, rules) in [("rules-csv", &pack), ("rules-csv-both", &both)] {
        fs::create_dir_all(sandbox.dir().join(folder)).expect("a folder");
        fs::write(sandbox.dir().join(folder).join("flow.rules"), rules).expect("written");
    }
    let path = sandbox.dir().join("sabaki.yaml");
    let config = fs::read_to_string(&path).expect("a file");
    fs::write(&path, config.trim_end().to_owned() + SHOPS).expect("written");
}

/// Puts a file where downloads are put.
pub fn arrives(sandbox: &Sandbox, shop: &str, name: &str, bytes: &[u8]) {
    let folder = sandbox.dir().join(shop).join("arrived");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join(name), bytes).expect("written");
}

/// The files of a folder by name.
pub fn files(folder: &Path) -> BTreeMap<String, PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return BTreeMap::new();
    };
    entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .map(|path| {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            (name, path)
        })
        .collect()
}

/// The rows of all files that a shop is to upload, without their headers.
pub fn rows_out(folder: &Path, stem: &str) -> Vec<String> {
    files(folder)
        .into_iter()
        .filter(|(name, _)| name.starts_with(stem))
        .flat_map(|(_, path)| {
            let text = read(&path);
            text.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
        })
        .collect()
}
