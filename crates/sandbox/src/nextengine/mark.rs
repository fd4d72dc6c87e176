//! Marking a slip: 納品書印刷済み, 出荷確定, 配送情報出力済み.

use crate::nextengine::envelope::{Done, Refusal};
use crate::nextengine::form::Form;
use crate::nextengine::slip::Slip;
use crate::nextengine::update::{check_lock, named_slip, no_such_slip};
use crate::world::World;
use crate::world::assumption::invented;
use crate::world::ledger::{Effect, Note};

/// The slip that the call names, under its lock, live and in one of the allowed statuses.
fn marked(world: &mut World, form: &Form, allowed: &[&str]) -> Result<(u64, String), Refusal> {
    let (id, lock) = named_slip(form)?;
    let order = check_lock(world, id, lock)?;
    let slip = world.slips.get(&id).ok_or_else(no_such_slip)?;
    if !slip.is_live() {
        return Err(
            Refusal::new(invented::SLIP_CANCELLED, "キャンセルされた伝票です。").about(&order),
        );
    }
    if !allowed.contains(&slip.status()) {
        return Err(
            Refusal::new(invented::WRONG_STATUS, "この受注状態では実行できません。").about(&order),
        );
    }
    Ok((id, order))
}

/// `shipped`: 出荷確定, to 50.
pub(crate) fn shipped(world: &mut World, form: &Form, call: &str) -> Result<Done, Refusal> {
    let (id, order) = marked(world, form, &["20", "40"])?;
    let now = world.now;
    if let Some(slip) = world.slips.get_mut(&id) {
        slip.ship(&now.date().to_string());
        slip.touch(now);
    }
    Ok(Done::empty(Note::new(call, vec![order], Effect::Updated)))
}

/// `receipted`: the 納品書 is printed, 20 to 40.
pub(crate) fn receipted(world: &mut World, form: &Form, call: &str) -> Result<Done, Refusal> {
    let (id, order) = marked(world, form, &["20"])?;
    let now = world.now;
    if let Some(slip) = world.slips.get_mut(&id) {
        slip.set("receive_order_order_status_id", "40");
        slip.set("receive_order_statement_delivery_printing_date", &now.ne());
        slip.touch(now);
    }
    Ok(Done::empty(Note::new(call, vec![order], Effect::Updated)))
}

/// `labelprinted`: the data for the label are out.
pub(crate) fn label_printed(world: &mut World, form: &Form, call: &str) -> Result<Done, Refusal> {
    let flag = match form.text("receive_order_label_print_flag") {
        None | Some("2") => "2",
        Some("1") => "1",
        Some(_) => {
            return Err(Refusal::new(
                "020015",
                "[receive_order_label_print_flag]1または2で指定してください。",
            ));
        }
    };
    let (id, order) = marked(world, form, &["20", "30", "40", "50"])?;
    let now = world.now;
    if let Some(slip) = world.slips.get_mut(&id) {
        slip.set("receive_order_label_print_flag", flag);
        slip.set("receive_order_label_print_date", &now.ne());
        slip.touch(now);
    }
    Ok(Done::empty(Note::new(call, vec![order], Effect::Updated)))
}

impl Slip {
    /// 出荷確定 on the given day.
    pub(crate) fn ship(&mut self, day: &str) {
        self.set("receive_order_order_status_id", "50");
        self.set("receive_order_send_date", &format!("{day} 00:00:00"));
    }
}
