//! What is done with pictures and sound.

mod pictures;

pub use pictures::{Painter, Pictures};
