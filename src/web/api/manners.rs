//! What holds for every request of the API: rate limits, CORS, and headers.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, AUTHORIZATION,
    CACHE_CONTROL, HeaderMap, HeaderName, HeaderValue, ORIGIN, VARY,
};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse, web};
use pystreaming_actors::model::names::{hex, household};

use super::caller::{browser_id, seconds};
use super::problem::Problem;
use crate::web::site::Site;

const LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Applies limits and CORS to a request of the API.
///
/// # Errors
/// Those of the handlers.
pub async fn manners(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(site) = request.app_data::<web::Data<Site>>().cloned() else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let origin = allowed_origin(request.request(), &site);
    if is_preflight(request.request()) {
        let mut response = HttpResponse::NoContent().finish();
        allow(response.headers_mut(), origin);
        return Ok(request.into_response(response));
    }
    let key = caller_key(request.request(), &site);
    let limited = limit(&site, &key);
    let mut response = match limited {
        Err(problem) => request.into_response(problem.response()),
        Ok(()) => next.call(request).await?.map_into_boxed_body(),
    };
    let headers = response.headers_mut();
    note_limit(headers, &site, &key);
    allow(headers, origin);
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    Ok(response)
}

/// The caller by whom requests are counted: the credentials, or the address. Wrong credentials are limited by address
/// elsewhere.
fn caller_key(request: &HttpRequest, site: &Site) -> String {
    match request.headers().get(AUTHORIZATION) {
        Some(credentials) => hex(&site.secrets.sign(&[b"caller", credentials.as_bytes()])[..8]),
        None => {
            browser_id(request, site).unwrap_or_else(|| household(site.peer(request).address).to_string())
        }
    }
}

/// Counts a request of the caller with this key.
///
/// # Errors
/// There were too many.
pub fn limit(site: &Site, key: &str) -> Result<(), Problem> {
    let taken =
        site.api_requests.lock().take(key.to_owned(), site.live().api.requests, site.clock.now().monotonic);
    taken.map_err(|wait| Problem::too_many("Too many requests.", seconds(wait)))
}

/// Tells how many requests are left, as the IETF's draft on RateLimit fields has it.
fn note_limit(headers: &mut HeaderMap, site: &Site, key: &str) {
    let rate = site.live().api.requests;
    if rate.per_minute == 0 {
        return;
    }
    let (left, until_full) = site.api_requests.lock().left(&key.to_owned(), rate, site.clock.now().monotonic);
    let window = (u64::from(rate.burst) * 60).div_ceil(u64::from(rate.per_minute)).max(1);
    let policy = format!("\"requests\";q={};w={window}", rate.burst.max(1));
    let state = format!("\"requests\";r={left};t={}", until_full.as_secs());
    for (name, text) in [(POLICY, policy), (LIMIT, state)] {
        if let Ok(value) = HeaderValue::try_from(text) {
            headers.insert(name, value);
        }
    }
}

/// The origin of a page of another site that the configuration lets read the API.
fn allowed_origin(request: &HttpRequest, site: &Site) -> Option<HeaderValue> {
    let origin = request.headers().get(ORIGIN)?;
    origin.to_str().is_ok_and(|text| site.live().api.allowed_origins.allows(text)).then(|| origin.clone())
}

fn is_preflight(request: &HttpRequest) -> bool {
    request.method() == Method::OPTIONS && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

fn allow(headers: &mut HeaderMap, origin: Option<HeaderValue>) {
    headers.append(VARY, HeaderValue::from_static("Origin"));
    let Some(origin) = origin else { return };
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    for (name, value) in [
        (ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST, PUT, PATCH, DELETE"),
        (
            ACCESS_CONTROL_ALLOW_HEADERS,
            "Authorization, Content-Type, Idempotency-Key, If-Match, Last-Event-ID",
        ),
        (ACCESS_CONTROL_EXPOSE_HEADERS, "ETag, RateLimit, RateLimit-Policy, Retry-After"),
        (ACCESS_CONTROL_MAX_AGE, "86400"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
