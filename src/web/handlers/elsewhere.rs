//! What other sites and search engines ask for: the player for their frames, what to show for a link, what there is.

use std::fmt::Write as _;

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use pystreaming_actors::model::PictureKind;
use pystreaming_actors::status::StreamStatus;
use serde::Deserialize;
use serde_json::json;
use tera::Context;
use url::Url;

use crate::web::access::guard;
use crate::web::error::not_found;
use crate::web::handlers::account::page::OWN;
use crate::web::page_cache::StreamPage;
use crate::web::portraits::{files, open_offline_picture};
use crate::web::refusal::refuse;
use crate::web::rendering::{self, Reader, ready, respond, xml};
use crate::web::share::{self, Share};
use crate::web::site::Site;
use crate::web::summary::stream_url;

/// Size of a player in a frame, in CSS pixels, unless somebody asks for a smaller one.
const PLAYER: (u32, u32) = (640, 360);
/// Browsers and crawlers may keep an answer for so many seconds.
const KEEP: HeaderValue = HeaderValue::from_static("public, max-age=60");

/// `GET /<streamer>/embed`: the player alone, for frames of other sites. A locked stream has none: a browser does not
/// send the site's cookies from there, so nobody could unlock it.
pub async fn embed(request: HttpRequest, site: web::Data<Site>, name: web::Path<String>) -> HttpResponse {
    let Some(view) = site.index.get(&name) else { return not_found(&site, &request) };
    let page = if view.settings.password.is_some() {
        let mut context = Context::new();
        context.insert("title", &format!("{} – {}", view.settings.name, site.live().site_name));
        context.insert("path", &stream_url(&view.settings.name));
        context.insert("name", view.settings.name.as_str());
        respond(&site, &request, StatusCode::FORBIDDEN, "embed-locked.html", context)
    } else {
        let origin = share::origin(&site, &request);
        ready(
            &site,
            &request,
            rendering::stream(&site, &Reader::of(&site, &request), &origin, &view, StreamPage::Embed),
        )
    };
    guard::allow_frames(&site.page_policy, page, &site.live().embed_origins)
}

/// The query of [`oembed`].
#[derive(Debug, Deserialize)]
pub struct Asked {
    url: String,
    maxwidth: Option<u32>,
    maxheight: Option<u32>,
    format: Option<String>,
}

/// `GET /-/oembed?url=…`: how another site can show a stream, after <https://oembed.com>.
pub async fn oembed(
    request: HttpRequest,
    site: web::Data<Site>,
    asked: Result<web::Query<Asked>, actix_web::Error>,
) -> HttpResponse {
    let Ok(asked) = asked else {
        return refuse(
            StatusCode::BAD_REQUEST,
            "ask with ?url= and the address of a stream's page; maxwidth and maxheight are numbers",
        );
    };
    if asked.format.as_deref().is_some_and(|format| format != "json") {
        return refuse(StatusCode::NOT_IMPLEMENTED, "the only format is json");
    }
    let origin = share::origin(&site, &request);
    let Some(view) = streamer_of(&asked.url, &origin).and_then(|name| site.index.get(&name)) else {
        return refuse(StatusCode::NOT_FOUND, "this is not the address of a stream's page here");
    };
    if view.settings.password.is_some() || site.live().embed_origins.is_empty() {
        return refuse(StatusCode::FORBIDDEN, "this stream cannot be shown on other sites");
    }
    let size = player_size(asked.maxwidth, asked.maxheight);
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, KEEP))
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")))
        .json(description(&site, &origin, &view, size))
}

fn description(
    site: &Site,
    origin: &str,
    view: &StreamStatus,
    (width, height): (u32, u32),
) -> serde_json::Value {
    let name = view.settings.name.as_str();
    let page = format!("{origin}{}", stream_url(&view.settings.name));
    let title = match &view.settings.title {
        Some(title) => format!("{} – {name}", title.shown()),
        None => format!("{name} – {}", site.live().site_name),
    };
    let mut answer = json!({
        "version": "1.0",
        "type": "video",
        "title": title,
        "author_name": name,
        "author_url": page,
        "provider_name": site.live().site_name,
        "provider_url": format!("{origin}/"),
        "cache_age": 3600,
        "width": width,
        "height": height,
        "html": frame(&page, name, (width, height)),
    });
    if let Some((url, width, height)) = thumbnail(site, origin, view) {
        answer["thumbnail_url"] = url.into();
        answer["thumbnail_width"] = width.into();
        answer["thumbnail_height"] = height.into();
    }
    answer
}

