//! The arguments of a request in the order of the action's parameters.

use sabaki_interpreter::decision::Request;
use sabaki_interpreter::value::Value;
use sabaki_interpreter::vocabulary::model::Vocabulary;

/// The arguments in the order of the parameters; those that the vocabulary does not know come
/// last, by id.
pub fn in_order<'a>(vocabulary: &Vocabulary, request: &'a Request) -> Vec<&'a Value> {
    let action = vocabulary.actions.iter().find(|a| a.id == request.action);
    let params = action.map_or(&[][..], |a| &a.params);
    let known = params.iter().filter_map(|p| request.args.get(&p.id));
    let others = request.args.iter();
    let others = others.filter(|(id, _)| !params.iter().any(|p| p.id == **id));
    known.chain(others.map(|(_, value)| value)).collect()
}
