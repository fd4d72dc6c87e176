//! Whether a channel takes its messages, from what it answered lately.

use std::sync::{Mutex, PoisonError};

use sabaki_diagnostic::reason::Reason;
use sabaki_engine::port::outcome::{Outcome, RefusalKind};

/// So many messages in a row that may pass by themselves – a time-out, a server that is busy – and
/// somebody must look.
const IN_A_ROW: u32 = 3;

/// What a channel answered lately.
#[derive(Debug, Default)]
pub(super) struct Deaf(Mutex<Run>);

#[derive(Debug, Default)]
struct Run {
    failures: u32,
    last: Option<Reason>,
}

impl Deaf {
    /// It answered.
    pub(super) fn heard(&self, outcome: &Outcome) {
        let mut run = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match outcome {
            Outcome::Done | Outcome::AlreadyDone => *run = Run::default(),
            Outcome::Refused { kind, reason } => {
                // A refusal that does not pass by itself counts at once.
                run.failures = if *kind == RefusalKind::Busy {
                    run.failures.saturating_add(1)
                } else {
                    IN_A_ROW.max(run.failures)
                };
                run.last = Some(reason.clone());
            }
            Outcome::Doubtful { reason } => {
                run.failures = run.failures.saturating_add(1);
                run.last = Some(reason.clone());
            }
        }
    }

    /// Why it does not take messages, if so.
    pub(super) fn why(&self) -> Option<Reason> {
        let run = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        run.last.clone().filter(|_| run.failures >= IN_A_ROW)
    }
}

#[cfg(test)]
mod tests {
    use super::super::outcome::{busy, refused};
    use super::*;

    #[test]
    fn a_refusal_counts_at_once_and_what_may_pass_when_it_does_not() {
        let deaf = Deaf::default();
        let [no, later] = [refused("no".into()), busy("later".into())];
        for outcome in [&later, &later] {
            deaf.heard(outcome);
            assert_eq!(deaf.why(), None);
        }
        deaf.heard(&Outcome::Doubtful {
            reason: "cut".into(),
        });
        assert_eq!(deaf.why(), Some("cut".into()));
        deaf.heard(&Outcome::Done);
        assert_eq!(deaf.why(), None);
        deaf.heard(&no);
        assert_eq!(deaf.why(), Some("no".into()));
    }
}
