//! What the front page, the stream page and `/api/streams` show of a stream.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use pystreaming_actors::model::names::StreamerName;
use pystreaming_actors::model::{
    ChatSetting, ContentWarning, Language, PictureKind, StreamTitle, UnixTime, Upcoming,
};
use pystreaming_actors::status::{StreamState, StreamStatus};
use serde::Serialize;
use url::form_urlencoded;

use super::description;
use super::portraits::{PictureFile, files, open_offline_picture};
use super::site::Site;

/// Planned broadcasts that the page of a stream shows.
const UPCOMING: usize = 5;

/// Characters that are percent-encoded in a path segment.
const NOT_IN_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'/')
    .add(b'%');

/// The path of a streamer's page, with its final slash.
pub fn stream_url(name: &StreamerName) -> String {
    format!("/{}/", utf8_percent_encode(name.as_str(), NOT_IN_PATH))
}

/// The path of a streamer's studio, with its final slash.
pub fn studio_url(name: &StreamerName) -> String {
    format!("{}studio/", stream_url(name))
}

/// The path of the administration, with its final slash. A streamer who had the name before it was reserved keeps their page.
pub fn admin_url(site: &Site) -> &'static str {
    if site.index.get("admin").is_none() { "/admin/" } else { ADMIN_BESIDE }
}

/// The path of the administration that no streamer can have.
pub const ADMIN_BESIDE: &str = "/-/admin/";

/// The path of the front page with the streams of a tag.
pub fn tag_url(tag: &str) -> String {
    address("tag", tag)
}

/// The path of the front page with the streams in a language.
pub fn language_url(language: &Language) -> String {
    address("language", language.primary())
}

fn address(field: &str, value: &str) -> String {
    format!("/?{}", form_urlencoded::Serializer::new(String::new()).append_pair(field, value).finish())
}

/// A stream in `/api/streams`.
#[derive(Debug, Clone, Serialize)]
pub struct StreamSummary {
    name: String,
    url: String,
    live: bool,
    state: StreamState,
    /// Number of viewers; 0 unless live.
    count: u32,
    /// Empty if the stream has none.
    description: String,
    title: Option<String>,
    tags: Vec<String>,
    /// As a BCP 47 tag.
    language: Option<String>,
    content_warning: Option<String>,
    /// The next planned broadcast.
    next: Option<Planned>,
    locked: bool,
    started: Option<UnixTime>,
    last_live: Option<UnixTime>,
    /// Address of the preview picture, if there is one.
    picture: Option<String>,
    /// In each size, smallest first; empty without one.
    avatar: Vec<PictureFile>,
    /// What is shown while the stream is offline, likewise.
    offline_picture: Vec<PictureFile>,
}

impl StreamSummary {
    /// What everybody may know, even of a locked stream.
    pub fn new(site: &Site, view: &StreamStatus) -> Self {
        let url = stream_url(&view.settings.name);
        let picture = site.pictures.version(view).map(|version| format!("{url}picture.jpg?v={version}"));
        Self {
            name: view.settings.name.to_string(),
            live: view.live,
            state: view.state,
            count: view.shown_count(),
            description: view.settings.shown_description(),
            title: view.settings.title.as_ref().map(StreamTitle::shown),
            tags: view.settings.tags.iter().map(str::to_owned).collect(),
            language: view.settings.language.as_deref().map(str::to_owned),
            content_warning: view.settings.content_warning.as_ref().map(ContentWarning::shown),
            next: view.settings.schedule.upcoming(site.unix(), 1).iter().map(Planned::of).next(),
            locked: view.settings.password.is_some(),
            started: view.started(),
            last_live: view.settings.last_live,
            picture,
            avatar: files(&url, &view.settings, PictureKind::Avatar),
            offline_picture: open_offline_picture(&url, &view.settings),
            url,
        }
    }

    /// The summary with what only the front page shows.
    pub fn listed(site: &Site, view: &StreamStatus) -> ListedStream {
        let description_parts =
            view.settings.description.as_deref().map(description::parts).unwrap_or_default();
        let mastodon = view.settings.mastodon.as_deref().map(str::to_owned);
        ListedStream { summary: Self::new(site, view), description_parts, mastodon }
    }

    /// The next planned broadcast.
    pub fn next(&self) -> Option<&Planned> {
        self.next.as_ref()
    }

    /// The path of the preview picture.
    pub fn picture(&self) -> Option<&str> {
        self.picture.as_deref()
    }
}

/// A stream on the front page.
#[derive(Debug, Serialize)]
pub struct ListedStream {
    #[serde(flatten)]
    pub summary: StreamSummary,
    description_parts: Vec<description::Part>,
    mastodon: Option<String>,
}

/// A stream on its own page.
#[derive(Debug, Serialize)]
pub struct StreamDetails {
    #[serde(flatten)]
    summary: StreamSummary,
    /// As in `/info`: an open page compares it, to see a change.
    about: String,
    broadcast: Option<String>,
    /// In English, and where the front page has all streams of the language.
    spoken: Option<Link>,
    /// Where the front page has all streams of a tag.
    tag_links: Vec<Link>,
    links: Vec<String>,
    /// The next planned broadcasts.
    upcoming: Vec<Planned>,
    chat: ChatSetting,
    mastodon: Option<String>,
    master_url: String,
    qualities: Vec<QualityDetails>,
}

/// A planned broadcast at one time.
#[derive(Debug, Clone, Serialize)]
pub struct Planned {
    title: Option<String>,
    pub start: UnixTime,
    end: UnixTime,
    weekly: bool,
}

impl Planned {
    fn of(next: &Upcoming) -> Self {
        let title = next.title.as_ref().map(StreamTitle::shown);
        Self { title, start: next.start, end: next.end, weekly: next.weekly }
    }
}

/// A link to the front page.
#[derive(Debug, Serialize)]
struct Link {
    name: String,
    href: String,
}

#[derive(Debug, Serialize)]
struct QualityDetails {
    name: Option<String>,
    label: String,
    height: Option<u32>,
}

impl StreamDetails {
    /// For viewers who may watch the stream.
    pub fn new(site: &Site, view: &StreamStatus) -> Self {
        let mut summary = StreamSummary::new(site, view);
        summary.offline_picture = files(&summary.url, &view.settings, PictureKind::Offline);
        let shown = view.on_air.iter().flat_map(|on_air| &on_air.qualities);
        Self {
            about: view.settings.about_version(),
            broadcast: view.on_air.as_ref().map(|on_air| on_air.broadcast.id.to_string()),
            spoken: view
                .settings
                .language
                .as_ref()
                .map(|language| Link { name: language.name(), href: language_url(language) }),
            tag_links: view
                .settings
                .tags
                .iter()
                .map(|tag| Link { name: tag.to_owned(), href: tag_url(tag) })
                .collect(),
            links: view.settings.links.iter().map(str::to_owned).collect(),
            upcoming: view
                .settings
                .schedule
                .upcoming(site.unix(), UPCOMING)
                .iter()
                .map(Planned::of)
                .collect(),
            chat: view.settings.chat,
            mastodon: view.settings.mastodon.as_deref().map(str::to_owned),
            master_url: format!("{}master.m3u8", summary.url),
            qualities: shown
                .map(|quality| {
                    let name = quality.quality.as_ref().map(ToString::to_string);
                    let label = name.clone().unwrap_or_else(|| "Source".to_owned());
                    QualityDetails { name, label, height: quality.height }
                })
                .collect(),
            summary,
        }
    }
}
