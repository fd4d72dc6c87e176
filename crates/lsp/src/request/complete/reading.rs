//! How a Japanese name is read, so that it is found by kana or romaji before the conversion.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization as _;

/// The readings of words, from the data file.
fn table() -> &'static BTreeMap<&'static str, &'static str> {
    static TABLE: OnceLock<BTreeMap<&'static str, &'static str>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let lines = include_str!("../../../data/readings.txt").lines();
        let lines = lines.filter(|line| !line.starts_with('#'));
        lines.filter_map(|line| line.split_once(' ')).collect()
    })
}

/// The longest word of the table, in characters.
const LONGEST: usize = 8;

/// The reading of a name in hiragana; none when a word of it is not known.
pub(super) fn of(name: &str) -> Option<String> {
    let characters: Vec<char> = name.nfkc().collect();
    let mut reading = String::new();
    let mut at = 0;
    while let Some(c) = characters.get(at) {
        let longest = (1..=LONGEST).rev().find_map(|length| {
            let word: String = characters.get(at..at + length)?.iter().collect();
            Some((length, *table().get(word.as_str())?))
        });
        if let Some((length, word)) = longest {
            reading.push_str(word);
            at += length;
            continue;
        }
        let kana = hiragana(*c);
        if is_kana(kana) || c.is_ascii_alphanumeric() {
            reading.push(kana.to_ascii_lowercase());
        } else if c.is_alphanumeric() {
            return None;
        }
        at += 1;
    }
    Some(reading)
}

fn is_kana(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ' | 'ー')
}

fn hiragana(c: char) -> char {
    match c {
        'ァ'..='ヶ' => char::from_u32(c as u32 - 0x60).unwrap_or(c),
        _ => c,
    }
}

/// Whether what was typed is the beginning of a reading: in kana, or in romaji of either style.
pub(super) fn begins(reading: &str, typed: &str) -> bool {
    let typed: String = typed
        .nfkc()
        .map(hiragana)
        .collect::<String>()
        .to_lowercase();
    if typed.is_empty() {
        return false;
    }
    if typed.chars().any(is_kana) {
        return kana_begins(reading, &typed);
    }
    let typed: String = typed.chars().filter(|c| *c != '-').collect();
    let mut simple = SIMPLER
        .iter()
        .fold(typed.clone(), |typed, (from, to)| typed.replace(from, to));
    // `nn` is one ん at the end and before a consonant.
    simple = single_n(&simple);
    let (hepburn, kunrei) = (
        romaji(reading, Style::Hepburn),
        romaji(reading, Style::Kunrei),
    );
    hepburn.starts_with(&typed) || kunrei.starts_with(&typed) || kunrei.starts_with(&simple)
}

/// Kana so far, perhaps with the consonant of the next one behind them: `はっそうm`.
fn kana_begins(reading: &str, typed: &str) -> bool {
    let kana = typed.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let rest = typed.get(kana.len()..).unwrap_or("");
    reading.strip_prefix(kana).is_some_and(|left| {
        rest.is_empty()
            || romaji(left, Style::Hepburn).starts_with(rest)
            || romaji(left, Style::Kunrei).starts_with(rest)
    })
}

/// Spellings of the Hepburn style as the Kunrei style has them.
const SIMPLER: &[(&str, &str)] = &[
    ("shi", "si"),
    ("sh", "sy"),
    ("chi", "ti"),
    ("tch", "tty"),
    ("ch", "ty"),
    ("tsu", "tu"),
    ("fu", "hu"),
    ("ji", "zi"),
    ("jy", "zy"),
    ("j", "zy"),
    ("n'", "n"),
];

fn single_n(typed: &str) -> String {
    let mut out = String::new();
    let mut rest = typed.chars().peekable();
    while let Some(c) = rest.next() {
        out.push(c);
        if c == 'n' && rest.peek() == Some(&'n') {
            let mut after = rest.clone();
            after.next();
            if after.peek().is_none_or(|next| !"aiueoy".contains(*next)) {
                rest.next();
            }
        }
    }
    out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Hepburn,
    Kunrei,
}

fn romaji(kana: &str, style: Style) -> String {
    let characters: Vec<char> = kana.chars().collect();
    let mut out = String::new();
    let mut doubled = false;
    let mut at = 0;
    while let Some(&c) = characters.get(at) {
        let small = characters
            .get(at + 1)
            .and_then(|next| contracted(c, *next, style));
        let (sound, length) = match small {
            Some(sound) => (sound, 2),
            None => (single(c, style), 1),
        };
        at += length;
        if c == 'っ' {
            doubled = true;
            continue;
        }
        if let Some(first) = sound.chars().next().filter(|_| doubled) {
            let first = if sound.starts_with("ch") { 't' } else { first };
            out.push(first);
        }
        doubled = false;
        out.push_str(&sound);
    }
    out
}

