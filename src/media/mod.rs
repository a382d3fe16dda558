//! Preview pictures of streams, drawings in chat, and pictures of emotes.

pub mod drawings;
pub mod emotes;
mod pictures;
mod png_chunks;

pub use drawings::Drawings;
pub use pictures::{Pictures, PreviewWorker};
