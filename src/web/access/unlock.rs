//! The cookie that unlocks a stream with a password: signed, valid for one stream and one day, and invalid as soon as
//! the password changes.

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;
use pystreaming_actors::model::names::{Secrets, hex};
use pystreaming_actors::model::{Streamer, UnixTime};
use pystreaming_actors::status::StreamStatus;
use subtle::ConstantTimeEq;

use super::cookies;

/// Prefix of the names of these cookies.
pub const COOKIE_PREFIX: &str = "unlock-";
/// Lifetime in seconds.
const DAY: UnixTime = 24 * 60 * 60;

/// Whether the stream is open, or the request carries a valid cookie for it.
pub fn may_watch(request: &HttpRequest, view: &StreamStatus, secrets: &Secrets, now: UnixTime) -> bool {
    if view.settings.password.is_none() {
        return true;
    }
    request
        .cookie(&cookie_name(&view.settings, secrets))
        .is_some_and(|cookie| is_valid(cookie.value(), &view.settings, secrets, now))
}

/// A cookie that unlocks the stream for a day.
pub fn cookie(streamer: &Streamer, secrets: &Secrets, now: UnixTime, secure: bool) -> Cookie<'static> {
    let expires = now + DAY;
    let value = format!("{expires}.{}", hex(&signature(streamer, secrets, expires)));
    // segments are outside the stream's own path, so the cookie is for the whole site
    cookies::cookie(cookie_name(streamer, secrets), value, 1, secure)
}

/// Whether a cookie's value is signed for the stream's current password and has not expired.
pub fn is_valid(value: &str, streamer: &Streamer, secrets: &Secrets, now: UnixTime) -> bool {
    let Some((expires, signed)) = value.split_once('.') else { return false };
    // only in the spelling that was signed: `+1` and `01` parse too
    let Some(expires) = expires.parse::<UnixTime>().ok().filter(|number| number.to_string() == expires)
    else {
        return false;
    };
    now < expires && hex(&signature(streamer, secrets, expires)).as_bytes().ct_eq(signed.as_bytes()).into()
}

fn signature(streamer: &Streamer, secrets: &Secrets, expires: UnixTime) -> [u8; 32] {
    let password = streamer.password.as_ref().map_or("", |password| password.reveal());
    secrets.sign(&[b"unlock", streamer.name.folded().as_bytes(), password.as_bytes(), &expires.to_be_bytes()])
}

/// A hash, since a streamer's name may have characters that a cookie's cannot.
pub fn cookie_name(streamer: &Streamer, secrets: &Secrets) -> String {
    format!("{COOKIE_PREFIX}{}", hex(&secrets.sign(&[b"name", streamer.name.folded().as_bytes()])[..8]))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use pystreaming_actors::model::names::{StreamKey, StreamerName, ViewerPassword};

    use super::*;

    fn locked(name: &str, password: &str) -> StreamStatus {
        StreamStatus::offline(Streamer {
            password: ViewerPassword::stored(password),
            ..Streamer::new(
                StreamerName::stored(name),
                Secrets::derive("s").hash(&StreamKey::new("k").unwrap()),
            )
        })
    }

    fn opens(cookie: Cookie<'static>, view: &StreamStatus, now: UnixTime) -> bool {
        let request = TestRequest::default().cookie(cookie).to_http_request();
        may_watch(&request, view, &Secrets::derive("s"), now)
    }

    #[test]
    fn cookie_opens_its_stream_for_a_day() {
        let view = locked("zoë", "sesame");
        let cookie = cookie(&view.settings, &Secrets::derive("s"), 1000, false);
        assert!(opens(cookie.clone(), &view, 1000 + DAY - 1));
        assert!(!opens(cookie, &view, 1000 + DAY));
    }

    #[test]
    fn cookie_opens_nothing_else() {
        let secrets = Secrets::derive("s");
        let view = locked("zoë", "sesame");
        let good = cookie(&view.settings, &secrets, 1000, false);
        assert!(!opens(good.clone(), &locked("zoë", "changed"), 1000));
        assert!(!opens(good.clone(), &locked("eve", "sesame"), 1000));
        assert!(!opens(cookie(&view.settings, &Secrets::derive("other"), 1000, false), &view, 1000));

        let forged = |value: String| Cookie::new(good.name().to_owned(), value);
        let signed = good.value().split_once('.').unwrap().1;
        for value in [
            format!("{}.{signed}", 9_999_999_999_i64),
            format!("+{}", good.value()),
            String::new(),
            ".".into(),
            format!("{}.", 1000 + DAY),
        ] {
            assert!(!opens(forged(value.clone()), &view, 1000), "{value:?}");
        }
    }

    #[test]
    fn cookie_of_another_stream_under_this_name_opens_nothing() {
        let secrets = Secrets::derive("s");
        let (view, other) = (locked("zoë", "sesame"), locked("eve", "sesame"));
        let theirs = cookie(&other.settings, &secrets, 1000, false);
        let renamed = Cookie::new(cookie_name(&view.settings, &secrets), theirs.value().to_owned());
        assert!(!opens(renamed, &view, 1000));
    }
}
