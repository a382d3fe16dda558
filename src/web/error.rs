//! Error pages.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use tera::Context;

use super::rendering::respond;
use super::site::Site;
use crate::languages::Words;
use crate::text::date;

/// A page that says what happened and what to do.
pub fn error_page(site: &Site, request: &HttpRequest, status: StatusCode, words: &Words) -> HttpResponse {
    let heading = match status {
        StatusCode::NOT_FOUND => Words::new("error-nothing-here"),
        StatusCode::FORBIDDEN => Words::new("error-not-allowed"),
        StatusCode::TOO_MANY_REQUESTS => Words::new("error-wait"),
        StatusCode::INTERNAL_SERVER_ERROR => Words::new("error-own-side"),
        _ => Words::new("error-failed"),
    };
    page(site, request, status, &heading, words)
}

fn page(
    site: &Site,
    request: &HttpRequest,
    status: StatusCode,
    heading: &Words,
    words: &Words,
) -> HttpResponse {
    let heading = site.say(request, heading);
    let mut context = Context::new();
    context.insert("title", &format!("{heading} – {}", site.live().site_name));
    context.insert("path", "/");
    context.insert("status", &status.as_u16());
    context.insert("heading", &heading);
    context.insert("message", &site.say(request, words));
    respond(site, request, status, "error.html", context)
}

/// The page for an address that does not exist, or is that of a channel that an administrator has closed.
pub fn not_found(site: &Site, request: &HttpRequest) -> HttpResponse {
    if let Some(channel) = request.match_info().get("streamer").and_then(|name| site.index.closed(name)) {
        let words = match channel.until {
            Some(until) => Words::new("channel-closed-by-until").with("date", date(until)),
            None => Words::new("channel-closed-by"),
        };
        let words = words.with("name", channel.name.to_string());
        return page(site, request, StatusCode::FORBIDDEN, &Words::new("channel-is-closed"), &words);
    }
    error_page(site, request, StatusCode::NOT_FOUND, &Words::new("error-mistyped"))
}
