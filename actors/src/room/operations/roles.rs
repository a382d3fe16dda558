//! VIPs and bots, titles of roles, and who has which role.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Cost, Cx, RoomOperation, Route, SlashCommand, Spec};
use crate::model::text::clean;
use crate::model::{AuditEvent, Capability, Principal, Role, Titles};
use crate::ports::Write;
use crate::room::event::RoomEvent;
use crate::room::refusal::{Code, Refusal};
use crate::room::state::RoomState;

/// Longest title in characters.
const TITLE_LENGTH: usize = 30;

/// Makes a member a VIP, permanently if their browser is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddVip {
    /// Name of the member.
    pub user: String,
}

/// Makes a VIP a viewer again, even one who is away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveVip {
    /// Name of the VIP, or their name when they became one.
    pub user: String,
}

/// Marks a member as a program, permanently if it keeps cookies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddBot {
    /// Name of the member.
    pub user: String,
}

/// Makes a bot a viewer again, even one that is away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveBot {
    /// Name of the bot, or its name when it became one.
    pub user: String,
}

/// Outcome of operations that give or take a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RoleSet {
    /// The member's name as they spell it.
    pub name: String,
    /// `vip`, `bot` or `normal`.
    pub role: String,
}

impl RoleSet {
    fn new(name: String, role: Role) -> Self {
        Self { name, role: role.word().to_owned() }
    }
}

impl RoomOperation for AddVip {
    const SPEC: Spec = Spec {
        id: "add-vip",
        summary: "make someone a VIP, whom slow mode spares",
        needs: Capability::ManageStream,
        muted_may: false,
        cost: Cost::Message,
        audits: Some("set_role"),
        route: Some(Route::put("vips/{user}")),
    };
    type Outcome = RoleSet;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<RoleSet, Refusal> {
        Ok(RoleSet::new(room.appoint(&self.user, Role::Vip, by, cx)?, Role::Vip))
    }
}

impl RoomOperation for RemoveVip {
    const SPEC: Spec = Spec {
        id: "remove-vip",
        summary: "make a VIP a viewer again",
        route: Some(Route::delete("vips/{user}")),
        ..AddVip::SPEC
    };
    type Outcome = RoleSet;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<RoleSet, Refusal> {
        Ok(RoleSet::new(room.dismiss(&self.user, Role::Vip, by, cx)?, Role::Viewer))
    }
}

impl RoomOperation for AddBot {
    const SPEC: Spec = Spec {
        id: "add-bot",
        summary: "mark someone as a program, whom limits spare",
        route: Some(Route::put("bots/{user}")),
        ..AddVip::SPEC
    };
    type Outcome = RoleSet;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<RoleSet, Refusal> {
        Ok(RoleSet::new(room.appoint(&self.user, Role::Bot, by, cx)?, Role::Bot))
    }
}

impl RoomOperation for RemoveBot {
    const SPEC: Spec = Spec {
        id: "remove-bot",
        summary: "make a bot a viewer again",
        route: Some(Route::delete("bots/{user}")),
        ..AddVip::SPEC
    };
    type Outcome = RoleSet;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<RoleSet, Refusal> {
        Ok(RoleSet::new(room.dismiss(&self.user, Role::Bot, by, cx)?, Role::Viewer))
    }
}

impl SlashCommand for AddVip {
    const ANSWERS_FIRST: bool = true;

    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self { user: argument.to_owned() })
    }

    fn render(RoleSet { name, .. }: RoleSet) -> Vec<Cow<'static, str>> {
        vec![format!("{name} is a VIP now.").into()]
    }
}

impl SlashCommand for RemoveVip {
    const ANSWERS_FIRST: bool = true;

    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self { user: argument.to_owned() })
    }

    fn render(RoleSet { name, .. }: RoleSet) -> Vec<Cow<'static, str>> {
        vec![format!("{name} is no longer a VIP.").into()]
    }
}

impl SlashCommand for AddBot {
    const ANSWERS_FIRST: bool = true;

    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self { user: argument.to_owned() })
    }

    fn render(RoleSet { name, .. }: RoleSet) -> Vec<Cow<'static, str>> {
        vec![format!("{name} is a bot now.").into()]
    }
}

impl SlashCommand for RemoveBot {
    const ANSWERS_FIRST: bool = true;

    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self { user: argument.to_owned() })
    }

    fn render(RoleSet { name, .. }: RoleSet) -> Vec<Cow<'static, str>> {
        vec![format!("{name} is no longer a bot.").into()]
    }
}

