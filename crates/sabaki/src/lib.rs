//! sabaki for hosts: rule files, facts and an instant go in, a decision that explains itself comes out.
//!
//! Only doors stand here, no logic. Who wants decisions alone uses [`interpreter`] and [`order`]:
//! pure, without I/O, clock or threads, microseconds an order. Who wants the whole service brings a
//! mall, an OMS, a store and a clock to [`engine`]; the feature `connectors` adds RMS and
//! ネクストエンジン, `stores` the state in sled. Without features nothing here opens a connection or a file.
//!
//! ```
//! use sabaki::diagnostic::lang::Lang;
//! use sabaki::interpreter::compile::compile;
//! use sabaki::interpreter::decide::decide;
//! use sabaki::interpreter::facts::read::FactsReader;
//! use sabaki::interpreter::memory::Memory;
//! use sabaki::interpreter::rule_files::RuleFiles;
//! use sabaki::order::vocabulary::shipped;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let vocabulary = shipped();
//! let mut files = RuleFiles::default();
//! files.sources.add(
//!     "shop.rules",
//!     r#"
//!     partial
//!     when status = 注文確認待ち then confirm
//!     when gift hold confirm because "gift"
//!     "#,
//! );
//! let compiled = compile(&vocabulary, &files);
//! let told: Vec<String> = compiled.diagnostics.iter().map(|d| d.message(Lang::En)).collect();
//! let rules = compiled.rules.ok_or_else(|| told.join("\n"))?;
//!
//! let mut reader = FactsReader::new(&vocabulary);
//! let order = reader.read(&serde_json::json!({
//!     "order_number": "220518-20261124-0000000001",
//!     "status": "注文確認待ち",
//!     "gift": true,
//! })).map_err(|wrong| wrong.problem.message(Lang::En))?;
//! let now = "2026-11-24T10:00:00+09:00".parse()?;
//! let decision = decide(&rules, &order.facts, now, &Memory::default());
//!
//! assert!(decision.due.is_empty());
//! let held: Vec<&str> = decision.held.iter().map(|held| &*held.because[0]).collect();
//! assert_eq!(held, ["gift"]);
//! # Ok(())
//! # }
//! ```
//!
//! `docs/hosts.md` goes on from here: own words, memory, an own mall.

/// Spans, codes and texts of what a person must mend.
pub use sabaki_diagnostic as diagnostic;

/// Rule text in two spellings and two languages; the formatter.
pub use sabaki_parser as parser;

/// Vocabulary, checks, the compiled rule set, `decide`, explanations, rule tests.
pub use sabaki_interpreter as interpreter;

/// The order and its slip as a shop speaks of them; the shipped vocabulary.
pub use sabaki_order as order;

/// The service: ports, plan, journal, the loop.
pub use sabaki_engine as engine;

/// RMS and ネクストエンジン behind the engine's ports.
#[cfg(feature = "connectors")]
pub use sabaki_connector as connector;

/// The engine's state in sled, and in memory.
#[cfg(feature = "stores")]
pub use sabaki_store as store;

/// The examples of `docs/hosts.md` run as tests.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/hosts.md")]
struct Hosts;
