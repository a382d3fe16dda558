//! The cookie of a browser that is signed in to an account.

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;
use pystreaming_actors::accounts::SignedIn;
use pystreaming_actors::model::SessionSecret;

use super::cookies;
use crate::web::site::Site;

const NAME: &str = "account";
/// Days that the cookie lasts; the server signs a browser out earlier if it is not used.
const DAYS: i64 = 365;

/// The account that the browser that sends a request is signed in to.
pub fn of_request(request: &HttpRequest, site: &Site) -> Option<SignedIn> {
    if !site.accounts.are_on() {
        return None;
    }
    request.cookie(NAME).and_then(|cookie| site.accounts.signed_in(cookie.value()))
}

/// The cookie for a browser that signs in.
pub fn cookie(secret: &SessionSecret, secure: bool) -> Cookie<'static> {
    cookies::cookie(NAME, secret.reveal(), DAYS, secure)
}

/// Takes the cookie away.
pub fn removal(secure: bool) -> Cookie<'static> {
    cookies::cookie(NAME, "", 0, secure)
}
