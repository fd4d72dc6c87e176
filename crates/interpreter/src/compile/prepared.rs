//! What every rule set of a vocabulary stands on, made once: its names and what its actions ask.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use sabaki_diagnostic::diagnostic::Diagnostic;

use super::program::ActionProgram;
use super::standalone;
use crate::typing::scope::Words;
use crate::vocabulary::lookup::Names;
use crate::vocabulary::model::Vocabulary;

/// The vocabulary that was last compiled for; a program seldom has two. The weak reference keeps
/// another vocabulary from standing at the same address.
static LAST: Mutex<Option<Prepared>> = Mutex::new(None);

/// What the actions of a vocabulary ask, and what is wrong with that.
pub(super) type Actions = Arc<(Vec<ActionProgram>, Vec<Diagnostic>)>;

#[derive(Clone)]
struct Prepared {
    vocabulary: Weak<Vocabulary>,
    names: Arc<Names>,
    actions: Actions,
}

/// The names of a vocabulary, and what its actions ask.
pub(super) fn prepared(vocabulary: &Arc<Vocabulary>) -> (Words, Actions) {
    let last = LAST.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let same = last.filter(|last| std::ptr::eq(last.vocabulary.as_ptr(), Arc::as_ptr(vocabulary)));
    let known = same.unwrap_or_else(|| {
        let words = Words::new(vocabulary);
        let made = Prepared {
            vocabulary: Arc::downgrade(vocabulary),
            actions: Arc::new(standalone::actions(&words)),
            names: words.names,
        };
        *LAST.lock().unwrap_or_else(PoisonError::into_inner) = Some(made.clone());
        made
    });
    let words = Words {
        vocabulary: Arc::clone(vocabulary),
        names: known.names,
    };
    (words, known.actions)
}
