//! Work on much text, done on a few threads; what comes out is the same, in the same order.

use std::thread;

/// The fewest bytes that are worth a thread of their own.
const LEAST: usize = 16 * 1024;
const MOST_THREADS: usize = 4;
/// Enough for brackets as deep as a rule may have them, without optimisation too.
const STACK: usize = 8 * 1024 * 1024;

/// What each piece of text gives, in the order of the pieces.
pub(crate) fn read<T: Sync, R: Send>(
    pieces: &[T],
    bytes: impl Fn(&T) -> usize,
    read: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let all = |share: &[T]| -> Vec<R> { share.iter().map(&read).collect() };
    each(pieces, bytes, all).into_iter().flatten().collect()
}

/// What shares of neighbouring pieces give, in the order of the pieces; no share without any.
/// `bytes` says how much text a piece comes from.
pub fn each<T: Sync, R: Send>(
    pieces: &[T],
    bytes: impl Fn(&T) -> usize,
    work: impl Fn(&[T]) -> R + Sync,
) -> Vec<R> {
    let whole: usize = pieces.iter().map(&bytes).sum();
    let threads = (whole / LEAST).clamp(1, MOST_THREADS);
    let mut shares = shares(pieces, bytes, whole.div_ceil(threads)).into_iter();
    let Some(own) = shares.next() else {
        return Vec::new();
    };
    thread::scope(|scope| {
        let work = &work;
        let others: Vec<_> = shares
            .map(|share| {
                let worker = thread::Builder::new().stack_size(STACK);
                let worker = worker.spawn_scoped(scope, move || work(share));
                (worker.ok(), share)
            })
            .collect();
        let mut done = vec![work(own)];
        for (worker, share) in others {
            // Where no thread was to be had, the share is worked on here.
            let result = worker.and_then(|worker| worker.join().ok());
            done.push(result.unwrap_or_else(|| work(share)));
        }
        done
    })
}

/// Neighbours that have so many bytes together, or are one.
fn shares<T>(mut pieces: &[T], bytes: impl Fn(&T) -> usize, each: usize) -> Vec<&[T]> {
    let mut shares = Vec::new();
    while !pieces.is_empty() {
        let mut taken = 0;
        let full = pieces.iter().position(|piece| {
            taken += bytes(piece);
            taken >= each
        });
        let (share, rest) = pieces.split_at(full.map_or(pieces.len(), |last| last + 1));
        shares.push(share);
        pieces = rest;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_stays_on_several_threads() {
        let pieces: Vec<usize> = (0..1000).map(|n| n % 300).collect();
        assert!(shares(&pieces, |n| *n, 20_000).len() > 3);
        assert_eq!(read(&pieces, |n| *n, |n| n + 1), {
            let next: Vec<usize> = pieces.iter().map(|n| n + 1).collect();
            next
        });
        assert_eq!(read(&[0_usize; 0], |n| *n, |n| *n), []);
    }
}
