//! Mutes and bans that hold on the whole site.

use pystreaming_actors::model::names::Token;
use pystreaming_actors::model::{Sanction, SanctionKind};
use pystreaming_actors::registry::room_of;
use pystreaming_actors::room::AskError;
use pystreaming_actors::room::operations::{Method, SanctionOnSite};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::endpoint::{Access, Call, SiteOperation};
use super::problem::Problem;

/// A mute or ban that holds on the whole site.
#[derive(Debug, Serialize, ToSchema)]
pub struct SiteSanction {
    /// Its id.
    id: String,
    /// `mute` or `ban`.
    kind: String,
    /// The person's name when it was imposed.
    name: String,
    /// When it was imposed, in Unix seconds.
    time: i64,
    /// When it ends, in Unix seconds; null if somebody has to lift it.
    until: Option<i64>,
    /// Why; may be empty.
    reason: String,
    /// Whether it holds at the person's address too, whatever they call themselves.
    by_address: bool,
    /// What the person says against it; null if they have said nothing.
    appeal: Option<String>,
    /// Whether the appeal was declined.
    declined: bool,
}

impl From<Sanction> for SiteSanction {
    fn from(sanction: Sanction) -> Self {
        let declined = sanction.appeal.as_ref().is_some_and(|appeal| appeal.declined);
        Self {
            id: sanction.id.to_string(),
            kind: sanction.kind.as_str().to_owned(),
            name: sanction.name,
            time: sanction.at,
            until: sanction.until,
            reason: sanction.reason,
            by_address: !sanction.shared,
            appeal: sanction.appeal.map(|appeal| appeal.text),
            declined,
        }
    }
}

/// Lists the sanctions of the site.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListSanctions {}

/// The sanctions of the site.
#[derive(Debug, Serialize, ToSchema)]
pub struct SiteSanctions {
    /// Oldest first, without those that have ended.
    #[schema(inline)]
    sanctions: Vec<SiteSanction>,
}

impl SiteOperation for ListSanctions {
    const ID: &'static str = "list-sanctions";
    const SUMMARY: &'static str = "list who is muted or banned on the whole site";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/sanctions";
    const ACCESS: Access = Access::Admin;
    type Outcome = SiteSanctions;

    async fn run(self, call: &Call) -> Result<SiteSanctions, Problem> {
        let now = call.site.unix();
        let all = call.site.store.site_sanctions().await?.into_iter();
        let sanctions = all.filter(|sanction| sanction.until.is_none_or(|until| until > now));
        Ok(SiteSanctions { sanctions: sanctions.map(SiteSanction::from).collect() })
    }
}

/// Mutes or bans someone on the whole site.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddSanction {
    /// The streamer in whose chat they are, or were lately.
    streamer: String,
    /// Their name there.
    user: String,
    /// `mute` or `ban`.
    #[schema(value_type = String, pattern = "^(mute|ban)$")]
    kind: SanctionKind,
    /// For how long, in seconds; without it, until somebody lifts it.
    #[serde(default)]
    #[schema(minimum = 5, maximum = 31536000)]
    seconds: Option<u32>,
    /// Why, for the person and for moderators.
    #[serde(default)]
    #[schema(max_length = 200)]
    reason: Option<String>,
}

/// A sanction that was imposed. It holds in every chat within a second.
#[derive(Debug, Serialize, ToSchema)]
pub struct AddedSanction {
    /// Its id.
    id: String,
    /// The person's name as they spell it.
    name: String,
    /// When it ends, in Unix seconds; null if somebody has to lift it.
    until: Option<i64>,
    /// Why it does not hold at the person's address; null if it does.
    note: Option<String>,
}

impl SiteOperation for AddSanction {
    const ID: &'static str = "add-sanction";
    const SUMMARY: &'static str = "mute or ban someone on the whole site";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/sanctions";
    const ACCESS: Access = Access::Admin;
    const AUDITS: Option<&'static str> = Some("add_sanction");
    type Outcome = AddedSanction;

    async fn run(self, call: &Call) -> Result<AddedSanction, Problem> {
        let Self { streamer, user, kind, seconds, reason } = self;
        let stream = call.site.index.get(&streamer);
        let stream = stream.ok_or_else(|| Problem::not_found("There is no such streamer."))?;
        let room = room_of(&call.site.rooms, stream.settings.name.folded()).ok_or(AskError::Gone)?;
        let by = call.caller.as_ref().map(Caller::principal);
        let by = by.ok_or_else(|| Problem::forbidden("Give credentials."))?;
        let imposed = room.ask(SanctionOnSite { user, kind, seconds, reason }, by).await?;
        // it is on the list once this is answered
        call.site.recorded().await;
        Ok(AddedSanction { id: imposed.id, name: imposed.name, until: imposed.until, note: imposed.note })
    }
}

/// Lifts a sanction of the site.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LiftSanction {
    /// The sanction's id.
    id: String,
}

/// The sanction is lifted, within a second.
#[derive(Debug, Serialize, ToSchema)]
pub struct LiftedSanction {}

impl SiteOperation for LiftSanction {
    const ID: &'static str = "lift-sanction";
    const SUMMARY: &'static str = "lift a mute or ban of the whole site";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/sanctions/{id}";
    const ACCESS: Access = Access::Admin;
    const AUDITS: Option<&'static str> = Some("lift_sanction");
    type Outcome = LiftedSanction;

    async fn run(self, call: &Call) -> Result<LiftedSanction, Problem> {
        call.store().lift_site_sanction(&Token::stored(&self.id)).await?;
        Ok(LiftedSanction {})
    }
}

/// Declines the appeal against a sanction of the site.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclineSiteAppeal {
    /// The sanction's id.
    id: String,
}

/// The appeal is declined.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeclinedSiteAppeal {}

impl SiteOperation for DeclineSiteAppeal {
    const ID: &'static str = "decline-site-appeal";
    const SUMMARY: &'static str = "decline the appeal against a mute or ban of the whole site";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/sanctions/{id}/appeal";
    const ACCESS: Access = Access::Admin;
    const AUDITS: Option<&'static str> = Some("decline_site_appeal");
    type Outcome = DeclinedSiteAppeal;

    async fn run(self, call: &Call) -> Result<DeclinedSiteAppeal, Problem> {
        call.store().decline_site_appeal(&Token::stored(&self.id)).await?;
        Ok(DeclinedSiteAppeal {})
    }
}
