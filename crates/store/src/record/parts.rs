//! Values in parts: what is longer than one frame lies under its key and the keys right after it.

use super::frame::{BODY, BadFrame, Frame, Unfit};

/// Most parts of one value.
const MOST: usize = 4096;

/// Key and bytes as they are stored.
pub(crate) type Record = (Vec<u8>, Vec<u8>);

/// Cuts a value into the physical records that hold it, the first under the key itself.
pub(crate) fn split(key: &[u8], value: &[u8]) -> Result<Vec<Record>, Unfit> {
    let count = value.len().div_ceil(BODY).max(1);
    let parts = match u16::try_from(count) {
        Ok(parts) if count <= MOST => parts,
        Ok(_) | Err(_) => return Err(Unfit::LargeValue(value.len())),
    };
    let mut chunks = value.chunks(BODY);
    Ok((0..parts)
        .map(|part| {
            let key = part_key(key, part);
            let body = chunks.next().unwrap_or_default();
            let bytes = Frame { part, parts, body }.encode(&key);
            (key, bytes)
        })
        .collect())
}

/// The key of one part: the first has the value's own.
pub(crate) fn part_key(key: &[u8], part: u16) -> Vec<u8> {
    let mut key = key.to_vec();
    if part > 0 {
        key.push(0);
        key.extend_from_slice(&part.to_be_bytes());
    }
    key
}

/// Puts physical records, in the order of their keys, back together into values.
pub(crate) struct Join<I> {
    records: I,
}

impl<I> Join<I> {
    /// Reads from an iterator over a tree or a range of it.
    pub(crate) fn new(records: I) -> Self {
        Self { records }
    }
}

impl<I, K, V, E> Iterator for Join<I>
where
    I: Iterator<Item = Result<(K, V), E>>,
    K: AsRef<[u8]>,
    V: AsRef<[u8]>,
    E: From<BadFrame>,
{
    type Item = Result<(K, Vec<u8>), E>;

    fn next(&mut self) -> Option<Self::Item> {
        let first = self.records.next()?;
        Some(first.and_then(|(key, bytes)| {
            let frame = Frame::decode(key.as_ref(), bytes.as_ref())?;
            if frame.part != 0 || frame.parts == 0 {
                return Err(BadFrame::Part.into());
            }
            let mut value = frame.body.to_vec();
            for part in 1..frame.parts {
                let (next_key, bytes) = self.records.next().ok_or(BadFrame::Part)??;
                if next_key.as_ref() != part_key(key.as_ref(), part) {
                    return Err(BadFrame::Part.into());
                }
                let next = Frame::decode(next_key.as_ref(), bytes.as_ref())?;
                if next.part != part || next.parts != frame.parts {
                    return Err(BadFrame::Part.into());
                }
                value.extend_from_slice(next.body);
            }
            Ok((key, value))
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_every_size_come_back() {
        for size in [0, 1, BODY - 1, BODY, BODY + 1, 10 * BODY, 10 * BODY + 7] {
            let value: Vec<u8> = (0..size).map(|i| u8::try_from(i % 251).unwrap()).collect();
            let records = split(b"key", &value).unwrap();
            assert!(records.is_sorted());
            let joined: Vec<_> = Join::new(records.iter().cloned().map(Ok::<_, BadFrame>))
                .collect::<Result<_, _>>()
                .unwrap();
            assert_eq!(joined, [(b"key".to_vec(), value)]);
            for lost in 0..records.len() {
                let mut rest = records.clone();
                rest.remove(lost);
                let found: Result<Vec<_>, BadFrame> =
                    Join::new(rest.into_iter().map(Ok::<_, BadFrame>)).collect();
                assert!(
                    found.is_err() || records.len() == 1,
                    "part {lost} of {size}"
                );
            }
        }
    }
}
