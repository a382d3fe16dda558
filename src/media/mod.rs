//! Preview pictures of streams, and drawings in chat.

pub mod drawings;
mod pictures;

pub use drawings::Drawings;
pub use pictures::{Pictures, PreviewWorker};
