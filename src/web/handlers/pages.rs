//! Pages, and the answers for their scripts.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue, LOCATION, RETRY_AFTER, SET_COOKIE};
use actix_web::{HttpRequest, HttpResponse, web};
use pystreaming_actors::precompressed::Precompressed;
use pystreaming_actors::status::StreamStatus;
use tera::Context;
use tracing::warn;

use crate::languages::{Language, Words};
use crate::web::access::cookies;
use crate::web::access::throttle::AuthAttempt;
use crate::web::access::watching::may_watch;
use crate::web::access::{browser_cookie, unlock};
use crate::web::encoding;
use crate::web::error::{error_page, not_found};
use crate::web::forms;
use crate::web::front_page;
use crate::web::own_path::is_own_path;
use crate::web::page_cache::StreamPage;
use crate::web::refusal::refuse;
use crate::web::rendering::{self, Reader, json, ready, respond};
use crate::web::share::{self, Share};
use crate::web::site::Site;
use crate::web::summary::stream_url;

/// The page of the API.
const API_PAGE: &str = "/api/v1/";

/// `GET /`, and with `?q=`, `?tag=` or `?language=` the streams that a visitor looks for.
pub async fn front(request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    site.pictures.wanted(site.unix());
    let origin = share::origin(&site, &request);
    let search = front_page::asked(request.query_string());
    ready(&site, &request, rendering::front(&site, &Reader::of(&site, &request), &origin, &search))
}

/// `GET /api/streams`: all streams, or those that the query looks for, as on the front page, which polls it.
pub async fn streams(request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    site.pictures.wanted(site.unix());
    let search = front_page::asked(request.query_string());
    json(&request, rendering::listing(&site, &search), "no-cache")
}

/// `GET /api/v1/`: the page of the API, made from its OpenAPI document.
pub async fn api(request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    let mut context = Context::new();
    context.insert("title", &format!("API – {}", site.live().site_name));
    context.insert("path", API_PAGE);
    respond(&site, &request, StatusCode::OK, "api.html", context)
}

/// `GET /api/v1` redirects to the page with the slash.
pub async fn to_api() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((LOCATION, API_PAGE)).finish()
}

/// `GET /<streamer>` redirects to the page with the slash.
pub async fn without_slash(
    request: HttpRequest,
    site: web::Data<Site>,
    name: web::Path<String>,
) -> HttpResponse {
    match site.index.get(&name) {
        Some(view) => HttpResponse::PermanentRedirect()
            .insert_header((LOCATION, stream_url(&view.settings.name)))
            .finish(),
        None => not_found(&site, &request),
    }
}

/// `GET /<streamer>/`: the stream page, or the password page while it is locked.
pub async fn stream(request: HttpRequest, site: web::Data<Site>, name: web::Path<String>) -> HttpResponse {
    of_stream(&request, &site, &name, StreamPage::Stream)
}

/// `GET /<streamer>/chat`: the chat in its own window, or as an overlay with `?overlay`.
pub async fn chat(
    request: HttpRequest,
    site: web::Data<Site>,
    name: web::Path<String>,
    query: web::Query<HashMap<String, String>>,
) -> HttpResponse {
    let page = if query.contains_key("overlay") { StreamPage::Overlay } else { StreamPage::Chat };
    of_stream(&request, &site, &name, page)
}

fn of_stream(request: &HttpRequest, site: &Site, name: &str, page: StreamPage) -> HttpResponse {
    let Some(view) = site.index.get(name) else { return not_found(site, request) };
    if !may_watch(request, site, &view) {
        return password_page(site, request, &view, StatusCode::FORBIDDEN, None, None);
    }
    let origin = share::origin(site, request);
    let page =
        ready(site, request, rendering::stream(site, &Reader::of(site, request), &origin, &view, page));
    with_browser_cookie(site, request, page)
}

