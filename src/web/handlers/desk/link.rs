//! Links that sign a browser in once, from `pystreaming-admin login-link`. The secret is behind the `#`, which browsers do not
//! send: it stands in no log and no `Referer`, and previews of links do not use it up.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use tera::Context;

use super::failed;
use crate::desk::LINK_PATH;
use crate::languages::Words;
use crate::web::access::desk_cookie;
use crate::web::error::error_page;
use crate::web::forms;
use crate::web::rendering::{NO_LANGUAGES, respond};
use crate::web::signing_in::{redirect, user_agent};
use crate::web::site::Site;
use crate::web::summary::{admin_url, studio_url};

/// `GET /-/login`: a button, which sends the secret.
pub async fn form(request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    page(&site, &request, StatusCode::OK)
}

fn page(site: &Site, request: &HttpRequest, status: StatusCode) -> HttpResponse {
    let mut context = Context::new();
    context.insert(
        "title",
        &format!("{} – {}", site.say(request, &Words::new("site-sign-in")), site.live().site_name),
    );
    context.insert("path", LINK_PATH);
    context.insert("is_used", &(status == StatusCode::FORBIDDEN));
    // the script takes the secret out of the address
    context.insert("languages", &NO_LANGUAGES);
    respond(site, request, status, "login-link.html", context)
}

/// `POST /-/login`.
pub async fn enter(request: HttpRequest, site: web::Data<Site>, body: web::Payload) -> HttpResponse {
    let form = match forms::read(&request, body).await {
        Ok(form) => form,
        Err(problem) => return error_page(&site, &request, problem.status(), &problem.words()),
    };
    let former = desk_cookie::of_request(&request, &site).map(|session| session.id);
    let (secret, session) = match site
        .desk
        .by_link(form.single("secret").unwrap_or_default(), user_agent(&request), former)
        .await
    {
        Ok(Some(entered)) => entered,
        Ok(None) => return page(&site, &request, StatusCode::FORBIDDEN),
        Err(error) => return failed(&site, &request, &error),
    };
    let to = match &session.streamer {
        None => admin_url(&site).to_owned(),
        Some(streamer) => {
            site.index.of(streamer).map_or_else(|| "/".to_owned(), |stream| studio_url(&stream.settings.name))
        }
    };
    redirect(&to, &[desk_cookie::cookie(&secret, site.peer(&request).is_encrypted())])
}
