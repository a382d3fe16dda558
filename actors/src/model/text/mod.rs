//! Rules about text: what is cleaned out of it, emoji by name, names that look alike.

mod as_typed;
mod clean;
mod emoji;
mod likeness;
mod line;
mod visible;

pub use clean::{clean, clean_lines, length};
pub use emoji::{with_emoji, with_emoji_unless};
pub use likeness::{likeness, skeleton};
pub use line::{Invalid, bounded, line};
pub use visible::{Unseen, unseen};
pub(crate) use visible::{is_ignorable, looks_blank};
