//! How the incoming stream is.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Cost, Cx, RoomOperation, Route, Spec};
use crate::health::StreamHealth;
use crate::model::{Capability, Principal};
use crate::room::refusal::Refusal;
use crate::room::state::RoomState;

/// Shows how the incoming stream is, and what its streamer should change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowHealth {}

impl RoomOperation for ShowHealth {
    const SPEC: Spec = Spec {
        id: "show-health",
        summary: "show how the incoming stream is, and what to change",
        needs: Capability::SeeHealth,
        muted_may: true,
        cost: Cost::ByOutcome,
        audits: None,
        route: Some(Route::get("health")),
    };
    type Outcome = StreamHealth;

    fn apply(self, room: &mut RoomState, _: Principal, cx: &mut Cx<'_, '_>) -> Result<StreamHealth, Refusal> {
        Ok(room.broadcasting.health(cx.now()))
    }
}
