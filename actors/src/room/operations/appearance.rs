//! Names and colours.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Cost, Cx, RoomOperation, Route, SlashCommand, Spec};
use crate::limits::{Kind, PersonKey};
use crate::model::names::{InvalidNickname, NICKNAME_MAX, Nickname};
use crate::model::{AccountId, AuditEvent, Capability, Colour, Principal, Role};
use crate::room::event::RoomEvent;
use crate::room::members::{looked_for, no_user};
use crate::room::refusal::{Code, Refusal};
use crate::room::state::RoomState;
use crate::session::SessionId;

/// Changes the colour of the member's own name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recolour {
    /// Name of a CSS colour, `#rgb`, `#rrggbb` or `random`.
    pub colour: String,
}

/// Outcome of [`Recolour`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recoloured {}

impl RoomOperation for Recolour {
    const SPEC: Spec = Spec {
        id: "recolour",
        summary: "change the colour of your name: a colour's name, #rrggbb or random",
        needs: Capability::Chat,
        muted_may: false,
        cost: Cost::ByOutcome,
        audits: None,
        route: None,
    };
    type Outcome = Recoloured;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<Recoloured, Refusal> {
        let id = member(by)?;
        let chosen = Colour::choose(&self.colour, cx.rng());
        room.check_change(id, chosen.is_some(), cx)?;
        let Some(colour) = chosen else {
            let text = "That is no colour. Try the name of one, #ff00ff or the like, or random.";
            return Err(Refusal::new(Code::Invalid, text));
        };
        let Some(member) = room.people.member_mut(id) else { return Err(nobody()) };
        member.colour = colour;
        let person = member.person();
        room.tell_subscription(id, cx);
        cx.all(RoomEvent::Recoloured(person));
        cx.reply(id, RoomEvent::OwnColour { color: colour });
        Ok(Recoloured {})
    }
}

impl SlashCommand for Recolour {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self { colour: argument.to_owned() })
    }

    fn render(_: Recoloured) -> Vec<Cow<'static, str>> {
        Vec::new()
    }
}

/// Changes the member's own name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenameSelf {
    /// The new name.
    pub name: String,
}

/// Outcome of [`RenameSelf`] and [`Rename`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Renamed {
    /// The new name as it is shown.
    pub name: String,
}

impl RoomOperation for RenameSelf {
    const SPEC: Spec = Spec {
        id: "rename-self",
        summary: "change your name",
        needs: Capability::Chat,
        muted_may: false,
        cost: Cost::ByOutcome,
        audits: Some("change_name"),
        route: None,
    };
    type Outcome = Renamed;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<Renamed, Refusal> {
        let id = member(by)?;
        if room.people.member(id).is_some_and(|member| member.account.is_some()) {
            let text = "Your name is that of your account. Sign out to use another.";
            return Err(Refusal::new(Code::NotAllowed, text));
        }
        let mut name = room.free_name(&self.name, id);
        if room.people.limited(id).is_some() && name.as_ref().is_ok_and(|name| !room.is_fit(name)) {
            let text = "This chat does not allow that name. Choose another.";
            name = Err(Refusal::new(Code::NameFiltered, text));
        }
        room.check_change(id, name.is_ok(), cx)?;
        Ok(room.rename(id, name?, cx))
    }
}

impl SlashCommand for RenameSelf {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self { name: argument.to_owned() })
    }

    fn render(_: Renamed) -> Vec<Cow<'static, str>> {
        Vec::new()
    }
}

/// Renames another member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rename {
    /// Current name of the member.
    pub user: String,
    /// The new name.
    pub name: String,
}

impl RoomOperation for Rename {
    const SPEC: Spec = Spec {
        id: "rename",
        summary: "rename someone",
        needs: Capability::Moderate,
        muted_may: true,
        cost: Cost::Message,
        audits: Some("rename_user"),
        route: Some(Route::patch("members/{user}")),
    };
    type Outcome = Renamed;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<Renamed, Refusal> {
        let (id, before) = room.subject(&self.user, by, "renamed")?;
        let name = room.free_name(&self.name, id)?;
        let renamed = room.rename(id, name, cx);
        let (operator, newname) = (room.operator(by), renamed.name.clone());
        room.audit(AuditEvent::RenameUser { operator, name: before, newname }, cx);
        Ok(renamed)
    }
}

