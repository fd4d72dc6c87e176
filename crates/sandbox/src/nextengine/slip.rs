//! A 受注伝票 as ネクストエンジン stores it: fields by name, every value text or nothing.

use std::collections::BTreeMap;

use crate::jst::Jst;
use crate::nextengine::field::{self, Field};
use crate::nextengine::master::Master;

/// The values of one record.
pub(crate) type Values = BTreeMap<&'static str, Option<String>>;

/// A slip with its option fields and rows.
#[derive(Clone)]
pub(crate) struct Slip {
    pub(crate) id: u64,
    pub(crate) base: Values,
    pub(crate) option: Values,
    pub(crate) rows: Vec<Values>,
}

/// The person behind every call and every edit.
pub(crate) const PIC_ID: &str = "1";
pub(crate) const PIC_NAME: &str = "見本 担当";

fn blank(fields: &'static [Field]) -> Values {
    fields.iter().map(|field| (field.name, None)).collect()
}

impl Slip {
    /// An empty valid slip in the given 受注状態.
    pub(crate) fn new(id: u64, status: &str, import_type: &str, now: Jst) -> Self {
        let mut slip = Self {
            id,
            base: blank(field::BASE),
            option: blank(field::OPTION),
            rows: Vec::new(),
        };
        for (name, value) in [
            ("receive_order_id", id.to_string().as_str()),
            ("receive_order_order_status_id", status),
            ("receive_order_import_type_id", import_type),
            ("receive_order_import_date", &now.ne()),
            ("receive_order_cancel_type_id", "0"),
            ("receive_order_deposit_type_id", "0"),
            ("receive_order_deposit_amount", "0"),
            ("receive_order_credit_approval_type_id", "0"),
            ("receive_order_confirm_check_id", "0"),
            ("receive_order_important_check_id", "0"),
            ("receive_order_gift_flag", "0"),
            ("receive_order_label_print_flag", "0"),
            ("receive_order_mail_status", ""),
            ("receive_order_gruoping_tag", ""),
            ("receive_order_confirm_ids", ""),
            ("receive_order_customer_type_id", "0"),
            ("receive_order_multi_delivery_parent_flag", "0"),
            ("receive_order_pic_id", PIC_ID),
            ("receive_order_pic_name", PIC_NAME),
            ("receive_order_creation_date", &now.ne()),
            ("receive_order_creator_id", PIC_ID),
            ("receive_order_creator_name", PIC_NAME),
        ] {
            slip.set(name, value);
        }
        for (name, value) in [
            (
                "receive_order_option_receive_order_id",
                id.to_string().as_str(),
            ),
            ("receive_order_option_creation_date", &now.ne()),
            ("receive_order_option_creator_id", PIC_ID),
            ("receive_order_option_creator_name", PIC_NAME),
        ] {
            slip.set(name, value);
        }
        slip
    }

    /// Sets a base or option field; a name that is no field is ignored.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        let slot = match self.base.get_mut(name) {
            Some(slot) => Some(slot),
            None => self.option.get_mut(name),
        };
        if let Some(slot) = slot {
            *slot = Some(value.to_owned());
        }
    }

    pub(crate) fn clear(&mut self, name: &str) {
        if let Some(slot) = self.base.get_mut(name).or(self.option.get_mut(name)) {
            *slot = None;
        }
    }

    /// A stored base value; text that is not there reads as empty.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.base
            .get(name)
            .and_then(Option::as_deref)
            .unwrap_or_default()
    }

    pub(crate) fn order_number(&self) -> &str {
        self.get("receive_order_shop_cut_form_id")
    }

    pub(crate) fn status(&self) -> &str {
        self.get("receive_order_order_status_id")
    }

    pub(crate) fn is_live(&self) -> bool {
        self.get("receive_order_cancel_type_id") == "0"
    }

    /// The value that a client sends as the lock: the last edit, or the creation of a slip never edited.
    pub(crate) fn lock(&self) -> &str {
        match self.get("receive_order_last_modified_date") {
            "" => self.get("receive_order_creation_date"),
            edited => edited,
        }
    }

    /// Marks an edit; two edits within one second get two different times.
    pub(crate) fn touch(&mut self, now: Jst) {
        let mut at = now;
        if let Some(last) = Jst::parse(self.lock()) {
            at = at.max(last.plus_seconds(1));
        }
        self.set("receive_order_last_modified_date", &at.ne());
        self.set("receive_order_last_modified_by_id", PIC_ID);
        self.set("receive_order_last_modified_by_name", PIC_NAME);
    }

    /// A value as a search shows it: stored, or derived from what is stored.
    pub(crate) fn shown(&self, name: &str) -> Option<String> {
        if let Some((_, source, master)) = NAMES.iter().find(|(shown, _, _)| *shown == name) {
            return master.name_of(self.get(source)).map(str::to_owned);
        }
        if let Some(twin) = name
            .find("_null_safe_")
            .map(|_| name.replace("_null_safe_", "_"))
        {
            return self
                .stored(&twin)
                .or_else(|| self.stored(&creation_twin(&twin)));
        }
        self.stored(name)
    }

    fn stored(&self, name: &str) -> Option<String> {
        self.base
            .get(name)
            .or_else(|| self.option.get(name))
            .cloned()
            .flatten()
    }
}

/// The field that a null-safe field falls back to.
pub(crate) fn creation_twin(name: &str) -> String {
    name.replace("last_modified_date", "creation_date")
        .replace("last_modified_by_id", "creator_id")
        .replace("last_modified_by_name", "creator_name")
}

/// Name fields that follow from an id.
static NAMES: &[(&str, &str, Master)] = &[
    (
        "receive_order_order_status_name",
        "receive_order_order_status_id",
        Master::OrderStatus,
    ),
    (
        "receive_order_cancel_type_name",
        "receive_order_cancel_type_id",
        Master::CancelType,
    ),
    (
        "receive_order_delivery_name",
        "receive_order_delivery_id",
        Master::Delivery,
    ),
    (
        "receive_order_payment_method_name",
        "receive_order_payment_method_id",
        Master::PaymentMethod,
    ),
    (
        "receive_order_deposit_type_name",
        "receive_order_deposit_type_id",
        Master::DepositType,
    ),
    (
        "receive_order_credit_approval_type_name",
        "receive_order_credit_approval_type_id",
        Master::CreditApprovalType,
    ),
    (
        "receive_order_import_type_name",
        "receive_order_import_type_id",
        Master::ImportType,
    ),
    (
        "receive_order_customer_type_name",
        "receive_order_customer_type_id",
        Master::CustomerType,
    ),
];
