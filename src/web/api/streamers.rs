//! The streamers of the site, for administrators.

use pystreaming_actors::model::names::StreamerName;
use pystreaming_actors::model::text::Invalid;
use pystreaming_actors::model::{ChannelBan, SessionSecret, ban_reason};
use pystreaming_actors::room::operations::Method;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::endpoint::{Access, Call, SiteOperation};
use super::problem::Problem;
use super::streams::{key_taken, new_key};
use crate::desk::{LINK_FOR, LINK_PATH};
use crate::rules;

/// A streamer as administrators see them.
#[derive(Debug, Serialize, ToSchema)]
pub struct Streamer {
    /// Their name.
    name: String,
    /// What is on.
    title: Option<String>,
    /// Names of emoji included.
    description: Option<String>,
    /// By which people find the stream.
    tags: Vec<String>,
    /// As a BCP 47 tag.
    language: Option<String>,
    /// What viewers are asked before they see the picture.
    content_warning: Option<String>,
    /// Whether viewers need a password.
    locked: bool,
    /// `enabled`, `hidden` or `disabled`.
    chat: String,
    /// URL of their Mastodon account.
    mastodon: Option<String>,
    /// When their last broadcast ended, in Unix seconds.
    last_live: Option<i64>,
    /// That their channel is closed; null while it is open.
    #[schema(inline)]
    ban: Option<Ban>,
}

/// That a channel is closed.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ban {
    /// Since when, in Unix seconds.
    since: i64,
    /// Until when, in Unix seconds; null until somebody opens it again.
    until: Option<i64>,
    /// Why; empty if nobody said.
    reason: String,
}

/// Lists all streamers.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListStreamers {}

/// All streamers, by name.
#[derive(Debug, Serialize, ToSchema)]
pub struct Streamers {
    /// Sorted.
    #[schema(inline)]
    streamers: Vec<Streamer>,
}

impl SiteOperation for ListStreamers {
    const ID: &'static str = "list-streamers";
    const SUMMARY: &'static str = "list all streamers with their settings";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/streamers";
    const ACCESS: Access = Access::Admin;
    type Outcome = Streamers;

    async fn run(self, call: &Call) -> Result<Streamers, Problem> {
        let now = call.site.unix();
        let streamers = call.site.store.streamers().await?.into_iter().map(|streamer| Streamer {
            name: streamer.name.to_string(),
            title: streamer.title.as_deref().map(str::to_owned),
            description: streamer.description.as_deref().map(str::to_owned),
            tags: streamer.tags.iter().map(str::to_owned).collect(),
            language: streamer.language.as_deref().map(str::to_owned),
            content_warning: streamer.content_warning.as_deref().map(str::to_owned),
            locked: streamer.password.is_some(),
            chat: streamer.chat.as_str().to_owned(),
            mastodon: streamer.mastodon.as_deref().map(str::to_owned),
            last_live: streamer.last_live,
            ban: streamer.ban.filter(|ban| ban.holds(now)).map(|ban| Ban {
                since: ban.since,
                until: ban.until,
                reason: ban.reason.into(),
            }),
        });
        Ok(Streamers { streamers: streamers.collect() })
    }
}

/// Adds a streamer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddStreamer {
    /// Their name, which is also in the address of their page.
    #[schema(min_length = 1)]
    name: String,
    /// The stream key; one is generated if it is left out.
    #[serde(default)]
    key: Option<String>,
}

/// A new streamer.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewStreamer {
    /// Their name.
    name: String,
    /// Their stream key, which is shown only now.
    key: String,
}

impl SiteOperation for AddStreamer {
    const ID: &'static str = "add-streamer";
    const SUMMARY: &'static str = "add a streamer";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/streamers";
    const ACCESS: Access = Access::Admin;
    const AUDITS: Option<&'static str> = Some("add_streamer");
    const NEEDS_FRESH: bool = true;
    type Outcome = NewStreamer;

    async fn run(self, call: &Call) -> Result<NewStreamer, Problem> {
        let site = &call.site;
        let name = rules::streamer_name(&self.name, &site.config.accel_location)
            .map_err(|why| Problem::invalid(format!("The name {:?} cannot be used: {why}.", self.name)))?;
        let (text, key) = new_key(self.key)?;
        call.store().add_streamer(&name, site.secrets.hash(&key)).await.map_err(key_taken)?;
        Ok(NewStreamer { name: name.to_string(), key: text })
    }
}

