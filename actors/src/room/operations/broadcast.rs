//! Operations on the running broadcast.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Cost, Cx, RoomOperation, Route, SlashCommand, Spec};
use crate::model::names::Token;
use crate::model::{Capability, Principal};
use crate::room::ended::READMITTED_AFTER;
use crate::room::refusal::{Code, Refusal};
use crate::room::state::RoomState;

/// Ends the broadcast at once and disconnects its publishers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndBroadcast {}

/// Outcome of [`EndBroadcast`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BroadcastEnded {
    /// Id of the broadcast that was ended.
    #[schema(value_type = String)]
    pub broadcast: Token,
    /// Whether viewers saw a moving picture until then.
    pub was_live: bool,
    /// Seconds for which no publisher is admitted.
    pub closed_for: u64,
}

impl RoomOperation for EndBroadcast {
    const SPEC: Spec = Spec {
        id: "end-broadcast",
        summary: "end the broadcast and disconnect the encoder",
        needs: Capability::ManageStream,
        muted_may: false,
        cost: Cost::Message,
        audits: Some("stop_streaming"),
        route: Some(Route::delete("broadcast")),
    };
    type Outcome = BroadcastEnded;

    fn apply(
        self,
        room: &mut RoomState,
        _: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<BroadcastEnded, Refusal> {
        let was_live = room.broadcasting.is_live(cx.now().monotonic);
        let Some(broadcast) = room.broadcasting.end_by_request(&mut room.settings, cx) else {
            return Err(Refusal::new(Code::NotFound, "Nothing is on air."));
        };
        Ok(BroadcastEnded { broadcast, was_live, closed_for: READMITTED_AFTER.as_secs() })
    }
}

impl SlashCommand for EndBroadcast {
    fn parse(_: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self {})
    }

    fn render(ended: BroadcastEnded) -> Vec<Cow<'static, str>> {
        let wait = ended.closed_for;
        vec![format!("The broadcast has ended. An encoder can connect again in {wait} seconds.").into()]
    }
}
