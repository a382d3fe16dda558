//! The member list.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Cost, Cx, RoomOperation, Route, SlashCommand, Spec};
use crate::model::{Capability, Principal};
use crate::room::event::RoomEvent;
use crate::room::refusal::Refusal;
use crate::room::state::RoomState;

/// Lists the members of chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListMembers {}

/// Outcome of [`ListMembers`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Members {
    /// In order of login.
    #[schema(inline)]
    pub members: Vec<ChatMember>,
}

/// A member of chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChatMember {
    /// Their name.
    pub name: String,
    /// `normal`, `moderator` or `admin`.
    #[serde(rename = "type")]
    pub role: String,
    /// What they are besides that: `vip` or `bot`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub badges: Vec<String>,
    /// What the streamer calls their role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The colour of their name, as `#rrggbb`.
    pub color: String,
    /// Whether they are muted.
    pub muted: bool,
}

impl RoomOperation for ListMembers {
    const SPEC: Spec = Spec {
        id: "list-members",
        summary: "list who is in chat",
        needs: Capability::Read,
        muted_may: true,
        cost: Cost::Message,
        audits: None,
        route: Some(Route::get("members")),
    };
    type Outcome = Members;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<Members, Refusal> {
        if let Principal::Member(id) = by {
            let users = room.people.everybody();
            // what clients of the original expect of the slash command
            cx.reply(id, RoomEvent::UserList { count: users.len(), users });
        }
        let members = room.people.members().map(|(_, member)| ChatMember {
            name: member.name.as_str().to_owned(),
            role: member.role.as_str().to_owned(),
            badges: member.role.badge().map(str::to_owned).into_iter().collect(),
            title: room.titles.get(&member.role).cloned(),
            color: member.colour.to_string(),
            muted: member.mute.is_some(),
        });
        Ok(Members { members: members.collect() })
    }
}

impl SlashCommand for ListMembers {
    fn parse(_: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self {})
    }

    fn render(_: Members) -> Vec<Cow<'static, str>> {
        Vec::new()
    }
}
