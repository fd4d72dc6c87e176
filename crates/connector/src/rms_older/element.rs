//! An XML answer as a tree that is walked by path, never searched: names repeat at several levels.

use quick_xml::Reader;
use quick_xml::events::Event;

/// Deeper than any answer of this API, bundles included.
const DEEPEST: usize = 40;

/// An element with what is inside it. Prefixes and attributes are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Element {
    name: String,
    text: String,
    children: Vec<Element>,
}

/// Why a text is no XML document that could be an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an answer that is not well-formed XML")]
pub(super) struct NotXml;

impl Element {
    /// Reads a document. A document type is refused: nothing here needs one, and entities of one's
    /// own are how a small answer becomes a large one.
    pub(super) fn parse(xml: &str) -> Result<Self, NotXml> {
        let mut reader = Reader::from_str(xml);
        let mut open = vec![Self::default()];
        loop {
            let event = reader.read_event().map_err(|_| NotXml)?;
            match event {
                Event::Start(start) if open.len() < DEEPEST => {
                    open.push(Self::named(start.name().0));
                }
                Event::Start(_) | Event::DocType(_) => return Err(NotXml),
                Event::Empty(start) => {
                    let element = Self::named(start.name().0);
                    open.last_mut().ok_or(NotXml)?.children.push(element);
                }
                Event::End(_) => {
                    let done = open.pop().ok_or(NotXml)?;
                    open.last_mut().ok_or(NotXml)?.children.push(done);
                }
                Event::Text(text) => {
                    let text = text.xml10_content();
                    open.last_mut().ok_or(NotXml)?.text.push_str(&text);
                }
                Event::CData(text) => {
                    let text = text.xml10_content();
                    open.last_mut().ok_or(NotXml)?.text.push_str(&text);
                }
                Event::GeneralRef(reference) => {
                    let found = reference.resolve_char_ref().map_err(|_| NotXml)?;
                    let found = found.or_else(|| predefined(reference.xml10_content().as_ref()));
                    let open = open.last_mut().ok_or(NotXml)?;
                    open.text.push(found.ok_or(NotXml)?);
                }
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
                Event::Eof => break,
            }
        }
        let mut document = open.pop().ok_or(NotXml)?;
        let root = document.children.pop().ok_or(NotXml)?;
        if open.is_empty() && document.children.is_empty() {
            Ok(root)
        } else {
            Err(NotXml)
        }
    }

    fn named(name: &str) -> Self {
        let local = name.rsplit_once(':').map_or(name, |(_, local)| local);
        Self {
            name: local.to_owned(),
            ..Self::default()
        }
    }

    /// Its name, without a prefix.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The first child of this name.
    pub(super) fn one(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All children of this name: one or many alike.
    pub(super) fn many<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> + 'a {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of the child of this name, without white space at its ends; none where it is empty.
    pub(super) fn word(&self, name: &str) -> Option<&str> {
        let text = self.one(name)?.text.trim();
        (!text.is_empty()).then_some(text)
    }

    /// Its own text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

fn predefined(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_or_many_and_the_same_name_at_two_levels() {
        let root = Element::parse(
            "<?xml version='1.0'?><S:a xmlns:S='x'><status>新規受付</status>\
             <m><status>1</status></m><m/><n>a&amp;b&#xa;c</n></S:a>",
        )
        .unwrap();
        assert_eq!(root.name(), "a");
        assert_eq!(root.word("status"), Some("新規受付"));
        assert_eq!(root.many("m").count(), 2);
        assert_eq!(root.many("status").count(), 1);
        assert_eq!(root.word("n"), Some("a&b\nc"));
        assert_eq!(root.word("m"), None);
    }

    #[test]
    fn what_is_no_document() {
        let deep = format!("{}{}", "<a>".repeat(99), "</a>".repeat(99));
        for text in [
            "",
            "text",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "<a>&own;</a>",
            "<!DOCTYPE a [<!ENTITY own 'x'>]><a/>",
            deep.as_str(),
        ] {
            assert_eq!(Element::parse(text), Err(NotXml), "{text}");
        }
    }
}
