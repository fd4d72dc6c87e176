//! Rule files while the service runs: a change is compiled and offered; a broken one is told and left.

use sabaki_diagnostic::reason::Reason;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use sabaki_diagnostic::code::Severity;
use sabaki_diagnostic::lang::Lang;
use sabaki_engine::decider::rules::RulesDecider;
use sabaki_engine::port::decider::Decider;
use sabaki_engine::port::rules::{RuleNews, RuleSource};
use sabaki_interpreter::compile::rule_set::RuleSet;
use sabaki_order::id::ShopId;

use crate::problem::Problem;
use crate::rules::folder::{self, Files};
use crate::rules::set::{self, Set};

/// How often the files are looked at, in real time.
const LOOKED_AT_EVERY: Duration = Duration::from_millis(200);

/// One rule set of a configuration and the shops that it is for.
pub(crate) struct Source {
    /// Its folders.
    pub(crate) paths: Vec<PathBuf>,
    /// Further vocabulary files.
    pub(crate) vocabulary: Vec<PathBuf>,
    /// The shops.
    pub(crate) shops: Vec<ShopId>,
    /// Whether a change counts by itself.
    pub(crate) follows: bool,
}

impl Source {
    /// Reads and compiles it as it is now.
    pub(crate) fn read(&self) -> Result<Set, Problem> {
        set::read(&folder::one_set(&self.paths)?, &self.vocabulary)
    }

    /// The decider of a compiled set.
    pub(crate) fn decider(rules: Arc<RuleSet>) -> Arc<dyn Decider> {
        Arc::new(RulesDecider::new(rules))
    }

    /// What tells a changed set of files from an unchanged one: their contents.
    fn contents(&self) -> Result<Contents, Problem> {
        let files: Files = folder::one_set(&self.paths)?;
        let data = files.data.into_iter().map(|(_, path)| path);
        let all = files
            .rules
            .into_iter()
            .chain(files.vocabulary)
            .chain(self.vocabulary.iter().cloned())
            .chain(data);
        let mut contents = BTreeMap::new();
        for path in all {
            // A file that is gone a moment later is a change of its own.
            let bytes = fs::read(&path).unwrap_or_default();
            contents.insert(path, bytes);
        }
        Ok(contents)
    }
}

/// The files of a set by path; none where they cannot be listed.
type Contents = BTreeMap<PathBuf, Vec<u8>>;

/// Follows the files of all rule sets.
pub(crate) struct Following {
    sources: Vec<Source>,
    known: Mutex<Vec<Option<Contents>>>,
}

impl Following {
    /// Follows these sets from their present contents on.
    pub(crate) fn new(sources: Vec<Source>) -> Self {
        let known = sources
            .iter()
            .map(|source| source.contents().ok())
            .collect();
        Self {
            sources,
            known: Mutex::new(known),
        }
    }

    /// The sets.
    pub(crate) fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The first set that has changed since it was looked at last, compiled.
    fn news(&self) -> Option<(Vec<ShopId>, RuleNews)> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        for (source, known) in self.sources.iter().zip(known.iter_mut()) {
            if !source.follows {
                continue;
            }
            let now = source.contents().ok();
            if now == *known {
                continue;
            }
            *known = now;
            return Some((source.shops.clone(), offer(source)));
        }
        None
    }
}

fn offer(source: &Source) -> RuleNews {
    match source.read() {
        Err(problem) => RuleNews::Refused {
            reason: in_words(|lang| problem.render(lang)),
        },
        Ok(set) => match &set.rules {
            Some(rules) => RuleNews::Loaded(Source::decider(Arc::clone(rules))),
            None => RuleNews::Refused {
                reason: first_error(&set),
            },
        },
    }
}

/// What is worded in both languages already.
fn in_words(words: impl Fn(Lang) -> String) -> Reason {
    Reason::of("reason.in_words")
        .with("ja", words(Lang::Ja))
        .with("en", words(Lang::En))
}

fn first_error(set: &Set) -> Reason {
    let of_rules = set.diagnostics.iter().map(|d| (d, &set.sources));
    let of_words = set
        .vocabulary_diagnostics
        .iter()
        .map(|d| (d, &set.vocabulary_sources));
    of_words
        .chain(of_rules)
        .find(|(d, _)| d.severity() == Severity::Error)
        .map_or_else(
            || Reason::words(""),
            |(d, sources)| {
                let place = sources.place(d.span());
                in_words(|lang| format!("{place}: {} ({})", d.message(lang), d.code()))
            },
        )
}

#[async_trait]
impl RuleSource for Following {
    async fn next(&self) -> (Vec<ShopId>, RuleNews) {
        loop {
            tokio::time::sleep(LOOKED_AT_EVERY).await;
            if let Some(news) = self.news() {
                return news;
            }
        }
    }
}
