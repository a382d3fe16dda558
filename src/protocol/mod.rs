//! Events as clients know them: names and JSON of the Socket.IO events, and recorded events.

mod message;
mod recorded_event;
mod server_event;

pub use recorded_event::{RecordedEvent, SiteRecordedEvent};
pub use server_event::ServerEvent;

#[cfg(test)]
mod tests;
