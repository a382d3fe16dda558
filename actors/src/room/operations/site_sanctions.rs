//! Sanctions of the whole site. A room imposes them, since only a room knows whom a name means.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Cost, Cx, RoomOperation, Spec};
use crate::model::{Capability, Principal, SanctionKind, SanctionScope, UnixTime};
use crate::room::refusal::{Code, Refusal};
use crate::room::sentence::{Imposed, Sentence};
use crate::room::state::RoomState;

/// Mutes or bans someone in every chat of the site. Only administrators may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SanctionOnSite {
    /// Name of a member, also of one who left lately.
    pub user: String,
    /// `mute` or `ban`.
    #[schema(value_type = String)]
    pub kind: SanctionKind,
    /// For how long, in seconds; without it, until somebody lifts it.
    #[serde(default)]
    pub seconds: Option<u32>,
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Outcome of [`SanctionOnSite`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SanctionedOnSite {
    /// Its id.
    pub id: String,
    /// The person's name as they spell it.
    pub name: String,
    /// When it ends, in Unix seconds; null if somebody has to lift it.
    #[schema(value_type = Option<i64>)]
    pub until: Option<UnixTime>,
    /// Why it does not hold at the person's address; null if it does.
    pub note: Option<String>,
}

impl RoomOperation for SanctionOnSite {
    const SPEC: Spec = Spec {
        id: "sanction-on-site",
        summary: "mute or ban someone on the whole site",
        needs: Capability::ManageStream,
        muted_may: false,
        cost: Cost::Message,
        audits: None,
        route: None,
    };
    type Outcome = SanctionedOnSite;

    fn apply(
        self,
        room: &mut RoomState,
        by: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<SanctionedOnSite, Refusal> {
        if !matches!(by, Principal::Administrator | Principal::Token { administers: true, .. }) {
            return Err(Refusal::new(Code::NotAllowed, "Only administrators may do that."));
        }
        if self.kind == SanctionKind::Kick {
            return Err(Refusal::new(Code::Invalid, "The kind must be mute or ban."));
        }
        let sentence = Sentence::new(self.kind, self.seconds, self.reason.as_deref())?;
        let sentence = Sentence { scope: SanctionScope::Site, ..sentence };
        let Imposed { id, name, until, note } = room.pass(&self.user, sentence, by, cx)?;
        Ok(SanctionedOnSite { id, name, until, note })
    }
}