/// Calls people of a role otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetTitle {
    /// `streamer`, `moderator`, `vip` or `bot`.
    pub role: String,
    /// Up to 30 characters. Blank removes it.
    pub title: String,
}

/// Outcome of [`SetTitle`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TitleSet {
    /// The role.
    pub role: String,
    /// Its title; null if it was removed.
    pub title: Option<String>,
}

impl RoomOperation for SetTitle {
    const SPEC: Spec = Spec {
        id: "set-title",
        summary: "call the people of a role otherwise: streamer, moderator, vip or bot",
        needs: Capability::ManageStream,
        muted_may: false,
        cost: Cost::Message,
        audits: Some("set_title"),
        route: Some(Route::put("titles/{role}")),
    };
    type Outcome = TitleSet;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<TitleSet, Refusal> {
        let (role, word) = titled(&self.role).ok_or_else(which_role)?;
        let title = room.conversation.with_emoji(&clean(&self.title));
        if title.chars().count() > TITLE_LENGTH {
            let text = format!("A title has up to {TITLE_LENGTH} characters.");
            return Err(Refusal::new(Code::Invalid, text));
        }
        let title = (!title.is_empty()).then_some(title);
        let changed = match &title {
            Some(title) => room.titles.insert(role, title.clone()).as_ref() != Some(title),
            None => room.titles.remove(&role).is_some(),
        };
        if changed {
            let operator = room.operator(by);
            room.audit(AuditEvent::SetTitle { operator, role: word, title: title.clone() }, cx);
            cx.save(Write::TitleSet { streamer: room.settings.name.clone(), role, title: title.clone() });
            cx.all(RoomEvent::Titles { titles: room.titles.clone() });
        }
        Ok(TitleSet { role: word.to_owned(), title })
    }
}

/// A role with its word, of those that can have a title.
fn titled(word: &str) -> Option<(Role, &'static str)> {
    let words = Role::ALL.into_iter().filter_map(|role| Some((role, role.titled()?)));
    words.into_iter().find(|(_, known)| known.eq_ignore_ascii_case(word))
}

fn which_role() -> Refusal {
    Refusal::new(Code::Invalid, "Which role? Write streamer, moderator, vip or bot, and then the title.")
}

impl SlashCommand for SetTitle {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        let (role, title) = argument.split_once(' ').unwrap_or((argument, ""));
        Ok(Self { role: role.to_owned(), title: title.to_owned() })
    }

    fn render(TitleSet { role, title }: TitleSet) -> Vec<Cow<'static, str>> {
        vec![match title {
            Some(title) => format!("The title of the role {role} is {title} now.").into(),
            None => format!("The role {role} has no title of its own.").into(),
        }]
    }
}

/// Lists who was given a role, and the titles of roles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListRoles {}

/// Outcome of [`ListRoles`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Roles {
    /// Also those who are away.
    #[schema(inline)]
    pub people: Vec<Appointed>,
    /// What the streamer calls each role that can have a title: `streamer`, `moderator`, `vip`, `bot`; null if nothing else.
    pub titles: BTreeMap<String, Option<String>>,
}

/// Somebody who was given a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Appointed {
    /// Their name when they were given it.
    pub name: String,
    /// `moderator`, `vip` or `bot`.
    pub role: String,
    /// What the streamer calls the role.
    pub title: Option<String>,
}

impl RoomOperation for ListRoles {
    const SPEC: Spec = Spec {
        id: "list-roles",
        summary: "list moderators, VIPs and bots, also those who are away",
        needs: Capability::Moderate,
        muted_may: true,
        cost: Cost::Message,
        audits: None,
        route: Some(Route::get("roles")),
    };
    type Outcome = Roles;

    fn apply(self, room: &mut RoomState, _: Principal, _: &mut Cx<'_, '_>) -> Result<Roles, Refusal> {
        let title = |titles: &Titles, role| titles.get(&role).cloned();
        let people = room.moderation.moderators().iter().map(|one| Appointed {
            name: one.name.clone(),
            role: one.role.word().to_owned(),
            title: title(&room.titles, one.role),
        });
        let titles = Role::ALL.into_iter().filter_map(|role| {
            let word = role.titled()?;
            Some((word.to_owned(), title(&room.titles, role)))
        });
        Ok(Roles { people: people.collect(), titles: titles.collect() })
    }
}
