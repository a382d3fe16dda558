//! The feed of a stream's broadcasts, after RFC 4287 (Atom).

use actix_web::http::StatusCode;
use actix_web::http::header::HeaderValue;
use actix_web::{HttpRequest, HttpResponse, web};
use pystreaming_actors::model::{PictureKind, StreamTitle, UnixTime};
use pystreaming_actors::ports::Page;
use serde::Serialize;
use tera::Context;
use tracing::error;

use crate::web::portraits::{PictureFile, files, open_offline_picture};
use crate::web::refusal::refuse;
use crate::web::rendering::xml;
use crate::web::share;
use crate::web::site::Site;
use crate::web::summary::stream_url;

/// Ended broadcasts in a feed.
const ENTRIES: u32 = 30;

/// A broadcast in the feed.
#[derive(Debug, Serialize)]
struct Entry {
    /// The same for as long as the site has this address, whether the broadcast runs or has ended.
    id: String,
    started: UnixTime,
    /// `None` while it runs.
    ended: Option<UnixTime>,
    /// Of the stream, while it runs or at its end.
    title: Option<String>,
}

/// `GET /<streamer>/feed.atom`. A locked stream has none.
pub async fn feed(request: HttpRequest, site: web::Data<Site>, name: web::Path<String>) -> HttpResponse {
    let Some(view) = site.index.get(&name).filter(|view| view.settings.password.is_none()) else {
        return refuse(StatusCode::NOT_FOUND, "there is no feed of such a stream");
    };
    let origin = share::origin(&site, &request);
    if origin.is_empty() {
        return refuse(StatusCode::BAD_REQUEST, "the Host header is not the name of a host");
    }
    let name = &view.settings.name;
    let past = match site.store.past_broadcasts(name, Page::Last, ENTRIES).await {
        Ok(past) => past,
        Err(error) => {
            error!(%error, "cannot read the broadcasts for a feed");
            return refuse(StatusCode::SERVICE_UNAVAILABLE, "the feed cannot be read now; try again soon");
        }
    };
    let page = format!("{origin}{}", stream_url(name));
    let entry = |id: &str, started, ended, title: Option<&str>| {
        let title = title.map(|title| StreamTitle::stored(title).shown());
        Entry { id: format!("{page}#{id}"), started, ended, title }
    };
    let running = view.started().zip(view.on_air.as_ref());
    let title = view.settings.title.as_deref();
    let running = running.map(|(started, on_air)| entry(on_air.broadcast.id.as_str(), started, None, title));
    let ended = past
        .iter()
        .rev()
        .map(|past| entry(past.id.as_str(), past.started_at, Some(past.ended_at), past.title.as_deref()));
    let entries: Vec<_> = running.into_iter().chain(ended).collect();
    let updated = entries.first().map_or(0, |entry| entry.ended.unwrap_or(entry.started));
    let mut context = Context::new();
    context.insert("page", &page);
    context.insert("name", name.as_str());
    context.insert("site", &site.live().site_name);
    context.insert("updated", &updated);
    context.insert("entries", &entries);
    let path = stream_url(name);
    let address = |file: Option<PictureFile>| file.map(|file| format!("{origin}{}", file.url));
    context.insert("links", &view.settings.links.iter().collect::<Vec<_>>());
    context.insert("icon", &address(files(&path, &view.settings, PictureKind::Avatar).pop()));
    context.insert("logo", &address(open_offline_picture(&path, &view.settings).into_iter().next()));
    xml(&site, "feed.xml", "application/atom+xml", context, HeaderValue::from_static("public, max-age=60"))
}
