//! Tells followers that a stream is live.
//!
//! The store remembers of which broadcast each follower was told last, so a restart goes on where it was, and a publisher that
//! returns to its broadcast tells nobody again. Rooms take no part: the announcer looks at what pages show.

mod announcer;
mod counts;
mod news;
mod push;
mod retry;
mod rounds;

pub use announcer::{Announcer, Ports};
pub use counts::{Counts, Outcome};
pub use push::{KeyError, PushKeys, PushService, hash_of, subscription};
