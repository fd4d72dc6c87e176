//! What the rules say about a sample order beside them, after each `then`, `hold` and table row.

use gen_lsp_types::{InlayHint, InlayHintParams, Label, Position, Tooltip};
use jiff::Timestamp;
use sabaki_diagnostic::catalogue;
use sabaki_diagnostic::source::Span;
use sabaki_interpreter::compile::rule_set::{CompiledRule, RuleSet};
use sabaki_interpreter::decide::decide;
use sabaki_interpreter::decision::Decision;
use sabaki_interpreter::facts::file::{OrderRecord, OrdersFile, read_orders};
use sabaki_interpreter::facts::read::{FactsReader, FactsRecord};
use sabaki_interpreter::memory::Memory;
use sabaki_interpreter::truth::Truth;

use crate::session::{Session, Spot};
use crate::set::Set;

/// The hints of a range.
pub(crate) fn hints(session: &Session, params: InlayHintParams) -> Option<Vec<InlayHint>> {
    let uri = params.text_document.uri;
    let found = session
        .spot(uri.as_ref(), Position::default())
        .and_then(|spot| {
            let rules = spot.set.compiled.as_ref()?;
            let record = sample(spot.set)?;
            let now = session.settings.now.unwrap_or_else(Timestamp::now);
            let decision = decide(rules, &record.facts, now, &Memory::default());
            Some(of_file(session, &spot, rules, &decision))
        });
    found.map(|hints| {
        let inside = |hint: &InlayHint| {
            params.range.start <= hint.position && hint.position <= params.range.end
        };
        hints.into_iter().filter(inside).collect()
    })
}

/// The first order of the sample file, as facts.
fn sample(set: &Set) -> Option<FactsRecord> {
    let text = &set.sample.as_ref()?.content.text;
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    let read = |text: &str| match read_orders(text.as_bytes()).ok()? {
        OrdersFile::Records(lines) => lines.into_iter().next()?.record.ok(),
        OrdersFile::Csv(_) => None,
    };
    let json = match read(first).or_else(|| read(text))? {
        OrderRecord::Facts(json) => json,
        OrderRecord::RmsAnswer(_) | OrderRecord::NextEngineAnswer(_) => return None,
    };
    FactsReader::new(&set.words.vocabulary).read(&json).ok()
}

fn of_file(
    session: &Session,
    spot: &Spot<'_>,
    rules: &RuleSet,
    decision: &Decision,
) -> Vec<InlayHint> {
    let mut hints = Vec::new();
    for rule in rules
        .rules()
        .iter()
        .filter(|rule| rule.span.file == spot.id)
    {
        let outcome = decision
            .outcomes
            .iter()
            .find(|outcome| outcome.key == rule.key);
        let truth = outcome.map_or(Truth::False, |outcome| outcome.truth);
        for span in places(rule) {
            hints.push(hint(session, spot, span, truth, unknown(decision, rule)));
        }
    }
    hints.sort_by_key(|hint| hint.position);
    hints
}

fn places(rule: &CompiledRule) -> Vec<Span> {
    if rule.row.is_some() {
        return vec![rule.span];
    }
    let thens = rule.thens.iter().map(|then| then.span);
    thens
        .chain(rule.holds.iter().map(|hold| hold.span))
        .collect()
}

fn unknown<'d>(decision: &'d Decision, rule: &CompiledRule) -> &'d [String] {
    let found = decision
        .unknown
        .iter()
        .find(|unknown| unknown.rule == rule.name);
    found.map_or(&[], |unknown| &unknown.fields)
}

fn hint(
    session: &Session,
    spot: &Spot<'_>,
    span: Span,
    truth: Truth,
    fields: &[String],
) -> InlayHint {
    let lang = session.settings.lang;
    let key = match truth {
        Truth::True => "lsp.hint.true",
        Truth::False => "lsp.hint.false",
        Truth::Unknown => "lsp.hint.unknown",
    };
    let content = &spot.file.content;
    let tooltip = (!fields.is_empty()).then(|| {
        let fields = fields.join(", ");
        Tooltip::String(catalogue::text(
            lang,
            "lsp.hint.fields",
            &[("fields", &fields)],
        ))
    });
    // At the end of the line, after a comment or a closing quote.
    let end = span.end as usize;
    let rest = content.text.get(end..).unwrap_or("");
    let line = rest.find(['\n', '\r']).unwrap_or(rest.len());
    InlayHint {
        position: content
            .lines
            .position(&content.text, end + line, session.encoding()),
        label: Label::String(catalogue::text(lang, key, &[])),
        kind: None,
        text_edits: None,
        tooltip,
        padding_left: Some(true),
        padding_right: None,
        data: None,
    }
}
