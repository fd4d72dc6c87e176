//! The diagnostics of names and types: a constructor for each.

use sabaki_diagnostic::code::Code;
use sabaki_diagnostic::diagnostic::{Arg, Diagnostic, Edit};
use sabaki_diagnostic::source::Span;

use crate::vocabulary::model::{Type, Vocabulary};

/// A name that nothing has.
pub const UNKNOWN_NAME: Code = Code::new("E0201");
/// An enumeration has no such value.
pub const UNKNOWN_VALUE: Code = Code::new("E0202");
/// No such action.
pub const UNKNOWN_ACTION: Code = Code::new("E0203");
/// No such list.
pub const UNKNOWN_LIST: Code = Code::new("E0204");
/// No such calendar.
pub const UNKNOWN_CALENDAR: Code = Code::new("E0205");
/// No such function.
pub const UNKNOWN_FUNCTION: Code = Code::new("E0206");
/// A list of the order was wanted.
pub const NO_LIST_FIELD: Code = Code::new("E0207");
/// A parameter takes only certain texts.
pub const NOT_ONE_OF: Code = Code::new("E0208");
/// A data file that is not there or cannot be read.
pub const NO_FILE: Code = Code::new("E0209");
/// Two types meet.
pub const DIFFERENT_TYPES: Code = Code::new("E0301");
/// Another type is wanted here.
pub const WRONG_TYPE: Code = Code::new("E0302");
/// A wrong number of arguments.
pub const WRONG_COUNT: Code = Code::new("E0303");
/// A date takes whole days only.
pub const WHOLE_DAYS: Code = Code::new("E0304");
/// Values of this type have no order.
pub const NO_ORDER: Code = Code::new("E0305");
/// A condition was wanted.
pub const NO_CONDITION: Code = Code::new("E0306");
/// An entry of a list does not fit.
pub const BAD_ENTRY: Code = Code::new("E0307");
/// Plus and minus do not go with these types.
pub const BAD_ARITHMETIC: Code = Code::new("E0308");
/// A value was wanted.
pub const NO_VALUE: Code = Code::new("E0309");
/// A regular expression that cannot be read.
pub const BAD_PATTERN: Code = Code::new("E0310");
/// A field, が and its value without a blank.
pub const RUN_TOGETHER: Code = Code::new("E0107");
/// A `let` that needs itself.
pub const CYCLE: Code = Code::new("E0402");
/// A `let` upon a `let`, and so on, beyond the limit of nesting.
pub const TOO_DEEP: Code = Code::new("E0702");
/// More terms than a set may have once its tables are written out.
pub const TOO_MUCH: Code = Code::new("E0754");
/// A regular expression beyond the limit.
pub const PATTERN_TOO_LARGE: Code = Code::new("E0752");
/// A value that is gone from the mall.
pub const RETIRED: Code = Code::new("W1201");

/// Whether a word is what people write where they mean that there is nothing.
pub(super) fn says_none(name: &str) -> bool {
    let name = crate::value::fold(name);
    ["なし", "無し", "ない", "空欄", "none", "null", "nil"].contains(&name.trim())
}

/// Adds "did you mean" with the mend to accept.
pub fn with_nearest(diagnostic: Diagnostic, span: Span, nearest: Option<&str>) -> Diagnostic {
    match nearest {
        Some(name) => {
            let text = if crate::vocabulary::reserved::unusable(name).is_some() {
                format!("「{name}」")
            } else {
                name.to_owned()
            };
            diagnostic
                .arg("nearest", name)
                .suggest("nearest", vec![Edit { span, text }])
        }
        None => diagnostic,
    }
}

/// A type as people call it.
pub fn type_name(vocabulary: &Vocabulary, ty: &Type) -> Arg {
    let text = |ja: &str, en: &str| Arg::Both {
        ja: ja.to_owned(),
        en: en.to_owned(),
    };
    match ty {
        Type::Bool => Arg::Text("type.bool"),
        Type::Int => Arg::Text("type.int"),
        Type::Money => Arg::Text("type.money"),
        Type::Text => Arg::Text("type.text"),
        Type::Date => Arg::Text("type.date"),
        Type::Time => Arg::Text("type.time"),
        Type::DateTime => Arg::Text("type.datetime"),
        Type::Duration => Arg::Text("type.duration"),
        Type::Enum(_) => match vocabulary.enumeration(ty) {
            Some(e) => text(&format!("「{}」の値", e.ja), &format!("value of {}", e.id)),
            None => text("列挙値", "enumeration value"),
        },
        Type::Set(_) => text("集合", "set"),
        Type::List(_) => text("明細の一覧", "list"),
    }
}
