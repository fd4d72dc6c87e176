//! Rules put together from pieces that look at the clock: until `look_again` nothing changes.

use std::fmt::Write as _;

use sabaki_interpreter::compile::compile;
use sabaki_interpreter::decide::decide;
use sabaki_interpreter::facts::read::FactsReader;
use sabaki_interpreter::memory::Memory;
use sabaki_interpreter::rule_files::RuleFiles;
use sabaki_interpreter::time::read::instant;

use super::run::{stays, vocabulary};

const CONDITIONS: &[&str] = &[
    "now - ordered_at >= 3d",
    "now - ordered_at < 36h",
    "now > ordered_at + 90m",
    "now = ordered_at + 1d",
    "ordered_at + 2h - now <= 30m",
    "now between ordered_at + 1h and ordered_at + 5h",
    "today >= payment_due",
    "today = payment_due - 1d",
    "payment_due - today <= 2d",
    "today in (2026-11-25, 2026-11-30)",
    "date(now - 10h) != date(ordered_at)",
    "weekday in (土, 日)",
    "weekday = 月",
    "time_of_day >= 13:00",
    "time_of_day between 09:30 and 17:15:30",
    "time(now + 3h) < 12:00",
    "today is holiday",
    "today is business_day",
    "next_business_day(today) = 2026-11-27",
    "business_days(date(ordered_at), today) >= 2",
    "business_days(today, payment_due, 営業) < 3",
    "add_business_days(today, -2) > date(ordered_at)",
    "now during 営業",
    "now + 2h during 営業",
    "now not during 深夜",
    "any items has (release_date <= today)",
    "count(items where release_date > today) >= 2",
    "経過 > 26h",
    "期限切れ",
    "gift",
];

const TIMINGS: &[&str] = &[
    "",
    "after 2h",
    "after 45m from ordered_at",
    "from payment_due",
    "after 1d from ordered_at at 10:00",
    "at 16:00",
    "during 営業",
    "after 3h from ordered_at during 深夜",
    "after 2h at 08:00 during 営業",
];

const DEFINITIONS: &str = "\
let 経過 = now - ordered_at

let 期限切れ = today > payment_due and not gift

calendar 営業
  月-金 09:00-12:00, 13:00-18:00
  土 10:00-15:00
  except holidays

calendar 深夜
  月-日 22:00-05:00
";

/// A small generator of numbers, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn of<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from.get(self.below(from.len()))
            .copied()
            .unwrap_or_default()
    }
}

/// Failures of this many rule sets.
pub(crate) fn failures(sets: u64) -> Vec<String> {
    let vocabulary = vocabulary();
    let mut failures = Vec::new();
    for seed in 0..sets {
        let mut numbers = Numbers(seed);
        let mut text = DEFINITIONS.to_owned();
        for name in ["A", "B"] {
            let (a, b) = (numbers.of(CONDITIONS), numbers.of(CONDITIONS));
            let join = numbers.of(&["and", "or", "and not"]);
            let what = numbers.of(&[
                "then tag \"t\"",
                "then notify \"chat\" \"m\"",
                "then set_ship_date next_business_day(today)",
            ]);
            let timing = numbers.of(TIMINGS);
            let _ = write!(
                text,
                "\nrule \"{name}\" when {a} {join} {b} {what} {timing}\n"
            );
        }
        let hold = numbers.of(CONDITIONS);
        let _ = write!(text, "\nrule \"C\" when {hold} hold set_ship_date, tag\n");
        let mut files = RuleFiles::default();
        files.sources.add("a.rules", text.as_str());
        let compiled = compile(&vocabulary, &files);
        let Some(rules) = compiled.rules else {
            failures.push(format!("{text}: {:?}", compiled.diagnostics));
            continue;
        };
        let facts = serde_json::json!({
            "status": 300, "gift": numbers.below(2) == 0,
            "ordered_at": numbers.of(&["2026-11-20 09:59:30", "2026-11-24 10:00", "2026-11-23 23:30"]),
            "payment_due": numbers.of(&["2026-11-26", "2026-11-22", ""]),
            "items": [{"release_date": "2026-11-25"}, {"release_date": "2026-12-01"}],
        });
        let facts = FactsReader::strict(&vocabulary).read(&facts).unwrap().facts;
        let mut now = instant(numbers.of(&[
            "2026-11-24 10:00",
            "2026-11-21 14:59:59",
            "2026-11-25 00:00",
        ]))
        .unwrap();
        let mut memory = Memory::default();
        for step in 0..4 {
            let decision = decide(&rules, &facts, now, &memory);
            memory.advance(&decision);
            let found = stays(
                &format!("seed {seed} step {step}\n{text}"),
                &rules,
                &facts,
                &decision,
                &memory,
            );
            if !found.is_empty() {
                failures.extend(found);
                break;
            }
            let Some(next) = decision.look_again else {
                break;
            };
            now = next;
        }
    }
    failures
}
