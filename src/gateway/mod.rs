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

use crate::config::Chat;
use crate::socketio::{BacklogLimit, Settings};

pub use acknowledgements::Acknowledgements;
pub use event_sink::SocketEventSink;
pub use handshake::Handshake;
pub use service::{Gateway, Notification};

/// The limits of sockets.
pub fn socket_settings(chat: &Chat) -> Settings {
    let max_backlog = BacklogLimit { frames: chat.outbox_frames, bytes: chat.outbox_kib * 1024 };
    Settings { max_backlog, ..Settings::default() }
}
