//! From syntax trees to a rule set that can decide.
//!
//! Start with [`compile`]; [`rule_set`] is what comes out, [`program`] what its conditions stand
//! on. On the way: `definitions` (what files define), `rule`, `table`, `action`, `digest`.

pub(crate) mod access;
mod action;
pub(crate) mod attached;
pub(crate) mod definitions;
#[cfg(test)]
mod depths;
pub(crate) mod digest;
#[cfg(test)]
mod limits;
mod prepared;
pub mod program;
pub(crate) mod reads;
mod rule;
pub mod rule_set;
pub mod standalone;
mod table;
#[cfg(test)]
mod tests;
pub(crate) mod typed;

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashSet;
use sabaki_diagnostic::code::{Code, Severity};
use sabaki_diagnostic::diagnostic::{Diagnostic, has_errors};
use sabaki_diagnostic::source::{FileId, Sources, Span};
use sabaki_parser::parsed::{self, Parsed};
use sabaki_parser::syntax::file::{File, Item};

use self::access::Access;
use self::attached::DataFiles;
use self::definitions::{Collected, collect};
use self::digest::Digester;
use self::program::Program;
use self::rule_set::{CompiledRule, RuleSet};
use crate::rule_files::RuleFiles;
use crate::time::calendar::Calendar;
use crate::typing::typer::Typer;
use crate::vocabulary::model::Vocabulary;

/// A set beyond the limit in bytes.
pub const SET_TOO_LARGE: Code = Code::new("E0750");
/// Too many rules.
pub const TOO_MANY_RULES: Code = Code::new("E0751");

const MOST_BYTES: usize = 8 * 1024 * 1024;
const MOST_RULES: usize = 20_000;

/// What became of a rule set's text.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// The rule set; none when any diagnostic is an error.
    pub rules: Option<Arc<RuleSet>>,
    /// Everything that a person should mend or know, in the order of files and places.
    pub diagnostics: Vec<Diagnostic>,
    /// The rule files, followed by the data files that rules name: where diagnostics point.
    pub sources: Sources,
    /// Each of these data files, with the place in a rule file that names it first: where an editor
    /// that does not show the data file puts what is wrong with it.
    pub data_files: Vec<(FileId, Span)>,
}

/// Parses, types, checks and compiles a rule set. All errors of all files are reported.
pub fn compile(vocabulary: &Arc<Vocabulary>, files: &RuleFiles) -> Compiled {
    compile_files(vocabulary, files, parse(files))
}

/// Makes what every rule set of a vocabulary stands on, so that [`compile_files`] finds it made: for
/// a host that reads vocabulary and rules at the same time.
pub fn prepare(vocabulary: &Arc<Vocabulary>) {
    prepared::prepared(vocabulary);
}

/// Parses the files of a rule set, for [`compile_files`]: nothing where they are too large.
pub fn parse(files: &RuleFiles) -> Vec<Parsed> {
    if bytes(files) > MOST_BYTES {
        return Vec::new();
    }
    parsed::parse_all(&files.sources)
}

fn bytes(files: &RuleFiles) -> usize {
    let texts = files.sources.iter().map(|(_, file)| file.text());
    texts.map(str::len).sum()
}

/// Types, checks and compiles what [`parse`] read of these files, which needs no vocabulary yet.
pub fn compile_files(
    vocabulary: &Arc<Vocabulary>,
    files: &RuleFiles,
    parsed: Vec<Parsed>,
) -> Compiled {
    let bytes = bytes(files);
    if bytes > MOST_BYTES {
        let diagnostic = Diagnostic::new(SET_TOO_LARGE, Span::new(FileId(0), 0, 0));
        return Compiled {
            rules: None,
            diagnostics: vec![diagnostic.arg("bytes", bytes)],
            sources: files.sources.clone(),
            data_files: Vec::new(),
        };
    }
    let mut trees = Vec::new();
    let mut told = Vec::new();
    for parsed in parsed {
        trees.push(parsed.file);
        told.extend(parsed.diagnostics);
    }
    compile_parsed(vocabulary, &trees, told, &files.attached, &files.sources)
}

/// The same for files that are parsed already, with what parsing them told: for a host that keeps
/// trees and parses only what changed. A mistake that the parser told of is not told again.
pub fn compile_parsed(
    vocabulary: &Arc<Vocabulary>,
    trees: &[File],
    told: Vec<Diagnostic>,
    attached: &BTreeMap<String, Vec<u8>>,
    sources: &Sources,
) -> Compiled {
    let mut diagnostics = told;
    let compiled = compile_trees(vocabulary, trees, attached, sources);
    let broken = broken_tables(trees, &diagnostics);
    let errors = diagnostics
        .iter()
        .filter(|d| d.severity() == Severity::Error);
    let unread: FxHashSet<Span> = errors.map(Diagnostic::span).collect();
    let said = compiled.diagnostics.into_iter();
    diagnostics.extend(said.filter(|d| {
        let empty = d.code() == table::NOTHING_TO_DO && broken.contains(&d.span());
        let version =
            d.code() == definitions::LANGUAGE && unread.iter().any(|span| inside(*span, d.span()));
        // What could not be read may use a definition, or be a rule of a large set.
        let hasty = d.severity() == Severity::Hint && !unread.is_empty();
        !empty && !version && !hasty && !unread.contains(&d.span())
    }));
    in_order(&mut diagnostics);
    Compiled {
        rules: compiled.rules.filter(|_| !has_errors(&diagnostics)),
        diagnostics,
        sources: compiled.sources,
        data_files: compiled.data_files,
    }
}

