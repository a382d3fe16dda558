//! The operations of a room. A slash command, an API call and a command-line verb that do the same thing share one
//! operation.

mod acts;
mod announcing;
mod appeals;
mod appearance;
mod bans;
mod broadcast;
mod chat_rules;
mod emotes;
mod filter;
mod filter_command;
mod health;
mod held;
mod help;
mod lockdown;
mod message_list;
mod messages;
mod moderators;
mod mutes;
mod notes;
mod person;
mod pins;
mod polls;
mod reports;
mod roles;
mod roster;
mod sanction_list;
mod schedule;
mod schedule_command;
mod sending;
mod settling;
mod site_sanctions;
mod stream_settings;
mod themes;

pub use acts::{ActPage, ListActs};
pub use announcing::Announce;
pub use appeals::{AppealDeclined, AppealMute, DeclineAppeal};
pub use appearance::{Recolour, Recoloured, Rename, RenameSelf, Renamed};
pub use bans::{Ban, BanList, Banned, Kick, Kicked, ListBans, Unban, Unbanned};
pub use broadcast::{BroadcastEnded, EndBroadcast};
pub use chat_rules::{
    ChangeChatRules, ChatRulesShown, SetCapitals, SetEmojiOnly, SetLinks, SetNewcomers, SetRepetition,
    SetSlowNewcomers, ShowChatRules,
};
pub(super) use emotes::told;
pub use emotes::{
    EmoteCommand, ListStreamEmotes, RemoveStreamEmote, StreamEmote, StreamEmoteRemoved, StreamEmotes,
    UploadStreamEmote,
};
pub use filter::{
    AddFilterRule, FilterHit, FilterRuleAdded, FilterRuleRemoved, FilterRuleTried, FilterRules, FilterTested,
    ListFilterRules, ListedRule, RemoveFilterRule, TestFilter, TriedMessage, TryFilterRule,
};
pub use filter_command::FilterCommand;
pub use health::ShowHealth;
pub use held::{ApproveMessage, HeldMessages, ListHeld, ListedHeld, MessageDecided, RejectMessage};
pub use help::Help;
pub use lockdown::{LockdownMode, LockdownSet, SetLockdown};
pub use message_list::{ListMessages, ListedMessage, MessagePage};
pub use messages::{
    ClearChat, Cleared, DeleteMessage, DeleteMessages, Deleted, MessagesDeleted, SetSlowMode, SlowModeSet,
};
pub use moderators::{Demote, Demoted, Promote, Promoted};
pub use mutes::{ListMutes, Mute, MuteList, Muted, TimeOut, Unmute, Unmuted};
pub use notes::{AddNote, NoteAdded, NoteEntry, NoteRemoved, RemoveNote};
pub use person::{ForgetPerson, PersonCard, PersonForgotten, ShowPerson};
pub use pins::{MessagePinned, PinMessage, ShowPin, ShownPin, UnpinMessage, Unpinned};
pub use polls::{EndPoll, ListPolls, PollCommand, PollList, ShownPoll, StartPoll, Vote, Voted};
pub use reports::{ListReports, MessageReported, OpenReport, ReportEntry, ReportMessage, ReportPage};
pub use roles::{
    AddBot, AddVip, Appointed, ListRoles, RemoveBot, RemoveVip, RoleSet, Roles, SetTitle, TitleSet,
};
pub use roster::{ChatMember, ListMembers, Members};
pub use sanction_list::{ListedAppeal, ListedSanction};
pub use schedule::{
    ChangeScheduled, ListSchedule, ScheduleBroadcast, ScheduleList, ScheduledBroadcast, SkipScheduled,
    UnscheduleBroadcast, Unscheduled,
};
pub use schedule_command::ScheduleCommand;
pub use sending::{Act, Delivered, Said, Say, SendMessage};
pub use settling::{ReportSettled, SettleReport};
pub use site_sanctions::{BanOnSite, MuteOnSite, SanctionOnSite, SanctionedOnSite};
pub use stream_settings::{
    ChangeSettings, ChatSet, DescriptionSet, PasswordSet, SetChat, SetContentWarning, SetDescription,
    SetLanguage, SetPassword, SetStreamTitle, SetTags, Settings, ShowSettings,
};
pub use themes::{ChooseTheme, ListThemes, ThemeChosen, Themes};

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::PartialSchema;
use utoipa::openapi::{Object, ObjectBuilder, RefOr, Schema, Type};

use super::context::Cx;
use super::effect::Effect;
use super::refusal::{Code, Refusal};
use super::state::RoomState;
use crate::health::StreamHealth;
use crate::limits::Kind;
use crate::model::names::Token;
use crate::model::{Capability, Principal, Role};
use crate::ports::Env;
use crate::session::SessionId;

