//! Streams as everybody may see them, and their keys.

use pystreaming_actors::media::QualityInfo;
use pystreaming_actors::model::names::{StreamKey, Token};
use pystreaming_actors::model::{ContentWarning, PictureKind, Search, StreamTitle, Upcoming};
use pystreaming_actors::room::operations::Method;
use pystreaming_actors::status::StreamStatus;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::endpoint::{Access, Call, SiteOperation};
use super::problem::Problem;
use crate::rules;
use crate::web::portraits::{PictureFile, files, open_offline_picture};
use crate::web::site::Site;
use crate::web::summary::stream_url;

/// A stream.
#[derive(Debug, Serialize, ToSchema)]
pub struct Stream {
    /// The streamer's name.
    name: String,
    /// The path of the stream's page.
    url: String,
    /// Whether the stream is live.
    live: bool,
    /// `offline`, `starting`, `live` or `reconnecting`.
    state: String,
    /// Number of viewers; 0 unless live.
    viewers: u32,
    /// With emoji in place of their names; empty without a description.
    description: String,
    /// What is on; null without a title.
    title: Option<String>,
    /// By which people find the stream.
    tags: Vec<String>,
    /// Spoken in the stream, as a BCP 47 tag; null if the streamer does not say.
    language: Option<String>,
    /// What viewers are asked before they see the picture; null if nothing.
    content_warning: Option<String>,
    /// What the streamer tells about themselves, in Markdown; null if nothing, or if the stream is locked.
    about: Option<String>,
    /// The streamer's pages elsewhere; none if the stream is locked.
    links: Vec<String>,
    /// The picture beside the streamer's name in each of its sizes, smallest first; empty without one.
    #[schema(inline)]
    avatar: Vec<PictureFile>,
    /// What is shown while the stream is offline, in each of its sizes, smallest first; empty without one, or if the stream is locked.
    #[schema(inline)]
    offline_picture: Vec<PictureFile>,
    /// The next planned broadcasts, at most five.
    #[schema(inline)]
    schedule: Vec<PlannedBroadcast>,
    /// Whether viewers need a password.
    locked: bool,
    /// `enabled`, `hidden` or `disabled`.
    chat: String,
    /// When the running broadcast began, in Unix seconds.
    started: Option<i64>,
    /// Id of the running broadcast, by which players tell it from the one before.
    broadcast: Option<String>,
    /// When the last broadcast ended, in Unix seconds.
    last_live: Option<i64>,
    /// The qualities that viewers can choose; empty where the stream has one.
    qualities: Vec<String>,
    /// What is wrong with the incoming stream; empty while offline or locked.
    problems: Vec<String>,
    /// What is known of each quality of a live stream; empty while locked, or nothing is known yet.
    #[schema(inline)]
    media: Vec<QualityFacts>,
}

/// A planned broadcast at one time.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlannedBroadcast {
    /// What will be on; null if the streamer does not say.
    title: Option<String>,
    /// When it begins, in Unix seconds.
    start: i64,
    /// When it ends, in Unix seconds.
    end: i64,
    /// Whether it comes every week.
    weekly: bool,
}

impl From<Upcoming> for PlannedBroadcast {
    fn from(next: Upcoming) -> Self {
        let title = next.title.as_ref().map(StreamTitle::shown);
        Self { title, start: next.start, end: next.end, weekly: next.weekly }
    }
}

/// What is known of a quality, from its newest segments. Facts that are not known are null.
#[derive(Debug, Serialize, ToSchema)]
pub struct QualityFacts {
    /// Its name; null where the stream has one quality.
    name: Option<String>,
    /// Width of the picture in pixels.
    width: Option<u32>,
    /// Height of the picture in pixels.
    height: Option<u32>,
    /// Pictures per second.
    frame_rate: Option<f64>,
    /// As in RFC 6381, such as `avc1.64001f,mp4a.40.2`.
    codecs: Option<String>,
    /// Peak bit rate, in bits per second.
    bandwidth: Option<u64>,
    /// Average bit rate, in bits per second.
    average_bandwidth: Option<u64>,
    /// Length of its longest segment in seconds, which players stay behind by at least.
    segment_seconds: Option<f64>,
}

impl Stream {
    fn of(site: &Site, view: &StreamStatus) -> Self {
        let state = serde_json::to_value(view.state).ok();
        let on_air = view.on_air.as_ref().filter(|_| view.live);
        let qualities = on_air.into_iter().flat_map(|on_air| &on_air.qualities);
        let is_locked = view.settings.password.is_some();
        let url = stream_url(&view.settings.name);
        let open = view.settings.password.is_none() && view.on_air.is_some();
        let problem = |problem| serde_json::to_value(problem).ok()?.as_str().map(str::to_owned);
        Self {
            name: view.settings.name.to_string(),
            avatar: files(&url, &view.settings, PictureKind::Avatar),
            offline_picture: open_offline_picture(&url, &view.settings),
            url,
            live: view.live,
            state: state.and_then(|state| state.as_str().map(str::to_owned)).unwrap_or_default(),
            viewers: view.shown_count(),
            description: view.settings.shown_description(),
            title: view.settings.title.as_ref().map(StreamTitle::shown),
            tags: view.settings.tags.iter().map(str::to_owned).collect(),
            language: view.settings.language.as_deref().map(str::to_owned),
            content_warning: view.settings.content_warning.as_ref().map(ContentWarning::shown),
            about: view.settings.about.as_deref().filter(|_| !is_locked).map(str::to_owned),
            links: view.settings.links.iter().filter(|_| !is_locked).map(str::to_owned).collect(),
            schedule: view.settings.schedule.upcoming(site.unix(), 5).into_iter().map(Into::into).collect(),
            locked: view.settings.password.is_some(),
            chat: view.settings.chat.as_str().to_owned(),
            started: view.started(),
            broadcast: view.started().and(view.on_air.as_ref()).map(|on_air| on_air.broadcast.id.to_string()),
            last_live: view.settings.last_live,
            qualities: qualities.filter_map(|status| Some(status.quality.as_ref()?.to_string())).collect(),
            problems: if open { view.problems.iter().filter_map(problem).collect() } else { Vec::new() },
            media: if open && view.live { media(site, view) } else { Vec::new() },
        }
    }
}

