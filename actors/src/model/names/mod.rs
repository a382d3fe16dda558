//! Names and secrets, each with a type of its own that validates.

mod nickname;
mod secret;
mod streamer;
mod token;

pub use nickname::{InvalidNickname, NICKNAME_MAX, Nickname};
pub(super) use secret::unhex;
pub use secret::{
    AddressId, KeyHash, STREAM_KEY_MAX, Secrets, StreamKey, ViewerPassword, hex, household, network,
};
pub use streamer::{InvalidName, RESERVED_NAMES, STREAMER_NAME_MAX, StreamerName, fold};
pub use token::Token;
