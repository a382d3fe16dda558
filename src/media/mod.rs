//! Preview pictures of streams, drawings in chat, pictures of emotes and of streamers.

pub mod drawings;
pub mod emotes;
mod pictures;
mod png_chunks;
pub mod portraits;

pub use drawings::Drawings;
pub use pictures::{DistantPictures, Pictures, PreviewWorker};
