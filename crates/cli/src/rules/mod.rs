//! Rule folders on disk: which files make a set, and the set compiled.

pub(crate) mod configured;
pub(crate) mod folder;
pub(crate) mod mend;
pub(crate) mod set;