/// Properties of an operation, however it is requested.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    /// Its id in APIs: words joined by hyphens.
    pub id: &'static str,
    /// What it does, in one line.
    pub summary: &'static str,
    /// The capability that its principal must have.
    pub needs: Capability,
    /// Whether muted members may perform it.
    pub muted_may: bool,
    /// How it counts against the limits of a member.
    pub cost: Cost,
    /// [`AuditEvent::kind`](crate::model::AuditEvent::kind) of the event that records it.
    pub audits: Option<&'static str>,
    /// Where the API offers it; `None` for what makes sense in chat only, or is part of another operation there.
    pub route: Option<Route>,
}

/// A method and a path of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// What is done to the resource.
    pub method: Method,
    /// Below the stream's own path, without a slash at the start. Names in braces are fields of the operation.
    pub path: &'static str,
    /// The field that is the picture of an emote, which requests have as their body.
    pub picture: Option<&'static str>,
}

/// The methods of the API, in the sense of HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "named as in HTTP")]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// Its name in HTTP, in capitals.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

impl Route {
    const fn of(method: Method, path: &'static str) -> Self {
        Self { method, path, picture: None }
    }

    const fn with_picture(self, field: &'static str) -> Self {
        Self { picture: Some(field), ..self }
    }

    const fn get(path: &'static str) -> Self {
        Self::of(Method::Get, path)
    }

    const fn post(path: &'static str) -> Self {
        Self::of(Method::Post, path)
    }

    const fn put(path: &'static str) -> Self {
        Self::of(Method::Put, path)
    }

    const fn patch(path: &'static str) -> Self {
        Self::of(Method::Patch, path)
    }

    const fn delete(path: &'static str) -> Self {
        Self::of(Method::Delete, path)
    }

    /// The fields of the operation that the path holds.
    pub fn fields(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }
}

/// How an operation counts against the limits of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// As a message.
    Message,
    /// By its outcome; the operation applies the limits itself.
    ByOutcome,
}

/// An operation; its value holds the parameters.
pub(super) trait RoomOperation: Sized {
    const SPEC: Spec;
    type Outcome;

    /// Performs the operation. The conditions of its [`Spec`] have been checked.
    fn apply(
        self,
        room: &mut RoomState,
        by: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<Self::Outcome, Refusal>;
}

/// An operation that has a slash command.
pub(super) trait SlashCommand: RoomOperation {
    /// Whether the caller is answered before the change is announced. Clients of the original expect this order.
    const ANSWERS_FIRST: bool = false;

    /// Parses what was typed after the command.
    fn parse(argument: &str, room: &RoomState) -> Result<Self, Refusal>;

    /// The notices to the caller, one per line; none where an event says the same.
    fn render(outcome: Self::Outcome) -> Vec<Cow<'static, str>>;
}

/// An operation that can be requested from outside of chat, with what programs need to offer it.
pub struct Row {
    /// Its properties.
    pub spec: Spec,
    /// Schema of its parameters: an object.
    pub parameters: fn() -> RefOr<Schema>,
    /// Schema of its outcome: an object.
    pub outcome: fn() -> RefOr<Schema>,
    parse: fn(&Value) -> serde_json::Result<Operation>,
}

impl Row {
    /// Reads the parameters, an object.
    ///
    /// # Errors
    /// A field is missing, unknown or of the wrong type.
    pub fn parse(&self, parameters: &Value) -> serde_json::Result<Operation> {
        (self.parse)(parameters)
    }
}

/// Lists the outcomes, and the operations that can be requested from outside of chat, each with its outcome.
macro_rules! operations {
    ([$($known:ident,)*] $($operation:ident => $outcome:ident,)*) => {
        /// An operation with its parameters.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[allow(missing_docs, reason = "each holds the operation of its name")]
        pub enum Operation {
            $($operation($operation),)*
        }

        /// The outcome of an operation.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[allow(missing_docs, reason = "each holds the outcome of its name")]
        pub enum Outcome {
            $($known($known),)*
        }

        impl Operation {
            /// Every operation.
            pub const ROWS: &[Row] = &[$(Row {
                spec: $operation::SPEC,
                parameters: <$operation as PartialSchema>::schema,
                outcome: <$outcome as PartialSchema>::schema,
                parse: |parameters| $operation::deserialize(parameters).map(Operation::$operation),
            },)*];
        }

        impl Outcome {
            /// The outcome alone, without its name.
            ///
            /// # Errors
            /// None of today's outcomes fails.
            pub fn to_json(&self) -> serde_json::Result<Value> {
                match self {
                    $(Self::$known(outcome) => serde_json::to_value(outcome),)*
                }
            }
        }

        $(
            impl Ask for $operation {
                type Answer = $outcome;

                fn into_operation(self) -> Operation {
                    Operation::$operation(self)
                }

                fn answer(outcome: Outcome) -> Option<$outcome> {
                    match outcome {
                        Outcome::$outcome(outcome) => Some(outcome),
                        #[allow(unreachable_patterns, reason = "of use as soon as there are two")]
                        _ => None,
                    }
                }
            }
        )*

        impl RoomState {
            /// Performs an operation that was requested from outside of chat.
            pub(super) fn perform_any(
                &mut self,
                operation: Operation,
                by: Principal,
                cx: &mut Cx<'_, '_>,
            ) -> Result<Outcome, Refusal> {
                match operation {
                    $(Operation::$operation(operation) => {
                        self.perform(operation, by, cx).map(Outcome::$outcome)
                    })*
                }
            }
        }
    };
}

/// An operation that can be requested from outside of chat.
pub trait Ask {
    /// Its outcome.
    type Answer;

