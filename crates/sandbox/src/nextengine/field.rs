//! The fields of 受注伝票, オプション and 明細: name, type and what a client may write, from the reference's tables.

use crate::nextengine::master::Master;

/// The type of a field; it decides which operators a condition may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Number,
    Text,
    Date,
}

/// What a client may write into a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Write {
    No,
    Text {
        least: usize,
        most: usize,
    },
    Number,
    Date,
    /// 0 or 1.
    Flag,
    /// 確認チェック: written 0 or 1, read 1 or 2.
    Check,
    Select(Master),
}

/// A field of a record.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) write: Write,
}

const fn field(name: &'static str, kind: Kind, write: Write) -> Field {
    Field { name, kind, write }
}

const fn text(least: usize, most: usize) -> Write {
    Write::Text { least, most }
}

/// The field of this name in a list.
pub(crate) fn find(list: &'static [Field], name: &str) -> Option<&'static Field> {
    list.iter().find(|field| field.name == name)
}

use Kind::{Date, Number, Text};

/// 受注伝票.
pub(crate) static BASE: &[Field] = &[
    field("receive_order_shop_id", Number, Write::Number),
    field("receive_order_id", Number, Write::No),
    field("receive_order_shop_cut_form_id", Text, text(1, 50)),
    field("receive_order_date", Date, Write::Date),
    field("receive_order_import_date", Date, Write::No),
    field("receive_order_important_check_id", Text, Write::Flag),
    field("receive_order_important_check_name", Text, Write::No),
    field("receive_order_confirm_check_id", Text, Write::Check),
    field("receive_order_confirm_check_name", Text, Write::No),
    field("receive_order_confirm_ids", Text, text(0, 65_535)),
    field("receive_order_mail_status", Text, Write::No),
    field("receive_order_gruoping_tag", Text, text(0, 65535)),
    field("receive_order_import_type_id", Text, Write::No),
    field("receive_order_import_type_name", Text, Write::No),
    field(
        "receive_order_cancel_type_id",
        Text,
        Write::Select(Master::CancelType),
    ),
    field("receive_order_cancel_type_name", Text, Write::No),
    field("receive_order_cancel_date", Date, Write::No),
    field("receive_order_order_status_id", Text, Write::No),
    field("receive_order_order_status_name", Text, Write::No),
    field(
        "receive_order_delivery_id",
        Text,
        Write::Select(Master::Delivery),
    ),
    field("receive_order_delivery_name", Text, Write::No),
    field(
        "receive_order_payment_method_id",
        Text,
        Write::Select(Master::PaymentMethod),
    ),
    field("receive_order_payment_method_name", Text, Write::No),
    field("receive_order_total_amount", Number, Write::Number),
    field("receive_order_tax_amount", Number, Write::Number),
    field("receive_order_charge_amount", Number, Write::Number),
    field("receive_order_delivery_fee_amount", Number, Write::Number),
    field("receive_order_other_amount", Number, Write::Number),
    field("receive_order_point_amount", Number, Write::Number),
    field("receive_order_goods_amount", Number, Write::Number),
    field("receive_order_deposit_amount", Text, Write::Number),
    field(
        "receive_order_deposit_type_id",
        Text,
        Write::Select(Master::DepositType),
    ),
    field("receive_order_deposit_type_name", Text, Write::No),
    field("receive_order_deposit_date", Date, Write::Date),
    field("receive_order_note", Text, text(0, 1000)),
    field("receive_order_include_possible_order_id", Number, Write::No),
    field("receive_order_include_to_order_id", Number, Write::No),
    field(
        "receive_order_multi_delivery_parent_order_id",
        Number,
        Write::No,
    ),
    field("receive_order_divide_from_order_id", Number, Write::No),
    field("receive_order_copy_from_order_id", Number, Write::No),
    field("receive_order_multi_delivery_parent_flag", Text, Write::No),
    field(
        "receive_order_statement_delivery_instruct_printing_date",
        Date,
        Write::Date,
    ),
    field(
        "receive_order_statement_delivery_printing_date",
        Date,
        Write::Date,
    ),
    field("receive_order_statement_delivery_text", Text, text(0, 1000)),
    field("receive_order_send_date", Date, Write::No),
    field("receive_order_send_plan_date", Date, Write::Date),
    field("receive_order_send_sequence", Text, Write::No),
    field("receive_order_worker_text", Text, text(0, 1000)),
    field("receive_order_picking_instruct", Text, text(0, 1000)),
    field("receive_order_label_print_date", Date, Write::No),
    field("receive_order_label_print_flag", Text, Write::No),
    field("receive_order_hope_delivery_date", Date, Write::Date),
    field(
        "receive_order_hope_delivery_time_slot_id",
        Text,
        text(0, 20),
    ),
    field(
        "receive_order_hope_delivery_time_slot_name",
        Text,
        Write::No,
    ),
    field("receive_order_delivery_method_id", Text, text(0, 20)),
    field("receive_order_delivery_method_name", Text, Write::No),
    field("receive_order_seal1_id", Text, text(0, 20)),
    field("receive_order_seal1_name", Text, Write::No),
    field("receive_order_seal2_id", Text, text(0, 20)),
    field("receive_order_seal2_name", Text, Write::No),
    field("receive_order_seal3_id", Text, text(0, 20)),
    field("receive_order_seal3_name", Text, Write::No),
    field("receive_order_seal4_id", Text, text(0, 20)),
    field("receive_order_seal4_name", Text, Write::No),
    field("receive_order_business_office_stop_id", Text, text(0, 20)),
    field("receive_order_business_office_stop_name", Text, Write::No),
    field("receive_order_invoice_id", Text, text(0, 20)),
    field("receive_order_invoice_name", Text, Write::No),
    field("receive_order_temperature_id", Text, text(0, 20)),
    field("receive_order_temperature_name", Text, Write::No),
    field("receive_order_business_office_name", Text, Write::No),
    field("receive_order_gift_flag", Text, Write::Flag),
    field("receive_order_delivery_cut_form_id", Text, text(0, 50)),
    field("receive_order_delivery_cut_form_note", Text, text(0, 16)),
    field("receive_order_credit_type_id", Text, Write::No),
    field("receive_order_credit_type_name", Text, Write::No),
    field("receive_order_credit_approval_no", Text, Write::No),
    field("receive_order_credit_approval_amount", Text, Write::Number),
    field(
        "receive_order_credit_approval_type_id",
        Text,
        Write::Select(Master::CreditApprovalType),
    ),
    field("receive_order_credit_approval_type_name", Text, Write::No),
    field("receive_order_credit_approval_date", Date, Write::Date),
    field("receive_order_credit_approval_rate", Number, Write::No),
    field("receive_order_credit_number_payments", Text, Write::No),
    field(
        "receive_order_credit_authorization_center_id",
        Text,
        Write::No,
    ),
    field(
        "receive_order_credit_authorization_center_name",
        Text,
        Write::No,
    ),
    field(
        "receive_order_credit_approval_fax_printing_date",
        Date,
        Write::No,
    ),
    field("receive_order_customer_type_id", Text, text(0, 20)),
    field("receive_order_customer_type_name", Text, Write::No),
    field("receive_order_customer_id", Text, text(0, 4)),
    field("receive_order_purchaser_name", Text, text(1, 100)),
    field("receive_order_purchaser_kana", Text, text(0, 100)),
    field("receive_order_purchaser_zip_code", Text, text(0, 20)),
    field("receive_order_purchaser_address1", Text, text(1, 255)),
    field("receive_order_purchaser_address2", Text, text(0, 255)),
    field("receive_order_purchaser_tel", Text, text(0, 20)),
    field("receive_order_purchaser_fax", Text, Write::No),
    field("receive_order_purchaser_mail_address", Text, text(0, 100)),
    field("receive_order_consignee_name", Text, text(1, 100)),
    field("receive_order_consignee_kana", Text, text(0, 100)),
    field("receive_order_consignee_zip_code", Text, text(1, 20)),
    field("receive_order_consignee_address1", Text, text(1, 255)),
    field("receive_order_consignee_address2", Text, text(0, 255)),
    field("receive_order_consignee_tel", Text, text(0, 20)),
    field("receive_order_consignee_fax", Text, Write::No),
    field("receive_order_important_check_pic_id", Number, Write::No),
    field("receive_order_important_check_pic_name", Text, Write::No),
    field("receive_order_pic_id", Number, Write::No),
    field("receive_order_pic_name", Text, Write::No),
    field("receive_order_send_pic_id", Number, Write::No),
    field("receive_order_send_pic_name", Text, Write::No),
    field("receive_order_creation_date", Date, Write::No),
    field("receive_order_last_modified_date", Date, Write::No),
    field(
        "receive_order_last_modified_null_safe_date",
        Date,
        Write::No,
    ),
    field("receive_order_creator_id", Number, Write::No),
    field("receive_order_creator_name", Text, Write::No),
    field("receive_order_last_modified_by_id", Number, Write::No),
    field(
        "receive_order_last_modified_by_null_safe_id",
        Number,
        Write::No,
    ),
    field("receive_order_last_modified_by_name", Text, Write::No),
    field(
        "receive_order_last_modified_by_null_safe_name",
        Text,
        Write::No,
    ),
];

/// 受注伝票オプション.
pub(crate) static OPTION: &[Field] = &[
    field("receive_order_option_receive_order_id", Number, Write::No),
    field("receive_order_option_single_word_memo", Text, text(0, 1000)),
    field("receive_order_option_message", Text, text(0, 1000)),
    field("receive_order_option_noshi", Text, text(0, 1000)),
    field("receive_order_option_rapping", Text, text(0, 1000)),
    field("receive_order_option_1", Text, text(0, 255)),
    field("receive_order_option_2", Text, text(0, 255)),
    field("receive_order_option_3", Text, text(0, 255)),
    field("receive_order_option_4", Text, text(0, 255)),
    field("receive_order_option_5", Text, text(0, 255)),
    field("receive_order_option_6", Text, text(0, 255)),
    field("receive_order_option_7", Text, text(0, 255)),
    field("receive_order_option_8", Text, text(0, 255)),
    field("receive_order_option_9", Text, text(0, 255)),
    field("receive_order_option_10", Text, text(0, 255)),
    field(
        "receive_order_option_received_time_shop_coupon",
        Number,
        Write::No,
    ),
    field(
        "receive_order_option_received_time_mall_coupon",
        Number,
        Write::No,
    ),
    field("receive_order_option_creation_date", Date, Write::No),
    field("receive_order_option_last_modified_date", Date, Write::No),
    field(
        "receive_order_option_last_modified_null_safe_date",
        Date,
        Write::No,
    ),
    field("receive_order_option_creator_id", Number, Write::No),
    field("receive_order_option_creator_name", Text, Write::No),
    field(
        "receive_order_option_last_modified_by_id",
        Number,
        Write::No,
    ),
    field(
        "receive_order_option_last_modified_by_null_safe_id",
        Number,
        Write::No,
    ),
    field(
        "receive_order_option_last_modified_by_name",
        Text,
        Write::No,
    ),
    field(
        "receive_order_option_last_modified_by_null_safe_name",
        Text,
        Write::No,
    ),
];

/// 受注明細.
pub(crate) static ROW: &[Field] = &[
    field("receive_order_row_receive_order_id", Number, Write::No),
    field("receive_order_row_shop_cut_form_id", Text, Write::No),
    field("receive_order_row_no", Number, Write::No),
    field("receive_order_row_shop_row_no", Text, Write::No),
    field("receive_order_row_goods_id", Text, text(1, 30)),
    field("receive_order_row_goods_name", Text, text(0, 300)),
    field("receive_order_row_quantity", Number, Write::Number),
    field("receive_order_row_unit_price", Number, Write::Number),
    field(
        "receive_order_row_received_time_first_cost",
        Number,
        Write::No,
    ),
    field("receive_order_row_tax_rate", Number, Write::No),
    field(
        "receive_order_row_wholesale_retail_ratio",
        Number,
        Write::No,
    ),
    field("receive_order_row_sub_total_price", Number, Write::Number),
    field("receive_order_row_goods_option", Text, text(0, 1000)),
    field("receive_order_row_cancel_flag", Text, Write::Flag),
    field("receive_order_include_from_order_id", Number, Write::No),
    field("receive_order_include_from_row_no", Number, Write::No),
    field(
        "receive_order_row_multi_delivery_parent_order_id",
        Number,
        Write::No,
    ),
    field("receive_order_row_divide_from_row_no", Number, Write::No),
    field("receive_order_row_copy_from_row_no", Number, Write::No),
    field(
        "receive_order_row_stock_allocation_quantity",
        Number,
        Write::No,
    ),
    field(
        "receive_order_row_advance_order_stock_allocation_quantity",
        Number,
        Write::No,
    ),
    field("receive_order_row_stock_allocation_date", Date, Write::No),
    field(
        "receive_order_row_received_time_merchandise_id",
        Text,
        Write::No,
    ),
    field(
        "receive_order_row_received_time_merchandise_name",
        Text,
        Write::No,
    ),
    field(
        "receive_order_row_received_time_goods_type_id",
        Text,
        Write::No,
    ),
    field(
        "receive_order_row_received_time_goods_type_name",
        Text,
        Write::No,
    ),
    field(
        "receive_order_row_returned_good_quantity",
        Number,
        Write::No,
    ),
    field("receive_order_row_returned_bad_quantity", Number, Write::No),
    field("receive_order_row_returned_reason_id", Text, Write::No),
    field("receive_order_row_returned_reason_name", Text, Write::No),
    field("receive_order_row_org_row_no", Number, Write::No),
    field("receive_order_row_deleted_flag", Text, Write::No),
    field("receive_order_row_creation_date", Date, Write::No),
    field("receive_order_row_last_modified_date", Date, Write::No),
    field(
        "receive_order_row_last_modified_null_safe_date",
        Date,
        Write::No,
    ),
    field(
        "receive_order_row_last_modified_newest_date",
        Date,
        Write::No,
    ),
    field("receive_order_row_creator_id", Number, Write::No),
    field("receive_order_row_creator_name", Text, Write::No),
    field("receive_order_row_last_modified_by_id", Number, Write::No),
    field(
        "receive_order_row_last_modified_by_null_safe_id",
        Number,
        Write::No,
    ),
    field("receive_order_row_last_modified_by_name", Text, Write::No),
    field(
        "receive_order_row_last_modified_by_null_safe_name",
        Text,
        Write::No,
    ),
];
