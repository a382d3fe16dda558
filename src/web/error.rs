//! Error pages.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use tera::Context;

use super::rendering::respond;
use super::site::Site;

/// A page that says what happened and what to do.
pub fn error_page(site: &Site, request: &HttpRequest, status: StatusCode, message: &str) -> HttpResponse {
    let heading = match status {
        StatusCode::NOT_FOUND => "There is nothing here",
        StatusCode::FORBIDDEN => "This is not allowed",
        StatusCode::TOO_MANY_REQUESTS => "Please wait a moment",
        StatusCode::INTERNAL_SERVER_ERROR => "Something went wrong on our side",
        _ => status.canonical_reason().unwrap_or("That did not work"),
    };
    let mut context = Context::new();
    context.insert("title", &format!("{heading} – {}", site.live().site_name));
    context.insert("path", "/");
    context.insert("status", &status.as_u16());
    context.insert("heading", heading);
    context.insert("message", message);
    respond(site, request, status, "error.html", context)
}

/// The page for an address that does not exist.
pub fn not_found(site: &Site, request: &HttpRequest) -> HttpResponse {
    error_page(
        site,
        request,
        StatusCode::NOT_FOUND,
        "The address may be mistyped, or the stream may be gone.",
    )
}
