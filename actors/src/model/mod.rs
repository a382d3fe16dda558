//! The domain's values: names, settings, broadcasts, messages. Pure; strings are parsed once, here.

mod about;
mod account;
mod account_secret;
mod act;
mod address;
mod api_token;
mod audience;
mod audit;
mod broadcast;
mod channel_ban;
mod chat_rules;
mod chat_setting;
mod colour;
mod colour_names;
mod description;
mod earlier;
mod emote;
mod filter_rule;
mod follower;
mod held_message;
mod identity;
mod language;
mod message;
pub mod names;
mod note;
mod person;
mod picture;
mod pin;
mod poll;
mod principal;
mod report;
mod sanction;
mod schedule;
mod scope;
mod search;
mod session_id;
mod setting;
mod short_text;
mod site_event;
mod site_setting;
pub mod span;
mod streamer;
mod tags;
mod term;
pub mod text;
mod time;
mod viewer_curve;
mod webhook;

pub use about::{AboutText, ProfileLinks};
pub use account::{Account, AccountId, AccountPolicy, SiteRole, SiteStaff, account_name};
pub use account_secret::{
    AccountPassword, InvalidPassword, PASSWORD_MAX, PASSWORD_MIN, RECOVERY_CODES, RecoveryCode, SecretHash,
    SessionSecret,
};
pub use act::{ACTS, Act, ActFilter};
pub use address::{ADDRESS_MAX, AccountUrl, https};
pub use api_token::{ApiToken, ApiTokenHash, ApiTokenSecret, InvalidGrant, TokenGrant};
pub use audience::{Audience, AudienceCount, viewers};
pub use audit::AuditEvent;
pub use broadcast::{Broadcast, CLOCKS_DIFFER, PastBroadcast, SAME_SHOW, SEEN_WITHIN, is_same_show};
pub use channel_ban::{ChannelBan, ClosedChannel, ban_reason};
pub use chat_rules::{BeforeLockdown, Capitals, ChatRules, LinkPolicy, NEW_FOR};
pub use chat_setting::ChatSetting;
pub use colour::Colour;
pub use description::Description;
pub use earlier::{EarlierBroadcast, Mark, broadcasts};
pub use emote::{AllEmotes, EMOTE_ALIAS_MAX, Emote, EmotePicture, Emotes, StreamEmoteLimits, emote_alias};
pub use filter_rule::{FilterRule, RuleAction, RuleKind};
pub use follower::{
    Channel, FOLLOWERS_MAX, Follower, GIVEN_UP_MAX, MAIL_LINK_DAYS, MailFollower, MailFollowing,
    PushSubscription, Receiver,
};
pub use held_message::HeldMessage;
pub use identity::Identity;
pub use language::{Language, english};
pub use message::{ChatKind, ChatMessage, MessageKind};
pub use note::Note;
pub use person::{Person, Role, Titles};
pub use picture::{PictureKind, PictureName, StreamerPicture};
pub use pin::Pin;
pub use poll::{Poll, VoterId};
pub use principal::{Capability, Principal};
pub use report::{Report, ReportedMessage};
pub use sanction::{APPEAL_MAX, Appeal, Moderator, REASON_MAX, Sanction, SanctionKind, SanctionScope};
pub use schedule::{MINUTES_MAX, PLANS_MAX, Plan, Schedule, Upcoming};
pub use scope::{Scope, Scopes};
pub use search::Search;
pub use session_id::SessionId;
pub use setting::{Setting, SettingKind};
pub use short_text::{ContentWarning, ShortText, StreamTitle};
pub use site_event::SiteEvent;
pub use site_setting::SiteSetting;
pub use streamer::Streamer;
pub use tags::{TAGS_MAX, Tags, normalized as normalized_tag};
pub use term::{Term, spelled};
pub use time::{UnixMillis, UnixTime};
pub use viewer_curve::{ChatPoint, INTERVAL_MIN, ViewerPoint, curve, interval};
pub use webhook::{
    Announcement, DeliveryOutcome, EventKinds, WEBHOOKS_MAX, Webhook, WebhookChange, WebhookDelivery,
    WebhookFormat, WebhookProgress, WebhookSettings, WebhookUrl,
};
