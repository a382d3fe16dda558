//! Appealing a mute or ban, and declining an appeal.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Cost, Cx, RoomOperation, Route, SlashCommand, Spec};
use crate::model::{AuditEvent, Capability, Principal, Sanction};
use crate::room::members::{looked_for, no_user};
use crate::room::refusal::{Code, Refusal};
use crate::room::state::RoomState;

/// Says something against one's mute, once. Those who are banned have an event for it.
pub struct AppealMute(String);

impl RoomOperation for AppealMute {
    const SPEC: Spec = Spec {
        id: "appeal",
        summary: "ask the moderators to lift your mute",
        needs: Capability::Chat,
        muted_may: true,
        cost: Cost::Message,
        audits: Some("appeal_sanction"),
        route: None,
    };
    type Outcome = ();

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<(), Refusal> {
        let Principal::Member(id) = by else {
            return Err(Refusal::new(Code::NotLoggedIn, "Join the chat first."));
        };
        room.appealed(id, &self.0, cx)
    }
}

impl SlashCommand for AppealMute {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self(argument.to_owned()))
    }

    fn render((): ()) -> Vec<Cow<'static, str>> {
        vec!["The moderators have your appeal.".into()]
    }
}

/// Declines what someone says against their mute or ban.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclineAppeal {
    /// The name that the person had when they were sanctioned, or the id of the mute or ban.
    pub user: String,
}

/// Outcome of [`DeclineAppeal`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AppealDeclined {
    /// The name that the person had.
    pub name: String,
}

impl RoomOperation for DeclineAppeal {
    const SPEC: Spec = Spec {
        id: "decline-appeal",
        summary: "decline someone's appeal",
        needs: Capability::Moderate,
        muted_may: true,
        cost: Cost::Message,
        audits: Some("decline_appeal"),
        route: Some(Route::delete("appeals/{user}")),
    };
    type Outcome = AppealDeclined;

    fn apply(
        self,
        room: &mut RoomState,
        by: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<AppealDeclined, Refusal> {
        let is_open = |sanction: &Sanction| sanction.appeal.as_ref().is_some_and(|appeal| !appeal.declined);
        let Some(sanction) = room.sanction_called(&self.user, &looked_for(&self.user), is_open) else {
            return Err(match self.user.trim() {
                "" => no_user(""),
                user => {
                    let user: String = user.chars().take(40).collect();
                    Refusal::new(Code::NotFound, format!("{user} has no appeal to decline."))
                }
            });
        };
        room.check_may_lift(sanction, by, "declined")?;
        let sanction = sanction.clone();
        let name = sanction.name.clone();
        room.decline(sanction, cx);
        let operator = room.operator(by);
        room.audit(AuditEvent::DeclineAppeal { operator, name: name.clone() }, cx);
        Ok(AppealDeclined { name })
    }
}

impl SlashCommand for DeclineAppeal {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self { user: argument.to_owned() })
    }

    fn render(AppealDeclined { name }: AppealDeclined) -> Vec<Cow<'static, str>> {
        vec![format!("{name}'s appeal has been declined.").into()]
    }
}
