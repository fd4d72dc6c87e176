//! Edits that know what texts are made of: tokens, lines, stretches, keywords.

use crate::chance::Chance;

/// The longest input that is made.
const LONGEST: usize = 40_000;

/// What is put in: keywords of both languages, marks, keys of YAML, values at their limits, and
/// characters that are easily taken for others.
pub const PIECES: &[&str] = &[
    "rule ",
    "when ",
    "unless ",
    "then ",
    "hold ",
    "because ",
    "let ",
    "list ",
    "calendar ",
    "table ",
    " first",
    " unique",
    " collect",
    "partial",
    " from ",
    " until ",
    "priority ",
    " and ",
    " or ",
    " not ",
    " in ",
    " between ",
    " contains ",
    " any of ",
    "any ",
    "every ",
    "no ",
    " has (",
    " is empty",
    " is unknown",
    " is known",
    " is holiday",
    " after ",
    " at ",
    " during ",
    " up to 3 times",
    " matches /",
    "count(",
    "sum(",
    " where ",
    "true",
    "false",
    "except ",
    "also ",
    "holidays",
    " starts with ",
    "now",
    "today",
    "order.",
    "everything",
    "ルール ",
    "条件 ",
    "除外 ",
    "実行 ",
    "保留 ",
    "理由 ",
    "定義 ",
    "リスト ",
    "カレンダー ",
    "表 ",
    " 最初",
    "一部",
    "優先度 ",
    "期間 ",
    " かつ ",
    " または ",
    "でない",
    "が ",
    "は ",
    "を ",
    "に ",
    "で ",
    "の",
    "から ",
    "まで ",
    "のどれか",
    "のどれも ",
    "のすべてが ",
    "のどれでもない",
    "のうち ",
    "の間",
    "内",
    "後",
    "ごとに ",
    "3回まで",
    "以上",
    "未満",
    "超",
    "より前",
    "空",
    "不明",
    "祝日",
    "含む",
    "含まない",
    "始まる",
    "一致",
    "備考",
    "ステータス",
    "発送待ち",
    "営業時間",
    "いつも",
    "ファイル ",
    "rules:\n",
    "- rule: ",
    "  when:\n",
    "    all:\n",
    "    any:\n",
    "    none:\n",
    "lists:\n",
    "tables:\n",
    "calendars:\n",
    "- {table: x, policy: first, columns: [total], rows: [[1]]}\n",
    "language: 1\n",
    "&a ",
    "*a",
    "<<: ",
    "!!str ",
    "!!int ",
    "---\n",
    "...\n",
    "|\n  ",
    ">-\n  ",
    "? ",
    "#",
    " # ",
    "\"",
    "'",
    "「",
    "」",
    "『",
    "』",
    "(",
    ")",
    "((((((((",
    "))))))))",
    "[",
    "]",
    "{",
    "}",
    ",",
    "、",
    "，",
    ":",
    "：",
    "|",
    "=",
    "＝",
    "!=",
    "≠",
    "<",
    ">=",
    "≧",
    "+",
    "-",
    "−",
    "ー",
    "~",
    "〜",
    "..",
    "/",
    "\\",
    "\\u{10ffff}",
    "\\u{",
    "○",
    "×",
    "・",
    ".",
    "。",
    "¥",
    "￥",
    "円",
    "%",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\t",
    "\u{3000}",
    "\u{a0}",
    "\u{feff}",
    "\u{200b}",
    "\u{202e}",
    "\u{0}",
    "\u{7f}",
    "\u{e0101}",
    "ﾞ",
    "が",
    "Ａ",
    "０",
    "①",
    "㌦",
    "ﷺ",
    "𠮷",
    "а",
    "ß",
    "İ",
    "🎁",
    "0",
    "1",
    "-1",
    "64",
    "9223372036854775807",
    "-9223372036854775808",
    "99999999999999999999",
    "1e400",
    "400d",
    "401d",
    "1h30m",
    "30分",
    "3日間",
    "10,000円",
    "１０、０００円",
    "0000-00-00",
    "9999-12-31",
    "2026-02-30",
    "24:00",
    "25:61",
    "2026-11-24 10:00",
    "10時30分",
    "null",
    "{\"",
    "\":",
    "\"ordered_at\":",
    "\"items\":[",
    "[[",
    "legal: ",
    "done: ",
    "type: ",
    "enum: ",
    "fields:\n",
    "enumerations:\n",
    "actions:\n",
    "default: ",
    "set<text>",
    "list<record>",
];

