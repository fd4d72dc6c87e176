//! The frame around every stored value: version, part numbers, length, and CRC32C over key and body.

/// The frame's layout; older ones are never written again.
const VERSION: u8 = 1;

/// Bytes before the body: version, part, parts, length, CRC32C.
const HEADER: usize = 1 + 2 + 2 + 4 + 4;

/// Largest stored value in bytes. Larger leaves would become blob files, which sled never syncs.
pub(crate) const LARGEST: usize = 4096;

/// Largest body of one part in bytes.
pub(crate) const BODY: usize = LARGEST - HEADER;

/// What cannot be stored at all; nothing was written, and the store goes on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unfit {
    /// A shop, order or account name that makes too long a key.
    #[error("a shop, order or account name is too long ({0} bytes)")]
    LongKey(usize),
    /// A value with more parts than can be counted.
    #[error("a value is too large ({0} bytes)")]
    LargeValue(usize),
    /// A value that has no JSON form.
    #[error("a value cannot be written as JSON: {0}")]
    NoJson(String),
}

/// A stored value that is not what was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadFrame {
    /// Shorter than a frame, or its length is not the body's.
    #[error("a record is cut")]
    Cut,
    /// Written by a newer version.
    #[error("a record has the unknown layout {0}")]
    Layout(u8),
    /// The checksum does not fit key and body.
    #[error("a record's checksum is wrong")]
    Checksum,
    /// A part of a split value is not there or out of place.
    #[error("a record has lost a part")]
    Part,
}

/// One framed value, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frame<'a> {
    /// Which part, from 0.
    pub(crate) part: u16,
    /// How many parts the value has, from 1.
    pub(crate) parts: u16,
    /// The part's bytes.
    pub(crate) body: &'a [u8],
}

impl<'a> Frame<'a> {
    /// The bytes to store under a key.
    pub(crate) fn encode(self, key: &[u8]) -> Vec<u8> {
        // INVARIANT: bodies are cut to at most `BODY` bytes before they come here.
        let length = u32::try_from(self.body.len()).unwrap_or(u32::MAX);
        let mut bytes = Vec::with_capacity(HEADER + self.body.len());
        bytes.push(VERSION);
        bytes.extend_from_slice(&self.part.to_be_bytes());
        bytes.extend_from_slice(&self.parts.to_be_bytes());
        bytes.extend_from_slice(&length.to_be_bytes());
        let checksum = checksum(key, &bytes, self.body);
        bytes.extend_from_slice(&checksum.to_be_bytes());
        bytes.extend_from_slice(self.body);
        bytes
    }

    /// Takes a stored value apart and checks it.
    pub(crate) fn decode(key: &[u8], bytes: &'a [u8]) -> Result<Self, BadFrame> {
        let (head, rest) = bytes.split_first_chunk::<9>().ok_or(BadFrame::Cut)?;
        let (crc, body) = rest.split_first_chunk::<4>().ok_or(BadFrame::Cut)?;
        let [version, p0, p1, n0, n1, l0, l1, l2, l3] = *head;
        if version != VERSION {
            return Err(BadFrame::Layout(version));
        }
        if usize::try_from(u32::from_be_bytes([l0, l1, l2, l3])) != Ok(body.len()) {
            return Err(BadFrame::Cut);
        }
        if checksum(key, head, body) != u32::from_be_bytes(*crc) {
            return Err(BadFrame::Checksum);
        }
        Ok(Self {
            part: u16::from_be_bytes([p0, p1]),
            parts: u16::from_be_bytes([n0, n1]),
            body,
        })
    }
}

fn checksum(key: &[u8], head: &[u8], body: &[u8]) -> u32 {
    let sum = crc32c::crc32c(key);
    let sum = crc32c::crc32c_append(sum, head);
    crc32c::crc32c_append(sum, body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flipped_bit_is_seen() {
        let frame = Frame {
            part: 0,
            parts: 1,
            body: b"{\"open\":true}",
        };
        let good = frame.encode(b"honten\x001");
        assert_eq!(Frame::decode(b"honten\x001", &good), Ok(frame));
        for bit in 0..good.len() * 8 {
            let mut bad = good.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert!(Frame::decode(b"honten\x001", &bad).is_err(), "bit {bit}");
        }
        for length in 0..good.len() {
            assert!(Frame::decode(b"honten\x001", &good[..length]).is_err());
        }
    }

    #[test]
    fn a_record_under_another_key_is_seen() {
        let frame = Frame {
            part: 0,
            parts: 1,
            body: b"x",
        };
        assert_eq!(
            Frame::decode(b"b", &frame.encode(b"a")),
            Err(BadFrame::Checksum)
        );
    }
}
