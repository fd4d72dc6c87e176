//! One function per diagnostic of the language's spelling.

use sabaki_diagnostic::code::Code;
use sabaki_diagnostic::diagnostic::{Arg, Diagnostic, Edit};
use sabaki_diagnostic::source::Span;

/// Something else was expected here.
const UNEXPECTED: Code = Code::new("E0101");
/// A quoted text has no end.
const UNCLOSED_TEXT: Code = Code::new("E0102");
/// A keyword stands where a value or a name is needed.
const KEYWORD_AS_VALUE: Code = Code::new("E0103");
/// Something stands twice.
const TWICE: Code = Code::new("E0104");
/// A rule without `then` and `hold`.
const DOES_NOTHING: Code = Code::new("E0105");
/// An unknown escape in a quoted text.
const BAD_ESCAPE: Code = Code::new("E0106");
/// Two words run into one.
const RUN_TOGETHER: Code = Code::new("E0107");
/// 優先順位
const RANK: Code = Code::new("E0108");
/// 平日
const WEEKDAY: Code = Code::new("E0109");
/// A list where a condition is needed.
const LIST_FOR_CONDITION: Code = Code::new("E0110");
/// Something that is no calendar before の間.
const NOT_A_CALENDAR: Code = Code::new("E0111");
/// A name that ends like a particle.
const BAD_NAME: Code = Code::new("E0112");
/// A negation that can be read in two ways.
const TWO_READINGS: Code = Code::new("E0113");
const NO_SUCH_DATE: Code = Code::new("E0501");
const NO_SUCH_TIME: Code = Code::new("E0502");
const DURATION: Code = Code::new("E0503");
const NUMBER: Code = Code::new("E0504");
const THOUSANDS: Code = Code::new("E0505");
const RANGE_BACKWARDS: Code = Code::new("E0506");
const EMPTY_HOURS: Code = Code::new("E0507");
/// A line among the rows of a table that does not begin with a bar.
const NO_ROW: Code = Code::new("E0601");
const ROW_LENGTH: Code = Code::new("E0602");
const NO_ROWS: Code = Code::new("E0603");
/// × means no to some and a mark to others.
const CROSS: Code = Code::new("E0604");
const FILE_TOO_LARGE: Code = Code::new("E0701");
const TOO_DEEP: Code = Code::new("E0702");
const TEXT_TOO_LONG: Code = Code::new("E0703");
const BAD_CHARACTER: Code = Code::new("E0704");
const MIXED_SCRIPTS: Code = Code::new("E0705");
const AND_BESIDE_OR: Code = Code::new("W1101");

pub(crate) fn unexpected(span: Span, found: &str, expected: Arg) -> Diagnostic {
    let diagnostic = Diagnostic::new(UNEXPECTED, span).arg("expected", expected);
    let diagnostic = if found.is_empty() {
        diagnostic.variant("end")
    } else {
        diagnostic.arg("found", found)
    };
    diagnostic.help("expected")
}

/// `is 発送待ち`, `==`: what is meant is `=`.
pub(crate) fn equal_meant(span: Span, found: &str) -> Diagnostic {
    Diagnostic::new(UNEXPECTED, span)
        .arg("found", found)
        .help("equal")
}

/// `&&`, `||`
pub(crate) fn word_meant(span: Span, found: &str) -> Diagnostic {
    Diagnostic::new(UNEXPECTED, span)
        .arg("found", found)
        .help("words")
}

pub(crate) fn no_block(span: Span, found: &str) -> Diagnostic {
    Diagnostic::new(UNEXPECTED, span)
        .variant("start")
        .arg("found", found)
        .help("start")
}

pub(crate) fn unclosed_text(span: Span, closer: &str) -> Diagnostic {
    let edit = Edit {
        span: span.at_end(),
        text: closer.to_owned(),
    };
    Diagnostic::new(UNCLOSED_TEXT, span)
        .arg("closer", closer)
        .suggest("close", vec![edit])
}

pub(crate) fn text_over_lines(span: Span, edits: Vec<Edit>) -> Diagnostic {
    Diagnostic::new(UNCLOSED_TEXT, span)
        .variant("lines")
        .suggest("lines", edits)
}

pub(crate) fn keyword_as_value(span: Span, word: &str) -> Diagnostic {
    let edit = Edit {
        span,
        text: format!("「{word}」"),
    };
    Diagnostic::new(KEYWORD_AS_VALUE, span)
        .arg("word", word)
        .suggest("quote", vec![edit])
}

pub(crate) fn keyword_as_name(span: Span, word: &str) -> Diagnostic {
    Diagnostic::new(KEYWORD_AS_VALUE, span)
        .variant("name")
        .arg("word", word)
        .help("rename")
}

pub(crate) fn bad_name(span: Span, word: &str, ending: &str) -> Diagnostic {
    Diagnostic::new(BAD_NAME, span)
        .arg("word", word)
        .arg("ending", ending)
        .help("rename")
}

pub(crate) fn twice(again: Span, first: Span) -> Diagnostic {
    Diagnostic::new(TWICE, again)
        .label(first, "first")
        .help("join")
}

pub(crate) fn rule_does_nothing(span: Span) -> Diagnostic {
    Diagnostic::new(DOES_NOTHING, span).help("add")
}

pub(crate) fn bad_escape(span: Span) -> Diagnostic {
    Diagnostic::new(BAD_ESCAPE, span).help("known")
}

