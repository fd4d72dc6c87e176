//! 注文確認データ: the upload that moves 注文確認待ち on. Unconfirmed, all in this file: that its only
//! column is 注文番号, that it is called `ConfirmOrder_…csv`, and how many rows it may have. So it is
//! only written where the configuration asks for it.

use super::outbox::Kind;
use crate::nextengine::cp932;

/// The kind of file.
pub(super) fn kind() -> Option<Kind> {
    Some(Kind {
        stem: "ConfirmOrder",
        header: cp932::encode("注文番号\r\n")?,
        most_rows: 1_000,
    })
}

/// The line of an order.
pub(super) fn line(order: &str) -> String {
    format!("{order}\r\n")
}
