//! Reading a request: a small tree of elements.

use quick_xml::Reader;
use quick_xml::events::Event;

const DEEPEST: usize = 20;

/// An element with what is inside it; prefixes are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) name: String,
    text: String,
    pub(crate) children: Vec<Element>,
}

impl Element {
    pub(crate) fn one(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    pub(crate) fn take(self, name: &str) -> Option<Self> {
        self.children.into_iter().find(|child| child.name == name)
    }

    pub(crate) fn many<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> + 'a {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// Its text.
    pub(crate) fn word(&self) -> &str {
        self.text.trim()
    }

    /// The text of a child.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.one(name).map(Self::word)
    }

    /// Whether all children everywhere stand in the order of the schema, which is alphabetical.
    pub(crate) fn is_in_order(&self) -> bool {
        self.children
            .is_sorted_by(|one, next| one.name <= next.name)
            && self.children.iter().all(Self::is_in_order)
    }
}

/// The root element; nothing for a document that is not well formed.
pub(crate) fn root(xml: &str) -> Option<Element> {
    let mut reader = Reader::from_str(xml);
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) if open.len() < DEEPEST => open.push(named(start.name().0)),
            Event::Start(_) | Event::DocType(_) => return None,
            Event::Empty(start) => open.last_mut()?.children.push(named(start.name().0)),
            Event::End(_) => {
                let done = open.pop()?;
                open.last_mut()?.children.push(done);
            }
            Event::Text(text) => open.last_mut()?.text.push_str(&text.xml10_content()),
            Event::CData(text) => open.last_mut()?.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = match reference.resolve_char_ref().ok()? {
                    Some(character) => character,
                    None => match reference.xml10_content().as_ref() {
                        "lt" => '<',
                        "gt" => '>',
                        "amp" => '&',
                        "apos" => '\'',
                        "quot" => '"',
                        _ => return None,
                    },
                };
                open.last_mut()?.text.push(character);
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    let mut document = open.pop()?;
    let root = document.children.pop()?;
    (open.is_empty() && document.children.is_empty()).then_some(root)
}

fn named(name: &str) -> Element {
    let local = name.rsplit(':').next().unwrap_or(name);
    Element {
        name: local.to_owned(),
        ..Element::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_alphabetical_everywhere() {
        let in_order = |xml: &str| root(xml).unwrap().is_in_order();
        assert!(in_order("<x:a><b/><b/><c><d/><e/></c></x:a>"));
        assert!(!in_order("<a><c/><b/></a>"));
        assert!(!in_order("<a><b><d/><c/></b></a>"));
        assert_eq!(root("<a>"), None);
    }
}
