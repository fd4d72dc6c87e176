//! Which name of a rule file means what.
