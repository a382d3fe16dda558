//! Attributes of the site's cookies. `docs/privacy.md` lists all cookies.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

/// The same cookie as [`cookie`], for minutes.
pub fn brief(
    name: impl Into<String>,
    value: impl Into<String>,
    minutes: i64,
    secure: bool,
) -> Cookie<'static> {
    let mut cookie = cookie(name, value, 0, secure);
    cookie.set_max_age(Duration::minutes(minutes));
    cookie
}

/// A cookie for the whole site that scripts cannot read and cross-site requests do not send. It expires after `days`;
/// a `secure` one is only sent over TLS.
pub fn cookie(name: impl Into<String>, value: impl Into<String>, days: i64, secure: bool) -> Cookie<'static> {
    Cookie::build(name.into(), value.into())
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(secure)
        .max_age(Duration::days(days))
        .finish()
}
