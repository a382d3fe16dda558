//! Between Socket.IO and rooms: parses the events of clients, passes them to rooms, and encodes what rooms answer.

mod acknowledgements;
mod actions;
mod client_event;
mod encode;
mod event_sink;
mod handshake;
mod service;
mod socket;

pub use acknowledgements::Acknowledgements;
pub use event_sink::SocketEventSink;
pub use handshake::Handshake;
pub use service::{Gateway, RoomReplaced};
