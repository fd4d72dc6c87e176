//! How long `sabaki check` of 1,000 rules takes, as a whole process, with the files in memory.
//!
//! `cargo bench -p sabaki-cli --bench check`; prints the median and the slowest of twenty runs, for
//! one file, ten files and YAML. It asserts no time.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement prints, and may stop where it cannot measure"
)]

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// How many rules, where the first argument does not say.
const RULES: usize = 1_000;
const RUNS: usize = 20;
/// What a check of 1,000 rules may cost.
const LIMIT: Duration = Duration::from_millis(50);

fn dsl(from: usize, to: usize) -> String {
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

fn yaml(to: usize) -> String {
    let mut text = String::from("rules:\n");
    for n in 0..to {
        let _ = writeln!(
            text,
            "  - rule: 見本 {n}\n    when:\n      all:\n        - settlement = common\n        \
             - status in (注文確認待ち, 発送待ち)\n        - total >= {n}円\n        \
             - not (prefecture in (\"沖縄県\", \"北海道\") or remarks contains \"至急{n}\")\n    \
             then: tag \"見本{n}\" after 30m from ordered_at"
        );
    }
    text
}

fn main() {
    let count = std::env::args()
        .find_map(|arg| arg.parse().ok())
        .unwrap_or(RULES);
    let one = [("all.rules".to_owned(), dsl(0, count))];
    measure("1 file", count, &one);
    let each = count.div_ceil(10);
    let part = |n: usize| {
        (
            format!("part{n}.rules"),
            dsl(n * each, ((n + 1) * each).min(count)),
        )
    };
    let ten: Vec<_> = (0..10).map(part).collect();
    measure("10 files", count, &ten);
    measure("YAML", count, &[("all.yaml".to_owned(), yaml(count))]);
}

fn measure(title: &str, count: usize, files: &[(String, String)]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("a file is written");
    }
    run(folder.path());
    let mut taken: Vec<Duration> = (0..RUNS).map(|_| run(folder.path())).collect();
    taken.sort_unstable();
    let median = taken.get(RUNS / 2).copied().unwrap_or_default();
    let slowest = taken.last().copied().unwrap_or_default();
    let verdict = if count == RULES && median > LIMIT {
        "over the limit of"
    } else {
        "limit"
    };
    println!(
        "check of {count} rules, {title}: median {median:.1?}, slowest {slowest:.1?} \
         ({verdict} {LIMIT:?} for {RULES} rules)"
    );
}

fn run(folder: &Path) -> Duration {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sabaki"));
    command.arg("check").arg(folder);
    let start = Instant::now();
    let done = command.output().expect("the binary runs");
    let taken = start.elapsed();
    assert!(done.status.success(), "{done:?}");
    taken
}
