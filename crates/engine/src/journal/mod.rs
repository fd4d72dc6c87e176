//! The journal 実行記録: the engine's account of what it saw, decided, began and brought about.

pub mod entry;
