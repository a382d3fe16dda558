//! Connects Socket.IO to rooms: parses clients' events, passes them to rooms, and encodes the rooms' events.

mod acknowledgements;
mod actions;
mod client_event;
mod encode;
mod event_sink;
mod handshake;
mod operations;
mod service;
mod socket;

pub use acknowledgements::Acknowledgements;
pub use event_sink::SocketEventSink;
pub use handshake::Handshake;
pub use service::{Gateway, Notification};
