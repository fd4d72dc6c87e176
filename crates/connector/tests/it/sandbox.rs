//! The whole surface against the sandbox, which somebody else wrote from the same references.
