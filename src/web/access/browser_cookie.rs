//! The cookie that identifies a browser: mutes and moderators outlive sockets.

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;
use pystreaming_actors::model::UnixTime;
use pystreaming_actors::model::names::{Secrets, Token, hex};
use pystreaming_actors::session::Browser;
use subtle::ConstantTimeEq as _;

use super::cookies;

const NAME: &str = "visitor";

/// An identity for a browser without the cookie.
pub fn newcomer(now: UnixTime) -> Browser {
    let random = u128::from(rand::random::<u64>()) << 64 | u128::from(rand::random::<u64>());
    Browser { id: Token::from_random(random), since: now, kept: false }
}

/// The browser that a cookie identifies, if its signature is ours.
pub fn known(value: &str, secrets: &Secrets) -> Option<Browser> {
    let (id, rest) = value.split_once('.')?;
    let (since, signed) = rest.split_once('.')?;
    let browser = Browser { id: Token::stored(id), since: since.parse().ok()?, kept: true };
    // only in the spelling that was signed
    let genuine = signed.as_bytes().ct_eq(signature(&browser, secrets).as_bytes());
    (bool::from(genuine) && browser.since.to_string() == since).then_some(browser)
}

/// The cookie for a browser.
pub fn cookie(browser: &Browser, secrets: &Secrets, secure: bool) -> Cookie<'static> {
    let value = format!("{}.{}.{}", browser.id, browser.since, signature(browser, secrets));
    cookies::cookie(NAME, value, 365, secure)
}

/// The browser that sends a request, if it has the cookie.
pub fn of_request(request: &HttpRequest, secrets: &Secrets) -> Option<Browser> {
    request.cookie(NAME).and_then(|cookie| known(cookie.value(), secrets))
}

fn signature(browser: &Browser, secrets: &Secrets) -> String {
    hex(&secrets.sign(&[b"visitor", browser.id.as_str().as_bytes(), &browser.since.to_be_bytes()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_known_by_what_we_signed_and_by_nothing_else() {
        let secrets = Secrets::derive("s");
        let browser = newcomer(1000);
        let cookie = super::cookie(&browser, &secrets, true);
        assert_eq!(known(cookie.value(), &secrets), Some(Browser { kept: true, ..browser.clone() }));
        assert_eq!(known(cookie.value(), &Secrets::derive("other")), None);
        let forged = |value: String| known(&value, &secrets);
        let signed = cookie.value().rsplit_once('.').unwrap().1;
        for value in [
            String::new(),
            "..".to_owned(),
            format!("{}.999.{signed}", browser.id),
            format!("{}.01000.{signed}", browser.id),
            format!("{}.1000.{signed}", newcomer(1000).id),
        ] {
            assert_eq!(forged(value.clone()), None, "{value:?}");
        }
        assert_eq!((cookie.http_only(), cookie.secure()), (Some(true), Some(true)));
    }
}
