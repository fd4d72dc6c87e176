//! Reading the XML of `update` and `bulkupdate`.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

/// Field names with the text that is to be written.
pub(crate) type Fields = Vec<(String, String)>;

/// What one slip is to become.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    pub(crate) base: Fields,
    pub(crate) option: Fields,
    /// The row number, or empty for a new row, with its fields.
    pub(crate) rows: Vec<(String, Fields)>,
}

/// The changes of one slip in a bulk call, with the attributes that name and lock it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Job {
    pub(crate) id: String,
    pub(crate) lock: String,
    pub(crate) changes: Changes,
}

/// An element with what is inside it.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    fn attribute(&self, name: &str) -> String {
        self.attributes
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.clone())
            .unwrap_or_default()
    }

    fn fields(&self) -> Fields {
        self.children
            .iter()
            .map(|child| (child.name.clone(), child.text.clone()))
            .collect()
    }

    fn changes(&self) -> Changes {
        let mut changes = Changes::default();
        for child in &self.children {
            match child.name.as_str() {
                "receiveorder_base" => changes.base.extend(child.fields()),
                "receiveorder_option" => changes.option.extend(child.fields()),
                "receiveorder_row" => changes.rows.extend(
                    child
                        .children
                        .iter()
                        .filter(|row| row.name == "receive_order_row_no")
                        .map(|row| (row.attribute("value"), row.fields())),
                ),
                _ => {}
            }
        }
        changes
    }
}

/// Reads the document of `update`.
pub(crate) fn one(xml: &str) -> Option<Changes> {
    Some(root(xml)?.changes())
}

/// Reads the document of `bulkupdate`.
pub(crate) fn many(xml: &str) -> Option<Vec<Job>> {
    let jobs = root(xml)?
        .children
        .iter()
        .filter(|child| child.name == "receiveorder")
        .map(|child| Job {
            id: child.attribute("receive_order_id"),
            lock: child.attribute("receive_order_last_modified_date"),
            changes: child.changes(),
        })
        .collect();
    Some(jobs)
}

/// Elements inside each other: the format needs five, and a bomb has many more.
const DEEPEST: usize = 16;

/// The root element; nothing for a document that is not well formed or has another root.
fn root(xml: &str) -> Option<Element> {
    let mut reader = Reader::from_str(xml);
    let mut open: Vec<Element> = vec![Element::default()];
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) if open.len() < DEEPEST => open.push(element(&start)?),
            Event::Start(_) => return None,
            Event::Empty(start) => open.last_mut()?.children.push(element(&start)?),
            Event::End(_) => {
                let mut done = open.pop()?;
                if !done.children.is_empty() {
                    done.text.clear();
                }
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
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    let mut document = open.pop()?;
    let root = document.children.pop()?;
    (open.is_empty() && document.children.is_empty() && root.name == "root").then_some(root)
}

fn element(start: &BytesStart<'_>) -> Option<Element> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        let name = attribute.key.0.to_owned();
        let value = attribute.normalized_value(XmlVersion::Explicit1_0).ok()?;
        attributes.push((name, value.into_owned()));
    }
    let name = start.name().0.to_owned();
    Some(Element {
        name,
        attributes,
        ..Element::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_update_has_three_kinds_of_parts() {
        let changes = one(concat!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<root>\n <receiveorder_base>",
            "<receive_order_worker_text>住所&amp;在庫 &#x2460;</receive_order_worker_text>",
            "<receive_order_note/></receiveorder_base>",
            "<receiveorder_option><receive_order_option_1>a</receive_order_option_1></receiveorder_option>",
            "<receiveorder_row><receive_order_row_no value=\"1\"><receive_order_row_cancel_flag>1</receive_order_row_cancel_flag>",
            "</receive_order_row_no></receiveorder_row></root>",
        ))
        .unwrap();
        assert_eq!(
            changes.base[0],
            ("receive_order_worker_text".into(), "住所&在庫 ①".into())
        );
        assert_eq!(
            changes.base[1],
            ("receive_order_note".into(), String::new())
        );
        assert_eq!(changes.option.len(), 1);
        assert_eq!(changes.rows[0].0, "1");
    }

    #[test]
    fn what_is_no_document_is_nothing() {
        for broken in [
            "",
            "<root>",
            "<other/>",
            "<root><a></b></root>",
            "<root/><root/>",
            "<root>&nbsp;</root>",
        ] {
            assert!(one(broken).is_none(), "{broken}");
        }
        let bomb = format!("<root>{}", "<a>".repeat(1_000_000));
        assert!(one(&bomb).is_none());
    }

    #[test]
    fn bulk_jobs_are_named_by_attributes() {
        let jobs = many("<root><receiveorder receive_order_id=\"5\" receive_order_last_modified_date=\"2026-01-01 00:00:00\"><receiveorder_base/><receiveorder_option/></receiveorder></root>").unwrap();
        assert_eq!(
            (jobs[0].id.as_str(), jobs[0].lock.as_str()),
            ("5", "2026-01-01 00:00:00")
        );
    }
}