/// The names of tables that the parser could not read as a whole: that they have nothing to do
/// follows from that.
fn broken_tables(trees: &[File], found: &[Diagnostic]) -> Vec<Span> {
    let items = trees.iter().flat_map(|tree| &tree.items);
    let tables = items.filter_map(|item| match item {
        Item::Table(table) => Some(table),
        Item::Rule(_)
        | Item::Let(_)
        | Item::List(_)
        | Item::Calendar(_)
        | Item::Partial(_)
        | Item::Language(_) => None,
    });
    tables
        .filter(|table| found.iter().any(|d| inside(d.span(), table.span)))
        .map(|table| table.name.span)
        .collect()
}

fn inside(span: Span, whole: Span) -> bool {
    span.file == whole.file && whole.start <= span.start && span.end <= whole.end
}

/// By place, each once: what is typed twice (the head of a table, the middle of `between`) is
/// reported once.
fn in_order(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by_key(|d| (d.span().file, d.span().start, d.span().end, d.code()));
    diagnostics.dedup();
}

/// Types, checks and compiles syntax trees.
pub fn compile_trees(
    vocabulary: &Arc<Vocabulary>,
    trees: &[File],
    attached: &BTreeMap<String, Vec<u8>>,
    sources: &Sources,
) -> Compiled {
    let (words, actions) = prepared::prepared(vocabulary);
    let mut files = DataFiles::new(attached, sources);
    let mut collected = collect(trees, &words, &mut files);
    let mut diagnostics = std::mem::take(&mut collected.diagnostics);
    let written: usize = sources.iter().map(|(_, file)| file.text().len()).sum();
    let read: usize = attached.values().map(Vec::len).sum();
    let mut typer = Typer::new(&words, &collected.definitions).of_bytes(written + read);
    let lets = typer.all_lets();
    let rules = typed::rules(&collected, &words, &mut typer, &lets, &files.sources);
    let tables: Vec<_> = collected
        .tables
        .iter()
        .filter_map(|source| table::table(source, &words, &mut typer, &mut files))
        .collect();
    let DataFiles {
        sources,
        named: data_files,
        ..
    } = files;
    let count = rules.len() + tables.iter().map(|rows| rows.rules.len()).sum::<usize>();
    diagnostics.append(&mut typer.diagnostics);
    let used = std::mem::take(&mut typer.used);
    if count > MOST_RULES {
        let first = collected.rules.first().map(|rule| rule.span);
        let span = first.unwrap_or(Span::new(FileId(0), 0, 0));
        diagnostics.push(Diagnostic::new(TOO_MANY_RULES, span).arg("count", count));
    }
    let (actions, wrong) = &*actions;
    diagnostics.extend(wrong.iter().cloned());
    let program = Program {
        vocabulary: Arc::clone(vocabulary),
        lets,
        calendars: collected
            .calendars
            .iter()
            .map(|c| Calendar::new(c))
            .collect(),
        weekdays: program::weekdays(vocabulary),
        actions: actions.clone(),
        first_seen_at: words.names.field("first_seen_at"),
    };
    let set = assemble(program, &collected, (rules, tables), &sources);
    if !has_errors(&diagnostics) {
        diagnostics.extend(crate::check::all(&set));
        diagnostics.extend(crate::check::unused::check(&collected.definitions, &used));
    }
    in_order(&mut diagnostics);
    Compiled {
        rules: (!has_errors(&diagnostics)).then(|| Arc::new(set)),
        diagnostics,
        sources,
        data_files,
    }
}

type Parts = (Vec<CompiledRule>, Vec<table::Rows>);

/// Digests the tables and puts everything into an order that does not depend on files.
fn assemble(
    program: Program,
    collected: &Collected<'_>,
    (mut rules, mut tables): Parts,
    sources: &Sources,
) -> RuleSet {
    let mut digester = Digester::new(&program.vocabulary, &collected.calendars, &program.lets);
    let mut hashes: Vec<_> = rules.iter().map(|rule| rule.digest.clone()).collect();
    for rows in &mut tables {
        for rule in &mut rows.rules {
            rule::finish(rule, &program.lets);
            rule.digest = digester.rule(rule, &rule.key.0);
        }
        table::reads(rows);
        let digests: Vec<String> = rows.rules.iter().map(|rule| rule.digest.clone()).collect();
        hashes.push(digest::of_table(rows.table.policy, &digests));
    }
    let digest = digest::of_set(hashes);
    rules.sort_by(|a, b| (&a.key, &a.name).cmp(&(&b.key, &b.name)));
    tables.sort_by(|a, b| {
        let first = |rows: &table::Rows| rows.rules.first().map(|rule| rule.name.clone());
        first(a).cmp(&first(b))
    });
    let mut compiled = Vec::new();
    for (number, mut rows) in tables.into_iter().enumerate() {
        let start = rules.len();
        for (row, rule) in rows.rules.iter_mut().enumerate() {
            rule.row = Some((number, row));
        }
        rows.table.rows = (start..start + rows.rules.len()).collect();
        rules.append(&mut rows.rules);
        compiled.push(rows.table);
    }
    let timely = rules.iter().any(|rule| rule.timely)
        || program.actions.iter().any(|action| {
            let legal = action.legal.iter().map(|(condition, _)| condition);
            legal.chain(&action.done).any(|condition| condition.timely)
        });
    RuleSet {
        access: Access::new(&rules, &program),
        timed: (0..rules.len())
            .filter(|at| rules.get(*at).is_some_and(|rule| rule.timed))
            .collect(),
        program,
        rules,
        tables: compiled,
        digest,
        sources: Arc::new(sources.clone()),
        partial: collected.partial,
        timely,
    }
}
