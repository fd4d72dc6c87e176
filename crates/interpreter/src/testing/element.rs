//! An entry of a decision's lists, in the one shape that expectations are compared with.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Map, Value as Json};

use super::file::ActionList;
use crate::decision::{Decision, Request, RuleName, Shadow, ShadowKind};
use crate::facts::show;
use crate::time::jst;
use crate::value::Value;
use crate::vocabulary::model::{Doc, Vocabulary};

/// Something that a decision says about an action.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Actual {
    pub(super) action: Arc<str>,
    pub(super) args: BTreeMap<Arc<str>, Value>,
    pub(super) rules: Vec<RuleName>,
    pub(super) until: Option<Timestamp>,
    pub(super) because: Because,
    pub(super) kind: Option<ShadowKind>,
}

/// Why.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Because {
    Nothing,
    /// The reasons of holding rules.
    Rules(Vec<String>),
    /// The vocabulary's text, in both languages.
    Vocabulary(Doc),
}

/// The entries of one list.
pub(super) fn entries(decision: &Decision, list: ActionList) -> Vec<Actual> {
    match list {
        ActionList::Due => decision.due.iter().map(request).collect(),
        ActionList::Done => decision.done.iter().map(request).collect(),
        ActionList::Waiting => {
            let waiting = decision.waiting.iter().map(|waiting| Actual {
                until: Some(waiting.until),
                ..request(&waiting.request)
            });
            waiting.collect()
        }
        ActionList::Held => {
            let held = decision.held.iter().map(|held| Actual {
                because: Because::Rules(held.because.clone()),
                ..request(&held.request)
            });
            held.collect()
        }
        ActionList::NotLegal => {
            let not_legal = decision.not_legal.iter().map(|not_legal| Actual {
                because: Because::Vocabulary(not_legal.because.clone()),
                ..request(&not_legal.request)
            });
            not_legal.collect()
        }
        ActionList::Conflicts => {
            let conflicts = decision.conflicts.iter().map(|conflict| Actual {
                action: Arc::clone(&conflict.action),
                args: BTreeMap::new(),
                rules: conflict.rules.clone(),
                until: None,
                because: Because::Nothing,
                kind: None,
            });
            conflicts.collect()
        }
        ActionList::Shadow => decision.shadow.iter().map(shadow).collect(),
    }
}

fn request(request: &Request) -> Actual {
    Actual {
        action: Arc::clone(&request.action),
        args: request.args.clone(),
        rules: request.rules.clone(),
        until: None,
        because: Because::Nothing,
        kind: None,
    }
}

fn shadow(shadow: &Shadow) -> Actual {
    Actual {
        action: Arc::clone(&shadow.action),
        args: shadow.args.clone(),
        rules: vec![RuleName::clone(&shadow.rule)],
        until: None,
        because: Because::Nothing,
        kind: Some(shadow.kind),
    }
}

impl Actual {
    /// The form in which a report shows it.
    pub(super) fn json(&self, vocabulary: &Vocabulary) -> Json {
        let mut map = Map::new();
        map.insert("action".to_owned(), (*self.action).into());
        let args = self.args.iter();
        let args = args.map(|(id, value)| (id.to_string(), show::json(vocabulary, None, value)));
        map.insert("args".to_owned(), Json::Object(args.collect()));
        let rules = self.rules.iter().map(|rule| Json::from(&**rule));
        map.insert("rules".to_owned(), rules.collect());
        if let Some(until) = self.until {
            map.insert("until".to_owned(), jst::rfc3339(until).into());
        }
        match &self.because {
            Because::Nothing => {}
            Because::Rules(reasons) => {
                map.insert("because".to_owned(), reasons.clone().into());
            }
            Because::Vocabulary(doc) => {
                map.insert("because".to_owned(), (*doc.ja).into());
                map.insert("because_en".to_owned(), (*doc.en).into());
            }
        }
        if let Some(kind) = self.kind {
            let kind = match kind {
                ShadowKind::Then => "then",
                ShadowKind::Hold => "hold",
            };
            map.insert("kind".to_owned(), kind.into());
        }
        Json::Object(map)
    }
}
