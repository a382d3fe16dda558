//! Signing in to a studio by the stream key, and out of it.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, web};
use pystreaming_actors::ports::StoreError;
use pystreaming_actors::status::StreamStatus;
use tera::Context;

use crate::languages::Words;
use crate::web::access::desk_user::DeskUser;
use crate::web::access::throttle::AuthAttempt;
use crate::web::access::{account, browser_cookie, desk_cookie};
use crate::web::error::{error_page, not_found};
use crate::web::forms;
use crate::web::handlers::desk::{failed, sign_out_to};
use crate::web::rendering::respond;
use crate::web::signing_in::{redirect, user_agent};
use crate::web::site::Site;
use crate::web::summary::{admin_url, stream_url, studio_url};

const WRONG: &str = "desk-key-wrong";

/// The form to sign in, and what is wrong with what was entered.
#[derive(Debug, Default)]
pub struct Form<'a> {
    /// Where to go afterwards.
    pub next: &'a str,
    /// Key of the text why the key was refused.
    pub error: Option<&'static str>,
    /// The status of the answer, where that is not 403.
    pub status: Option<StatusCode>,
    /// Seconds until it is worth trying again.
    pub wait: Option<u64>,
    /// Whether somebody who is signed in shows again who they are.
    pub again: bool,
}

/// The page with the form.
pub fn page(site: &Site, request: &HttpRequest, stream: &StreamStatus, form: &Form<'_>) -> HttpResponse {
    let name = &stream.settings.name;
    let of = Words::new("desk-studio-of").with("name", name.to_string());
    let mut context = Context::new();
    context.insert("title", &format!("{} – {}", site.say(request, &of), site.live().site_name));
    context.insert("path", &studio_url(&stream.settings.name));
    context.insert("name", name.as_str());
    context.insert("url", &stream_url(name));
    context.insert("studio", &studio_url(&stream.settings.name));
    context.insert("next", form.next);
    context.insert("error", &form.error.map(|key| site.say(request, &Words::new(key))));
    context.insert("wait", &form.wait);
    context.insert("again", &form.again);
    let administers = DeskUser::of_site(request, site).is_some_and(|user| user.administers(site));
    context.insert("admin", &administers.then(|| admin_url(site)));
    let account = account::of_request(request, site);
    context.insert("account", &account.map(|signed_in| signed_in.account.name.to_string()));
    let status = form.status.unwrap_or(StatusCode::FORBIDDEN);
    let mut response = respond(site, request, status, "studio-sign-in.html", context);
    if let Some(seconds) = form.wait {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// `GET /<streamer>/studio/sign-in`. `?next` is where to go afterwards. Somebody who is signed in confirms that it is them.
pub async fn form(
    request: HttpRequest,
    site: web::Data<Site>,
    name: web::Path<String>,
    query: web::Query<HashMap<String, String>>,
) -> HttpResponse {
    let Some(stream) = site.index.get(&name) else { return not_found(&site, &request) };
    let again = DeskUser::of_stream(&request, &site, &stream).is_some();
    let next = next(&stream, query.get("next").map(String::as_str));
    page(
        &site,
        &request,
        &stream,
        &Form { next: &next, again, status: Some(StatusCode::OK), ..Form::default() },
    )
}

/// `POST /<streamer>/studio/sign-in`.
pub async fn by_key(
    request: HttpRequest,
    site: web::Data<Site>,
    name: web::Path<String>,
    body: web::Payload,
) -> HttpResponse {
    let Some(stream) = site.index.get(&name) else { return not_found(&site, &request) };
    let form = match forms::read(&request, body).await {
        Ok(form) => form,
        Err(problem) => return error_page(&site, &request, problem.status(), &problem.words()),
    };
    let next = next(&stream, form.single("next"));
    let (now, peer) = (site.clock.now().monotonic, site.peer(&request));
    let known = browser_cookie::of_request(&request, &site.secrets);
    let browser = known.as_ref().map(|browser| browser.id.clone());
    let attempt = site.attempt(peer.address, peer.is_anonymous(), browser, stream.settings.name.folded());
    let admitted = site.login_throttle.lock().admit(&attempt, now);
    if let Err(wait) = admitted {
        let wait = Some(wait.as_secs() + 1);
        let status = Some(StatusCode::TOO_MANY_REQUESTS);
        let error = Some("desk-keys-too-many");
        return page(&site, &request, &stream, &Form { next: &next, error, status, wait, again: false });
    }
    let key = site.secrets.hash_given(form.single("key").unwrap_or_default());
    if stream.settings.key != key {
        site.login_throttle.lock().failed(&attempt, now);
        return page(&site, &request, &stream, &Form { next: &next, error: Some(WRONG), ..Form::default() });
    }
    // from now on the browser has its own count, apart from others at its address
    let browser = known.clone().unwrap_or_else(|| browser_cookie::newcomer(site.unix()));
    let attempt = AuthAttempt { browser: Some(browser.id.clone()), ..attempt };
    site.login_throttle.lock().succeeded(&attempt, now);
    let former = desk_cookie::of_request(&request, &site).map(|session| session.id);
    match site.desk.by_key(&stream.settings.name, key, user_agent(&request), former).await {
        Ok(secret) => {
            let secure = peer.is_encrypted();
            let mut cookies = vec![desk_cookie::cookie(&secret, secure)];
            if known.is_none() {
                cookies.push(browser_cookie::cookie(&browser, &site.secrets, secure));
            }
            redirect(&next, &cookies)
        }
        // replaced a moment ago
        Err(StoreError::NotFound { .. }) => {
            page(&site, &request, &stream, &Form { next: &next, error: Some(WRONG), ..Form::default() })
        }
        Err(error) => failed(&site, &request, &error),
    }
}

/// `POST /<streamer>/studio/sign-out`: ends the session of this browser, or leads to the page of the account.
pub async fn sign_out(request: HttpRequest, site: web::Data<Site>, name: web::Path<String>) -> HttpResponse {
    let Some(stream) = site.index.get(&name) else { return not_found(&site, &request) };
    sign_out_to(&site, &request, &studio_url(&stream.settings.name)).await
}

/// Where to go after signing in: a page of this studio.
fn next(stream: &StreamStatus, given: Option<&str>) -> String {
    let studio = studio_url(&stream.settings.name);
    let is_section = |path: &str| path.bytes().all(|b| b.is_ascii_lowercase());
    let given = given.filter(|next| next.strip_prefix(&studio).is_some_and(is_section));
    given.map_or(studio, str::to_owned)
}
