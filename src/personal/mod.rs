//! What is kept about a streamer or a person: to export it, and to erase it.

mod erasure;
mod records;

pub use erasure::{ErasedPerson, ErasedStreamer, erase_events_of, erase_person, erase_streamer, messages_of};
pub use records::{Cursor, Export};
