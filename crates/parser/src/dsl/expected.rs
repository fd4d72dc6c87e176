//! What a person could have typed where a block broke: each grammar rule as words.

use std::collections::BTreeSet;

use sabaki_diagnostic::diagnostic::Arg;

use super::grammar::Rule;

/// The words for what was expected, in both languages, without doubles.
pub(crate) fn words(rules: &[Rule]) -> Arg {
    let mut seen = BTreeSet::new();
    let (mut ja, mut en) = (Vec::new(), Vec::new());
    for rule in rules {
        if let Some((word_ja, word_en)) = word(*rule)
            && seen.insert(word_en)
        {
            ja.push(word_ja);
            en.push(word_en);
        }
    }
    ja.truncate(MOST);
    en.truncate(MOST);
    if ja.is_empty() {
        ja.push("別の書き方");
        en.push("something else");
    }
    Arg::Both {
        ja: ja.join("、"),
        en: en.join(", "),
    }
}

/// More words than this help nobody.
const MOST: usize = 6;

/// The word for a rule; nothing for rules that only hold others together.
const fn word(rule: Rule) -> Option<(&'static str, &'static str)> {
    Some(match rule {
        Rule::EOI => ("終わり", "the end"),
        Rule::expression | Rule::conjunction | Rule::negation | Rule::predicate => {
            ("条件", "a condition")
        }
        Rule::operand | Rule::set | Rule::argument | Rule::bounded_name => ("値", "a value"),
        Rule::name | Rule::defined | Rule::part | Rule::named => ("名前", "a name"),
        Rule::action | Rule::actions => ("アクション", "an action"),
        Rule::holding => ("アクションか 全部", "an action or `everything`"),
        Rule::text => ("「 」で囲んだ文字", "a quoted text"),
        Rule::regex => ("/正規表現/", "a regular expression between slashes"),
        Rule::date | Rule::moment | Rule::days => ("日付", "a date"),
        Rule::time | Rule::hours | Rule::hours_list => ("時刻", "a time"),
        Rule::duration => ("期間（30分、3日など）", "a duration such as 30m"),
        Rule::money | Rule::int => ("数", "a number"),
        Rule::bool_true | Rule::bool_false => ("はい か いいえ", "`true` or `false`"),
        Rule::weekdays | Rule::weekday | Rule::weekly_line => ("曜日", "a weekday"),
        Rule::op | Rule::x_compare => ("= などの比較", "a comparison such as ="),
        Rule::k_and => ("かつ", "and"),
        Rule::k_or => ("または", "or"),
        Rule::k_rule => ("ルール", "rule"),
        Rule::k_when | Rule::when => ("条件", "when"),
        Rule::k_unless | Rule::unless => ("除外", "unless"),
        Rule::k_then | Rule::then | Rule::c_then => ("実行", "then"),
        Rule::k_hold | Rule::hold | Rule::c_hold => ("保留", "hold"),
        Rule::k_because => ("理由", "because"),
        Rule::k_everything => ("全部", "everything"),
        Rule::open | Rule::paren | Rule::list_values => ("(", "("),
        Rule::close => (")", ")"),
        Rule::comma => (",", ","),
        Rule::equals => ("=", "="),
        Rule::k_has => ("が", "has"),
        Rule::k_with => ("で", "with"),
        Rule::k_of => ("のどれか", "of"),
        Rule::k_up_to => ("N回まで", "up to"),
        Rule::k_times | Rule::j_times => ("回まで", "times"),
        Rule::p_ga => ("が", "が"),
        Rule::p_made => ("まで", "まで"),
        Rule::x_is | Rule::state | Rule::s_empty | Rule::y_state => ("空 や 不明", "empty, known or unknown"),
        Rule::first | Rule::unique | Rule::collect => {
            ("最初、重複なし、すべて のどれか", "first, unique or collect")
        }
        Rule::k_file | Rule::file_body => ("ファイル", "from"),
        Rule::h_priority
        | Rule::k_priority => ("優先度", "priority"),
        Rule::t_after | Rule::k_after | Rule::j_later => ("後", "after"),
        Rule::t_during | Rule::k_during | Rule::x_during => ("の間", "during"),
        _ => return None,
    })
}
