//! How long an editor waits after a keystroke: a set of 1,000 rules in one file, and in ten files.
//!
//! `cargo bench -p sabaki-lsp`; prints the median and the slowest of some hundred keystrokes.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a benchmark that meets something else than it expects may stop there"
)]

#[path = "../tests/it/client.rs"]
#[expect(dead_code, reason = "shared with the tests, which use all of it")]
mod client;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use client::Client;
use serde_json::json;

/// How many rules, where the first argument does not say.
const RULES: usize = 1_000;
const KEYSTROKES: i32 = 200;
/// What a keystroke may cost.
const LIMIT: Duration = Duration::from_millis(100);

fn rules(from: usize, to: usize) -> String {
    let mut text = String::new();
    for n in from..to {
        let _ = writeln!(
            text,
            "rule \"見本 {n}\"\n  when settlement = common and status in (注文確認待ち, 発送待ち)\n    \
             and total >= {n}円 and not (prefecture in (\"沖縄県\", \"北海道\") or remarks contains \"至急{n}\")\n  \
             then tag \"見本{n}\" after 30m from ordered_at\n"
        );
    }
    text
}

fn main() {
    let count = std::env::args()
        .find_map(|arg| arg.parse().ok())
        .unwrap_or(RULES);
    measure("1 file", count, 1);
    measure("10 files", count, 10);
}

fn measure(title: &str, count: usize, files: usize) {
    let each = count / files;
    let texts: Vec<(String, String)> = (0..files)
        .map(|n| (format!("f{n}.rules"), rules(n * each, (n + 1) * each)))
        .collect();
    let named: Vec<(&str, &str)> = texts
        .iter()
        .map(|(n, t)| (n.as_str(), t.as_str()))
        .collect();
    let mut client = Client::start(&named, json!({}), json!({}));
    let (name, text) = named[0];
    let start = Instant::now();
    client.open(name, text);
    assert_eq!(client.diagnostics(name).expect("shown").len(), 0);
    println!("{title}: first look {:?}", start.elapsed());
    let line = text.lines().count() / 2;
    let place = json!({"line": line / 5 * 5 + 1, "character": 7});
    let mut took = [Vec::new(), Vec::new()];
    for stroke in 0..KEYSTROKES {
        // A letter is typed into a name, which makes an error, and taken back again.
        let end = json!({"line": place["line"], "character": 7 + stroke % 2});
        let text = if stroke % 2 == 0 { "x" } else { "" };
        let start = Instant::now();
        client.change(
            name,
            stroke + 2,
            json!([{"range": {"start": place, "end": end}, "text": text}]),
        );
        let found = client.diagnostics(name).expect("shown").len();
        took[0].push(start.elapsed());
        assert_eq!(found, usize::try_from((stroke + 1) % 2).unwrap());
        client.heard.clear();
        let start = Instant::now();
        let at = json!({"textDocument": {"uri": client.uri(name)}, "position": place});
        client.ask("textDocument/completion", at);
        took[1].push(start.elapsed());
    }
    for (what, mut took) in ["diagnostics", "completion"].into_iter().zip(took) {
        took.sort();
        let (median, slowest) = (took[took.len() / 2], took[took.len() - 1]);
        let verdict = if slowest <= LIMIT { "within" } else { "BEYOND" };
        println!("{title}: {what} median {median:?}, slowest {slowest:?} ({verdict} {LIMIT:?})");
    }
    client.end();
}
