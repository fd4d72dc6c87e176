//! Identifiers: what an order, a shop and a slip are called.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(std::sync::Arc<str>);

        impl $name {
            /// Takes the identifier as the other side writes it; opaque to us.
            pub fn new(id: impl Into<std::sync::Arc<str>>) -> Self {
                Self(id.into())
            }

            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id! {
    /// 注文番号: `<shop id>-<yyyymmdd>-<serial>` at RMS, opaque to us.
    ///
    /// Source: RMS getOrder, `orderNumber` (confirmed); ネクストエンジン `receive_order_shop_cut_form_id`.
    OrderNumber
}

text_id! {
    /// 店舗: the shop's name in the configuration; the `shop` of rules.
    ShopId
}

text_id! {
    /// 伝票番号: the slip's number in the OMS, unique in its account.
    SlipId
}