impl SlashCommand for Rename {
    /// Names may contain spaces: the longest prefix that is a member's name counts.
    fn parse(argument: &str, room: &RoomState) -> Result<Self, Refusal> {
        let spaces = argument.match_indices(' ').map(|(at, _)| at).take(NICKNAME_MAX);
        let ends: Vec<usize> = spaces.chain([argument.len()]).collect();
        let known = ends.into_iter().rev().find_map(|end| {
            let (user, name) = argument.split_at(end);
            let id = room.people.named(&looked_for(user))?;
            let same = room.people.member(id)?.name.same_in_any_case(user.trim());
            same.then(|| Self { user: user.trim().to_owned(), name: name.trim().to_owned() })
        });
        known.ok_or_else(|| no_user(argument))
    }

    fn render(_: Renamed) -> Vec<Cow<'static, str>> {
        Vec::new()
    }
}

/// The session of a member; other principals have neither name nor colour in chat.
fn member(by: Principal) -> Result<SessionId, Refusal> {
    match by {
        Principal::Member(id) => Ok(id),
        _ => Err(nobody()),
    }
}

fn nobody() -> Refusal {
    Refusal::new(Code::NotLoggedIn, "Join the chat first.")
}

impl RoomState {
    /// Applies the rate limit: a valid change counts as [`Kind::Change`], an invalid one as [`Kind::Message`].
    fn check_change(&mut self, id: SessionId, can_be: bool, cx: &Cx<'_, '_>) -> Result<(), Refusal> {
        let kind = if can_be { Kind::Change } else { Kind::Message };
        self.check_rate(id, kind, cx.now())
    }

    /// Parses a name, and checks that the member at `whose` may take it.
    fn free_name(&self, text: &str, whose: SessionId) -> Result<Nickname, Refusal> {
        let name =
            Nickname::parse(text, &|alias: &str| self.conversation.is_emote(alias)).map_err(|error| {
                match error {
                    InvalidNickname::Blank => {
                        Refusal::new(Code::NameBlank, "Which name? Write it after the command.")
                    }
                    InvalidNickname::TooLong => Refusal::new(
                        Code::NameTooLong,
                        format!("That name is too long: {NICKNAME_MAX} characters are allowed."),
                    ),
                    InvalidNickname::Unfit(_) => Refusal::new(
                        Code::NameUnfit,
                        "That name has characters that cannot be shown. Choose another.",
                    ),
                }
            })?;
        let owner = self.config.accounts.owner(&name);
        if owner.is_some() && owner != self.account_at(whose) {
            let text = "That name belongs to an account. Choose another.";
            return Err(Refusal::new(Code::NameReserved, text));
        }
        let role = self.people.member(whose).map(|member| member.role);
        let is_taken = self.people.named(name.confusable_key()).is_some()
            || role != Some(Role::Streamer) && self.is_like_staff(&name, Some(whose));
        match is_taken {
            true => Err(Refusal::new(Code::NameTaken, "That name is taken. Choose another.")),
            false => Ok(name),
        }
    }

    /// The account that is signed in at a session.
    fn account_at(&self, id: SessionId) -> Option<AccountId> {
        self.people.session(id)?.identity.account
    }

    /// Renames a member and announces it.
    fn rename(&mut self, id: SessionId, name: Nickname, cx: &mut Cx<'_, '_>) -> Renamed {
        let newname = name.spelled();
        let renamed = Renamed { name: newname.to_string() };
        let account =
            self.account_at(id).filter(|account| self.config.accounts.owner(&name) == Some(*account));
        let Some(old) = self.people.rename(id, name, account) else { return renamed };
        let Some(member) = self.people.member(id) else { return renamed };
        let (role, color) = (member.role, member.colour);
        let oldname = old.spelled();
        if let Some(session) = self.people.session(id) {
            let person = PersonKey::of(&session.identity, id);
            self.acquaintances.meet(person, &session.identity, newname.clone());
        }
        let event = AuditEvent::ChangeName { oldname: oldname.to_string(), newname: newname.to_string() };
        self.audit(event, cx);
        self.tell_status(id, cx);
        let users = self.people.users_for_all();
        cx.all(RoomEvent::Renamed { oldname, newname, role, color, account: account.is_some(), users });
        self.tell_mute_of(id, cx);
        renamed
    }
}
