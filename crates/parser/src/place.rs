//! Where a decoded text stands in its source: the way back from a YAML scalar to the file.

use sabaki_diagnostic::source::{FileId, Span};

/// Maps byte offsets of a decoded text to spans of the source, piece by piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    file: FileId,
    pieces: Vec<Piece>,
}

/// A stretch that stands in the source as it is in the decoded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// First byte in the decoded text.
    pub decoded: usize,
    /// First byte in the source.
    pub source: usize,
    /// How many bytes are the same.
    pub length: usize,
}

impl Place {
    /// A text that stands in the source unchanged, from an offset on.
    pub fn plain(file: FileId, offset: usize) -> Self {
        let piece = Piece {
            decoded: 0,
            source: offset,
            length: usize::MAX / 4,
        };
        Self {
            file,
            pieces: vec![piece],
        }
    }

    /// A text of which pieces stand in the source, in rising order; what lies between two of them
    /// (an escape, a folded line end) belongs to the gap as a whole.
    pub fn pieces(file: FileId, pieces: Vec<Piece>) -> Self {
        Self { file, pieces }
    }

    /// The file that the source is.
    pub fn file(&self) -> FileId {
        self.file
    }

    /// The source of a stretch of the decoded text.
    pub fn span(&self, start: usize, end: usize) -> Span {
        let first = self.first(start);
        Span::new(self.file, first, self.last(end.max(start)).max(first))
    }

    fn first(&self, at: usize) -> usize {
        let after = self.pieces.partition_point(|piece| piece.decoded <= at);
        match after.checked_sub(1).and_then(|i| self.pieces.get(i)) {
            Some(piece) => piece.source + (at - piece.decoded).min(piece.length),
            None => self.pieces.first().map_or(0, |piece| piece.source),
        }
    }

    fn last(&self, at: usize) -> usize {
        let after = self.pieces.partition_point(|piece| piece.decoded < at);
        match after.checked_sub(1).and_then(|i| self.pieces.get(i)) {
            Some(piece) if at - piece.decoded <= piece.length => piece.source + at - piece.decoded,
            Some(piece) => match self.pieces.get(after) {
                Some(next) => next.source,
                None => piece.source + piece.length,
            },
            None => self.pieces.first().map_or(0, |piece| piece.source),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_marked_as_a_whole() {
        // source: ab\"cd, decoded: ab"cd
        let pieces = vec![
            Piece {
                decoded: 0,
                source: 10,
                length: 2,
            },
            Piece {
                decoded: 3,
                source: 14,
                length: 2,
            },
        ];
        let place = Place::pieces(FileId(0), pieces);
        assert_eq!(place.span(0, 2).range(), 10..12);
        assert_eq!(place.span(2, 3).range(), 12..14);
        assert_eq!(place.span(1, 4).range(), 11..15);
        assert_eq!(place.span(5, 5).range(), 16..16);
        assert_eq!(place.span(3, 99).range(), 14..16);
    }

    #[test]
    fn a_plain_place_only_shifts() {
        assert_eq!(Place::plain(FileId(0), 5).span(1, 3).range(), 6..8);
    }
}
