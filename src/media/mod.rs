//! What is done with pictures and sound.

pub mod drawings;
mod pictures;

pub use drawings::Drawings;
pub use pictures::{Pictures, PreviewWorker};
