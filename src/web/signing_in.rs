//! What accounts and studios have in common where a browser signs in.

use actix_web::cookie::Cookie;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue, LOCATION, USER_AGENT};
use actix_web::{HttpRequest, HttpResponse};
use pystreaming_actors::model::UnixTime;

/// How long after signing in one may do what needs a fresh proof of who one is, in seconds.
const FRESH_FOR: UnixTime = 15 * 60;

/// Whether somebody who signed in at `since` has proved who they are lately.
pub fn is_fresh(since: UnixTime, now: UnixTime) -> bool {
    now.saturating_sub(since) < FRESH_FOR
}

/// Leads to a page of this site.
pub fn redirect(to: &str, cookies: &[Cookie<'static>]) -> HttpResponse {
    let mut response = HttpResponse::SeeOther();
    response
        .insert_header((LOCATION, to))
        .insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")));
    for cookie in cookies {
        response.cookie(cookie.clone());
    }
    response.finish()
}

/// What a browser calls itself.
pub fn user_agent(request: &HttpRequest) -> &str {
    request.headers().get(USER_AGENT).and_then(|name| name.to_str().ok()).unwrap_or_default()
}
