//! Renders pages and answers. Those that are the same for everybody are cached until what they show changes.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, HeaderValue, VARY};
use actix_web::{HttpRequest, HttpResponse};
use pystreaming_actors::model::{AccountPolicy, Search};
use pystreaming_actors::precompressed::Precompressed;
use pystreaming_actors::status::{StreamInfo, StreamStatus};
use serde::Serialize;
use tera::Context;
use tracing::error;

use super::access::guard;
use super::description;
use super::encoding;
use super::front_page::FrontPage;
use super::markdown;
use super::page_cache::{Audience, LISTING_SECONDS, ListingVersion, Snapshot, StreamPage};
use super::refusal::refuse;
use super::share::Share;
use super::site::Site;
use super::summary::{StreamDetails, StreamSummary, stream_url};
use crate::languages::Language;

const HTML: &str = "text/html; charset=utf-8";
/// Pages change with the stream, so browsers revalidate them each time.
const REVALIDATE: &str = "private, no-cache";

/// For whom a page is rendered.
#[derive(Debug, Clone)]
pub struct Reader {
    /// Language of its texts.
    pub language: &'static Language,
    /// Name of the theme.
    pub theme: String,
}

impl Reader {
    /// Who sent a request.
    pub fn of(site: &Site, request: &HttpRequest) -> Self {
        Self { language: site.language(request), theme: site.theme(request) }
    }

    /// What pages are cached by; `origin` is the site's public origin.
    fn audience(&self, origin: &str) -> Audience {
        (self.theme.as_str().into(), origin.into(), self.language)
    }
}

/// The front page. `origin` is the site's public origin. Only the page without a search is cached: there is no end of
/// searches.
pub fn front(
    site: &Site,
    reader: &Reader,
    origin: &str,
    search: &Search,
) -> tera::Result<Arc<Precompressed>> {
    let rendered = || {
        let mut context = Context::new();
        let front = FrontPage::new(site, search, site.unix());
        context.insert("title", &site.live().site_name);
        context.insert("path", "/");
        context.insert("share", &Share::front(site, reader.language, origin, front.picture()));
        context.insert("front", &front);
        // above results there is none
        let welcome = search.is_empty().then(|| markdown::rendered(&site.live().welcome));
        context.insert("welcome", &welcome);
        render(site, reader, "front.html", context)
    };
    if search.is_empty() {
        return site.pages.fronts.get(reader.audience(origin), listing_version(site), rendered);
    }
    rendered().map(|page| Arc::new(Precompressed::new(page)))
}

/// A page of a stream.
pub fn stream(
    site: &Site,
    reader: &Reader,
    origin: &str,
    view: &Arc<StreamStatus>,
    page: StreamPage,
) -> tera::Result<Arc<Precompressed>> {
    let name = &view.settings.name;
    let key = (name.folded().into(), reader.audience(origin), page);
    let pictured = site.pictures.version(view).is_some();
    let is_planned = view.settings.schedule.as_stored().is_some();
    let passed = if is_planned { site.unix().div_euclid(LISTING_SECONDS) } else { 0 };
    site.pages.streams.get(key, (Snapshot(Arc::clone(view)), pictured, passed, site.live().version), || {
        let mut context = Context::new();
        let parts = view.settings.description.as_deref().map(description::parts);
        let title = view.settings.title.as_ref().map(|title| format!("{} – ", title.shown()));
        let title = format!("{}{name} – {}", title.unwrap_or_default(), site.live().site_name);
        context.insert("title", &title);
        context.insert("path", &stream_url(name));
        context.insert("share", &Share::stream(site, reader.language, origin, view));
        context.insert("stream", &StreamDetails::new(site, view));
        context.insert("description_parts", &parts.unwrap_or_default());
        context.insert("about", &view.settings.about.as_deref().map(markdown::rendered));
        render(site, reader, page.template(), context)
    })
}

/// `/api/streams`. Only all streams are cached, as in [`front`].
pub fn listing(site: &Site, search: &Search) -> serde_json::Result<Arc<Precompressed>> {
    let rendered = || serde_json::to_string(&summaries(site, search));
    if search.is_empty() {
        return site.pages.listing.get((), listing_version(site), rendered);
    }
    rendered().map(|text| Arc::new(Precompressed::new(text)))
}

