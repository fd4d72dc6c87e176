//! Writing XML: elements with escaped text, line breaks as references.

use std::fmt;
use std::fmt::Write as _;

use quick_xml::escape::escape;

/// A piece of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Xml(String);

impl Xml {
    /// An element with text.
    pub(crate) fn element(&mut self, name: &str, value: &str) {
        let value = escape(value).replace('\n', "&#xa;");
        let _never_fails = write!(self.0, "<{name}>{value}</{name}>");
    }

    /// An element with whatever shows as text.
    pub(crate) fn shown(&mut self, name: &str, value: impl fmt::Display) {
        self.element(name, &value.to_string());
    }

    /// An element with text, if there is one.
    pub(crate) fn maybe(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.element(name, value);
        }
    }

    /// An element with elements.
    pub(crate) fn nested(&mut self, name: &str, inside: &Self) {
        let _never_fails = write!(self.0, "<{name}>{inside}</{name}>");
    }
}

impl fmt::Display for Xml {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}
