//! The pure core: `step(state, event) → (state, effect, look again at)`.
//!
//! Mall, OMS, store and time come in as events, so that tests, a simulation and the live loop
//! drive the same function. Start with [`event`], then [`state`], [`pass`], [`chunk`],
//! [`reading`] and [`acting`].

pub mod acting;
pub mod blind;
pub mod chunk;
pub mod circuit;
pub mod context;
pub mod event;
pub mod pass;
pub mod reading;
pub mod state;

use context::Context;
use event::{Effect, Event, Next, PassEnd};
use state::ShopState;

/// One step of a shop. An event that does not fit where the pass stands ends the pass as
/// incomplete; nothing is sent because of it.
pub fn step(mut state: ShopState, event: Event, cx: &Context<'_>) -> Next {
    let effect = match event {
        Event::Begin(kind) => pass::begin(&mut state, kind, cx),
        Event::Loaded(Ok(loaded)) => pass::loaded(&mut state, loaded, cx),
        Event::Searched(result) => pass::searched(&mut state, result, cx),
        Event::States(Ok(states)) => chunk::states(&mut state, states, cx),
        Event::Orders(result) => reading::orders(&mut state, result, cx),
        Event::Slips(result) => reading::slips(&mut state, result, cx),
        Event::Committed(Ok(())) => pass::committed(&mut state, cx),
        Event::Acted(result) => acting::acted(&mut state, result, cx),
        Event::GoOn => pass::go_on(&mut state, cx),
        Event::Stop => pass::stop(&mut state, cx),
        Event::Loaded(Err(error)) | Event::States(Err(error)) | Event::Committed(Err(error)) => {
            state.pass = None;
            Effect::End(Box::new(PassEnd::StoreFailed(error)))
        }
    };
    let look_again = state.look_again(cx.now);
    Next {
        state,
        effect,
        look_again,
    }
}
