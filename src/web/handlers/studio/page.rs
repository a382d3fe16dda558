//! The pages of a studio. They are a frame; their scripts fill it through the API.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};
use pystreaming_actors::model::Role;
use pystreaming_actors::status::StreamStatus;
use serde::Serialize;
use tera::Context;

use super::entry;
use crate::languages::Words;
use crate::web::access::desk_user::{DeskUser, owns};
use crate::web::error::not_found;
use crate::web::rendering::respond;
use crate::web::site::Site;
use crate::web::summary::{StreamDetails, admin_url, studio_url};

/// A part of the studio with an address of its own.
#[derive(Debug, Clone, Copy, Serialize)]
struct Section {
    /// The last part of its address; empty for the first.
    path: &'static str,
    /// Key of its heading.
    title: &'static str,
    /// Whether moderators have it too.
    is_for_moderators: bool,
}

/// In the order of the navigation.
const SECTIONS: &[Section] = &[
    Section { path: "", title: "desk-now", is_for_moderators: true },
    Section { path: "settings", title: "desk-settings", is_for_moderators: false },
    Section { path: "people", title: "desk-people", is_for_moderators: true },
    Section { path: "programs", title: "desk-programs", is_for_moderators: false },
    Section { path: "broadcasts", title: "desk-broadcasts", is_for_moderators: false },
];

/// `GET /<streamer>/studio` redirects to the page with the slash.
pub async fn without_slash(
    request: HttpRequest,
    site: web::Data<Site>,
    name: web::Path<String>,
) -> HttpResponse {
    match site.index.get(&name) {
        Some(stream) => HttpResponse::PermanentRedirect()
            .insert_header((LOCATION, studio_url(&stream.settings.name)))
            .finish(),
        None => not_found(&site, &request),
    }
}

/// `GET /<streamer>/studio/<section>`: a section, or the way to sign in.
pub async fn section(
    request: HttpRequest,
    site: web::Data<Site>,
    path: web::Path<(String, String)>,
) -> HttpResponse {
    let (name, wanted) = path.into_inner();
    let stream = site.index.get(&name);
    let section = SECTIONS.iter().find(|section| section.path == wanted);
    let (Some(stream), Some(section)) = (stream, section) else { return not_found(&site, &request) };
    let Some((user, role)) = DeskUser::of_stream(&request, &site, &stream) else {
        let next = format!("{}{}", studio_url(&stream.settings.name), section.path);
        return entry::page(&site, &request, &stream, &entry::Form { next: &next, ..entry::Form::default() });
    };
    if !section.is_for_moderators && !owns(role) {
        return not_found(&site, &request);
    }
    respond(
        &site,
        &request,
        StatusCode::OK,
        "studio.html",
        context(&site, &request, &stream, &user, role, section),
    )
}

fn context(
    site: &Site,
    request: &HttpRequest,
    stream: &StreamStatus,
    user: &DeskUser,
    role: Role,
    section: &Section,
) -> Context {
    let name = &stream.settings.name;
    let sections: Vec<_> =
        SECTIONS.iter().filter(|section| section.is_for_moderators || owns(role)).copied().collect();
    let say = |words: Words| site.say(request, &words);
    let of = Words::new("desk-studio-of").with("name", name.to_string());
    let mut context = Context::new();
    context.insert(
        "title",
        &format!("{} – {} – {}", say(Words::new(section.title)), say(of), site.live().site_name),
    );
    context.insert("path", request.path());
    context.insert("stream", &StreamDetails::new(site, stream));
    context.insert("studio", &studio_url(&stream.settings.name));
    context.insert("sections", &sections);
    context.insert("section", section);
    context.insert("owns", &owns(role));
    context.insert("who", user.name());
    context.insert("administration", &user.administers(site).then(|| admin_url(site)));
    context.insert("by_account", &matches!(user, DeskUser::Account(_)));
    context.insert("server", &site.server_for_encoders(request));
    context
}