    /// Wraps the operation to send it to the room.
    fn into_operation(self) -> Operation;

    /// Unwraps the outcome; `None` for the outcome of another operation.
    fn answer(outcome: Outcome) -> Option<Self::Answer>;
}

operations! {
    [
        AppealDeclined,
        BanList,
        Banned,
        ActPage,
        BroadcastEnded,
        ChatRulesShown,
        ChatSet,
        Cleared,
        Deleted,
        Delivered,
        Demoted,
        DescriptionSet,
        Kicked,
        FilterRuleAdded,
        FilterRuleRemoved,
        FilterRuleTried,
        FilterRules,
        FilterTested,
        HeldMessages,
        LockdownSet,
        Members,
        MessageDecided,
        MessagePage,
        MessagePinned,
        MessageReported,
        MessagesDeleted,
        Muted,
        MuteList,
        NoteAdded,
        NoteRemoved,
        PasswordSet,
        PollList,
        PersonCard,
        PersonForgotten,
        Promoted,
        Renamed,
        RoleSet,
        Roles,
        SanctionedOnSite,
        ScheduleList,
        ScheduledBroadcast,
        ReportPage,
        ReportSettled,
        Settings,
        ShownPin,
        ShownPoll,
        SlowModeSet,
        StreamEmote,
        StreamEmoteRemoved,
        StreamEmotes,
        StreamHealth,
        TitleSet,
        Unbanned,
        Unmuted,
        Unpinned,
        Unscheduled,
        Voted,
    ]
    SendMessage => Delivered,
    ListMessages => MessagePage,
    ListMembers => Members,
    Mute => Muted,
    Unmute => Unmuted,
    ListMutes => MuteList,
    Ban => Banned,
    Unban => Unbanned,
    ListBans => BanList,
    Kick => Kicked,
    DeclineAppeal => AppealDeclined,
    SanctionOnSite => SanctionedOnSite,
    Rename => Renamed,
    Promote => Promoted,
    Demote => Demoted,
    AddVip => RoleSet,
    RemoveVip => RoleSet,
    AddBot => RoleSet,
    RemoveBot => RoleSet,
    SetTitle => TitleSet,
    ListStreamEmotes => StreamEmotes,
    UploadStreamEmote => StreamEmote,
    RemoveStreamEmote => StreamEmoteRemoved,
    ListRoles => Roles,
    DeleteMessage => Deleted,
    DeleteMessages => MessagesDeleted,
    ClearChat => Cleared,
    SetSlowMode => SlowModeSet,
    Announce => Delivered,
    PinMessage => MessagePinned,
    UnpinMessage => Unpinned,
    ShowPin => ShownPin,
    StartPoll => ShownPoll,
    EndPoll => ShownPoll,
    ListPolls => PollList,
    Vote => Voted,
    ListFilterRules => FilterRules,
    AddFilterRule => FilterRuleAdded,
    RemoveFilterRule => FilterRuleRemoved,
    TestFilter => FilterTested,
    TryFilterRule => FilterRuleTried,
    ShowChatRules => ChatRulesShown,
    ChangeChatRules => ChatRulesShown,
    SetLockdown => LockdownSet,
    ListHeld => HeldMessages,
    ApproveMessage => MessageDecided,
    RejectMessage => MessageDecided,
    ReportMessage => MessageReported,
    ListReports => ReportPage,
    SettleReport => ReportSettled,
    ListActs => ActPage,
    ShowPerson => PersonCard,
    AddNote => NoteAdded,
    RemoveNote => NoteRemoved,
    ForgetPerson => PersonForgotten,
    SetDescription => DescriptionSet,
    SetPassword => PasswordSet,
    SetChat => ChatSet,
    ShowSettings => Settings,
    ChangeSettings => Settings,
    ListSchedule => ScheduleList,
    ScheduleBroadcast => ScheduledBroadcast,
    ChangeScheduled => ScheduledBroadcast,
    SkipScheduled => ScheduledBroadcast,
    UnscheduleBroadcast => Unscheduled,
    EndBroadcast => BroadcastEnded,
    ShowHealth => StreamHealth,
}

/// The schema of a field that is one of some words, with its own explanation; that of the type would hide it.
fn choice(words: &[&'static str], explanation: &'static str) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words.iter().copied()))
        .description(Some(explanation))
        .build()
}

