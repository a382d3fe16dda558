//! The names that cross between parts, each a type, so that a hostile string is looked at once.

mod secret;
mod streamer;
mod token;
mod visible;

pub use secret::{
    AddressId, KeyHash, STREAM_KEY_MAX, Secrets, StreamKey, ViewerPassword, hex, household, network,
};
pub use streamer::{InvalidName, RESERVED_NAMES, STREAMER_NAME_MAX, StreamerName, fold};
pub use token::Token;
pub use visible::{Unseen, unseen};
pub(crate) use visible::{is_ignorable, looks_blank};