/// Removes a streamer with their page and chat. Recorded events stay.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveStreamer {
    /// Who is removed.
    name: String,
}

/// The streamer is gone, within a second.
#[derive(Debug, Serialize, ToSchema)]
pub struct Removed {}

impl SiteOperation for RemoveStreamer {
    const ID: &'static str = "remove-streamer";
    const SUMMARY: &'static str = "remove a streamer and their page";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/streamers/{name}";
    const ACCESS: Access = Access::Admin;
    const AUDITS: Option<&'static str> = Some("remove_streamer");
    const NEEDS_FRESH: bool = true;
    type Outcome = Removed;

    async fn run(self, call: &Call) -> Result<Removed, Problem> {
        call.store().drop_streamer(&StreamerName::stored(&self.name)).await?;
        Ok(Removed {})
    }
}

/// Closes a streamer's channel: nobody can watch, publish or sign in to the studio, and a running broadcast ends.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BanStreamer {
    /// Whose channel it is.
    name: String,
    /// For how long, in seconds; until somebody opens it again if it is left out.
    #[serde(default)]
    #[schema(minimum = 60, maximum = 315360000)]
    seconds: Option<u32>,
    /// Why, for administrators.
    #[serde(default)]
    #[schema(max_length = 200)]
    reason: Option<String>,
}

/// The channel is closed, within a second.
#[derive(Debug, Serialize, ToSchema)]
pub struct BannedStreamer {
    /// Until when, in Unix seconds; null until somebody opens it again.
    until: Option<i64>,
}

impl SiteOperation for BanStreamer {
    const ID: &'static str = "ban-streamer";
    const SUMMARY: &'static str = "close a streamer's channel";
    const METHOD: Method = Method::Put;
    const PATH: &'static str = "/streamers/{name}/ban";
    const ACCESS: Access = Access::Admin;
    const AUDITS: Option<&'static str> = Some("ban_streamer");
    type Outcome = BannedStreamer;

    async fn run(self, call: &Call) -> Result<BannedStreamer, Problem> {
        let since = call.site.unix();
        let until = self.seconds.map(|seconds| since + i64::from(seconds));
        let reason = ban_reason(&self.reason.unwrap_or_default())
            .map_err(|Invalid(why)| Problem::invalid(format!("The reason {why}.")))?;
        let name = StreamerName::stored(&self.name);
        call.store().set_ban(&name, Some(&ChannelBan { since, until, reason })).await?;
        Ok(BannedStreamer { until })
    }
}

/// Opens a streamer's channel again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnbanStreamer {
    /// Whose channel it is.
    name: String,
}

/// The channel is open, within a second.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnbannedStreamer {}

impl SiteOperation for UnbanStreamer {
    const ID: &'static str = "unban-streamer";
    const SUMMARY: &'static str = "open a streamer's channel again";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/streamers/{name}/ban";
    const ACCESS: Access = Access::Admin;
    const AUDITS: Option<&'static str> = Some("unban_streamer");
    type Outcome = UnbannedStreamer;

    async fn run(self, call: &Call) -> Result<UnbannedStreamer, Problem> {
        call.store().set_ban(&StreamerName::stored(&self.name), None).await?;
        Ok(UnbannedStreamer {})
    }
}

/// Makes a link that signs one browser in to a streamer's studio, once and within 15 minutes. Whoever opens it first may do all
/// that the streamer may.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddLoginLink {}

/// A link, which is shown only now.
#[derive(Debug, Serialize, ToSchema)]
pub struct LoginLink {
    /// Its path on this site, with the secret behind the `#`.
    link: String,
    /// When it expires, in Unix seconds.
    expires: i64,
}

impl SiteOperation for AddLoginLink {
    const ID: &'static str = "add-login-link";
    const SUMMARY: &'static str = "make a link that signs one browser in to a streamer's studio";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/streamers/{streamer}/login-links";
    const ACCESS: Access = Access::Admin;
    const AUDITS: Option<&'static str> = Some("add_login_link");
    const NEEDS_FRESH: bool = true;
    type Outcome = LoginLink;

    async fn run(self, call: &Call) -> Result<LoginLink, Problem> {
        let secret = SessionSecret::from_random(rand::random());
        let now = call.site.unix();
        let expires = now + LINK_FOR;
        let of = &call.stream()?.settings.name;
        call.store().add_login_link(secret.hash(), Some(of), expires, now).await?;
        Ok(LoginLink { link: format!("{LINK_PATH}#{}", secret.reveal()), expires })
    }
}
