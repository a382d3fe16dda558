//! Custom emotes of the site.

use pystreaming_actors::model;
use pystreaming_actors::room::operations::Method;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::endpoint::{Access, Call, SiteOperation};
use super::problem::Problem;
use crate::rules;

/// A custom emote.
#[derive(Debug, Serialize, ToSchema)]
pub struct Emote {
    /// Written between colons in chat.
    alias: String,
    /// The address of its picture.
    uri: String,
}

impl From<model::Emote> for Emote {
    fn from(model::Emote { alias, uri }: model::Emote) -> Self {
        Self { alias, uri }
    }
}

/// Lists the custom emotes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListEmotes {}

/// The custom emotes, by alias.
#[derive(Debug, Serialize, ToSchema)]
pub struct Emotes {
    /// Sorted.
    #[schema(inline)]
    emotes: Vec<Emote>,
}

impl SiteOperation for ListEmotes {
    const ID: &'static str = "list-emotes";
    const SUMMARY: &'static str = "list the custom emotes";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/emotes";
    const ACCESS: Access = Access::Public;
    type Outcome = Emotes;

    async fn run(self, call: &Call) -> Result<Emotes, Problem> {
        let emotes = call.site.store.emotes().await?;
        Ok(Emotes { emotes: emotes.into_iter().map(Emote::from).collect() })
    }
}

/// Adds a custom emote.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddEmote {
    /// Letters, digits, `_` and `-`.
    #[schema(min_length = 1, max_length = 32, pattern = "^[A-Za-z0-9_-]+$")]
    alias: String,
    /// The picture: an `https` address, or a path on this site such as `/static/emotes/wave.png`.
    uri: String,
}

impl SiteOperation for AddEmote {
    const ID: &'static str = "add-emote";
    const SUMMARY: &'static str = "add a custom emote";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/emotes";
    const ACCESS: Access = Access::Admin;
    type Outcome = Emote;

    async fn run(self, call: &Call) -> Result<Emote, Problem> {
        let invalid = |name: &str, why: String| Problem::invalid(format!("The {name} {why}."));
        let alias = rules::alias(&self.alias).map_err(|why| invalid("alias", why))?.to_owned();
        let uri = rules::emote_uri(&self.uri).map_err(|why| invalid("uri", why))?.to_owned();
        let emote = model::Emote { alias, uri };
        call.site.store.add_emote(&emote).await?;
        Ok(emote.into())
    }
}

/// Removes a custom emote.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveEmote {
    /// Without colons.
    alias: String,
}

/// The emote is gone, within a second.
#[derive(Debug, Serialize, ToSchema)]
pub struct RemovedEmote {}

impl SiteOperation for RemoveEmote {
    const ID: &'static str = "remove-emote";
    const SUMMARY: &'static str = "remove a custom emote";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/emotes/{alias}";
    const ACCESS: Access = Access::Admin;
    type Outcome = RemovedEmote;

    async fn run(self, call: &Call) -> Result<RemovedEmote, Problem> {
        call.site.store.drop_emote(&self.alias).await?;
        Ok(RemovedEmote {})
    }
}
