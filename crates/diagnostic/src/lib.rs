//! What a person must mend in a file, and the one catalogue of texts in Japanese and English.
//!
//! Here live source files and spans, diagnostic codes with their pages, and every text that a
//! user reads. Nothing here knows a field, an order, a file system or a terminal: rendering is
//! the business of the command line and the language server.
//!
//! Start with [`diagnostic::Diagnostic`], then [`catalogue`] for how a text is found. A new code
//! is a new file in `pages/`; a new text is a line in `texts/`.

pub mod catalogue;
pub mod code;
pub mod diagnostic;
pub mod lang;
pub mod nearest;
pub mod reason;
pub mod source;
