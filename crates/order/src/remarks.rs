//! What the buyer wrote in 備考, without what RMS puts there by itself.

/// The free text of 備考: what follows `[備考:]`, or all but the generated delivery lines. Numeric
/// and named HTML entities are decoded, white space at both ends is left out.
///
/// Source: RMS getOrder, `remarks` (starts with a block `[配送日時指定:]`; confirmed).
pub fn free_text(remarks: &str) -> String {
    let text = decode(remarks).replace("\r\n", "\n");
    if let Some((_, after)) = text.split_once("[備考:]") {
        return after.trim().to_owned();
    }
    let mut generated = Generated::Outside;
    let kept: Vec<&str> = text
        .lines()
        .filter(|line| {
            generated = generated.then(line.trim());
            generated == Generated::Outside
        })
        .collect();
    kept.join("\n").trim().to_owned()
}

/// Where in the generated block a line lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Generated {
    /// Not in it.
    Outside,
    /// On its head `[配送日時指定:]`.
    Head,
    /// On its day, which may stand on the head's line too.
    Day,
    /// On its time of day, the last line of the block.
    Hours,
}

impl Generated {
    /// Where the next line lies. The block is its head, then at most a day and a time of day.
    fn then(self, line: &str) -> Self {
        if let Some(rest) = line
            .strip_prefix("[配送日時指定:]")
            .or_else(|| line.strip_prefix("[配送日時指定]"))
        {
            return if is_day(rest.trim()) {
                Self::Day
            } else {
                Self::Head
            };
        }
        if line.starts_with("[備考") {
            return Self::Head;
        }
        match self {
            Self::Head if line.is_empty() => Self::Head,
            Self::Head if is_day(line) => Self::Day,
            Self::Head | Self::Day if is_hours(line) => Self::Hours,
            Self::Outside | Self::Head | Self::Day | Self::Hours => Self::Outside,
        }
    }
}

/// `2026-11-26(木)`, `2026/11/26`, `指定なし`
fn is_day(line: &str) -> bool {
    let day = line.split(['(', '（', ' ']).next().unwrap_or(line);
    let digits = day.bytes().filter(u8::is_ascii_digit).count();
    let only = day
        .bytes()
        .all(|b| b.is_ascii_digit() || b == b'-' || b == b'/');
    line == "指定なし" || (only && (6..=8).contains(&digits))
}

/// `午前中`, `14:00〜16:00`, `19時～21時`, `指定なし`
fn is_hours(line: &str) -> bool {
    let plain = line.trim_matches(['[', ']', '(', ')']);
    let words = ["午前", "午前中", "午後", "指定なし", "その他"];
    let span = plain.contains(['〜', '～', '~', '-'])
        && plain.starts_with(|c: char| c.is_ascii_digit())
        && plain
            .chars()
            .all(|c| c.is_ascii_digit() || " :：時分〜～~-".contains(c));
    words.contains(&plain) || span
}

/// HTML entities as RMS writes them: `&#12316;`, `&#x301C;`, `&amp;` and its like.
pub fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let entity = after
            .split_once(';')
            .filter(|(name, _)| name.len() <= 8)
            .and_then(|(name, after)| Some((character(name)?, after)));
        if let Some((character, after)) = entity {
            out.push(character);
            rest = after;
        } else {
            out.push('&');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control() || *c == '\n')
        }
    }
}

#[cfg(test)]
mod tests {
    use super::free_text;

    #[test]
    fn only_what_the_buyer_wrote_is_left() {
        for (remarks, expected) in [
            ("", ""),
            ("至急お願いします", "至急お願いします"),
            ("[配送日時指定:]\n2026-11-26(木)\n午前中\n", ""),
            ("[配送日時指定:]\n\n", ""),
            ("[配送日時指定:]", ""),
            (
                "[配送日時指定:]\r\n2026-11-26(木)\r\n14:00&#12316;16:00\r\n玄関前に",
                "玄関前に",
            ),
            (
                "[配送日時指定:]\n至急\n午前中に電話ください",
                "至急\n午前中に電話ください",
            ),
            (
                "[配送日時指定:]\n2026-11-26\n[備考:]\n 領収書を &amp; 希望 \n",
                "領収書を & 希望",
            ),
            ("[備考:]", ""),
            (
                "[備考:]\n[配送日時指定:]と書いてみる",
                "[配送日時指定:]と書いてみる",
            ),
            ("のし希望\n[配送日時指定:]\n2026-11-26(木)", "のし希望"),
            (
                "A &unknown; B & C &#x301C; &#0; &#99999999;",
                "A &unknown; B & C 〜 &#0; &#99999999;",
            ),
            ("\u{3000}\n", ""),
        ] {
            assert_eq!(free_text(remarks), expected, "{remarks:?}");
        }
    }
}
