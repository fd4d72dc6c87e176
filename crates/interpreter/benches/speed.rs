//! How long a rule set takes to check and to decide: `cargo bench -p sabaki-interpreter`.
//!
//! Prints medians of the time that the thread ran; it asserts nothing and is no part of CI.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement reads its files, prints, and says by panicking that it failed"
)]

use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use sabaki_diagnostic::source::Sources;
use sabaki_interpreter::compile::compile;
use sabaki_interpreter::decide::decide;
use sabaki_interpreter::facts::read::FactsReader;
use sabaki_interpreter::memory::Memory;
use sabaki_interpreter::rule_files::RuleFiles;
use sabaki_interpreter::time::read::instant;
use sabaki_interpreter::vocabulary::load::load;
use sabaki_interpreter::vocabulary::model::Vocabulary;

const STATUSES: [&str; 9] = [
    "注文確認待ち",
    "楽天処理中",
    "発送待ち",
    "変更確定待ち",
    "発送済",
    "支払手続き中",
    "支払手続き済",
    "キャンセル確定待ち",
    "キャンセル確定",
];

fn vocabulary() -> Arc<Vocabulary> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../order/vocabulary");
    let mut sources = Sources::default();
    for name in ["enumerations", "order", "slip", "actions"] {
        let path = folder.join(format!("{name}.vocabulary.yaml"));
        sources.add(name, std::fs::read_to_string(path).unwrap());
    }
    Arc::new(load(&sources).0)
}

/// Rules as a shop writes them: most name a status; some look at texts, lists and the clock.
fn rules(count: usize) -> String {
    let mut text = String::from(
        "list NG語 = (\"至急\", \"キャンセル\", \"領収書\")\n\ncalendar 営業時間\n  月-金 09:00-18:00\n\n",
    );
    for n in 0..count {
        let status = STATUSES.get(n % STATUSES.len()).unwrap();
        let (amount, sku) = (1000 + n, n % 97);
        let rule = match n % 6 {
            0 => format!("when status = {status} and total >= {amount} then tag \"t{n}\""),
            1 => format!(
                "when ステータス = {status} and remarks contains any of NG語 hold confirm because \"r{n}\""
            ),
            2 => format!(
                "when status in ({status}, 変更確定待ち) and any items has (sku = \"S-{sku}\" and quantity >= 2) then tag \"t{n}\""
            ),
            3 => format!(
                "when status = {status} and remarks matches /NG{n}[0-9]+/ then tag \"t{n}\""
            ),
            4 => format!(
                "when status = {status} and prefecture = \"沖縄県\" unless gift then tag \"t{n}\" after {}m from ordered_at during 営業時間",
                n % 90 + 1
            ),
            _ => format!(
                "when status = {status} and now - ordered_at >= {}h then notify \"chat\" \"m{n}\"",
                n % 200 + 1
            ),
        };
        let _ = writeln!(text, "rule \"規則{n}\"\n  {rule}\n");
    }
    text
}

/// The time that this thread has run: other work on the machine does not count.
fn running() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    let start = START.get_or_init(Instant::now);
    let ran = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let ran = ran.and_then(|text| text.split(' ').next()?.parse().ok());
    ran.map_or_else(|| start.elapsed(), Duration::from_nanos)
}

/// The middle of several runs of `each` repetitions, for one.
fn median(times: usize, each: u32, mut run: impl FnMut()) -> Duration {
    run();
    let mut taken: Vec<Duration> = (0..times)
        .map(|_| {
            let start = running();
            for _ in 0..each {
                run();
            }
            running().saturating_sub(start) / each
        })
        .collect();
    taken.sort_unstable();
    *taken.get(times / 2).unwrap()
}

fn main() {
    let vocabulary = vocabulary();
    println!(
        "load the vocabulary: {:?}",
        median(5, 1, || drop(self::vocabulary()))
    );
    let facts = serde_json::json!({
        "status": 100, "total": 3000, "remarks": "見本です。", "prefecture": "東京都", "gift": false,
        "ordered_at": "2026-11-24 09:00",
        "items": [{"sku": "S-1", "quantity": 2}, {"sku": "S-2", "quantity": 1}],
    });
    let facts = FactsReader::strict(&vocabulary).read(&facts).unwrap().facts;
    let now = instant("2026-11-24 10:00").unwrap();
    for count in [10, 100, 1000, 4000] {
        let text = rules(count);
        let mut files = RuleFiles::default();
        let id = files.sources.add("a.rules", text.as_str());
        let runs = if count > 1000 { 5 } else { 11 };
        let parsing = median(runs, 1, || drop(sabaki_parser::dsl::parse(id, &text)));
        let check = median(runs, 1, || drop(compile(&vocabulary, &files)));
        let set = compile(&vocabulary, &files)
            .rules
            .expect("the rules compile");
        let memory = Memory::default();
        let whole = median(11, 100, || drop(decide(&set, &facts, now, &memory)));
        let plain = set.without_index();
        let scanned = median(11, 100, || drop(decide(&plain, &facts, now, &memory)));
        println!(
            "{count} rules: parse {parsing:?}, check {check:?}, decide {whole:?}, \
             without the index {scanned:?}"
        );
    }
}