fn media(site: &Site, view: &StreamStatus) -> Vec<QualityFacts> {
    let Some(media) = view.prefix().and_then(|prefix| site.media.get(prefix)) else { return Vec::new() };
    let facts = |info: &QualityInfo| {
        let playlist = media.exact(info.name.as_ref()).map(|rendition| &rendition.playlist);
        let longest = playlist.and_then(|playlist| playlist.segments.iter().map(|one| one.duration).max());
        QualityFacts {
            name: info.name.as_ref().map(ToString::to_string),
            width: info.width,
            height: info.height,
            frame_rate: info.frame_rate,
            codecs: info.codecs.clone(),
            bandwidth: info.bandwidth,
            average_bandwidth: info.average_bandwidth,
            segment_seconds: longest.map(|longest| longest.as_secs_f64()),
        }
    };
    media.qualities().iter().map(facts).collect()
}

/// Lists all streams, or those that the caller looks for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListStreams {
    /// Only streams that have each of these words in their name, title, description or tags.
    #[serde(default)]
    q: Option<String>,
    /// Only streams with this tag.
    #[serde(default)]
    tag: Option<String>,
    /// Only streams in this language, whatever its region.
    #[serde(default)]
    language: Option<String>,
}

/// All streams, live ones first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Streams {
    /// In the order of the front page.
    #[schema(inline)]
    streams: Vec<Stream>,
}

impl SiteOperation for ListStreams {
    const ID: &'static str = "list-streams";
    const SUMMARY: &'static str = "list all streams, or those with some words, a tag or a language";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/streams";
    const ACCESS: Access = Access::Public;
    type Outcome = Streams;

    async fn run(self, call: &Call) -> Result<Streams, Problem> {
        let [q, tag, language] = [self.q, self.tag, self.language].map(Option::unwrap_or_default);
        let search = Search::new(&q, &tag, &language);
        let all = call.site.index.all();
        let found = all.iter().filter(|view| search.admits(&view.settings));
        Ok(Streams { streams: found.map(|view| Stream::of(&call.site, view)).collect() })
    }
}

/// Shows one stream.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowStream {}

impl SiteOperation for ShowStream {
    const ID: &'static str = "show-stream";
    const SUMMARY: &'static str = "show one stream";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/streams/{streamer}";
    const ACCESS: Access = Access::Public;
    type Outcome = Stream;

    async fn run(self, call: &Call) -> Result<Stream, Problem> {
        call.stream().map(|view| Stream::of(&call.site, view))
    }
}

/// Replaces the stream key. A running broadcast ends, and its encoder must use the new key.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RotateKey {
    /// The new key; one is generated if it is left out.
    #[serde(default)]
    key: Option<String>,
}

/// The new stream key, which is shown only now.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewKey {
    /// For the encoder.
    key: String,
}

impl SiteOperation for RotateKey {
    const ID: &'static str = "rotate-key";
    const SUMMARY: &'static str = "replace the stream key";
    const METHOD: Method = Method::Put;
    const PATH: &'static str = "/streams/{streamer}/key";
    const ACCESS: Access = Access::Owner;
    const AUDITS: Option<&'static str> = Some("set_stream_key");
    const NEEDS_FRESH: bool = true;
    type Outcome = NewKey;

    async fn run(self, call: &Call) -> Result<NewKey, Problem> {
        let (text, key) = new_key(self.key)?;
        call.store()
            .set_key(&call.stream()?.settings.name, call.site.secrets.hash(&key))
            .await
            .map_err(key_taken)?;
        Ok(NewKey { key: text })
    }
}

/// A stream key that was given, or a new one.
///
/// # Errors
/// The given key cannot be used.
pub(super) fn new_key(given: Option<String>) -> Result<(String, StreamKey), Problem> {
    let text = given.unwrap_or_else(|| Token::from_random(rand::random()).as_str().to_owned());
    rules::stream_key(&text).map_err(|why| Problem::invalid(format!("The key {why}.")))?;
    let key = StreamKey::new(&text).ok_or_else(|| Problem::invalid("The key is empty or too long."))?;
    Ok((text, key))
}

/// The name of the other streamer with the same key is not the caller's business.
pub(super) fn key_taken(error: pystreaming_actors::ports::StoreError) -> Problem {
    use pystreaming_actors::ports::StoreError;
    match error {
        StoreError::Exists { what: "streamer", name } => StoreError::Exists { what: "streamer", name }.into(),
        StoreError::Exists { .. } => Problem::new(
            actix_web::http::StatusCode::CONFLICT,
            "exists",
            "This stream key is in use already. Choose another, or leave it out.",
        ),
        other => other.into(),
    }
}