/// The address of a picture with its width and height: what is on now, else what the streamer has for the time offline, else
/// their avatar.
fn thumbnail(site: &Site, origin: &str, view: &StreamStatus) -> Option<(String, usize, usize)> {
    let path = stream_url(&view.settings.name);
    if let Some(picture) = site.pictures.get(view)
        && let Ok(size) = imagesize::blob_size(&picture)
    {
        return Some((format!("{origin}{path}picture.jpg"), size.width, size.height));
    }
    let offline = open_offline_picture(&path, &view.settings).into_iter().next();
    let file = offline.or_else(|| files(&path, &view.settings, PictureKind::Avatar).pop())?;
    Some((format!("{origin}{}", file.url), file.width as usize, file.height as usize))
}

/// HTML for another site that shows the player of the stream with this page in a frame of `width` and `height`.
fn frame(page: &str, title: &str, (width, height): (u32, u32)) -> String {
    let title = tera::escape_html(title);
    format!(
        "<iframe src=\"{page}embed\" width=\"{width}\" height=\"{height}\" title=\"{title}\" style=\"border: 0\" \
         allow=\"autoplay; fullscreen; picture-in-picture\" loading=\"lazy\"></iframe>"
    )
}

/// The streamer whose page, or player, has this address on the site at `origin`.
fn streamer_of(address: &str, origin: &str) -> Option<String> {
    let (address, site) = (Url::parse(address).ok()?, Url::parse(origin).ok()?);
    // the scheme is not compared: a site is often reached by both
    let same = address.host_str() == site.host_str() && address.port() == site.port();
    let mut parts = address.path_segments().filter(|_| same)?;
    let name = percent_encoding::percent_decode_str(parts.next()?).decode_utf8().ok()?.into_owned();
    matches!((parts.next(), parts.next()), (None | Some("" | "embed"), None)).then_some(name)
}

/// The largest player with the shape of most pictures that fits.
fn player_size(width: Option<u32>, height: Option<u32>) -> (u32, u32) {
    let most = width.unwrap_or(PLAYER.0).min(PLAYER.0);
    let width = height.map_or(most, |height| most.min(height.saturating_mul(16) / 9)).max(1);
    (width, (width * 9 / 16).max(1))
}

/// `GET /robots.txt`: search engines read the pages of streams.
pub async fn robots(request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    let mut text = String::from(
        "User-agent: *\nDisallow: /api/\nDisallow: /socket.io/\nDisallow: /*/chat\nDisallow: /*/embed\n",
    );
    let _ = writeln!(text, "Disallow: {OWN}");
    let origin = share::origin(&site, &request);
    if !origin.is_empty() {
        let _ = write!(text, "\nSitemap: {origin}/sitemap.xml\n");
    }
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600")))
        .content_type("text/plain; charset=utf-8")
        .body(text)
}

/// `GET /sitemap.xml`: the front page and the pages of streams that everybody may watch.
pub async fn sitemap(request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    let origin = share::origin(&site, &request);
    if origin.is_empty() {
        return refuse(StatusCode::BAD_REQUEST, "the Host header is not the name of a host");
    }
    let streams = site.index.all();
    let open = streams.iter().filter(|view| view.settings.password.is_none());
    let pages: Vec<_> = open
        .map(|view| {
            let page = Share::stream(&site, site.config.site_language(), &origin, view);
            json!({ "url": page.url(), "changed": view.started().or(view.settings.last_live) })
        })
        .collect();
    let mut context = Context::new();
    context.insert("front", &format!("{origin}/"));
    context.insert("pages", &pages);
    xml(&site, "sitemap.xml", "application/xml", context, KEEP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_player_fits_into_what_there_is() {
        for (width, height, fits) in [
            (None, None, (640, 360)),
            (Some(320), None, (320, 180)),
            (None, Some(180), (320, 180)),
            (Some(4000), Some(4000), (640, 360)),
            (Some(0), Some(u32::MAX), (1, 1)),
        ] {
            assert_eq!(player_size(width, height), fits, "{width:?} {height:?}");
        }
    }

    #[test]
    fn only_addresses_of_streams_here_name_a_streamer() {
        let origin = "https://live.example:8443";
        for (address, name) in [
            ("https://live.example:8443/alice/", Some("alice")),
            ("http://LIVE.example:8443/alice", Some("alice")),
            ("https://live.example:8443/alice/embed?x#y", Some("alice")),
            ("https://live.example:8443/J%C3%BCrgen/", Some("Jürgen")),
            ("https://live.example:8443/alice/chat", None),
            ("https://live.example:8443/alice/embed/", None),
            ("https://live.example/alice/", None),
            ("https://evil.example:8443/alice/", None),
            ("https://live.example:8443/%ff/", None),
            ("alice", None),
            ("mailto:alice", None),
        ] {
            assert_eq!(streamer_of(address, origin).as_deref(), name, "{address}");
        }
        assert_eq!(streamer_of("https://live.example/alice/", ""), None);
    }
}
