//! Members of a list that a shop's own file gives, by a key that another member has.

use serde_json::Value as Json;

use super::value::Reading;
use crate::value::Value;
use crate::vocabulary::lookup::{Names, key};
use crate::vocabulary::model::{Field, Vocabulary};

/// Fills the members that nobody gave (`None`) and a file may know. A key that is not in the file,
/// and a cell that does not fit its field, stay unknown.
pub fn join(
    vocabulary: &Vocabulary,
    names: &Names,
    fields: &[Field],
    values: &mut [Option<Value>],
) {
    for (at, field) in fields.iter().enumerate() {
        let Some(file) = &field.from_file else {
            continue;
        };
        if values.get(at).is_none_or(Option::is_some) {
            continue;
        }
        let by = fields.iter().position(|other| other.id == file.key);
        let by = by.and_then(|by| values.get(by)?.as_ref());
        let wanted = match by {
            Some(Value::Text(text)) => key(text.raw()),
            Some(Value::Int(number)) => number.to_string(),
            _ => String::new(),
        };
        let reading = Reading { vocabulary, names };
        let cell = file.cells.get(&wanted).and_then(Option::as_deref);
        let value = cell
            .filter(|_| !wanted.is_empty())
            .and_then(|cell| reading.value(field, &Json::from(cell)).ok());
        if let Some(place) = values.get_mut(at) {
            *place = Some(value.unwrap_or(Value::Unknown));
        }
    }
}
