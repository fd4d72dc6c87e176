//! The rows of refused orders as they came, under the header of their file: to be mended and put
//! into the folder again. It is the download's own text, so it is as safe in a spreadsheet as that.

use std::collections::BTreeSet;

use super::decode::Refused;
use super::reading::Limits;
use super::rows;
use super::text::{text, without_end_sign};

/// The file of the refused rows; none where the bytes are no CSV.
pub(super) fn file(bytes: &[u8], refused: &[Refused], limits: Limits) -> Option<Vec<u8>> {
    let bytes = without_end_sign(bytes);
    let (text, _) = text(bytes, limits).ok()?;
    let rows = rows::rows(&text, limits).ok()?;
    let starts = line_starts(bytes);
    let wanted: BTreeSet<usize> = refused
        .iter()
        .flat_map(|r| r.rows.iter().copied())
        .collect();
    let mut file = Vec::new();
    let mut rows = rows.iter().enumerate().peekable();
    while let Some((at, row)) = rows.next() {
        if at > 0 && !wanted.contains(&row.line) {
            continue;
        }
        let start = |line: usize| starts.get(line.checked_sub(1)?).copied();
        let end = match rows.peek() {
            Some((_, next)) => start(next.line)?,
            None => bytes.len(),
        };
        file.extend_from_slice(bytes.get(start(row.line)?..end)?);
        if !file.ends_with(b"\n") && !file.ends_with(b"\r") {
            file.extend_from_slice(b"\r\n");
        }
    }
    Some(file)
}

/// Where each line begins. In CP932 no second byte of a character looks like a line break.
fn line_starts(bytes: &[u8]) -> Vec<usize> {
    let mut starts = vec![0];
    let mut before = 0;
    for (at, byte) in bytes.iter().enumerate() {
        match (byte, before) {
            // The second half of CR LF belongs to the line break before it.
            (b'\n', b'\r') => {
                if let Some(last) = starts.last_mut() {
                    *last = at + 1;
                }
            }
            (b'\n' | b'\r', _) => starts.push(at + 1),
            (_, _) => {}
        }
        before = *byte;
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::super::problem::Refusal;
    use super::*;

    #[test]
    fn rows_as_they_came() {
        let refused = |rows: &[usize]| {
            vec![Refused {
                line: 2,
                column: None,
                order_number: None,
                reason: Refusal::NoNumber,
                rows: rows.to_vec(),
            }]
        };
        let cp932 = b"a,b\r\n\x95\x5C,\"1\r\n2\"\r\nc,d\r\n\r\n\x83\x5C,x\x1A";
        for (bytes, rows, expected) in [
            (&cp932[..], &[2][..], &b"a,b\r\n\x95\x5C,\"1\r\n2\"\r\n"[..]),
            (cp932, &[4, 6], b"a,b\r\nc,d\r\n\r\n\x83\x5C,x\r\n"),
            (
                b"\xEF\xBB\xBFa,b\rc,d\re,f",
                &[3],
                b"\xEF\xBB\xBFa,b\re,f\r\n",
            ),
            (b"a\nb", &[], b"a\n"),
        ] {
            let found = file(bytes, &refused(rows), Limits::default()).unwrap();
            assert_eq!(
                String::from_utf8_lossy(&found),
                String::from_utf8_lossy(expected),
                "{rows:?}"
            );
        }
    }
}
