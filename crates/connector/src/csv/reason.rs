//! Reason files: what is wrong, in Japanese and English, for people who may open them in Excel.

use super::decode::Refused;
use super::journal::Counts;
use super::problem::NotOrders;

/// The reason of a file that was refused as a whole.
pub(super) fn of_file(name: &str, not: &NotOrders) -> String {
    let name = harmless(name);
    format!(
        "{name}\n\n受け取りませんでした。{}\n\nRefused: {not}.\n",
        not.in_japanese()
    )
}

/// The reasons of the orders of a file that were refused; the rest of it was taken.
pub(super) fn of_orders(name: &str, rejected: &str, counts: Counts, refused: &[Refused]) -> String {
    let (name, rejected) = (harmless(name), harmless(rejected));
    let Counts {
        taken,
        refused: count,
    } = counts;
    let all = taken + count;
    let mut text = format!(
        "{name}\n\n注文{all}件のうち{taken}件を受け取り、{count}件を受け取りませんでした。\n\
         Of {all} orders {taken} were taken and {count} refused.\n\n\
         受け取らなかった行は「{rejected}」にあります。直してarrivedに入れると受け取ります。\n\
         The refused rows stand in `{rejected}`; mend them and put that file into `arrived`.\n"
    );
    for refused in refused {
        let number = refused.order_number.as_ref().map_or("-", |n| n.as_str());
        let column = harmless(refused.column.as_deref().unwrap_or("-"));
        let line = refused.line;
        let (ja, en) = (refused.reason.in_japanese(), &refused.reason);
        text += &[
            format!("\n{line}行目 注文番号{number} 列「{column}」: {ja}\n"),
            format!("line {line}, order {number}, column `{column}`: {en}\n"),
        ]
        .concat();
    }
    text
}

/// A text that a spreadsheet does not run: `'` in front of what it takes for a formula, line breaks
/// and what would hide a formula taken out. For people only; files for machines refuse instead.
pub(super) fn harmless(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let text = text.trim();
    if text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) && text.len() > 1 {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_do_not_run() {
        for (text, expected) in [
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            ("\t=1+1", "'=1+1"),
            ("\u{A0}@x", "'@x"),
            ("-9999", "'-9999"),
            ("orders.csv", "orders.csv"),
            ("a\nb", "a b"),
            ("-", "-"),
        ] {
            assert_eq!(harmless(text), expected, "{text:?}");
        }
    }
}
