//! The settings of chat.

use std::time::Duration;

use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use url::Url;

use pystreaming_actors::limits::{Limits, Rate};
use pystreaming_actors::room::Retention;
use pystreaming_actors::room::state::ChatConfig;

use super::values::texts;

/// How people talk with each other. Moderators and the streamer are exempt from rates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chat {
    /// How many of the last messages are kept, and shown to whoever arrives.
    pub history_messages: u32,
    /// When messages are forgotten; 0 for never.
    pub history_hours: u32,
    /// How many days the audit journal keeps the pictures of drawings; 0 for good.
    pub audit_drawings_days: u32,
    /// Longest message, in characters.
    pub message_length: usize,
    /// Other sites whose pages may connect.
    pub allowed_origins: AllowedOrigins,
    /// Messages and actions of one person.
    pub messages: Rate,
    /// Drawings of one person.
    pub drawings: Rate,
    /// KiB of drawings in one room.
    pub drawing_kib: Rate,
    /// One person's changes of name or colour.
    pub changes: Rate,
    /// One person's logins and announcements as a viewer.
    pub joins: Rate,
    /// New connections from one address.
    pub connections: Rate,
    /// How many people's share one address has; 0 for no limit.
    pub per_address: u32,
    /// How many packets a reader may fall behind.
    pub outbox_frames: usize,
    /// How many KiB a reader may fall behind.
    pub outbox_kib: usize,
}

impl Chat {
    /// What rooms need to know of it.
    pub fn for_rooms(&self, themes: &[String]) -> ChatConfig {
        let hours = u64::from(self.history_hours);
        ChatConfig {
            retention: Retention {
                messages: self.history_messages as usize,
                // sent at once to whoever arrives, who is to be sent more before it is read
                bytes: self.outbox_kib * 1024 / 2,
                age: (hours > 0).then(|| Duration::from_secs(hours * 60 * 60)),
            },
            message_length: self.message_length,
            limits: Limits {
                messages: self.messages,
                drawings: self.drawings,
                drawing_kib: self.drawing_kib,
                changes: self.changes,
                joins: self.joins,
                per_address: self.per_address,
            },
            themes: themes.to_vec(),
        }
    }
}

/// Sites whose pages may connect to chat beside the site's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllowedOrigins {
    any: bool,
    /// As browsers write them: lower case, without a slash at the end or a port that goes without saying.
    sites: Vec<String>,
}

impl AllowedOrigins {
    /// Whether pages of a site may connect; `origin` is the header of that name.
    pub fn allows(&self, origin: &str) -> bool {
        self.any || self.sites.iter().any(|site| site.eq_ignore_ascii_case(origin))
    }
}

/// What browsers send as `Origin` for a site given by its address, or `None` if it is more or less than a site.
fn site(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let just_a_site = matches!(url.scheme(), "http" | "https")
        && (url.path(), url.query(), url.fragment()) == ("/", None, None)
        && (url.username(), url.password()) == ("", None);
    just_a_site.then(|| url.origin().ascii_serialization())
}

impl<'de> Deserialize<'de> for AllowedOrigins {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut allowed = Self::default();
        for address in texts(deserializer)? {
            match address.as_str() {
                "*" => allowed.any = true,
                address => match site(address) {
                    Some(site) => allowed.sites.push(site),
                    None => return Err(D::Error::invalid_value(Unexpected::Str(address), &"a site")),
                },
            }
        }
        Ok(allowed)
    }
}

impl Serialize for AllowedOrigins {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer
            .collect_seq(self.any.then_some("*").into_iter().chain(self.sites.iter().map(String::as_str)))
    }
}
