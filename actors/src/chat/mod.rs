//! The words of chat, and rules about them: names, colours, emoji, limits. Pure, and used by rooms alone.

mod as_typed;
mod colour;
mod colour_names;
mod emoji;
mod likeness;
mod limits;
mod nickname;
mod repeats;
mod text;

pub use colour::Colour;
pub use emoji::{with_emoji, with_emoji_unless};
pub use likeness::{likeness, skeleton};
pub use limits::{Bucket, Buckets, Kind, Limiter, Limits, PersonKey, Rate};
pub use nickname::{InvalidNickname, NICKNAME_MAX, Nickname};
pub use repeats::Repeats;
pub use text::{clean, clean_lines, length};
