//! What is given beside a file of orders: slips, an instant, further vocabulary.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;

use super::instant;
use super::read::{self, Reading, Record, WithoutSlips};
use crate::output::Output;
use crate::problem::Problem;
use crate::rules::folder;
use crate::rules::set::{self, Set};

// No doc comment: it would become the text of the command.
#[derive(Debug, Args)]
pub(crate) struct Given {
    /// File with slips.
    #[arg(long)]
    slips: Option<PathBuf>,
    /// Decide for this instant (JST).
    #[arg(long)]
    now: Option<String>,
    /// Further vocabulary files.
    #[arg(long)]
    vocabulary: Vec<PathBuf>,
}

impl Given {
    /// The instant to decide for.
    pub(crate) fn now(&self) -> Result<Timestamp, Problem> {
        instant::of(self.now.as_deref())
    }

    /// The rules of these folders and files, which make one set.
    pub(crate) fn set(&self, rules: &[PathBuf]) -> Result<Set, Problem> {
        set::read(&folder::one_set(rules)?, &self.vocabulary)
    }

    /// The orders of a file, laid out for the vocabulary of a set.
    pub(crate) fn orders(
        &self,
        file: &Path,
        set: &Set,
        now: Timestamp,
        out: Output,
    ) -> Result<Vec<Record>, Problem> {
        let reading = Reading {
            without_slips: WithoutSlips::Told,
            vocabulary: &set.vocabulary,
            slips_file: self.slips.as_deref(),
            now,
            out,
        };
        read::read(file, &reading)
    }
}
