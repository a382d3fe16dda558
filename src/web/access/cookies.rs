//! How every cookie of the site is set. `docs/privacy.md` tells visitors of each.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

/// A cookie for the whole site, out of reach of scripts and of requests that other sites make. The browser keeps it for
/// `days`; a `secure` one, set over an encrypted connection, it sends over such connections alone.
pub fn cookie(name: impl Into<String>, value: impl Into<String>, days: i64, secure: bool) -> Cookie<'static> {
    Cookie::build(name.into(), value.into())
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(secure)
        .max_age(Duration::days(days))
        .finish()
}
