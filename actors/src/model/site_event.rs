//! Changes that are made from outside of rooms, for the audit journal.

use serde_json::{Value, json};

use super::account::{AccountId, SiteRole};
use super::api_token::TokenGrant;
use super::principal::Principal;
use super::sanction::SanctionKind;
use super::time::UnixTime;

/// A change of the site, or of what belongs to a streamer. It has no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SiteEvent<'a> {
    /// A streamer was added.
    AddStreamer,
    /// A streamer was removed.
    RemoveStreamer,
    /// A stream key was replaced.
    SetStreamKey,
    /// A streamer's channel was closed. Streamers read their events, and the reason is for administrators.
    BanStreamer {
        /// Until when; `None` until somebody lifts it.
        until: Option<UnixTime>,
    },
    /// A streamer's channel was opened again.
    UnbanStreamer,
    /// A token was made.
    AddToken {
        /// Its id.
        id: i64,
        /// What it may do.
        grant: &'a TokenGrant,
    },
    /// A token was revoked.
    RevokeToken {
        /// Its id.
        id: i64,
    },
    /// An administrator made a link that signs a browser in to a studio, or to the site.
    AddLoginLink,
    /// Whether followers are told when the stream goes live was set.
    SetAnnounced {
        /// Whether they are.
        announced: bool,
    },
    /// A webhook was made.
    AddWebhook {
        /// Its id.
        id: i64,
    },
    /// A webhook was changed.
    ChangeWebhook {
        /// Its id.
        id: i64,
        /// Whether it gets events now.
        enabled: bool,
    },
    /// The secret of a webhook was replaced.
    RotateWebhook {
        /// The webhook's id.
        id: i64,
    },
    /// A webhook was removed.
    RemoveWebhook {
        /// Its id.
        id: i64,
    },
    /// A custom emote was added or replaced.
    AddEmote {
        /// Its name.
        alias: &'a str,
    },
    /// A custom emote was removed.
    RemoveEmote {
        /// Its name.
        alias: &'a str,
    },
    /// Somebody was muted or banned in every chat.
    AddSanction {
        /// The sanction's id.
        id: &'a str,
        /// What it takes.
        kind: SanctionKind,
        /// The account of who did it in a chat.
        account: Option<AccountId>,
    },
    /// A sanction of the whole site was lifted.
    LiftSanction {
        /// The sanction's id.
        id: &'a str,
        /// As with [`SiteEvent::AddSanction`].
        account: Option<AccountId>,
    },
    /// The appeal against a sanction of the whole site was declined.
    DeclineSiteAppeal {
        /// The sanction's id.
        id: &'a str,
    },
    /// An account can no longer be signed in to.
    DisableAccount {
        /// Its id.
        id: AccountId,
    },
    /// An account can be signed in to again.
    EnableAccount {
        /// Its id.
        id: AccountId,
    },
    /// An account was removed.
    RemoveAccount {
        /// Its id.
        id: AccountId,
    },
    /// An account got a role on the whole site, or lost it.
    SetSiteRole {
        /// Its id.
        id: AccountId,
        /// The new role.
        role: Option<SiteRole>,
    },
    /// A setting of the site was changed while the server runs.
    SetSiteSetting {
        /// Its key in the configuration.
        key: &'a str,
        /// The new value; `None` if the configuration's holds again.
        value: Option<&'a Value>,
    },
    /// The means to sign in to an account were replaced by a recovery code.
    ResetAccount {
        /// Its id.
        id: AccountId,
    },
}

