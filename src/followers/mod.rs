//! Tells followers that a stream is live.
//!
//! The store remembers of which broadcast each follower was told last, so a restart goes on where it was, and a publisher that
//! returns to its broadcast tells nobody again. Rooms take no part: the announcer looks at what pages show.

mod announcer;
mod counts;
mod mail;
mod news;
mod push;
mod retry;
mod rounds;

pub use announcer::{Announcer, By, Ports};
pub use counts::{Counts, Outcome};
pub use mail::{
    CONFIRM_PATH, Confirmations, END_PATH, Full, Linked, MailAddress, MailError, MailServer, Mailer, Purpose,
    address_hash, forget_unconfirmed,
};
pub use push::{KeyError, PushKeys, PushService, hash_of, subscription};