/// Gives a browser without the browser cookie one, by which chat recognises it later.
fn with_browser_cookie(site: &Site, request: &HttpRequest, mut page: HttpResponse) -> HttpResponse {
    if browser_cookie::of_request(request, &site.secrets).is_some() {
        return page;
    }
    let browser = browser_cookie::newcomer(site.unix());
    let cookie = browser_cookie::cookie(&browser, &site.secrets, site.peer(request).is_encrypted());
    if let Err(error) = page.add_cookie(&cookie) {
        warn!(%error, "cannot set the browser cookie");
    }
    page
}

/// `GET /<streamer>/password`, the target of the form, redirects to the page with the form.
pub async fn to_page(request: HttpRequest, site: web::Data<Site>, name: web::Path<String>) -> HttpResponse {
    match site.index.get(&name) {
        Some(view) => HttpResponse::SeeOther()
            .insert_header((LOCATION, stream_url(&view.settings.name)))
            .insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")))
            .finish(),
        None => not_found(&site, &request),
    }
}

fn password_page(
    site: &Site,
    request: &HttpRequest,
    view: &StreamStatus,
    status: StatusCode,
    error: Option<Words>,
    retry_after: Option<u64>,
) -> HttpResponse {
    let url = stream_url(&view.settings.name);
    let mut context = Context::new();
    context.insert("title", &format!("{} – {}", view.settings.name, site.live().site_name));
    context.insert("path", &url);
    context.insert("stream", &HashMap::from([("name", view.settings.name.as_str()), ("url", &url)]));
    context
        .insert("share", &Share::stream(site, site.language(request), &share::origin(site, request), view));
    context.insert("error", &error.map(|words| site.say(request, &words)));
    context.insert("retry_after", &retry_after);
    let mut response = respond(site, request, status, "password.html", context);
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// `POST /<streamer>/password`.
pub async fn unlock(
    request: HttpRequest,
    site: web::Data<Site>,
    name: web::Path<String>,
    body: web::Payload,
) -> HttpResponse {
    let Some(view) = site.index.get(&name) else { return not_found(&site, &request) };
    let form = match forms::read(&request, body).await {
        Ok(form) => form,
        Err(problem) => return error_page(&site, &request, problem.status(), &problem.words()),
    };
    let to_page = || {
        let mut response = HttpResponse::Found();
        response.insert_header((LOCATION, stream_url(&view.settings.name)));
        response
    };
    let Some(password) = &view.settings.password else { return to_page().finish() };

    let now = site.clock.now();
    let peer = site.peer(&request);
    let known = browser_cookie::of_request(&request, &site.secrets);
    let browser = known.as_ref().map(|browser| browser.id.clone());
    let attempt = site.attempt(peer.address, peer.is_anonymous(), browser, view.settings.name.folded());
    let admitted = site.password_throttle.lock().admit(&attempt, now.monotonic);
    if let Err(wait) = admitted {
        let error = Some(Words::new("password-too-many"));
        let seconds = wait.as_secs() + 1;
        return password_page(&site, &request, &view, StatusCode::TOO_MANY_REQUESTS, error, Some(seconds));
    }
    if !password.matches(form.single("streampass").unwrap_or_default()) {
        site.password_throttle.lock().failed(&attempt, now.monotonic);
        let error = Some(Words::new("password-wrong"));
        return password_page(&site, &request, &view, StatusCode::FORBIDDEN, error, None);
    }
    // from now on the browser has its own count, whoever shares its address
    let browser = known.clone().unwrap_or_else(|| browser_cookie::newcomer(now.unix));
    let attempt = AuthAttempt { browser: Some(browser.id.clone()), ..attempt };
    site.password_throttle.lock().succeeded(&attempt, now.monotonic);
    let secure = peer.is_encrypted();
    let mut response = to_page();
    response.cookie(unlock::cookie(&view.settings, &site.secrets, now.unix, secure));
    if known.is_none() {
        response.cookie(browser_cookie::cookie(&browser, &site.secrets, secure));
    }
    response.finish()
}

/// `GET /<streamer>/info`: the state of a stream, for clients without a socket.
pub async fn info(request: HttpRequest, site: web::Data<Site>, name: web::Path<String>) -> HttpResponse {
    let Some(view) = site.index.get(&name) else {
        return refuse(StatusCode::NOT_FOUND, "there is no such streamer");
    };
    if !may_watch(&request, &site, &view) {
        return refuse(StatusCode::FORBIDDEN, "this stream needs a password");
    }
    json(&request, rendering::info(&site, &view), "no-store")
}

/// `GET /<streamer>/picture.jpg`: the preview picture. A locked stream has none.
pub async fn picture(site: web::Data<Site>, name: web::Path<String>) -> HttpResponse {
    let picture = site.index.get(&name).and_then(|view| site.pictures.get(&view));
    match picture {
        Some(jpeg) => HttpResponse::Ok()
            .insert_header((CACHE_CONTROL, HeaderValue::from_static("public, max-age=60")))
            .content_type("image/jpeg")
            .body(jpeg),
        None => refuse(StatusCode::NOT_FOUND, "there is no picture of this stream"),
    }
}

/// `GET /-/site.webmanifest`: name and icons of the site as an installed application.
pub async fn manifest(request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    let live = site.live();
    let theme = live.themes.first().map_or("default", String::as_str);
    let colour = site.assets.bar_colours(theme).first().map(|bar| bar.colour.clone());
    let icon = |path: &str, sizes: &str, kind: &str, purpose: &str| serde_json::json!({ "src": site.assets.address(path), "sizes": sizes, "type": kind, "purpose": purpose });
    let manifest = serde_json::json!({
        "name": live.site_name,
        "short_name": live.site_name,
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "theme_color": colour,
        "background_color": colour,
        "icons": [
            icon("icon.svg", "any", "image/svg+xml", "any"),
            icon("icons/icon-192.png", "192x192", "image/png", "any"),
            icon("icons/icon-512.png", "512x512", "image/png", "any"),
            icon("icons/icon-maskable-512.png", "512x512", "image/png", "maskable"),
        ],
    });
    let text = Precompressed::new(manifest.to_string());
    encoding::respond(&request, &text, "application/manifest+json", "public, max-age=3600")
}

/// `POST /theme`: sets the theme cookie and redirects back.
pub async fn choose_theme(request: HttpRequest, site: web::Data<Site>, body: web::Payload) -> HttpResponse {
    let form = match forms::read(&request, body).await {
        Ok(form) => form,
        Err(problem) => return error_page(&site, &request, problem.status(), &problem.words()),
    };
    let chosen = form.single("theme").unwrap_or_default();
    let live = site.live();
    let Some(theme) = live.themes.iter().find(|name| *name == chosen) else {
        let words = Words::new("error-no-theme");
        let words = words.with("themes", live.themes.join(", "));
        return error_page(&site, &request, StatusCode::BAD_REQUEST, &words);
    };
    let next = form.single("next").filter(|next| is_own_path(next)).unwrap_or("/");
    let cookie = cookies::cookie("theme", theme.clone(), 365, site.peer(&request).is_encrypted());
    HttpResponse::SeeOther()
        .insert_header((LOCATION, next))
        .insert_header((SET_COOKIE, cookie.to_string()))
        .finish()
}

/// `POST /-/language`: sets the language cookie and redirects back.
pub async fn choose_language(
    request: HttpRequest,
    site: web::Data<Site>,
    body: web::Payload,
) -> HttpResponse {
    let form = match forms::read(&request, body).await {
        Ok(form) => form,
        Err(problem) => return error_page(&site, &request, problem.status(), &problem.words()),
    };
    let Some(language) = form.single("language").and_then(Language::find) else {
        let tags: Vec<_> = Language::offered().map(|language| language.tag).collect();
        let words = Words::new("error-no-language");
        let words = words.with("languages", tags.join(", "));
        return error_page(&site, &request, StatusCode::BAD_REQUEST, &words);
    };
    let next = form.single("next").filter(|next| is_own_path(next)).unwrap_or("/");
    let secure = site.peer(&request).is_encrypted();
    let cookie = cookies::cookie("language", language.tag.to_owned(), 365, secure);
    HttpResponse::SeeOther()
        .insert_header((LOCATION, next))
        .insert_header((SET_COOKIE, cookie.to_string()))
        .finish()
}
