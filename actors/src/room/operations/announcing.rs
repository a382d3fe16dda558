//! Announcements.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Cost, Cx, Delivered, RoomOperation, Route, SlashCommand, Spec};
use crate::model::{Capability, Principal};
use crate::room::refusal::Refusal;
use crate::room::state::RoomState;

/// Announces something to all, highlighted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Announce {
    /// What to say.
    #[schema(min_length = 1)]
    pub text: String,
}

impl RoomOperation for Announce {
    const SPEC: Spec = Spec {
        id: "announce",
        summary: "announce something to all, highlighted",
        needs: Capability::Moderate,
        muted_may: false,
        cost: Cost::Message,
        audits: Some("send_announcement"),
        route: Some(Route::post("announcements")),
    };
    type Outcome = Delivered;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<Delivered, Refusal> {
        let text = room.own_words(&self.text)?;
        let listeners = room.listeners();
        room.announce(by, text, cx);
        Ok(Delivered { listeners })
    }
}

impl SlashCommand for Announce {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self { text: argument.to_owned() })
    }

    fn render(_: Delivered) -> Vec<Cow<'static, str>> {
        Vec::new()
    }
}