impl SiteEvent<'_> {
    /// Every [`SiteEvent::kind`].
    pub const KINDS: [&'static str; 24] = [
        "add_streamer",
        "remove_streamer",
        "set_stream_key",
        "ban_streamer",
        "unban_streamer",
        "add_token",
        "revoke_token",
        "add_login_link",
        "set_announced",
        "add_webhook",
        "change_webhook",
        "rotate_webhook",
        "remove_webhook",
        "add_emote",
        "remove_emote",
        "add_sanction",
        "lift_sanction",
        "decline_site_appeal",
        "disable_account",
        "enable_account",
        "remove_account",
        "reset_account",
        "set_site_role",
        "set_site_setting",
    ];

    /// As [`AuditEvent::kind`](super::AuditEvent::kind).
    pub fn kind(&self) -> &'static str {
        match self {
            Self::AddStreamer => "add_streamer",
            Self::RemoveStreamer => "remove_streamer",
            Self::SetStreamKey => "set_stream_key",
            Self::BanStreamer { .. } => "ban_streamer",
            Self::UnbanStreamer => "unban_streamer",
            Self::AddToken { .. } => "add_token",
            Self::RevokeToken { .. } => "revoke_token",
            Self::AddLoginLink => "add_login_link",
            Self::SetAnnounced { .. } => "set_announced",
            Self::AddWebhook { .. } => "add_webhook",
            Self::ChangeWebhook { .. } => "change_webhook",
            Self::RotateWebhook { .. } => "rotate_webhook",
            Self::RemoveWebhook { .. } => "remove_webhook",
            Self::AddEmote { .. } => "add_emote",
            Self::RemoveEmote { .. } => "remove_emote",
            Self::AddSanction { .. } => "add_sanction",
            Self::LiftSanction { .. } => "lift_sanction",
            Self::DeclineSiteAppeal { .. } => "decline_site_appeal",
            Self::DisableAccount { .. } => "disable_account",
            Self::EnableAccount { .. } => "enable_account",
            Self::RemoveAccount { .. } => "remove_account",
            Self::ResetAccount { .. } => "reset_account",
            Self::SetSiteRole { .. } => "set_site_role",
            Self::SetSiteSetting { .. } => "set_site_setting",
        }
    }

    /// As [`AuditEvent::meta`](super::AuditEvent::meta). No field is one that names a person in chat.
    pub fn meta(&self) -> Value {
        match self {
            Self::AddStreamer
            | Self::RemoveStreamer
            | Self::SetStreamKey
            | Self::UnbanStreamer
            | Self::AddLoginLink => json!({}),
            Self::BanStreamer { until } => json!({ "until": until }),
            Self::AddToken { id, grant } => {
                let TokenGrant { name, streamer: _, scopes, expires_at } = grant;
                json!({ "id": id, "purpose": name, "scopes": scopes.to_string(), "expires": expires_at })
            }
            Self::SetAnnounced { announced } => json!({ "announced": announced }),
            Self::ChangeWebhook { id, enabled } => json!({ "id": id, "enabled": enabled }),
            Self::RevokeToken { id }
            | Self::AddWebhook { id }
            | Self::RotateWebhook { id }
            | Self::RemoveWebhook { id } => json!({ "id": id }),
            Self::AddEmote { alias } | Self::RemoveEmote { alias } => json!({ "alias": alias }),
            Self::AddSanction { id, kind, account } => {
                with_account(json!({ "id": id, "kind": kind.as_str() }), *account)
            }
            Self::LiftSanction { id, account } => with_account(json!({ "id": id }), *account),
            Self::DeclineSiteAppeal { id } => json!({ "id": id }),
            Self::SetSiteRole { id, role } => json!({ "id": id, "role": role.map(SiteRole::as_str) }),
            Self::SetSiteSetting { key, value } => json!({ "key": key, "value": value }),
            Self::DisableAccount { id }
            | Self::EnableAccount { id }
            | Self::RemoveAccount { id }
            | Self::ResetAccount { id } => json!({ "id": id }),
        }
    }
}

fn with_account(mut meta: Value, account: Option<AccountId>) -> Value {
    if let Some(account) = account {
        meta["account"] = account.0.into();
    }
    meta
}

impl Principal {
    /// The field of a recorded event that names who caused it; a member of chat is named otherwise.
    pub fn audit(self) -> Option<(&'static str, Value)> {
        match self {
            Self::Member(_) => None,
            Self::Streamer => Some(("by", "streamer".into())),
            Self::Administrator => Some(("by", "administrator".into())),
            Self::Account(id) => Some(("account", id.0.into())),
            Self::Token { id, .. } => Some(("token", id.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_listed_and_no_field_names_a_person() {
        let grant = TokenGrant {
            name: "bot".into(),
            streamer: None,
            scopes: crate::model::Scopes::parse("read").unwrap(),
            expires_at: None,
        };
        let all = [
            SiteEvent::AddStreamer,
            SiteEvent::RemoveStreamer,
            SiteEvent::SetStreamKey,
            SiteEvent::BanStreamer { until: Some(5) },
            SiteEvent::UnbanStreamer,
            SiteEvent::AddToken { id: 1, grant: &grant },
            SiteEvent::RevokeToken { id: 1 },
            SiteEvent::AddLoginLink,
            SiteEvent::SetAnnounced { announced: false },
            SiteEvent::AddWebhook { id: 1 },
            SiteEvent::ChangeWebhook { id: 1, enabled: true },
            SiteEvent::RotateWebhook { id: 1 },
            SiteEvent::RemoveWebhook { id: 1 },
            SiteEvent::AddEmote { alias: "wave" },
            SiteEvent::RemoveEmote { alias: "wave" },
            SiteEvent::AddSanction { id: "a", kind: SanctionKind::Ban, account: None },
            SiteEvent::LiftSanction { id: "a", account: Some(AccountId(1)) },
            SiteEvent::DeclineSiteAppeal { id: "a" },
            SiteEvent::DisableAccount { id: AccountId(1) },
            SiteEvent::EnableAccount { id: AccountId(1) },
            SiteEvent::RemoveAccount { id: AccountId(1) },
            SiteEvent::ResetAccount { id: AccountId(1) },
            SiteEvent::SetSiteRole { id: AccountId(1), role: Some(SiteRole::Moderator) },
            SiteEvent::SetSiteSetting { key: "site_name", value: None },
        ];
        assert_eq!(all.map(|event| event.kind()), SiteEvent::KINDS);
        for event in all {
            for field in ["name", "oldname", "newname", "operator", "password"] {
                assert_eq!(event.meta().get(field), None, "{event:?}");
            }
        }
    }
}
