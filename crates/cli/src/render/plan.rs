//! A plan for people: what a dry run would do to one order.

use sabaki_diagnostic::catalogue;
use sabaki_diagnostic::lang::Lang;
use sabaki_engine::plan::order_plan::OrderPlan;

use super::pass;

/// One order's plan on one line.
pub(crate) fn text(plan: &OrderPlan, lang: Lang) -> String {
    let steps: Vec<String> = plan
        .steps
        .iter()
        .map(|step| {
            let mut step_text = pass::name(&step.action, lang);
            for value in step.args.values() {
                step_text.push(' ');
                step_text.push_str(value);
            }
            step_text
        })
        .collect();
    let separator = catalogue::text(lang, "decision.comma", &[]);
    format!("{}  {}", plan.order, steps.join(&separator))
}
