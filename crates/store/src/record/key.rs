//! Keys: `shop\0number`, big-endian sequence numbers, plain names.

use sabaki_order::id::{OrderNumber, ShopId};

use super::frame::Unfit;

/// Longest key in bytes; more than any real shop and order number together.
pub(crate) const LONGEST: usize = 256;

/// Shop and order number, so that a shop's orders lie together and in order.
pub(crate) fn order(shop: &ShopId, number: &OrderNumber) -> Result<Vec<u8>, Unfit> {
    let mut key = shop_prefix(shop);
    escape(&mut key, number.as_str());
    fitting(key)
}

/// What the keys of all orders of a shop start with.
pub(crate) fn shop_prefix(shop: &ShopId) -> Vec<u8> {
    let mut key = Vec::with_capacity(64);
    escape(&mut key, shop.as_str());
    key.push(0);
    key
}

/// The place of one entry in the index of the journal by order.
pub(crate) fn journal_of(order_key: &[u8], seq: u64) -> Vec<u8> {
    let mut key = journal_of_prefix(order_key);
    key.extend_from_slice(&seq.to_be_bytes());
    key
}

/// What the index keys of one order's entries start with.
pub(crate) fn journal_of_prefix(order_key: &[u8]) -> Vec<u8> {
    let mut key = order_key.to_vec();
    key.push(0);
    key
}

/// The sequence number at the end of an index key.
pub(crate) fn sequence(key: &[u8]) -> Option<u64> {
    key.last_chunk::<8>()
        .map(|bytes| u64::from_be_bytes(*bytes))
}

/// A shop's or an account's name as a key of its own.
pub(crate) fn name(name: &str) -> Result<Vec<u8>, Unfit> {
    let mut key = Vec::with_capacity(name.len());
    escape(&mut key, name);
    fitting(key)
}

/// Turns a name's key back into the name.
pub(crate) fn unescape(key: &[u8]) -> Option<String> {
    let mut text = Vec::with_capacity(key.len());
    let mut bytes = key.iter();
    while let Some(&byte) = bytes.next() {
        text.push(match byte {
            1 => bytes.next()?.checked_sub(1)?,
            other => other,
        });
    }
    String::from_utf8(text).ok()
}

/// Writes text without NUL and in the same order: 0 becomes 1 1, and 1 becomes 1 2.
fn escape(key: &mut Vec<u8>, text: &str) {
    for byte in text.bytes() {
        match byte {
            0 | 1 => key.extend_from_slice(&[1, byte + 1]),
            other => key.push(other),
        }
    }
}

fn fitting(key: Vec<u8>) -> Result<Vec<u8>, Unfit> {
    if key.len() > LONGEST {
        return Err(Unfit::LongKey(key.len()));
    }
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_keep_the_order_of_their_texts() {
        let texts = ["", "\0", "\0a", "\u{1}", "\u{1}\0", "1", "10", "2", "見本"];
        let shop = ShopId::new("honten");
        let keys: Vec<_> = texts
            .iter()
            .map(|text| order(&shop, &OrderNumber::new(*text)).unwrap())
            .collect();
        assert!(keys.is_sorted());
        for text in texts {
            assert_eq!(unescape(&name(text).unwrap()).as_deref(), Some(text));
        }
    }

    #[test]
    fn no_order_is_taken_for_another_shops() {
        let odd = order(&ShopId::new("a\0b"), &OrderNumber::new("1")).unwrap();
        assert!(!odd.starts_with(&shop_prefix(&ShopId::new("a"))));
        assert!(order(&ShopId::new("a"), &OrderNumber::new("9".repeat(300))).is_err());
    }
}
