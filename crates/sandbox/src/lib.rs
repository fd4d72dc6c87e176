//! A local RMS 楽天ペイ受注API and ネクストエンジン API to run clients against: real HTTP on loopback, the wire
//! formats, limits and error answers of the real ones, a life cycle on a virtual clock, a ledger, and faults.
//!
//! **Lives here:** both far sides, the buyers, the staff, and the time they share. **Never here:** anything of
//! our own clients. No type and no line is shared with them, so that a mistake on the wire cannot cancel out;
//! and nothing that is not on loopback, no real credential, no real person.
//!
//! **Start reading** at [`world::World`]: plain data that only moves when told, and answers a
//! [`wire::Request`] with `serve`. `rms` (with `rms_older` for the API before it) and `nextengine` are its two faces, `control` the third;
//! `server` puts a listener in front of it, and [`running::Sandbox`] starts that.
//! What no source confirms stands in [`world::assumption`], switchable.
//!
//! ```
//! use sabaki_sandbox::{handle::SandboxHandle, options::SandboxOptions, clock::ClockMode};
//! let sandbox = SandboxHandle::new(&SandboxOptions { clock: ClockMode::Manual, orders: 3, ..Default::default() });
//! assert_eq!(sandbox.orders().len(), 3);
//! ```

pub mod clock;
pub(crate) mod control;
pub mod handle;
pub mod jst;
pub(crate) mod nextengine;
pub mod options;
pub(crate) mod rms;
pub(crate) mod rms_older;
pub mod running;
pub(crate) mod server;
pub mod wire;
pub mod world;

pub use clock::ClockMode;
pub use handle::SandboxHandle;
pub use options::SandboxOptions;
pub use running::{RunningSandbox, Sandbox, SandboxError};
pub use world::scenario::Scenario;
pub use world::story::StoryOrder;
