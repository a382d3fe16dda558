//! The wire format that clients of the original know: names and JSON of the Socket.IO events.

mod message;
mod server_event;

pub use server_event::ServerEvent;

#[cfg(test)]
mod tests;
