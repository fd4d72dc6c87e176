//! Which fields a rule set reads, also by way of fields that follow from others.

use sabaki_interpreter::compile::rule_set::RuleSet;
use sabaki_interpreter::vocabulary::model::{Absent, Field};

/// Whether any rule reads the field of this id, or one whose expression names it.
pub(super) fn reads(rules: &RuleSet, id: &str) -> bool {
    let fields = &rules.vocabulary().fields;
    let Some(asked) = fields.iter().find(|field| &*field.id == id) else {
        return false;
    };
    let read = rules.rules().iter().flat_map(|rule| &rule.reads);
    let mut read = read.filter_map(|at| fields.get(*at));
    read.any(|field| field.id == asked.id || follows(field, asked))
}

/// A name within a longer one counts too: that only asks for too much.
fn follows(field: &Field, from: &Field) -> bool {
    let Absent::Expression(text) = &field.absent else {
        return false;
    };
    let mut names = from.ja.iter().chain([&from.id]);
    names.any(|name| text.contains(&**name))
}
