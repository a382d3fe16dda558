//! The cookie of a browser that is signed in to a studio or to the administration without an account.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite};
use pystreaming_actors::model::SessionSecret;
use pystreaming_actors::ports::DeskSession;

use super::cookies;
use crate::web::site::Site;

/// Days that the cookie lasts; the server signs a browser out earlier if it is not used.
const DAYS: i64 = 30;

/// Over TLS, the prefix has browsers refuse a cookie that a neighbouring host sets.
fn name(secure: bool) -> &'static str {
    if secure { "__Host-desk" } else { "desk" }
}

/// The session of the browser that sends a request.
pub fn of_request(request: &HttpRequest, site: &Site) -> Option<DeskSession> {
    let cookie = request.cookie(name(site.peer(request).is_encrypted()))?;
    site.desk.signed_in(cookie.value())
}

/// The cookie for a browser that signs in.
pub fn cookie(secret: &SessionSecret, secure: bool) -> Cookie<'static> {
    strict(secret.reveal(), DAYS, secure)
}

/// Takes the cookie away.
pub fn removal(secure: bool) -> Cookie<'static> {
    strict("", 0, secure)
}

fn strict(value: &str, days: i64, secure: bool) -> Cookie<'static> {
    let mut cookie = cookies::cookie(name(secure), value, days, secure);
    cookie.set_same_site(SameSite::Strict);
    cookie
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_script_and_no_other_site_gets_the_cookie() {
        let secret = SessionSecret::from_random(1);
        let cookie = cookie(&secret, true).to_string();
        for part in ["__Host-desk=", "HttpOnly", "SameSite=Strict", "Secure", "Path=/"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
        assert_eq!(super::cookie(&secret, false).name(), "desk");
    }
}
