//! The shipped vocabulary for tests inside this crate.

use std::sync::{Arc, OnceLock};

use sabaki_diagnostic::source::Sources;

use super::load::load;
use super::model::Vocabulary;

/// What the order crate ships, read from its files.
pub(crate) fn shipped() -> Arc<Vocabulary> {
    static SHIPPED: OnceLock<Arc<Vocabulary>> = OnceLock::new();
    Arc::clone(SHIPPED.get_or_init(read))
}

fn read() -> Arc<Vocabulary> {
    let mut sources = Sources::default();
    for (name, text) in [
        (
            "enumerations",
            include_str!("../../../order/vocabulary/enumerations.vocabulary.yaml"),
        ),
        (
            "order",
            include_str!("../../../order/vocabulary/order.vocabulary.yaml"),
        ),
        (
            "slip",
            include_str!("../../../order/vocabulary/slip.vocabulary.yaml"),
        ),
        (
            "actions",
            include_str!("../../../order/vocabulary/actions.vocabulary.yaml"),
        ),
    ] {
        sources.add(name, text);
    }
    let (vocabulary, diagnostics) = load(&sources);
    assert_eq!(diagnostics, []);
    Arc::new(vocabulary)
}
