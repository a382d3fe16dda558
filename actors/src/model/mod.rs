//! The domain's values: names, settings, broadcasts, messages. Strings are parsed once, here. Pure.

mod address;
mod audit;
mod broadcast;
mod colour;
mod colour_names;
mod description;
mod emote;
mod message;
pub mod names;
mod person;
mod principal;
mod sanction;
mod setting;
mod streamer;
pub mod text;
mod time;

pub use address::{ADDRESS_MAX, AccountUrl, https};
pub use audit::AuditEvent;
pub use broadcast::Broadcast;
pub use colour::Colour;
pub use description::Description;
pub use emote::Emote;
pub use message::{ChatKind, ChatMessage, MessageKind, PendingMessage};
pub use person::{Person, Role};
pub use principal::{Capability, Principal};
pub use sanction::{Moderator, Mute};
pub use setting::{ChatSetting, Setting, SettingKind};
pub use streamer::Streamer;
pub use time::{UnixMillis, UnixTime};
