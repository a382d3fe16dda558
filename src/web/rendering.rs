//! Pages and answers that everybody gets alike are made once, and kept until what they show has changed.

use std::hash::Hash;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use pystreaming_actors::live::{ReadyText, StreamInfo, StreamView};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use serde::Serialize;
use tera::Context;
use tracing::error;

use super::description;
use super::encoding;
use super::error::refuse;
use super::guard;
use super::share::Share;
use super::site::Site;
use super::summary::{StreamDetails, StreamSummary, stream_url};
use super::templates::Templates;

const HTML: &str = "text/html; charset=utf-8";
/// Pages change with the stream; each reader asks anew.
const ASK_EACH_TIME: &str = "private, no-cache";

/// Bytes of memory for the texts of one kind. Those that are asked for again and again stay: a flood of requests for hosts that
/// do not exist pushes out nothing but itself.
const KEPT_MAX: u64 = 32 * 1024 * 1024;

/// Texts by what tells them apart, each with what it was made from.
type Kept<Key, From> = Cache<Key, (From, Arc<ReadyText>), ByLength>;

#[derive(Clone)]
struct ByLength;

impl<Key, From> Weighter<Key, (From, Arc<ReadyText>)> for ByLength {
    fn weight(&self, _: &Key, (_, text): &(From, Arc<ReadyText>)) -> u64 {
        (text.plain.len() + text.gzip.len()) as u64
    }
}

/// What a listing of all streams is made from: the versions of the index and of the pictures.
type ListingVersion = (u64, u64);

/// Tells pages of streams apart: streamer, folded, theme, origin and kind.
type PageKey = (Box<str>, Box<str>, Box<str>, StreamPage);

/// What a page of a stream is made from: its view, and whether there is a picture of it.
type PageVersion = (Snapshot, bool);

/// What is shown of one stream; a room replaces its view whenever anything in it changes.
#[derive(Clone)]
struct Snapshot(Arc<StreamView>);

impl PartialEq for Snapshot {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// What there is to see of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StreamPage {
    /// Picture, description and chat.
    Stream,
    /// The chat in a window of its own.
    Chat,
    /// The chat as a layer over a picture, for encoders.
    Overlay,
}

impl StreamPage {
    fn template(self) -> &'static str {
        match self {
            Self::Stream => "stream.html",
            Self::Chat => "chat.html",
            Self::Overlay => "overlay.html",
        }
    }
}

/// Renders, and keeps.
pub struct Pages {
    templates: Templates,
    /// By theme and origin.
    fronts: Kept<(Box<str>, Box<str>), ListingVersion>,
    streams: Kept<PageKey, PageVersion>,
    listing: Kept<(), ListingVersion>,
    /// By streamer, folded.
    infos: Kept<Box<str>, Snapshot>,
}

impl Pages {
    /// With nothing rendered yet.
    pub fn new(templates: Templates) -> Self {
        Self {
            templates,
            fronts: Cache::with_weighter(256, KEPT_MAX, ByLength),
            streams: Cache::with_weighter(2048, KEPT_MAX, ByLength),
            listing: Cache::with_weighter(1, KEPT_MAX, ByLength),
            infos: Cache::with_weighter(4096, KEPT_MAX, ByLength),
        }
    }

    /// The front page. `origin` is where the site is reached.
    pub fn front(&self, site: &Site, theme: &str, origin: &str) -> tera::Result<Arc<ReadyText>> {
        keep(&self.fronts, (theme.into(), origin.into()), listing_version(site), || {
            let mut context = Context::new();
            let all = site.index.all();
            let streams: Vec<_> = all.iter().map(|view| StreamSummary::listed(site, view)).collect();
            let picture = streams.iter().find_map(|stream| stream.summary.picture());
            context.insert("title", &site.config.site_name);
            context.insert("path", "/");
            context.insert("share", &Share::front(site, origin, picture));
            context.insert("streams", &streams);
            self.render(site, theme, "front.html", context)
        })
    }

