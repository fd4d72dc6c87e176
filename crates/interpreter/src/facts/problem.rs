//! What can be wrong with a record of facts, and what is only worth a warning.

use sabaki_diagnostic::catalogue;
use sabaki_diagnostic::code::Code;
use sabaki_diagnostic::diagnostic::Arg;
use sabaki_diagnostic::lang::Lang;

/// The line is not JSON.
pub const NOT_JSON: Code = Code::new("E0950");
/// The record is not an object of facts.
pub const NOT_AN_OBJECT: Code = Code::new("E0951");
/// The record has no order number.
pub const NO_ORDER_NUMBER: Code = Code::new("E0952");
/// A value does not fit its field.
pub const WRONG_TYPE: Code = Code::new("E0953");
/// An amount beyond ±10¹² yen.
pub const AMOUNT_BEYOND_LIMIT: Code = Code::new("E0954");
/// A field given twice, under two of its names.
pub const GIVEN_TWICE: Code = Code::new("E0955");
/// A file in which there is no order.
pub const NO_ORDERS: Code = Code::new("E0956");
/// An unknown key, where that is an error (rule tests).
pub const UNKNOWN_KEY: Code = Code::new("E0957");
/// An unknown value of an enumeration, where that is an error (rule tests).
pub const UNKNOWN_VALUE: Code = Code::new("E0958");
/// An unknown key.
pub const IGNORED_KEY: Code = Code::new("W1901");
/// A value that an enumeration does not have: it counts as unknown.
pub const VALUE_TAKEN_AS_UNKNOWN: Code = Code::new("W1902");

/// A code with what its text speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    code: Code,
    variant: &'static str,
    args: Vec<(&'static str, Arg)>,
}

impl Problem {
    /// A problem whose text is on the page of the code.
    pub(crate) const fn new(code: Code) -> Self {
        Self {
            code,
            variant: "",
            args: Vec::new(),
        }
    }

    /// Chooses another message of the page.
    #[must_use]
    pub(crate) const fn variant(mut self, variant: &'static str) -> Self {
        self.variant = variant;
        self
    }

    /// Gives a value for `{name}`.
    #[must_use]
    pub(crate) fn arg(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.push((name, value.into()));
        self
    }

    /// The stable code.
    pub const fn code(&self) -> Code {
        self.code
    }

    /// The message in one language.
    pub fn message(&self, lang: Lang) -> String {
        let args: Vec<(&str, String)> = self
            .args
            .iter()
            .map(|(name, arg)| (*name, arg.in_lang(lang)))
            .collect();
        let args: Vec<(&str, &str)> = args.iter().map(|(n, v)| (*n, v.as_str())).collect();
        catalogue::page_text(self.code, "message", self.variant, lang, &args)
    }
}

/// A record that cannot be read at all; the others still can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordError {
    /// The order number, where it could be read.
    pub order_number: Option<String>,
    /// What is wrong.
    pub problem: Problem,
}

impl RecordError {
    /// The stable code.
    pub const fn code(&self) -> Code {
        self.problem.code()
    }

    /// The message in one language.
    pub fn message(&self, lang: Lang) -> String {
        self.problem.message(lang)
    }
}
