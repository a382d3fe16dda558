//! The domain's values: names, settings, broadcasts, messages. Pure; strings are parsed once, here.

mod address;
mod audit;
mod broadcast;
mod chat_setting;
mod colour;
mod colour_names;
mod description;
mod emote;
mod message;
pub mod names;
mod person;
mod principal;
mod sanction;
mod session_id;
mod setting;
mod streamer;
pub mod text;
mod time;

pub use address::{ADDRESS_MAX, AccountUrl, https};
pub use audit::AuditEvent;
pub use broadcast::Broadcast;
pub use chat_setting::ChatSetting;
pub use colour::Colour;
pub use description::Description;
pub use emote::Emote;
pub use message::{ChatKind, ChatMessage, MessageKind};
pub use person::{Person, Role};
pub use principal::{Capability, Principal};
pub use sanction::{Moderator, Mute};
pub use session_id::SessionId;
pub use setting::{Setting, SettingKind};
pub use streamer::Streamer;
pub use time::{UnixMillis, UnixTime};
