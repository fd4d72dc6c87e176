//! What a person could have typed where a block broke: each grammar rule as words.

use std::collections::BTreeSet;

use sabaki_diagnostic::diagnostic::Arg;

use super::grammar::Rule;

/// The words for what was expected, in both languages, the most telling first, without doubles.
pub(crate) fn words(rules: &[Rule]) -> Arg {
    let mut found: Vec<(Rank, &str, &str)> = rules.iter().filter_map(|r| word(*r)).collect();
    found.sort_by_key(|(rank, _, _)| *rank);
    let mut seen = BTreeSet::new();
    found.retain(|(_, _, en)| seen.insert(*en));
    if found.len() > 1 {
        found.retain(|(rank, _, _)| *rank != Rank::End);
    }
    found.truncate(MOST);
    if found.is_empty() {
        found.push((Rank::Value, "別の書き方", "something else"));
    }
    let list = |pick: fn(&(Rank, &'static str, &'static str)) -> &'static str, comma: &str| {
        found.iter().map(pick).collect::<Vec<_>>().join(comma)
    };
    Arg::Both {
        ja: list(|(_, ja, _)| ja, "、"),
        en: list(|(_, _, en)| en, ", "),
    }
}

/// More words than this help nobody.
const MOST: usize = 6;

/// How much a word tells: what must stand here comes before what could go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Value,
    Test,
    Join,
    Clause,
    End,
}

