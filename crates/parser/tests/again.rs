//! Reading again after an edit gives what reading anew gives.
#![expect(
    clippy::string_slice,
    reason = "a test says by panicking that it failed"
)]

use sabaki_diagnostic::source::FileId;
use sabaki_parser::dsl::again::Kept;
use sabaki_parser::parsed::{Parsed, parse, parse_again};

/// What is typed: letters, whole parts, what opens and closes, and nothing (then something goes).
const TYPED: &[&str] = &[
    "x",
    "\n",
    "",
    "",
    "\"",
    "「",
    "」",
    "# ",
    "(",
    ")",
    "𠮷",
    "＝",
    "rule \"新\" when gift then mark_paid\n",
    "when true then tag \"a\"\n",
    "ルール 「印」\n  条件 備考が空でない 保留 注文確認 理由 「備考」\n",
    "hold ",
    "let 印 = gift\n",
];

/// What is shipped, as one file.
const RULES: &str = concat!(
    include_str!("../../../rules/rakuten-pay/flow.rules"),
    include_str!("../../../rules/prepay-chase/prepay.rules"),
    include_str!("../../../rules/fast-lane/fast.rules"),
    include_str!("../../../rules/hold-risk/risk.rules"),
);

#[test]
fn after_every_edit_the_tree_is_that_of_the_whole_text() {
    let mut text = RULES.to_owned();
    let mut kept = Kept::default();
    let mut read = parse_again(FileId(0), "a.rules", &text, None, &mut kept);
    assert_eq!(read, parse(FileId(0), "a.rules", &text));
    let mut seed: u64 = 11;
    let mut next = |below: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below
    };
    for edit in 0..60 {
        let boundary = |mut at: usize| {
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let at = boundary(next(text.len() + 1));
        let typed = TYPED[next(TYPED.len())];
        let end = boundary((at + if typed.is_empty() { next(40) } else { 0 }).min(text.len()));
        text.replace_range(at..end, typed);
        let Parsed { file, .. } = read;
        read = parse_again(FileId(0), "a.rules", &text, Some(file), &mut kept);
        let anew = parse(FileId(0), "a.rules", &text);
        assert_eq!(
            read,
            anew,
            "edit {edit}: {typed:?} at {at} of\n{}",
            &text[..at]
        );
    }
}

#[test]
fn a_file_of_another_place_or_spelling_is_read_anew() {
    let text = RULES;
    let mut kept = Kept::default();
    let read = parse_again(FileId(0), "a.rules", text, None, &mut kept);
    let moved = parse_again(FileId(1), "a.rules", text, Some(read.file), &mut kept);
    assert_eq!(moved, parse(FileId(1), "a.rules", text));
    let yaml = "rules:\n  - {when: gift, then: mark_paid}\n";
    let other = parse_again(FileId(1), "a.yaml", yaml, Some(moved.file), &mut kept);
    assert_eq!(other, parse(FileId(1), "a.yaml", yaml));
    let back = parse_again(FileId(1), "a.rules", text, Some(other.file), &mut kept);
    assert_eq!(back, parse(FileId(1), "a.rules", text));
}
