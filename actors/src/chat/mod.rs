//! The words of chat, and rules about them: names, colours, emoji, limits. Pure, and used by rooms alone.

mod colour;
mod limits;

pub use colour::Colour;
pub use limits::Rate;