#[expect(clippy::too_many_lines, reason = "a list with one line for each rule")]
/// The word for a rule; nothing for rules that only hold others together, whose parts are named.
const fn word(rule: Rule) -> Option<(Rank, &'static str, &'static str)> {
    use Rank::{Clause, End, Join, Test, Value};
    Some(match rule {
        Rule::EOI => (End, "終わり", "the end"),
        Rule::expression
        | Rule::conjunction
        | Rule::negation
        | Rule::predicate
        | Rule::head_cell => (Value, "条件", "a condition"),
        Rule::operand
        | Rule::set
        | Rule::argument
        | Rule::bounded_name
        | Rule::named
        | Rule::y_value
        | Rule::y_bounded
        | Rule::quantifier
        | Rule::cell
        | Rule::c_values => (Value, "値", "a value"),
        Rule::name | Rule::defined | Rule::origin => (Value, "名前", "a name"),
        Rule::action | Rule::actions | Rule::action_name => (Value, "アクション", "an action"),
        Rule::holding | Rule::k_everything => {
            (Value, "アクションか「全部」", "an action or `everything`")
        }
        Rule::text => (Value, "「 」で囲んだ文字", "a quoted text"),
        Rule::regex => (
            Value,
            "/ で囲んだ正規表現",
            "a regular expression between slashes",
        ),
        Rule::date | Rule::moment | Rule::days => (Value, "日付", "a date"),
        Rule::time | Rule::hours | Rule::hours_list => (Value, "時刻", "a time"),
        Rule::duration => (Value, "長さ（30分、3日など）", "a duration such as 30m"),
        Rule::money | Rule::int => (Value, "数", "a number"),
        Rule::bool_true | Rule::bool_false => (Value, "はい、いいえ", "`true` or `false`"),
        Rule::weekdays | Rule::weekday | Rule::weekly_line => (Value, "曜日", "a weekday"),
        Rule::k_holidays => (Value, "祝日", "holidays"),
        Rule::open | Rule::paren | Rule::list_values | Rule::arguments => (Value, "(", "("),
        Rule::equals => (Value, "=", "="),
        Rule::first | Rule::unique | Rule::collect => (
            Value,
            "最初、重複なし、すべて のどれか",
            "first, unique or collect",
        ),
        Rule::day_to => (Test, "- と終わり", "- and the end of the range"),
        Rule::op | Rule::x_compare => (Test, "= などの比較", "a comparison such as ="),
        Rule::p_ga => (Join, "が", "が"),
        Rule::x_is
        | Rule::s_empty
        | Rule::s_known
        | Rule::s_unknown
        | Rule::s_holiday
        | Rule::s_business_day
        | Rule::y_state
        | Rule::c_state => (Test, "空、不明など", "empty, known or unknown"),
        Rule::j_contains | Rule::j_lacks => (Test, "含む", "含む"),
        Rule::j_starts | Rule::j_starts_not => (Test, "始まる", "始まる"),
        Rule::j_ends | Rule::j_ends_not => (Test, "終わる", "終わる"),
        Rule::j_matches | Rule::j_matches_not => (Test, "一致", "一致"),
        Rule::k_has => (Test, "が", "has"),
        Rule::k_with => (Test, "で", "with"),
        Rule::k_of => (Test, "のどれか", "of"),
        Rule::k_in | Rule::x_in => (Test, "のどれか", "in"),
        Rule::k_up_to | Rule::k_times | Rule::j_times => (Test, "回まで", "up to N times"),
        Rule::p_denai => (End, "でない", "でない"),
        Rule::p_made => (Test, "まで", "まで"),
        Rule::close => (Join, ")", ")"),
        Rule::comma => (Join, "「,」", "a comma"),
        Rule::k_and => (Join, "かつ", "and"),
        Rule::k_or => (Join, "または", "or"),
        Rule::k_because => (Join, "理由", "because"),
        Rule::k_rule => (Clause, "ルール", "rule"),
        Rule::k_when | Rule::when => (Clause, "条件", "when"),
        Rule::k_unless | Rule::unless => (Clause, "除外", "unless"),
        Rule::k_then | Rule::then | Rule::c_then => (Clause, "実行", "then"),
        Rule::k_hold | Rule::hold | Rule::c_hold => (Clause, "保留", "hold"),
        Rule::k_file | Rule::file_body => (Clause, "ファイル", "from"),
        Rule::h_priority | Rule::k_priority => (Clause, "優先度", "priority"),
        Rule::t_after | Rule::k_after => (Clause, "後", "after"),
        Rule::t_during | Rule::k_during => (Clause, "の間", "during"),
        Rule::WHITESPACE
        | Rule::actions_text
        | Rule::also_line
        | Rule::b_ge
        | Rule::b_gt
        | Rule::b_le
        | Rule::b_lt
        | Rule::bl
        | Rule::bound
        | Rule::bound_ja
        | Rule::bounded
        | Rule::c_compare
        | Rule::c_condition
        | Rule::c_except
        | Rule::c_in
        | Rule::calendar_block
        | Rule::calendar_line
        | Rule::clock_tail
        | Rule::count
        | Rule::cut
        | Rule::definition_start
        | Rule::digits
        | Rule::duration_text
        | Rule::except_line
        | Rule::expression_text
        | Rule::filter
        | Rule::grouped
        | Rule::h_doc
        | Rule::h_from
        | Rule::h_owner
        | Rule::h_period
        | Rule::h_period_until
        | Rule::h_shadow
        | Rule::h_until
        | Rule::head
        | Rule::hold_text
        | Rule::j_among
        | Rule::j_any_of
        | Rule::j_each
        | Rule::j_every_of
        | Rule::j_later
        | Rule::j_none_of
        | Rule::j_not_any_of
        | Rule::j_while
        | Rule::j_within
        | Rule::ja_state
        | Rule::ja_tail
        | Rule::jb
        | Rule::joiner_en
        | Rule::joiner_ja
        | Rule::k_also
        | Rule::k_any
        | Rule::k_at
        | Rule::k_between
        | Rule::k_calendar
        | Rule::k_contains
        | Rule::k_count
        | Rule::k_doc
        | Rule::k_ends
        | Rule::k_every
        | Rule::k_except
        | Rule::k_from
        | Rule::k_is
        | Rule::k_let
        | Rule::k_list
        | Rule::k_matches
        | Rule::k_no
        | Rule::k_not
        | Rule::k_other
        | Rule::k_owner
        | Rule::k_partial
        | Rule::k_period
        | Rule::k_shadow
        | Rule::k_start
        | Rule::k_starts
        | Rule::k_sum
        | Rule::k_table
        | Rule::k_until
        | Rule::k_where
        | Rule::kanji
        | Rule::let_block
        | Rule::list_block
        | Rule::literal
        | Rule::literal_start
        | Rule::other
        | Rule::soft
        | Rule::member
        | Rule::moment_text
        | Rule::p_de
        | Rule::p_kara
        | Rule::p_ni
        | Rule::p_no
        | Rule::p_wo
        | Rule::part
        | Rule::partial_block
        | Rule::plain
        | Rule::policy
        | Rule::range_mark
        | Rule::reason_text
        | Rule::reserved
        | Rule::reserved_en
        | Rule::reserved_ja
        | Rule::rule_block
        | Rule::sb
        | Rule::sign
        | Rule::start
        | Rule::state
        | Rule::stop
        | Rule::sum
        | Rule::t_at
        | Rule::t_every
        | Rule::t_from
        | Rule::table_block
        | Rule::tail
        | Rule::target
        | Rule::term
        | Rule::time_mark
        | Rule::timing
        | Rule::unit
        | Rule::value
        | Rule::value_text
        | Rule::wc
        | Rule::x_between
        | Rule::x_contains
        | Rule::x_contains_any
        | Rule::x_during
        | Rule::x_ends
        | Rule::x_matches
        | Rule::x_starts
        | Rule::x_words
        | Rule::y_any
        | Rule::y_any_contains
        | Rule::y_bounds
        | Rule::y_contains
        | Rule::y_during
        | Rule::y_ends
        | Rule::y_matches
        | Rule::y_not_any
        | Rule::y_quantifier
        | Rule::y_rest
        | Rule::y_starts
        | Rule::y_to
        | Rule::hiragana
        | Rule::up_to_made => return None,
    })
}

/// Whether a rule is only the Japanese mark after a word, so that the word itself is at fault.
pub(crate) const fn is_mark(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::p_kara | Rule::p_no | Rule::p_ni | Rule::j_later | Rule::j_each | Rule::j_within
    )
}
