//! The member list.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Cost, Cx, RoomOperation, SlashCommand, Spec};
use crate::model::{Capability, Principal};
use crate::room::event::RoomEvent;
use crate::room::refusal::Refusal;
use crate::room::state::RoomState;

/// Lists the members of chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListMembers;

/// Outcome of [`ListMembers`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Members {
    /// Names in order of login.
    pub names: Vec<String>,
}

impl RoomOperation for ListMembers {
    const SPEC: Spec = Spec {
        id: "list-members",
        summary: "list who is in chat",
        needs: Capability::Chat,
        muted_may: true,
        cost: Cost::Message,
    };
    type Outcome = Members;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<Members, Refusal> {
        let users = room.people.everybody();
        let names = users.iter().map(|user| user.username.to_string()).collect();
        if let Principal::Member(id) = by {
            cx.reply(id, RoomEvent::UserList { count: users.len(), users });
        }
        Ok(Members { names })
    }
}

impl SlashCommand for ListMembers {
    fn parse(_: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self)
    }

    fn render(_: Members) -> Vec<Cow<'static, str>> {
        Vec::new()
    }
}
