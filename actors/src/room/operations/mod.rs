//! What people and programs can do in a room, one operation each: a slash command, an API call and a verb of the
//! command line that do the same thing are the same operation.

mod appearance;
mod help;
mod messages;
mod moderators;
mod mutes;
mod roster;
mod sending;
mod stream_settings;
mod themes;

pub use appearance::{Recolour, Recoloured, Rename, RenameSelf, Renamed};
pub use help::Help;
pub use messages::{ClearChat, Cleared, DeleteMessage, Deleted, SetSlowMode, SlowModeSet};
pub use moderators::{Demote, Demoted, Promote, Promoted};
pub use mutes::{ListMutes, Mute, MuteList, Muted, Unmute, Unmuted};
pub use roster::{ListMembers, Members};
pub use sending::{Act, Delivered, Said, Say, SendMessage};
pub use stream_settings::{
    ChatSet, DescriptionSet, PasswordSet, SetChat, SetDescription, SetPassword, Settings, ShowSettings,
};
pub use themes::{ChooseTheme, ListThemes, ThemeChosen, Themes};

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::effect::Effect;
use super::refusal::{Code, Refusal};
use super::state::RoomState;
use crate::limits::Kind;
use crate::model::{Capability, Principal, Role};
use crate::ports::Env;
use crate::session::SessionId;

/// What holds for an operation, however it is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    /// Names it in APIs: words with hyphens.
    pub id: &'static str,
    /// What it does, in a line.
    pub summary: &'static str,
    /// What its principal must be able to do.
    pub needs: Capability,
    /// Whether muted members may.
    pub muted_may: bool,
    /// How it counts against the limits of a member.
    pub cost: Cost,
}

/// How an operation counts against the limits of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// As a message.
    Message,
    /// By what comes of it; the operation asks the limits itself.
    ByOutcome,
}

/// Time, randomness and effects of one operation.
pub(super) struct Cx<'a, 'e> {
    pub env: &'a mut Env<'e>,
    pub effects: &'a mut Vec<Effect>,
}

/// One operation: its value holds the parameters.
pub(super) trait RoomOperation: Sized {
    const SPEC: Spec;
    type Outcome;

    /// Does it. What [`Spec`] asks for has been checked.
    fn apply(
        self,
        room: &mut RoomState,
        by: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<Self::Outcome, Refusal>;
}

/// An operation that has a slash command.
pub(super) trait SlashCommand: RoomOperation {
    /// Whether the caller gets the answer before anybody hears of the change. Clients have always had it in this order.
    const ANSWERS_FIRST: bool = false;

    /// Reads what was typed after the command.
    fn parse(argument: &str, room: &RoomState) -> Result<Self, Refusal>;

    /// What the caller is told, line by line; nothing where an event tells it.
    fn render(outcome: Self::Outcome) -> Vec<Cow<'static, str>>;
}

/// Lists the operations that can be asked for from outside of chat, and what each answers.
macro_rules! operations {
    ($($operation:ident => $outcome:ident,)*) => {
        /// An operation with its parameters.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[allow(missing_docs, reason = "each holds the operation of its name")]
        pub enum Operation {
            $($operation($operation),)*
        }

        /// What an operation answers.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[allow(missing_docs, reason = "each holds the outcome of its name")]
        pub enum Outcome {
            $($outcome($outcome),)*
        }

        impl Operation {
            /// What holds for each.
            pub const SPECS: &[Spec] = &[$($operation::SPEC,)*];
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
            /// Does what was asked for from outside of chat.
            pub(super) fn perform_any(
                &mut self,
                operation: Operation,
                by: Principal,
                env: &mut Env<'_>,
                effects: &mut Vec<Effect>,
            ) -> Result<Outcome, Refusal> {
                let mut cx = Cx { env, effects };
                match operation {
                    $(Operation::$operation(operation) => {
                        self.perform(operation, by, &mut cx).map(Outcome::$outcome)
                    })*
                }
            }
        }
    };
}

/// An operation that can be asked for from outside of chat.
pub trait Ask {
    /// What it answers.
    type Answer;

    /// As it travels to the room.
    fn into_operation(self) -> Operation;

    /// Takes the answer out of the outcome; `None` for the outcome of another operation.
    fn answer(outcome: Outcome) -> Option<Self::Answer>;
}

operations! {
    SendMessage => Delivered,
    ListMembers => Members,
    Mute => Muted,
    Unmute => Unmuted,
    ListMutes => MuteList,
    Rename => Renamed,
    Promote => Promoted,
    Demote => Demoted,
    DeleteMessage => Deleted,
    ClearChat => Cleared,
    SetSlowMode => SlowModeSet,
    SetDescription => DescriptionSet,
    SetPassword => PasswordSet,
    SetChat => ChatSet,
    ShowSettings => Settings,
}

impl RoomState {
    /// Does an operation that is asked for from outside of chat. As with [`RoomState::apply`], the caller performs the
    /// effects.
    pub fn ask(
        &mut self,
        operation: Operation,
        by: Principal,
        env: &mut Env<'_>,
    ) -> (Result<Outcome, Refusal>, Vec<Effect>) {
        let mut effects = Vec::new();
        let result = self.perform_any(operation, by, env, &mut effects);
        self.follow_up(env, &mut effects);
        (result, effects)
    }

    /// Does an operation, if its principal may.
    pub(super) fn perform<O: RoomOperation>(
        &mut self,
        operation: O,
        by: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<O::Outcome, Refusal> {
        self.permit(&O::SPEC, by, cx)?;
        operation.apply(self, by, cx)
    }

    /// Whether a principal may do that now.
    pub(super) fn permit(&mut self, spec: &Spec, by: Principal, cx: &Cx<'_, '_>) -> Result<(), Refusal> {
        if !self.role_of(by).is_some_and(|role| role.may(spec.needs)) {
            return Err(Refusal::new(Code::NotAllowed, "You may not do that."));
        }
        let Principal::Member(id) = by else { return Ok(()) };
        if !spec.muted_may {
            self.check_muted(id)?;
        }
        match spec.cost {
            Cost::Message => self.check_rate(id, Kind::Message, cx.env.now),
            Cost::ByOutcome => Ok(()),
        }
    }

    /// The role that a principal acts in; `None` for a session at which nobody is logged in.
    pub(super) fn role_of(&self, by: Principal) -> Option<Role> {
        match by {
            Principal::Member(id) => self.people.member(id).map(|member| member.role),
            Principal::Streamer | Principal::Administrator => Some(Role::Streamer),
        }
    }

    /// The name under which the audit log has a principal.
    pub(super) fn operator(&self, by: Principal) -> String {
        match by {
            Principal::Member(id) => self.name_of(id),
            Principal::Streamer => self.settings.name.to_string(),
            Principal::Administrator => "administrator".to_owned(),
        }
    }

    /// Whether a principal may moderate the member at a session.
    pub(super) fn may_moderate(&self, by: Principal, subject: SessionId) -> bool {
        let subject = self.people.member(subject).map(|member| member.role);
        self.role_of(by).zip(subject).is_some_and(|(by, subject)| by.outranks(subject))
    }

    pub(super) fn name_of(&self, id: SessionId) -> String {
        self.people.member(id).map(|member| member.name.as_str().to_owned()).unwrap_or_default()
    }
}
