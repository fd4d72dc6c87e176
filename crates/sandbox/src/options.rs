//! What a sandbox is started with.

use std::net::{Ipv4Addr, SocketAddr};

use crate::clock::ClockMode;
use crate::world::scenario::Scenario;

/// The options of a sandbox; the default has no orders, a real clock and a free port.
#[derive(Debug, Clone, PartialEq)]
pub struct SandboxOptions {
    /// A loopback address; port 0 takes a free one.
    pub listen: SocketAddr,
    /// So many mixed orders at the start.
    pub orders: usize,
    /// One seed, one world.
    pub seed: u64,
    /// Which orders and which people there are.
    pub scenario: Scenario,
    /// How the time moves.
    pub clock: ClockMode,
    /// Whether the request rate of RMS is enforced.
    pub strict: bool,
}

impl Default for SandboxOptions {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            orders: 0,
            seed: 1,
            scenario: Scenario::Default,
            clock: ClockMode::Real,
            strict: false,
        }
    }
}