/// `しゃ` and the like: the sound without its vowel, and the small one.
fn contracted(c: char, next: char, style: Style) -> Option<String> {
    let vowel = match next {
        'ゃ' => "a",
        'ゅ' => "u",
        'ょ' => "o",
        'ぇ' => "e",
        'ぃ' => return matches!(c, 'ふ').then(|| "fi".to_owned()),
        'ぁ' => return matches!(c, 'ふ').then(|| "fa".to_owned()),
        'ぉ' => return matches!(c, 'ふ').then(|| "fo".to_owned()),
        _ => return None,
    };
    let start = match (c, style) {
        ('し', Style::Hepburn) => "sh",
        ('ち', Style::Hepburn) => "ch",
        ('じ', Style::Hepburn) => "j",
        ('じ', Style::Kunrei) => "zy",
        ('ふ', _) => "f",
        _ => {
            let whole = single(c, Style::Kunrei);
            let start = whole.strip_suffix('i')?;
            return Some(format!("{start}y{vowel}"));
        }
    };
    Some(format!("{start}{vowel}"))
}

fn single(c: char, style: Style) -> String {
    const ROWS: &[(&str, &str)] = &[
        ("あいうえお", " "),
        ("かきくけこ", "k"),
        ("さしすせそ", "s"),
        ("たちつてと", "t"),
        ("なにぬねの", "n"),
        ("はひふへほ", "h"),
        ("まみむめも", "m"),
        ("らりるれろ", "r"),
        ("がぎぐげご", "g"),
        ("ざじずぜぞ", "z"),
        ("だぢづでど", "d"),
        ("ばびぶべぼ", "b"),
        ("ぱぴぷぺぽ", "p"),
        ("ぁぃぅぇぉ", " "),
    ];
    let special = match (c, style) {
        ('し', Style::Hepburn) => "shi",
        ('ち', Style::Hepburn) => "chi",
        ('つ', Style::Hepburn) => "tsu",
        ('ふ', Style::Hepburn) => "fu",
        ('じ', Style::Hepburn) => "ji",
        ('や', _) => "ya",
        ('ゆ', _) => "yu",
        ('よ', _) => "yo",
        ('わ', _) => "wa",
        ('を', _) => "wo",
        ('ん', _) => "n",
        ('ゔ', _) => "vu",
        ('ー', _) => return String::new(),
        _ => "",
    };
    if !special.is_empty() {
        return special.to_owned();
    }
    for (row, consonant) in ROWS {
        if let Some(vowel) = row
            .chars()
            .zip("aiueo".chars())
            .find(|(kana, _)| *kana == c)
        {
            return format!("{}{}", consonant.trim(), vowel.1);
        }
    }
    if c.is_ascii_alphanumeric() {
        c.to_string()
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sabaki_interpreter::function::FUNCTIONS;
    use sabaki_order::vocabulary::shipped;

    #[test]
    fn names_are_found_by_kana_and_romaji() {
        let cases = [
            ("発送待ち", "hassou"),
            ("発送待ち", "はっそう"),
            ("発送待ち", "はっそうm"),
            ("発送待ち", "hass"),
            ("注文確認待ち", "chuumonkaku"),
            ("注文確認待ち", "tyuumon"),
            ("出荷済み", "shukka"),
            ("出荷済み", "syukka"),
            ("請求金額", "seikyuukinn"),
            ("ステータス", "ｓｕｔｅ"),
            ("ステータス", "すてー"),
            ("ソーシャルギフト", "sosharu"),
            ("実行", "jikkou"),
            ("実行", "zikkou"),
        ];
        for (name, typed) in cases {
            let reading = of(name).unwrap();
            assert!(begins(&reading, typed), "{name} ({reading}) by {typed}");
        }
        for (name, typed) in [("発送待ち", "hatsuso"), ("実行", "z9"), ("実行", "")] {
            assert!(!begins(&of(name).unwrap(), typed), "{name} by {typed}");
        }
    }

    #[test]
    fn every_shipped_name_can_be_read() {
        let vocabulary = shipped();
        let members = vocabulary.records.iter().flat_map(|record| &record.fields);
        let fields = vocabulary
            .fields
            .iter()
            .chain(members)
            .flat_map(|field| &field.ja);
        let values = vocabulary.enumerations.iter().flat_map(|e| &e.values);
        let values = values.flat_map(|value| &value.ja);
        let actions = vocabulary.actions.iter().flat_map(|action| &action.ja);
        let names = fields.chain(values).chain(actions).map(|name| &**name);
        let functions = FUNCTIONS.iter().map(|function| function.ja);
        let unread: Vec<&str> = names
            .chain(functions)
            .filter(|name| of(name).is_none())
            .collect();
        assert_eq!(unread, Vec::<&str>::new(), "add them to data/readings.txt");
    }
}