/// A blank (or a particle and a blank) is missing within a word.
pub(crate) fn run_together(
    span: Span,
    written: &str,
    mended: &str,
    edit: Edit,
    certain: bool,
) -> Diagnostic {
    let diagnostic = Diagnostic::new(RUN_TOGETHER, span)
        .arg("written", written)
        .arg("mended", mended);
    if certain {
        diagnostic.mend("mend", vec![edit])
    } else {
        diagnostic.suggest("mend", vec![edit])
    }
}

pub(crate) fn rank(span: Span) -> Diagnostic {
    let edit = Edit {
        span,
        text: "優先度".to_owned(),
    };
    Diagnostic::new(RANK, span).suggest("priority", vec![edit])
}

pub(crate) fn weekday(span: Span) -> Diagnostic {
    Diagnostic::new(WEEKDAY, span)
        .help("business_day")
        .help("monday")
}

pub(crate) fn list_for_condition(span: Span) -> Diagnostic {
    Diagnostic::new(LIST_FOR_CONDITION, span).help("one")
}

pub(crate) fn two_readings(span: Span) -> Diagnostic {
    Diagnostic::new(TWO_READINGS, span)
        .help("inside")
        .help("outside")
}

pub(crate) fn not_a_list(span: Span) -> Diagnostic {
    Diagnostic::new(NOT_A_CALENDAR, span)
        .variant("list")
        .help("name")
}

pub(crate) fn not_a_calendar(span: Span) -> Diagnostic {
    Diagnostic::new(NOT_A_CALENDAR, span).help("name")
}

pub(crate) fn no_such_date(span: Span, written: &str) -> Diagnostic {
    Diagnostic::new(NO_SUCH_DATE, span)
        .arg("written", written)
        .help("date")
}

pub(crate) fn year_missing(span: Span) -> Diagnostic {
    Diagnostic::new(NO_SUCH_DATE, span)
        .variant("year")
        .help("date")
}

pub(crate) fn no_such_time(span: Span, written: &str) -> Diagnostic {
    Diagnostic::new(NO_SUCH_TIME, span)
        .arg("written", written)
        .help("time")
}

pub(crate) fn duration_too_long(span: Span, written: &str) -> Diagnostic {
    Diagnostic::new(DURATION, span)
        .arg("written", written)
        .help("shorter")
}

pub(crate) fn unit_twice(span: Span, written: &str) -> Diagnostic {
    Diagnostic::new(DURATION, span)
        .variant("twice")
        .arg("written", written)
        .help("shorter")
}

pub(crate) fn number_too_large(span: Span, written: &str) -> Diagnostic {
    Diagnostic::new(NUMBER, span)
        .arg("written", written)
        .help("number")
}

/// `３０、０００`: one amount or two numbers?
pub(crate) fn thousands(span: Span, written: &str, mended: String, certain: bool) -> Diagnostic {
    let diagnostic = Diagnostic::new(THOUSANDS, span)
        .arg("written", written)
        .arg("mended", mended.clone());
    let edits = vec![Edit { span, text: mended }];
    if certain {
        diagnostic.mend("mend", edits)
    } else {
        diagnostic.suggest("mend", edits)
    }
}

/// `1,00円`: a comma that does not part three digits.
pub(crate) fn odd_groups(span: Span, written: &str) -> Diagnostic {
    Diagnostic::new(THOUSANDS, span)
        .variant("groups")
        .arg("written", written)
        .help("groups")
}

pub(crate) fn range_backwards(span: Span) -> Diagnostic {
    Diagnostic::new(RANGE_BACKWARDS, span).help("swap")
}

pub(crate) fn empty_hours(span: Span) -> Diagnostic {
    Diagnostic::new(EMPTY_HOURS, span).help("hours")
}

pub(crate) fn file_too_large(span: Span) -> Diagnostic {
    Diagnostic::new(FILE_TOO_LARGE, span).help("split")
}

pub(crate) fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::new(TOO_DEEP, span).help("name")
}

pub(crate) fn text_too_long(span: Span) -> Diagnostic {
    Diagnostic::new(TEXT_TOO_LONG, span).help("shorter")
}

pub(crate) fn bad_character(span: Span, c: char) -> Diagnostic {
    Diagnostic::new(BAD_CHARACTER, span)
        .arg("code", format!("U+{:04X}", u32::from(c)))
        .help("remove")
}

pub(crate) fn mixed_scripts(span: Span, word: &str) -> Diagnostic {
    Diagnostic::new(MIXED_SCRIPTS, span)
        .arg("word", word)
        .help("retype")
}

pub(crate) fn and_beside_or(span: Span) -> Diagnostic {
    Diagnostic::new(AND_BESIDE_OR, span).help("parentheses")
}

pub(crate) fn no_row(span: Span, found: &str) -> Diagnostic {
    Diagnostic::new(NO_ROW, span)
        .arg("found", found)
        .help("bar")
}

pub(crate) fn row_length(span: Span, found: usize, wanted: usize) -> Diagnostic {
    Diagnostic::new(ROW_LENGTH, span)
        .arg("found", found)
        .arg("wanted", wanted)
        .help("cells")
}

pub(crate) fn no_rows(span: Span) -> Diagnostic {
    Diagnostic::new(NO_ROWS, span).help("rows")
}

pub(crate) fn rows_twice(span: Span, file: Span) -> Diagnostic {
    Diagnostic::new(NO_ROWS, span)
        .variant("twice")
        .label(file, "file")
        .help("rows")
}

pub(crate) fn cross(span: Span) -> Diagnostic {
    Diagnostic::new(CROSS, span).help("dash")
}