impl RoomState {
    /// Performs an operation that was requested from outside of chat. As with [`RoomState::apply`], the caller performs
    /// the effects.
    pub fn ask(
        &mut self,
        operation: Operation,
        by: Principal,
        env: &mut Env<'_>,
    ) -> (Result<Outcome, Refusal>, Vec<Effect>) {
        let mut cx = Cx::new(env);
        let result = self.perform_any(operation, by, &mut cx);
        if matches!(by, Principal::Token { .. } | Principal::Account(_)) {
            cx.name_source(by);
        }
        self.follow_up(&mut cx);
        (result, cx.into_effects())
    }

    /// Performs an operation if its principal may.
    pub(super) fn perform<O: RoomOperation>(
        &mut self,
        operation: O,
        by: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<O::Outcome, Refusal> {
        self.permit(&O::SPEC, by, cx)?;
        operation.apply(self, by, cx)
    }

    /// Checks capability, mute and rate limit of a principal.
    pub(super) fn permit(&mut self, spec: &Spec, by: Principal, cx: &Cx<'_, '_>) -> Result<(), Refusal> {
        if !self.role_of(by).is_some_and(|role| role.may(spec.needs)) {
            return Err(Refusal::new(Code::NotAllowed, "You may not do that."));
        }
        let id = match by {
            Principal::Member(id) => id,
            Principal::Account(account) if !spec.muted_may => return self.check_muted_account(account),
            _ => return Ok(()),
        };
        if !spec.muted_may {
            self.check_muted(id)?;
        }
        match spec.cost {
            Cost::Message => self.check_rate(id, Kind::Message, cx.now()),
            Cost::ByOutcome => Ok(()),
        }
    }

    /// The role in which a principal acts; `None` for a session without a member.
    pub(super) fn role_of(&self, by: Principal) -> Option<Role> {
        match by {
            Principal::Member(id) => self.people.member(id).map(|member| member.role),
            Principal::Streamer | Principal::Token { administers: false, .. } => Some(Role::Streamer),
            Principal::Administrator | Principal::Token { administers: true, .. } => {
                Some(Role::SiteAdministrator)
            }
            Principal::Account(account) => self.role_of_account(account),
        }
    }

    /// Whether a principal may sanction people on the whole site.
    pub(super) fn may_moderate_site(&self, by: Principal) -> bool {
        self.role_of(by).is_some_and(|role| role.may(Capability::ModerateSite))
    }

    /// The name of a principal in the audit log.
    pub(super) fn operator(&self, by: Principal) -> String {
        match by {
            Principal::Member(id) => self.name_of(id),
            Principal::Streamer | Principal::Token { administers: false, .. } => {
                self.settings.name.to_string()
            }
            Principal::Administrator | Principal::Token { administers: true, .. } => {
                "administrator".to_owned()
            }
            Principal::Account(account) => {
                self.config.accounts.get(account).map(|account| account.name.to_string()).unwrap_or_default()
            }
        }
    }

    /// Whether a principal may moderate the member at a session.
    pub(super) fn may_moderate(&self, by: Principal, subject: SessionId) -> bool {
        self.is_outranked(subject, self.role_of(by))
    }

    /// Whether somebody of this rank may moderate the member at a session.
    pub(super) fn is_outranked(&self, subject: SessionId, rank: Option<Role>) -> bool {
        let subject = self.people.member(subject).map(|member| member.role);
        rank.zip(subject).is_some_and(|(rank, subject)| rank.outranks(subject))
    }

    /// The browser at a session, if it is known.
    pub(super) fn browser_at(&self, id: SessionId) -> Option<Token> {
        Some(self.people.session(id)?.identity.browser.as_ref()?.id.clone())
    }

    /// The browser of a principal in chat, if it is known.
    pub(super) fn browser_of(&self, by: Principal) -> Option<Token> {
        match by {
            Principal::Member(id) => self.browser_at(id),
            _ => None,
        }
    }

    pub(super) fn name_of(&self, id: SessionId) -> String {
        self.people.member(id).map(|member| member.name.as_str().to_owned()).unwrap_or_default()
    }
}
