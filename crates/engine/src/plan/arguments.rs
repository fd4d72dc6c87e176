//! Arguments of a request: as text for memory and journal, and in the order of the parameters.

use std::collections::BTreeMap;

use sabaki_interpreter::decision::Request;
use sabaki_interpreter::value::Value;
use sabaki_interpreter::vocabulary::model::Vocabulary;

/// The arguments of a request by parameter id, in the canonical text form that memory uses.
pub fn as_text(vocabulary: &Vocabulary, request: &Request) -> BTreeMap<String, String> {
    request.key(vocabulary).args
}

/// The arguments of a request in the order of the action's parameters; those that the vocabulary
/// does not know come last, by id.
pub fn in_order<'a>(vocabulary: &Vocabulary, request: &'a Request) -> Vec<&'a Value> {
    let action = vocabulary.actions.iter().find(|a| a.id == request.action);
    let params = action.map_or(&[][..], |a| &a.params);
    let known = params.iter().filter_map(|p| request.args.get(&p.id));
    let others = request.args.iter();
    let others = others.filter(|(id, _)| !params.iter().any(|p| p.id == **id));
    known.chain(others.map(|(_, value)| value)).collect()
}
