//! The pages of the administration. They are a frame; their scripts fill it through the API.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};
use tera::Context;

use super::entry;
use super::sections::{SECTIONS, START, Section};
use crate::languages::Words;
use crate::web::access::desk_user::DeskUser;
use crate::web::error::not_found;
use crate::web::rendering::respond;
use crate::web::signing_in::redirect;
use crate::web::site::Site;
use crate::web::summary::admin_url;

/// `GET /admin` redirects to the page with the slash.
pub async fn without_slash(site: web::Data<Site>) -> HttpResponse {
    HttpResponse::TemporaryRedirect().insert_header((LOCATION, admin_url(&site))).finish()
}

/// `GET /admin/<section>`: a section, or the way to sign in.
pub async fn section(request: HttpRequest, site: web::Data<Site>, wanted: web::Path<String>) -> HttpResponse {
    let section = SECTIONS.iter().find(|section| section.path == *wanted);
    let Some(section) = section else { return not_found(&site, &request) };
    let user = DeskUser::of_site(&request, &site).filter(|user| user.administers(&site));
    let Some(user) = user else {
        let next = format!("{}{}", admin_url(&site), section.path);
        return entry::page(&site, &request, &next, None, StatusCode::FORBIDDEN);
    };
    if section.path.is_empty() && site.index.all().is_empty() && site.index.all_closed().is_empty() {
        return redirect(&format!("{}{START}", admin_url(&site)), &[]);
    }
    respond(&site, &request, StatusCode::OK, "admin.html", context(&site, &request, &user, section))
}

fn context(site: &Site, request: &HttpRequest, user: &DeskUser, section: &Section) -> Context {
    let say = |key| site.say(request, &Words::new(key));
    let mut context = Context::new();
    context.insert(
        "title",
        &format!("{} – {} – {}", say(section.title), say("desk-administration"), site.live().site_name),
    );
    context.insert("path", request.path());
    context.insert("admin", admin_url(site));
    let listed = |one: &&Section| one.is_listed || one.path == section.path;
    let sections: Vec<_> = SECTIONS.iter().filter(listed).copied().collect();
    context.insert("sections", &sections);
    context.insert("section", section);
    context.insert("who", user.name());
    context.insert("by_account", &matches!(user, DeskUser::Account(_)));
    context.insert("server", &site.server_for_encoders(request));
    context
}
