//! Arguments and values in canonical text form.

use std::collections::BTreeMap;

use sabaki_interpreter::decision::Request;
use sabaki_interpreter::value::Value;
use sabaki_interpreter::vocabulary::model::Vocabulary;

/// The arguments of a request by parameter id, as text.
pub fn as_text(vocabulary: &Vocabulary, request: &Request) -> BTreeMap<String, String> {
    let args = request.args.iter();
    args.map(|(id, value)| (id.to_string(), text(vocabulary, value)))
        .collect()
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

/// A value as text: enumeration values by id, days and instants in ISO form, durations in seconds.
pub fn text(vocabulary: &Vocabulary, value: &Value) -> String {
    match value {
        Value::Unknown => "unknown".to_owned(),
        Value::None => "none".to_owned(),
        Value::Bool(b) => b.to_string(),
        Value::Int(n) | Value::Money(n) => n.to_string(),
        Value::Text(text) => text.raw().to_owned(),
        Value::Enum(e) => vocabulary
            .enumerations
            .get(usize::from(e.enumeration))
            .and_then(|all| all.values.get(usize::from(e.value)))
            .map_or_else(|| format!("#{}", e.value), |item| item.id.to_string()),
        Value::Date(date) => date.to_string(),
        Value::Time(time) => time.to_string(),
        Value::DateTime(at) => at.to_string(),
        Value::Duration(seconds) => format!("{seconds}s"),
        Value::Set(values) => {
            let all: Vec<_> = values.iter().map(|v| text(vocabulary, v)).collect();
            all.join(", ")
        }
        Value::List(members) => format!("{} members", members.len()),
    }
}
