//! Answers as people would read them: the underlined text, not offsets.

use std::fmt::Write as _;

use serde_json::Value;

use crate::case::Case;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Utf16,
}

pub(crate) struct Shown<'c> {
    pub(crate) case: &'c Case,
    pub(crate) encoding: Encoding,
}

impl Shown<'_> {
    fn text(&self, name: &str) -> &str {
        let found = self.case.files.iter().find(|(file, _)| file == name);
        found.map_or("", |(_, text)| text)
    }

    fn offset(&self, text: &str, position: &Value) -> usize {
        let line = usize::try_from(position["line"].as_u64().unwrap()).unwrap();
        let column = usize::try_from(position["character"].as_u64().unwrap()).unwrap();
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let mut left = column;
        let mut offset = start;
        for c in text[start..].chars() {
            if left == 0 || c == '\n' {
                break;
            }
            left -= match self.encoding {
                Encoding::Utf8 => c.len_utf8(),
                Encoding::Utf16 => c.len_utf16(),
            };
            offset += c.len_utf8();
        }
        offset
    }

    fn slice<'t>(&self, text: &'t str, range: &Value) -> &'t str {
        &text[self.offset(text, &range["start"])..self.offset(text, &range["end"])]
    }

    fn place(&self, name: &str, range: &Value) -> String {
        let line = range["start"]["line"].as_u64().unwrap() + 1;
        let marked = self.slice(self.text(name), range).replace('\n', "⏎");
        format!("{name}:{line} [{marked}]")
    }

    fn location(&self, location: &Value) -> String {
        self.place(&name_of(&location["uri"]), &location["range"])
    }

    pub(crate) fn locations(&self, found: &Value) -> String {
        let one = std::slice::from_ref(found);
        let all = found.as_array().map_or(one, Vec::as_slice);
        let all = all.iter().filter(|found| !found.is_null());
        all.map(|found| self.location(found) + "\n").collect()
    }

    /// `rest`: how many are shown; all that fit without it.
    pub(crate) fn completion(&self, found: &Value, rest: &str) -> String {
        let most = rest.parse().unwrap_or(usize::MAX);
        let mut items = found["items"].as_array().cloned().unwrap_or_default();
        items.sort_by_key(|item| item["sortText"].as_str().unwrap_or("").to_owned());
        let mut out = String::new();
        for item in items.iter().take(most) {
            let text = |pointer: &str| {
                item.pointer(pointer)
                    .and_then(Value::as_str)
                    .unwrap_or("-")
                    .to_owned()
            };
            let file = self.case.cursor.as_ref().unwrap().0.clone();
            let replaced = self.slice(self.text(&file), &item["textEdit"]["range"]);
            let _ = writeln!(
                out,
                "{} → {} (for [{replaced}], filter {}) {} | {}",
                text("/label"),
                text("/textEdit/newText"),
                text("/filterText"),
                text("/labelDetails/description"),
                text("/detail"),
            );
        }
        out
    }

    pub(crate) fn hover(&self, name: &str, found: &Value) -> String {
        if found.is_null() {
            return String::from("nothing");
        }
        let value = found["contents"]["value"].as_str().unwrap();
        format!("{}\n{value}", self.place(name, &found["range"]))
    }

    pub(crate) fn text_edits(&self, name: &str, edits: &Value) -> String {
        let Some(edits) = edits.as_array() else {
            return String::from("nothing");
        };
        let mut text = self.text(name).to_owned();
        let old = text.clone();
        for edit in edits.iter().rev() {
            let start = self.offset(&old, &edit["range"]["start"]);
            let end = self.offset(&old, &edit["range"]["end"]);
            text.replace_range(start..end, edit["newText"].as_str().unwrap());
        }
        text
    }

    pub(crate) fn edited(&self, edit: &Value) -> String {
        if let Some(message) = edit["message"].as_str() {
            return format!("{}: {message}", edit["error"]);
        }
        let mut out = String::new();
        for (name, _) in &self.case.files {
            let changes = edit["changes"].as_object().into_iter().flatten();
            for (_, edits) in
                changes.filter(|(uri, _)| name_of(&Value::from(uri.as_str())) == *name)
            {
                let _ = write!(out, "{name}\n{}", self.text_edits(name, edits));
            }
        }
        out
    }

    pub(crate) fn actions(&self, found: &Value) -> String {
        let mut out = String::new();
        for action in found.as_array().into_iter().flatten() {
            let preferred = if action["isPreferred"] == true {
                " (preferred)"
            } else {
                ""
            };
            let _ = write!(
                out,
                "{} {}{preferred}\n{}",
                action["diagnostics"][0]["code"].as_str().unwrap(),
                action["title"].as_str().unwrap(),
                self.edited(&action["edit"]),
            );
        }
        out
    }

    pub(crate) fn symbols(&self, name: &str, found: &Value) -> String {
        let mut out = String::new();
        for symbol in found.as_array().into_iter().flatten() {
            let title = symbol["name"].as_str().unwrap();
            let place = self.place(name, &symbol["selectionRange"]);
            let _ = writeln!(out, "{} {title}: {place}", symbol["kind"]);
        }
        out
    }

    pub(crate) fn hints(&self, name: &str, found: &Value) -> String {
        let text = self.text(name);
        let mut out = String::new();
        for hint in found.as_array().into_iter().flatten() {
            let at = self.offset(text, &hint["position"]);
            let line = text[..at].rsplit('\n').next().unwrap();
            let tooltip = hint["tooltip"]
                .as_str()
                .map(|t| format!(" ({t})"))
                .unwrap_or_default();
            let _ = writeln!(out, "{line} {}{tooltip}", hint["label"].as_str().unwrap());
        }
        out
    }

    pub(crate) fn diagnostics(&self, name: &str, found: &[Value]) -> String {
        let mut out = String::new();
        for said in found {
            let _ = writeln!(
                out,
                "{} {} severity {}{}",
                said["code"].as_str().unwrap(),
                self.place(name, &said["range"]),
                said["severity"],
                said["tags"]
                    .as_array()
                    .map(|tags| format!(" tags {tags:?}"))
                    .unwrap_or_default(),
            );
            for line in said["message"].as_str().unwrap().lines() {
                let _ = writeln!(out, "  {line}");
            }
            for place in said["relatedInformation"].as_array().into_iter().flatten() {
                let message = place["message"].as_str().unwrap();
                let _ = writeln!(out, "  {}: {message}", self.location(&place["location"]));
            }
        }
        out
    }
}

fn name_of(uri: &Value) -> String {
    let uri = uri.as_str().unwrap();
    let last = uri.rsplit('/').next().unwrap();
    let mut bytes = Vec::new();
    let mut rest = last.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let hex: String = rest.by_ref().take(2).map(char::from).collect();
            bytes.push(u8::from_str_radix(&hex, 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}
