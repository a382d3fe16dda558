//! RTMP and Enhanced RTMP, on the server's side, for publishers.
//!
//! Pure: a [`Session`] is given bytes and the time, and gives events and bytes. It is written to the *Real-Time Messaging
//! Protocol 1.0* specification, *Video File Format 10.1* (FLV) and *Enhanced RTMP v2*.

mod amf0;
mod chunk;
mod command;
mod fault;
pub(crate) mod flv;
mod handshake;
mod refusal;
mod replies;
mod session;
mod timestamps;

#[cfg(test)]
mod tests;

pub use fault::Fault;
pub use refusal::{Refusal, RefusalCode};
pub use session::{Event, Session};
