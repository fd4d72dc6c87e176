//! The summary of a pass for people: counts by action and state, then alarms.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sabaki_diagnostic::catalogue;
use sabaki_diagnostic::lang::Lang;
use sabaki_engine::port::intake::{Became, Intake};
use sabaki_engine::summary::RunSummary;
use sabaki_order::vocabulary::shipped;

use super::decision::pad;

/// One summary as a block of lines.
pub(crate) fn text(summary: &RunSummary, lang: Lang) -> String {
    let total = &summary.pass;
    let number = |n: u64| n.to_string();
    let mut out = catalogue::text(
        lang,
        "pass.orders",
        &[
            ("orders", &number(total.orders)),
            ("first_seen", &number(total.first_seen)),
        ],
    );
    for (action, states) in &total.counts {
        let _ = write!(
            out,
            "\n  {} {}",
            pad(&name(action, lang), 24),
            counts(states, lang)
        );
    }
    for (key, n) in [
        ("pass.failed", total.failed),
        ("pass.doubtful", total.doubtful),
        ("pass.unreadable", total.unreadable),
    ] {
        if n > 0 {
            let _ = write!(
                out,
                "\n  {}",
                catalogue::text(lang, key, &[("n", &number(n))])
            );
        }
    }
    for shop in &total.shops {
        if !shop.complete {
            let args = [("shop", shop.shop.as_str())];
            let _ = write!(
                out,
                "\n  {}",
                catalogue::text(lang, "pass.incomplete", &args)
            );
        }
        let alarms: Vec<String> = shop.alarms.iter().map(|alarm| alarm.told(lang)).collect();
        for why in shop.unanswered.iter().map(|why| why.text(lang)) {
            if !alarms.iter().any(|alarm| alarm.contains(&why)) {
                let _ = write!(out, "\n    {why}");
            }
        }
        for file in &shop.files {
            let _ = write!(out, "\n  {}", intake(file, lang));
        }
        for alarm in &alarms {
            let label = catalogue::text(lang, "level.warning", &[]);
            let _ = write!(out, "\n{label}: {alarm}");
        }
        for plan in &shop.plans {
            let _ = write!(out, "\n  {}", super::plan::text(plan, lang));
        }
    }
    out
}

/// A file that came in, with its count.
fn intake(intake: &Intake, lang: Lang) -> String {
    let key = match intake.became {
        Became::Taken => "pass.file.taken",
        Became::SameAsBefore => "pass.file.same",
        Became::Refused => "pass.file.refused",
    };
    let (taken, refused) = (intake.taken.to_string(), intake.refused.to_string());
    let all = intake.taken.saturating_add(intake.refused).to_string();
    let args = [
        ("file", &*intake.file),
        ("all", &*all),
        ("taken", &*taken),
        ("refused", &*refused),
    ];
    catalogue::text(lang, key, &args)
}

/// An action's name in the shipped vocabulary, else its id.
pub(crate) fn name(action: &str, lang: Lang) -> String {
    let vocabulary = shipped();
    let found = vocabulary.actions.iter().find(|a| *a.id == *action);
    found.map_or_else(|| action.to_owned(), |a| a.name(lang).to_owned())
}

fn counts(states: &BTreeMap<&'static str, u64>, lang: Lang) -> String {
    let parts: Vec<String> = states
        .iter()
        .map(|(state, n)| {
            let word = catalogue::text(lang, &format!("pass.state.{state}"), &[]);
            format!("{word} {n}")
        })
        .collect();
    parts.join(", ")
}
