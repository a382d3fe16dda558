//! Checks and headers that apply to every request.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ACCEPT_LANGUAGE, COOKIE, HOST, HeaderName, HeaderValue, ORIGIN, REFERER, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use actix_web::http::{Method, StatusCode, Version};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse, web};

use super::page_policy::PagePolicy;
use crate::config::AllowedOrigins;
use crate::web::refusal::refuse;
use crate::web::site::Site;

/// The path of Socket.IO.
pub const SOCKETS: &str = "/socket.io";

/// Adds the security headers of a page.
pub fn page_headers(policy: &PagePolicy, request: &HttpRequest, mut response: HttpResponse) -> HttpResponse {
    const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
    let headers = response.headers_mut();
    policy.add_to(headers, None);
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    // without TLS browsers ignore it and warn in their console
    if is_encrypted(request) {
        headers.insert(OPENER, HeaderValue::from_static("same-origin"));
    }
    response
}

/// Lets other sites show a page in a frame.
pub fn allow_frames(policy: &PagePolicy, mut page: HttpResponse, of: &AllowedOrigins) -> HttpResponse {
    policy.add_to(page.headers_mut(), Some(of));
    page
}

fn is_encrypted(request: &HttpRequest) -> bool {
    request.app_data::<web::Data<Site>>().is_some_and(|site| site.peer(request).is_encrypted())
}

/// Refuses ambiguous and cross-site requests, and forbids content sniffing.
pub async fn guard(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let refusal = check(request.request());
    let mut response = match refusal {
        Some((status, message)) => request.into_response(refuse(status, message)),
        None => next.call(request).await?.map_into_boxed_body(),
    };
    response.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(response)
}

fn check(request: &HttpRequest) -> Option<(StatusCode, &'static str)> {
    let hosts = request.headers().get_all(HOST).count();
    if hosts > 1 || (hosts == 0 && request.version() > Version::HTTP_10) {
        return Some((StatusCode::BAD_REQUEST, "a request must have exactly one Host header"));
    }
    // the chat gateway checks the origin itself, for every method
    let is_socket = request.path().starts_with(SOCKETS);
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !reads && !is_socket && is_cross_site(request) && !may_call_api(request) {
        return Some((
            StatusCode::FORBIDDEN,
            "this form was sent from another site; open the page itself and try again",
        ));
    }
    None
}

/// Whether the request is for the API, from a page of a site that the configuration lets call it.
fn may_call_api(request: &HttpRequest) -> bool {
    let origin = request.headers().get(ORIGIN).and_then(|origin| origin.to_str().ok());
    let allowed = |origin| {
        let site = request.app_data::<web::Data<Site>>();
        site.is_some_and(|site| site.live().api.allowed_origins.allows(origin))
    };
    request.path().starts_with("/api/") && origin.is_some_and(allowed)
}

/// Whether a browser reports that another site makes the request. Other programs send no such header.
pub fn is_cross_site(request: &HttpRequest) -> bool {
    // browsers only send it over a secure connection
    if let Some(site) = request.headers().get("sec-fetch-site") {
        return !matches!(site.as_bytes(), b"same-origin" | b"none");
    }
    let Some(origin) = request.headers().get(ORIGIN) else { return false };
    let Some(own) = request.app_data::<web::Data<Site>>().map(|site| site.peer(request).host) else {
        return true;
    };
    // the scheme is not compared: a proxy that terminates TLS may not forward it
    let host = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, host)| host);
    !host.is_some_and(|host| is_same_host(host, &own))
}

/// Whether a browser makes the request, judged by headers that only browsers add. After DNS rebinding, `Accept-Language`
/// is the only one of them.
pub fn is_browser(request: &HttpRequest) -> bool {
    let headers = request.headers();
    let speaks = headers.get(ACCEPT_LANGUAGE).is_some_and(|languages| languages != "*");
    let has = |name: &HeaderName| headers.contains_key(name);
    speaks || [ORIGIN, REFERER, COOKIE].iter().any(has) || headers.contains_key("sec-fetch-site")
}

/// Whether an origin's host is `own`. Debian's `proxy_params` forward the host without its port; then the port is not
/// compared.
fn is_same_host(host: &str, own: &str) -> bool {
    host.eq_ignore_ascii_case(own) || without_port(host).is_some_and(|host| host.eq_ignore_ascii_case(own))
}

/// The host of `host:port`, if it has a port.
fn without_port(host: &str) -> Option<&str> {
    let (name, port) = host.rsplit_once(':')?;
    (!port.is_empty() && port.bytes().all(|digit| digit.is_ascii_digit())).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn port_counts_only_where_the_proxy_tells_it() {
        for (origin, own, same) in [
            ("site.example", "site.example", true),
            ("Site.example:8080", "site.example:8080", true),
            ("site.example:8080", "site.example", true),
            ("site.example", "site.example:8080", false),
            ("site.example:8080", "site.example:5678", false),
            ("[::1]:8080", "[::1]", true),
            ("evil.example", "site.example", false),
            ("site.example:evil", "site.example", false),
        ] {
            assert_eq!(is_same_host(origin, own), same, "{origin} at {own}");
        }
    }
}
