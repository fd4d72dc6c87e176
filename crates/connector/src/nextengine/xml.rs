//! The XML that updates are written in.

use std::fmt::Write as _;

use quick_xml::escape::escape;

/// The changed fields of one slip, by name.
pub(super) type Fields = std::collections::BTreeMap<&'static str, String>;

/// The document of `update`.
pub(super) fn update(fields: &Fields) -> String {
    format!("{HEAD}<root>{}</root>", base(fields))
}

/// The document of `bulkupdate`: slips with their lock values.
pub(super) fn bulk_update(slips: &[(&str, &str, &Fields)]) -> String {
    let mut text = format!("{HEAD}<root>");
    for (id, lock, fields) in slips {
        let _never_fails = write!(
            text,
            "<receiveorder receive_order_id=\"{}\" receive_order_last_modified_date=\"{}\">{}<receiveorder_option></receiveorder_option></receiveorder>",
            clean(id),
            clean(lock),
            base(fields)
        );
    }
    text.push_str("</root>");
    text
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

fn base(fields: &Fields) -> String {
    let mut text = "<receiveorder_base>".to_owned();
    for (name, value) in fields {
        let _never_fails = write!(text, "<{name}>{}</{name}>", clean(value));
    }
    text.push_str("</receiveorder_base>");
    text
}

/// Escapes, and takes out the control characters that make the far side refuse the document.
fn clean(text: &str) -> String {
    let text: String = text
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'))
        .collect();
    escape(text.as_str()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents() {
        let fields: Fields = [
            ("receive_order_confirm_check_id", "0".to_owned()),
            (
                "receive_order_worker_text",
                "a & <b>\u{1}\n\"住所\"".to_owned(),
            ),
        ]
        .into();
        assert_eq!(
            update(&fields),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<root><receiveorder_base>\
             <receive_order_confirm_check_id>0</receive_order_confirm_check_id>\
             <receive_order_worker_text>a &amp; &lt;b&gt;\n&quot;住所&quot;</receive_order_worker_text>\
             </receiveorder_base></root>"
        );
        let bulk = bulk_update(&[("1", "2026-03-02 09:00:12", &fields), ("2", "", &fields)]);
        assert_eq!(bulk.matches("<receiveorder ").count(), 2);
        assert!(bulk.contains(
            "<receiveorder receive_order_id=\"1\" receive_order_last_modified_date=\"2026-03-02 09:00:12\"><receiveorder_base>"
        ));
    }
}
