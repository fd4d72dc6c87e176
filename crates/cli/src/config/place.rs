//! Where a key stands in the text of the configuration, for what only shows when it fits together.

/// The line of the innermost of these keys that is found, each behind the one before; from 1.
pub(crate) fn line(text: &str, keys: &[&str]) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    let mut at = 0;
    for key in keys {
        let behind = lines.iter().enumerate().skip(at);
        let found = behind.into_iter().find(|(_, line)| has_key(line, key));
        if let Some((found, _)) = found {
            at = found;
        }
    }
    at + 1
}

/// Whether a key stands in a line, at its beginning or in braces.
fn has_key(line: &str, key: &str) -> bool {
    let line = line.split(" #").next().unwrap_or_default();
    line.split([' ', '{', ',', '"', '\''])
        .any(|word| word.strip_suffix(':').is_some_and(|word| word == key))
        || line.contains(&format!("\"{key}\":"))
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn keys_one_in_another() {
        let text = "sabaki: 1\nshops:\n  a:\n    oms: {shop: 1}\n  b: # oms: x\n    csv: {folder: f}\n    oms: {json: j}\n";
        for (keys, expected) in [
            (&["shops"][..], 2),
            (&["shops", "a", "oms"], 4),
            (&["shops", "b", "oms"], 7),
            (&["shops", "b", "folder"], 6),
            (&["shops", "c"], 2),
        ] {
            assert_eq!(line(text, keys), expected, "{keys:?}");
        }
    }
}
