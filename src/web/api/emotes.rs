//! Custom emotes of the site.

use std::fmt::Display;

use actix_web::web;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pystreaming_actors::model;
use pystreaming_actors::room::operations::Method;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::endpoint::{Access, Call, SiteOperation, Upload};
use super::problem::Problem;
use crate::media::emotes::{InvalidPicture, checked};
use crate::rules;
use crate::web::uploads::uri_of;

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
    const AUDITS: Option<&'static str> = Some("add_emote");
    type Outcome = Emote;

    async fn run(self, call: &Call) -> Result<Emote, Problem> {
        let alias = alias(&self.alias)?;
        let uri = rules::emote_uri(&self.uri).map_err(|why| invalid("uri", why))?.to_owned();
        let emote = model::Emote { alias, uri };
        call.store().add_emote(&emote).await?;
        Ok(emote.into())
    }
}

fn alias(text: &str) -> Result<String, Problem> {
    model::emote_alias(text).map(str::to_owned).map_err(|why| invalid("alias", why))
}

fn invalid(name: &str, why: impl Display) -> Problem {
    Problem::invalid(format!("The {name} {why}."))
}

/// Uploads the picture of a custom emote, which is added or replaced.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UploadEmote {
    /// Letters, digits, `_` and `-`.
    #[schema(min_length = 1, max_length = 32, pattern = "^[A-Za-z0-9_-]+$")]
    alias: String,
    /// A PNG, GIF or WebP file of up to 512 KiB and 1024 pixels a side; it may be animated.
    #[serde(deserialize_with = "base64")]
    #[schema(value_type = String, max_length = 699052, content_encoding = "base64")]
    picture: Vec<u8>,
}

fn base64<'de, D: Deserializer<'de>>(text: D) -> Result<Vec<u8>, D::Error> {
    STANDARD.decode(String::deserialize(text)?).map_err(|_| D::Error::custom("the picture is not Base64"))
}

impl SiteOperation for UploadEmote {
    const ID: &'static str = "upload-emote";
    const SUMMARY: &'static str = "add a custom emote with its picture, or replace it";
    const METHOD: Method = Method::Put;
    const PATH: &'static str = "/emotes/{alias}";
    const ACCESS: Access = Access::Admin;
    const UPLOAD: Option<Upload> = Some(Upload::of_picture("picture"));
    const AUDITS: Option<&'static str> = Some("add_emote");
    type Outcome = Emote;

    async fn run(self, call: &Call) -> Result<Emote, Problem> {
        let alias = alias(&self.alias)?;
        // a picture on which a decoder stumbles is damaged
        let picture =
            web::block(move || checked(&self.picture)).await.unwrap_or(Err(InvalidPicture::Damaged));
        let picture = picture.map_err(|why| invalid("picture", why))?;
        let emote = model::Emote { alias, uri: uri_of(&picture) };
        call.store().put_emote(&emote, &picture).await?;
        call.site.uploads.await_told(&emote.alias, &emote.uri).await;
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
    const AUDITS: Option<&'static str> = Some("remove_emote");
    type Outcome = RemovedEmote;

    async fn run(self, call: &Call) -> Result<RemovedEmote, Problem> {
        call.store().drop_emote(&self.alias).await?;
        Ok(RemovedEmote {})
    }
}
