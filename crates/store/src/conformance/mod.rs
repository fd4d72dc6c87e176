//! The conformance suite: what the engine relies on, for any store.
//!
//! A new store implements [`Subject`] in its tests and runs [`run`].

mod journal;
mod orders;
mod rest;
pub mod sample;

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use sabaki_engine::port::store::{Store, StoreError};

/// A store under test. Each case gets a fresh, empty one.
pub trait Subject: Send {
    /// The store as it is now.
    fn store(&self) -> Arc<dyn Store>;

    /// Ends the store and opens it again: what was acknowledged must be there.
    fn reopen(&mut self);
}

/// What a store did not do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{case}: {what}")]
pub struct Violation {
    /// Which case.
    pub case: &'static str,
    /// What was found and what was expected.
    pub what: String,
}

/// Why a case stops.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Stop {
    /// It answered something else.
    #[error("{0}")]
    Other(String),
    /// It did not answer.
    #[error("{0}")]
    Store(#[from] StoreError),
}

/// A running case.
pub(crate) type Running<'a> = Pin<Box<dyn Future<Output = Result<(), Stop>> + 'a>>;

/// A case with its name.
pub(crate) struct Case {
    name: &'static str,
    run: for<'a> fn(&'a mut dyn Subject) -> Running<'a>,
}

/// Names a case after its function.
macro_rules! case {
    ($run:path) => {
        $crate::conformance::Case {
            name: stringify!($run),
            run: |subject| Box::pin($run(subject)),
        }
    };
}
pub(crate) use case;

/// Runs all cases, each on a fresh store, and returns what was violated.
pub async fn run<S: Subject>(mut fresh: impl FnMut() -> S) -> Vec<Violation> {
    let mut violations = Vec::new();
    for case in [orders::CASES, journal::CASES, rest::CASES].concat() {
        let mut subject = fresh();
        if let Err(stop) = (case.run)(&mut subject).await {
            violations.push(Violation {
                case: case.name,
                what: stop.to_string(),
            });
        }
    }
    violations
}

impl Clone for Case {
    fn clone(&self) -> Self {
        Self {
            name: self.name,
            run: self.run,
        }
    }
}

/// Stops the case unless both are the same.
pub(crate) fn same<T: PartialEq + Debug>(what: &str, found: T, wanted: T) -> Result<(), Stop> {
    if found == wanted {
        return Ok(());
    }
    Err(Stop::Other(format!(
        "{what}: found {found:?}, wanted {wanted:?}"
    )))
}