    /// A page of a stream.
    pub fn stream(
        &self,
        site: &Site,
        theme: &str,
        origin: &str,
        view: &Arc<StreamView>,
        page: StreamPage,
    ) -> tera::Result<Arc<ReadyText>> {
        let name = &view.settings.name;
        let key = (name.folded().into(), theme.into(), origin.into(), page);
        let pictured = site.pictures.version(view).is_some();
        keep(&self.streams, key, (Snapshot(Arc::clone(view)), pictured), || {
            let mut context = Context::new();
            let parts = view.settings.description.as_deref().map(description::parts);
            context.insert("title", &format!("{name} – {}", site.config.site_name));
            context.insert("path", &stream_url(name));
            context.insert("share", &Share::stream(site, origin, view));
            context.insert("stream", &StreamDetails::new(site, view));
            context.insert("description_parts", &parts.unwrap_or_default());
            self.render(site, theme, page.template(), context)
        })
    }

    /// `/api/streams`.
    pub fn listing(&self, site: &Site) -> serde_json::Result<Arc<ReadyText>> {
        keep(&self.listing, (), listing_version(site), || serde_json::to_string(&summaries(site)))
    }

    /// `/<streamer>/info`.
    pub fn info(&self, view: &Arc<StreamView>) -> serde_json::Result<Arc<ReadyText>> {
        let name = view.settings.name.folded().into();
        keep(&self.infos, name, Snapshot(Arc::clone(view)), || serde_json::to_string(&StreamInfo::new(view)))
    }

    fn render(&self, site: &Site, theme: &str, template: &str, mut context: Context) -> tera::Result<String> {
        #[derive(Serialize)]
        struct SiteContext<'a> {
            name: &'a str,
        }
        context.insert("site", &SiteContext { name: &site.config.site_name });
        context.insert("theme", theme);
        context.insert("bar_colours", &*site.assets.bar_colours(theme));
        context.insert("themes", &site.config.themes);
        self.templates.render(template, &context)
    }
}

fn keep<Key: Eq + Hash, From: PartialEq + Clone, Error>(
    kept: &Kept<Key, From>,
    key: Key,
    from: From,
    make: impl FnOnce() -> Result<String, Error>,
) -> Result<Arc<ReadyText>, Error> {
    if let Some((made_from, text)) = kept.get(&key)
        && made_from == from
    {
        return Ok(text);
    }
    let text = Arc::new(ReadyText::new(make()?));
    kept.insert(key, (from, Arc::clone(&text)));
    Ok(text)
}

fn listing_version(site: &Site) -> ListingVersion {
    (site.index.version(), site.pictures.generation())
}

fn summaries(site: &Site) -> Vec<StreamSummary> {
    site.index.all().iter().map(|view| StreamSummary::new(site, view)).collect()
}

/// A page that is rendered for this answer alone.
pub fn respond(
    site: &Site,
    request: &HttpRequest,
    status: StatusCode,
    template: &str,
    context: Context,
) -> HttpResponse {
    match site.pages.render(site, site.theme(request), template, context) {
        Ok(page) => guard::page_headers(
            request,
            HttpResponse::build(status)
                .insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")))
                .content_type(HTML)
                .body(page),
        ),
        Err(error) => broken_template(&error),
    }
}

/// A page that everybody gets alike.
pub fn ready(request: &HttpRequest, page: tera::Result<Arc<ReadyText>>) -> HttpResponse {
    match page {
        Ok(page) => guard::page_headers(request, encoding::respond(request, &page, HTML, ASK_EACH_TIME)),
        Err(error) => broken_template(&error),
    }
}

fn broken_template(error: &tera::Error) -> HttpResponse {
    use std::error::Error;
    error!(%error, cause = ?error.source().map(ToString::to_string), "a template is broken");
    refuse(StatusCode::INTERNAL_SERVER_ERROR, "this page cannot be shown; the server's log says why")
}

/// An answer for scripts that all who ask get alike.
pub fn json(
    request: &HttpRequest,
    text: serde_json::Result<Arc<ReadyText>>,
    cache: &'static str,
) -> HttpResponse {
    match text {
        Ok(text) => encoding::respond(request, &text, "application/json", cache),
        Err(error) => {
            error!(%error, "an answer cannot be written as json");
            refuse(StatusCode::INTERNAL_SERVER_ERROR, "this cannot be shown; the server's log says why")
        }
    }
}
