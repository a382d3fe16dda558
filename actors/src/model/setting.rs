//! What a streamer can set.

use super::audit::AuditEvent;
use super::names::{KeyHash, ViewerPassword};

/// Longest description of a stream, in characters.
pub const DESCRIPTION_MAX: usize = 1000;
/// Longest viewer password, in characters.
pub const PASSWORD_MAX: usize = 128;

/// Whether a stream has chat. In the store, no value means `Enabled`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChatSetting {
    /// Shown to everybody.
    #[default]
    Enabled,
    /// There, but folded away until a viewer opens it.
    Hidden,
    /// Not there at all.
    Disabled,
}

impl ChatSetting {
    /// The word used in the store, on the command line and in `/chat`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Enabled => "enabled",
            Self::Hidden => "hidden",
            Self::Disabled => "disabled",
        }
    }

    /// Reads [`ChatSetting::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Enabled, Self::Hidden, Self::Disabled].into_iter().find(|setting| setting.as_str() == word)
    }
}

/// One setting of a streamer, changed. `None` inside unsets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// A new stream key.
    Key(KeyHash),
    /// Whether there is chat.
    Chat(ChatSetting),
    /// The description; audited.
    Description(Option<String>),
    /// The viewer password; audited.
    Password(Option<ViewerPassword>),
    /// The `rel="me"` address.
    Mastodon(Option<String>),
}

impl Setting {
    /// What the audit journal keeps of the change, if anything.
    pub fn audit(&self) -> Option<AuditEvent> {
        match self {
            Self::Description(description) => {
                Some(AuditEvent::SetDescription { description: description.clone() })
            }
            Self::Password(password) => Some(AuditEvent::SetViewerPassword { password: password.clone() }),
            Self::Key(_) | Self::Chat(_) | Self::Mastodon(_) => None,
        }
    }
}
