//! Rules for text: cleaning, emoji by name, names that look alike.

mod as_typed;
mod clean;
mod confusable_key;
mod emoji;
mod line;
mod visible;

pub use clean::{clean, clean_lines, length};
pub use confusable_key::{confusable_key, skeleton};
pub use emoji::{with_emoji, with_emoji_unless};
pub use line::{Invalid, bounded, line};
pub use visible::{Unseen, unseen};
pub(crate) use visible::{is_ignorable, looks_blank};