/// A changed text; `others` are texts of the same kind to take stretches from.
pub fn edited(chance: &mut Chance, text: &str, others: &[String]) -> String {
    let mut text = text.to_owned();
    for _ in 0..=chance.below(6) {
        text = once(chance, &text, others);
        if text.len() > LONGEST {
            let ends = text.char_indices().map(|(at, _)| at);
            let end = ends.take_while(|at| *at <= LONGEST).last().unwrap_or(0);
            text.truncate(end);
        }
    }
    text
}

fn once(chance: &mut Chance, text: &str, others: &[String]) -> String {
    let kind = chance.below(14);
    let mut parts = if kind < 4 { lines(text) } else { tokens(text) };
    let (from, to) = stretch(chance, parts.len());
    match kind {
        0 | 4 => {
            parts.drain(from..to);
        }
        1 | 5 => {
            let moved: Vec<&str> = parts.drain(from..to).collect();
            let at = chance.below(parts.len() + 1);
            parts.splice(at..at, moved);
        }
        2 | 6 => {
            let copied = parts[from..to].to_vec();
            let at = chance.below(parts.len() + 1);
            parts.splice(at..at, copied);
        }
        3 | 7 => {
            let other = chance.of(others).map_or("", String::as_str);
            let theirs = if kind == 3 {
                lines(other)
            } else {
                tokens(other)
            };
            let (first, last) = stretch(chance, theirs.len());
            parts.splice(from..to, theirs[first..last].to_vec());
        }
        8 => {
            let many = 1 << chance.below(8);
            let repeated = parts[from..to].repeat(many);
            parts.splice(from..to, repeated);
        }
        9 => {
            parts.insert(from, "(");
            parts.insert((to + 1).min(parts.len()), ")");
        }
        10 => return character(chance, text),
        _ => {
            let piece = chance.of(PIECES).copied().unwrap_or("");
            let until = if chance.below(2) == 0 { from } else { to };
            parts.splice(from..until, [piece]);
        }
    }
    parts.concat()
}

/// A short stretch of so many parts, mostly of one or two.
fn stretch(chance: &mut Chance, parts: usize) -> (usize, usize) {
    let from = chance.below(parts + 1);
    let most = [1, 1, 2, 3, 8, 40][chance.below(6)];
    let length = 1 + chance.below(most);
    (from, (from + length).min(parts))
}

/// One character put in, left out or exchanged for its neighbour in the code.
fn character(chance: &mut Chance, text: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let at = chance.below(characters.len());
    match (chance.below(3), characters.get(at).copied()) {
        (0, Some(_)) => {
            characters.remove(at);
        }
        (1, Some(c)) => {
            let near = u32::from(c) ^ (1 << chance.below(5));
            characters[at] = char::from_u32(near).unwrap_or(c);
        }
        _ => {
            let any = u32::try_from(chance.below(0x3_0000)).unwrap_or(0);
            characters.insert(at, char::from_u32(any).unwrap_or('\u{3042}'));
        }
    }
    characters.into_iter().collect()
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// Words, runs of blanks, and every other character by itself.
fn tokens(text: &str) -> Vec<&str> {
    let kind = |c: char| {
        if c.is_alphanumeric() || c == '_' {
            1
        } else if c == ' ' {
            2
        } else {
            0
        }
    };
    let mut found = Vec::new();
    let mut start = 0;
    let mut last = 0;
    for (at, c) in text.char_indices() {
        if at > start && (kind(c) == 0 || kind(c) != last) {
            found.push(&text[start..at]);
            start = at;
        }
        last = kind(c);
    }
    found.push(&text[start..]);
    found
}
