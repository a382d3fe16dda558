//! What the original's clients know: names and JSON of the Socket.IO events.

mod message;
mod server_event;

pub use server_event::ServerEvent;

#[cfg(test)]
mod tests;
