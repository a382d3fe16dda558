//! Authorization: who acts, and what they may do.

use serde::{Deserialize, Serialize};

use super::account::AccountId;
use super::person::Role;
use super::scope::{Scope, Scopes};
use super::session_id::SessionId;

/// The source of a request to a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Principal {
    /// A member of chat, by the session with which they are logged in.
    Member(SessionId),
    /// The streamer, through a program that has the stream key.
    Streamer,
    /// The site's administrator, through the command line or a browser.
    Administrator,
    /// Somebody who is signed in to an account, through a browser. They may do what their standing in the room allows.
    Account(AccountId),
    /// A program with an API token.
    Token {
        /// [`ApiToken::id`](super::ApiToken::id), which the audit log names.
        id: i64,
        /// Whether it acts as the administrator; otherwise, as the streamer.
        administers: bool,
    },
}

/// Something that depends on the role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Capability {
    /// Sees who is in chat.
    Read,
    /// Sees how the incoming stream is.
    SeeHealth,
    /// Takes part in chat.
    Chat,
    /// Mutes and renames others, deletes messages, and sets slow mode.
    Moderate,
    /// Is exempt from slow mode, and may repeat themselves.
    SkipSlowMode,
    /// Is exempt from rate limits.
    SkipLimits,
    /// Sends messages in the streamer's name, and notices.
    SpeakForStreamer,
    /// Appoints moderators, changes the settings of the stream, and ends broadcasts.
    ManageStream,
    /// Mutes and bans people on the whole site, which streamers do not.
    ModerateSite,
}

impl Role {
    /// Whether members of this role have the capability.
    pub fn may(self, capability: Capability) -> bool {
        let least = match capability {
            Capability::Read | Capability::Chat => Self::Viewer,
            Capability::SkipSlowMode => Self::Vip,
            Capability::SkipLimits => Self::Bot,
            Capability::SeeHealth | Capability::Moderate => Self::Moderator,
            Capability::SpeakForStreamer | Capability::ManageStream => Self::Streamer,
            Capability::ModerateSite => return self.is_of_site(),
        };
        self >= least
    }

    /// Whether members of this role may moderate those of `other`. Nobody moderates the streamer or those who act for the
    /// site, and moderators do not moderate each other.
    pub fn outranks(self, other: Self) -> bool {
        match other {
            Self::Viewer | Self::Vip | Self::Bot => self.may(Capability::Moderate),
            Self::Moderator => self > Self::Moderator,
            Self::SiteModerator | Self::Streamer | Self::SiteAdministrator => false,
        }
    }
}

impl Scope {
    /// Whether a token with this scope has the capability. Its other scopes do not matter.
    pub fn may(self, capability: Capability) -> bool {
        match self {
            Self::Read => matches!(capability, Capability::Read | Capability::SeeHealth),
            Self::Chat => {
                use Capability::{Chat, SkipLimits, SkipSlowMode, SpeakForStreamer};
                matches!(capability, Chat | SpeakForStreamer | SkipLimits | SkipSlowMode)
            }
            Self::Moderate => {
                use Capability::{Moderate, SkipLimits, SkipSlowMode};
                matches!(capability, Moderate | SkipLimits | SkipSlowMode)
            }
            Self::Settings => capability == Capability::ManageStream,
            Self::Admin => true,
        }
    }
}

impl Scopes {
    /// Whether a token with these scopes has the capability.
    pub fn may(self, capability: Capability) -> bool {
        self.iter().any(|scope| scope.may(capability))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_do_what_the_one_below_may() {
        for capability in [
            Capability::Read,
            Capability::SeeHealth,
            Capability::Chat,
            Capability::SkipSlowMode,
            Capability::SkipLimits,
            Capability::Moderate,
            Capability::SpeakForStreamer,
            Capability::ManageStream,
        ] {
            assert!(Role::ALL.map(|role| role.may(capability)).is_sorted(), "{capability:?}");
        }
        assert!(!Role::Bot.may(Capability::Moderate) && !Role::Moderator.may(Capability::ManageStream));
        assert!(!Role::Vip.may(Capability::SkipLimits) && !Role::Viewer.may(Capability::SkipSlowMode));
    }

    #[test]
    fn a_scope_has_only_the_capabilities_of_its_subject() {
        use Capability::{Chat, ManageStream, Moderate, Read, SeeHealth, SpeakForStreamer};
        for (scope, expected) in [
            (Scope::Read, &[Read, SeeHealth][..]),
            (Scope::Chat, &[Chat, SpeakForStreamer]),
            (Scope::Moderate, &[Moderate]),
            (Scope::Settings, &[ManageStream]),
            (Scope::Admin, &[Read, SeeHealth, Chat, Moderate, SpeakForStreamer, ManageStream]),
        ] {
            for capability in [Read, SeeHealth, Chat, Moderate, SpeakForStreamer, ManageStream] {
                assert_eq!(scope.may(capability), expected.contains(&capability), "{scope:?} {capability:?}");
            }
        }
    }

    #[test]
    fn nobody_outranks_their_equals() {
        assert!(Role::ALL.iter().all(|role| !role.outranks(*role)));
        for below in [Role::Viewer, Role::Vip, Role::Bot] {
            assert!(Role::Moderator.outranks(below) && Role::Streamer.outranks(below));
            assert!(Role::ALL[..3].iter().all(|role| !role.outranks(below)));
        }
        assert!(Role::Streamer.outranks(Role::Moderator));
        for of_site in [Role::SiteModerator, Role::SiteAdministrator] {
            assert!(of_site.outranks(Role::Moderator) && of_site.may(Capability::ModerateSite));
            assert!(Role::ALL.iter().all(|role| !role.outranks(of_site)));
            assert!(!of_site.outranks(Role::Streamer), "a room is its streamer's");
        }
        assert!(!Role::Streamer.may(Capability::ModerateSite));
        assert!(!Role::SiteModerator.may(Capability::ManageStream));
        assert!(Role::SiteAdministrator.may(Capability::ManageStream));
    }
}