/// `/<streamer>/info`.
pub fn info(site: &Site, view: &Arc<StreamStatus>) -> serde_json::Result<Arc<Precompressed>> {
    let name = view.settings.name.folded().into();
    site.pages.infos.get(name, Snapshot(Arc::clone(view)), || serde_json::to_string(&StreamInfo::new(view)))
}

fn render(site: &Site, reader: &Reader, template: &str, mut context: Context) -> tera::Result<String> {
    #[derive(Serialize)]
    struct SiteContext<'a> {
        name: &'a str,
        accounts: AccountPolicy,
        /// Whether people can be told when a stream goes live.
        follow: bool,
    }
    let live = site.live();
    let (name, accounts) = (&*live.site_name, site.config.accounts);
    let follow = site.push.is_some() || site.mail.is_some();
    context.insert("site", &SiteContext { name, accounts, follow });
    let Reader { language, theme } = reader;
    context.insert("theme", theme);
    context.insert("bar_colours", &*site.assets.bar_colours(theme));
    context.insert("themes", &live.themes);
    context.insert("language", &LanguageContext::of(language));
    if !context.contains_key("languages") {
        context.insert("languages", &Language::offered().map(LanguageContext::of).collect::<Vec<_>>());
    }
    site.pages.templates.render(language, template, &context)
}

/// For pages that a reload would lose.
pub const NO_LANGUAGES: [&str; 0] = [];

#[derive(Serialize)]
struct LanguageContext {
    tag: &'static str,
    name: &'static str,
    rtl: bool,
}

impl LanguageContext {
    fn of(language: &'static Language) -> Self {
        Self { tag: language.tag, name: language.name, rtl: language.is_rtl }
    }
}

fn listing_version(site: &Site) -> ListingVersion {
    let passed = site.unix().div_euclid(LISTING_SECONDS);
    (site.index.version(), site.pictures.generation(), passed, site.live().version)
}

fn summaries(site: &Site, search: &Search) -> Vec<StreamSummary> {
    let all = site.index.all();
    let found = all.iter().filter(|view| search.admits(&view.settings));
    found.map(|view| StreamSummary::new(site, view)).collect()
}

/// A page for this request only.
pub fn respond(
    site: &Site,
    request: &HttpRequest,
    status: StatusCode,
    template: &str,
    mut context: Context,
) -> HttpResponse {
    // another language is a reload, and a page that answers a form has no address to come back to
    if !request.method().is_safe() {
        context.insert("languages", &NO_LANGUAGES);
    }
    match render(site, &Reader::of(site, request), template, context) {
        Ok(page) => page_headers(
            site,
            request,
            HttpResponse::build(status)
                .insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")))
                .content_type(HTML)
                .body(page),
        ),
        Err(error) => broken_template(&error),
    }
}

/// A document for programs, in the language of the site.
pub fn xml(
    site: &Site,
    template: &str,
    content_type: &'static str,
    mut context: Context,
    cache: HeaderValue,
) -> HttpResponse {
    context.insert("language", &LanguageContext::of(site.config.site_language()));
    match site.pages.templates.render(site.config.site_language(), template, &context) {
        Ok(text) => HttpResponse::Ok()
            .insert_header((CACHE_CONTROL, cache))
            .insert_header((CONTENT_LANGUAGE, site.config.site_language().tag))
            .content_type(format!("{content_type}; charset=utf-8"))
            .body(text),
        Err(error) => broken_template(&error),
    }
}

/// A cached page.
pub fn ready(site: &Site, request: &HttpRequest, page: tera::Result<Arc<Precompressed>>) -> HttpResponse {
    match page {
        Ok(page) => page_headers(site, request, encoding::respond(request, &page, HTML, REVALIDATE)),
        Err(error) => broken_template(&error),
    }
}

/// Adds the headers of a page. It is in the language, and the theme, of who asks.
fn page_headers(site: &Site, request: &HttpRequest, mut response: HttpResponse) -> HttpResponse {
    let headers = response.headers_mut();
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(site.language(request).tag));
    headers.append(VARY, HeaderValue::from_static("Accept-Language, Cookie"));
    guard::page_headers(&site.page_policy, request, response)
}

fn broken_template(error: &tera::Error) -> HttpResponse {
    use std::error::Error;
    error!(%error, cause = ?error.source().map(ToString::to_string), "a template is broken");
    refuse(StatusCode::INTERNAL_SERVER_ERROR, "this page cannot be shown; the server's log says why")
}

/// A cached answer for scripts.
pub fn json(
    request: &HttpRequest,
    text: serde_json::Result<Arc<Precompressed>>,
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
