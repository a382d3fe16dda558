//! Promoting and demoting moderators.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Cost, Cx, RoomOperation, Route, SlashCommand, Spec};
use crate::model::{Capability, Principal, Role};
use crate::room::refusal::Refusal;
use crate::room::state::RoomState;

/// Makes a member a moderator, permanently if their account or their browser is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Promote {
    /// Name of the member.
    pub user: String,
}

/// Outcome of [`Promote`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Promoted {
    /// The member's name as they spell it.
    pub name: String,
}

impl RoomOperation for Promote {
    const SPEC: Spec = Spec {
        id: "add-moderator",
        summary: "make someone a moderator",
        needs: Capability::ManageStream,
        muted_may: false,
        cost: Cost::Message,
        audits: Some("mod_user"),
        route: Some(Route::put("moderators/{user}")),
    };
    type Outcome = Promoted;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<Promoted, Refusal> {
        Ok(Promoted { name: room.appoint(&self.user, Role::Moderator, by, cx)? })
    }
}

impl SlashCommand for Promote {
    const ANSWERS_FIRST: bool = true;

    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self { user: argument.to_owned() })
    }

    fn render(Promoted { name }: Promoted) -> Vec<Cow<'static, str>> {
        vec![format!("{name} is a moderator now.").into()]
    }
}

/// Makes a moderator a viewer again, even one who is away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Demote {
    /// Name of the member.
    pub user: String,
}

/// Outcome of [`Demote`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Demoted {
    /// Their name as they spell it, or spelled it when they became a moderator.
    pub name: String,
}

impl RoomOperation for Demote {
    const SPEC: Spec = Spec {
        id: "remove-moderator",
        summary: "make a moderator a viewer again",
        needs: Capability::ManageStream,
        muted_may: false,
        cost: Cost::Message,
        audits: Some("demod_user"),
        route: Some(Route::delete("moderators/{user}")),
    };
    type Outcome = Demoted;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<Demoted, Refusal> {
        Ok(Demoted { name: room.dismiss(&self.user, Role::Moderator, by, cx)? })
    }
}

impl SlashCommand for Demote {
    const ANSWERS_FIRST: bool = true;

    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self { user: argument.to_owned() })
    }

    fn render(Demoted { name }: Demoted) -> Vec<Cow<'static, str>> {
        vec![format!("{name} is no longer a moderator.").into()]
    }
}
