//! Who calls the API, and for which streams.

use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pystreaming_actors::model::names::{KeyHash, StreamerName};
use pystreaming_actors::model::{ApiToken, ApiTokenSecret, Capability, Principal, Role, Scope};
use pystreaming_actors::status::StreamStatus;

use super::problem::Problem;
use crate::web::access::desk_user::{DeskUser, owns};
use crate::web::access::guard::is_cross_site;
use crate::web::access::throttle::SharedAuthThrottle;
use crate::web::site::Site;

/// Who calls.
#[derive(Debug, Clone)]
pub enum Caller {
    /// The streamer, by the stream key.
    Streamer {
        /// Whose stream it is.
        name: StreamerName,
        /// Hash of the key that was shown.
        key: KeyHash,
    },
    /// A program with a token.
    Token(Arc<ApiToken>),
    /// A page of this site, for who is signed in with the browser.
    Browser(Browser),
}

/// Who calls with a browser, and what they may do.
#[derive(Debug, Clone)]
pub struct Browser {
    user: DeskUser,
    /// The stream that the request is about, with the role in its studio.
    stream: Option<(StreamerName, Role)>,
    administers: bool,
    /// Whether they have proved who they are lately.
    is_fresh: bool,
}

impl Caller {
    /// Reads and checks the credentials of a request.
    ///
    /// # Errors
    /// They are missing, malformed or wrong, or too many wrong ones were sent lately.
    pub fn of(request: &HttpRequest, site: &Site) -> Result<Self, Problem> {
        if !request.headers().contains_key(AUTHORIZATION) && is_of_desk(request) {
            return by_browser(request, site).map(Self::Browser);
        }
        match Credentials::of(request)? {
            Credentials::Basic { user, password } => by_key(request, site, &user, &password),
            Credentials::Bearer(secret) => by_token(request, site, &secret),
        }
    }

    /// Identifies the caller, for limits and repeated requests.
    pub fn id(&self) -> String {
        match self {
            Self::Streamer { name, .. } => format!("key {}", name.folded()),
            Self::Token(token) => format!("token {}", token.id),
            Self::Browser(browser) => browser.user.id(),
        }
    }

    /// The session of the desk by which a browser calls.
    pub fn desk_session(&self) -> Option<i64> {
        match self {
            Self::Browser(Browser { user: DeskUser::Session(session), .. }) => Some(session.id),
            _ => None,
        }
    }

    /// In which capacity the caller acts in a room.
    pub fn principal(&self) -> Principal {
        match self {
            Self::Streamer { .. } => Principal::Streamer,
            Self::Token(token) => {
                Principal::Token { id: token.id, administers: token.grant.scopes.contains(Scope::Admin) }
            }
            Self::Browser(browser) => browser.user.principal(),
        }
    }

    /// Whether the credentials are still valid: keys are replaced, tokens revoked and moderators dismissed, while an endless
    /// response runs.
    pub fn is_valid(&self, site: &Site) -> bool {
        match self {
            Self::Streamer { name, key } => {
                site.index.of(name).is_some_and(|stream| stream.settings.key == *key)
            }
            Self::Token(token) => site.tokens.has(token.id, site.unix()),
            Self::Browser(Browser { user, stream, .. }) => {
                let has_role = |(name, role): &(StreamerName, Role)| {
                    site.index.of(name).and_then(|stream| user.role(site, &stream)) >= Some(*role)
                };
                user.is_signed_in(site) && stream.as_ref().is_none_or(has_role)
            }
        }
    }

    /// Checks that the caller has a capability for a stream.
    ///
    /// # Errors
    /// The stream is another's, or a scope is missing.
    pub fn check(&self, streamer: &StreamerName, needs: Capability) -> Result<(), Problem> {
        let (covers, may) = match self {
            Self::Browser(browser) => {
                let role = browser.role(streamer)?;
                if !role.may(needs) {
                    return Err(Problem::forbidden("Moderators may not do that."));
                }
                (true, true)
            }
            Self::Streamer { name, .. } => (name == streamer, Role::Streamer.may(needs)),
            Self::Token(token) => (token.grant.covers(streamer), token.grant.scopes.may(needs)),
        };
        if !covers {
            return Err(Problem::forbidden("These credentials are for another stream."));
        }
        if !may {
            let scope = Scope::ALL.into_iter().find(|scope| scope.may(needs)).map_or("admin", Scope::as_str);
            return Err(Problem::forbidden(format!("This token lacks the scope {scope}.")));
        }
        Ok(())
    }

    /// Checks that the caller holds the stream's own key, or administers the site: tokens must not beget tokens.
    ///
    /// # Errors
    /// The caller does not.
    pub fn check_owner(&self, streamer: &StreamerName) -> Result<(), Problem> {
        match self {
            Self::Streamer { name, .. } if name == streamer => Ok(()),
            Self::Streamer { .. } => Err(Problem::forbidden("These credentials are for another stream.")),
            Self::Token(_) => self.check_admin(),
            Self::Browser(_) => self.check_above_moderators(streamer),
        }
    }

    /// Checks that the caller is no mere moderator: those see and do only what they can in the chat.
    ///
    /// # Errors
    /// The caller is one.
    pub fn check_above_moderators(&self, streamer: &StreamerName) -> Result<(), Problem> {
        match self {
            Self::Browser(browser) if !owns(browser.role(streamer)?) => {
                Err(Problem::forbidden("Moderators may not do that."))
            }
            _ => Ok(()),
        }
    }

    /// Whether the caller is a mere moderator of a stream.
    pub fn is_moderator(&self, streamer: &StreamerName) -> bool {
        self.check_above_moderators(streamer).is_err()
    }

    /// Checks that the person at a browser has proved who they are lately.
    ///
    /// # Errors
    /// They have to sign in again.
    pub fn check_fresh(&self) -> Result<(), Problem> {
        match self {
            Self::Browser(browser) if !browser.is_fresh => Err(Problem::new(
                StatusCode::FORBIDDEN,
                "sign_in_again",
                "Sign in again: this is only for those who have signed in within the last 15 minutes.",
            )),
            _ => Ok(()),
        }
    }

    /// Checks that the caller administers the site.
    ///
    /// # Errors
    /// The caller does not.
    pub fn check_admin(&self) -> Result<(), Problem> {
        match self {
            Self::Token(token) if token.grant.scopes.contains(Scope::Admin) => Ok(()),
            Self::Browser(browser) if browser.administers => Ok(()),
            Self::Browser(_) => Err(Problem::forbidden("This is for administrators of the site.")),
            _ => Err(Problem::forbidden("This needs a token with the scope admin.")),
        }
    }
}

impl Browser {
    /// The role in the studio of a stream.
    fn role(&self, streamer: &StreamerName) -> Result<Role, Problem> {
        let stream = self.stream.as_ref().filter(|(name, _)| name == streamer);
        let role = stream.map(|(_, role)| *role);
        role.ok_or_else(|| Problem::forbidden("You are signed in, but not to the studio of this stream."))
    }
}

/// The header that a page of this site sends when it calls the API for who is signed in. Pages of other sites cannot send
/// it without asking first, and the answer is no.
const DESK: &str = "x-desk";

/// Whether a page of this site calls for who is signed in.
fn is_of_desk(request: &HttpRequest) -> bool {
    request.headers().contains_key(DESK)
}

/// Identifies who is signed in, for limits.
pub fn browser_id(request: &HttpRequest, site: &Site) -> Option<String> {
    let user = is_of_desk(request).then(|| DeskUser::of_site(request, site)).flatten();
    user.map(|user| user.id())
}

fn by_browser(request: &HttpRequest, site: &Site) -> Result<Browser, Problem> {
    if is_cross_site(request) {
        return Err(Problem::forbidden(
            "A page of another site cannot act for who is signed in to this one.",
        ));
    }
    let stream = request.match_info().get("streamer").and_then(|name| site.index.get(name));
    let of_stream = stream.and_then(|stream| {
        let (user, role) = DeskUser::of_stream(request, site, &stream)?;
        Some((user, Some((stream.settings.name.clone(), role))))
    });
    let found = of_stream.or_else(|| Some((DeskUser::of_site(request, site)?, None)));
    let (user, stream) = found.ok_or_else(|| Problem::signed_out("You are signed out. Sign in again."))?;
    let (administers, is_fresh) = (user.administers(site), user.is_fresh(site.unix()));
    Ok(Browser { user, stream, administers, is_fresh })
}

/// The content of an `Authorization` header.
enum Credentials {
    Basic { user: String, password: String },
    Bearer(String),
}

impl Credentials {
    fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let Some(header) = request.headers().get(AUTHORIZATION) else {
            return Err(Problem::unauthorized("Give the streamer's name with the stream key, or a token."));
        };
        let header = header.to_str().unwrap_or_default();
        Self::parse(header).ok_or(Problem::unauthorized(
            "The Authorization header is neither Basic with a streamer and a stream key nor Bearer with a token.",
        ))
    }

    fn parse(header: &str) -> Option<Self> {
        let (scheme, value) = header.split_once(' ')?;
        let value = value.trim();
        if scheme.eq_ignore_ascii_case("bearer") {
            return Some(Self::Bearer(value.to_owned()));
        }
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let decoded = String::from_utf8(STANDARD.decode(value).ok()?).ok()?;
        let (user, password) = decoded.split_once(':')?;
        Some(Self::Basic { user: user.to_owned(), password: password.to_owned() })
    }
}

fn by_key(request: &HttpRequest, site: &Site, user: &str, key: &str) -> Result<Caller, Problem> {
    let stream: Option<Arc<StreamStatus>> = site.index.get(user);
    // an unknown name takes the same path, so that answers tell nothing about names
    let account = stream.as_ref().map_or("", |stream| stream.settings.name.folded());
    let attempt = Attempt::new(request, site, &site.login_throttle, account)?;
    let given = site.secrets.hash_given(key);
    match stream.filter(|stream| stream.settings.key == given) {
        Some(stream) => {
            attempt.succeeded();
            Ok(Caller::Streamer { name: stream.settings.name.clone(), key: given })
        }
        None if site.index.closed(user).is_some_and(|channel| channel.key == given) => {
            attempt.succeeded();
            Err(Problem::forbidden("This channel is closed."))
        }
        None => {
            attempt.failed();
            Err(Problem::unauthorized("The streamer or the stream key is wrong."))
        }
    }
}

fn by_token(request: &HttpRequest, site: &Site, secret: &str) -> Result<Caller, Problem> {
    // before any delay: a token cannot be guessed, so that guessers on its address must not keep it out
    let token = ApiTokenSecret::parse(secret).and_then(|secret| site.tokens.find(secret.hash(), site.unix()));
    if let Some(token) = token {
        return Ok(Caller::Token(token));
    }
    Attempt::new(request, site, &site.token_throttle, "")?.failed();
    Err(Problem::unauthorized("The token is wrong, or it has expired or been revoked."))
}

/// An admitted attempt to enter a secret.
struct Attempt<'a> {
    site: &'a Site,
    throttle: &'a SharedAuthThrottle,
    attempt: crate::web::access::throttle::AuthAttempt,
}

impl<'a> Attempt<'a> {
    fn new(
        request: &HttpRequest,
        site: &'a Site,
        throttle: &'a SharedAuthThrottle,
        account: &str,
    ) -> Result<Self, Problem> {
        let peer = site.peer(request);
        let attempt = site.attempt(peer.address, peer.is_anonymous(), None, account);
        let admitted = throttle.lock().admit(&attempt, site.clock.now().monotonic);
        admitted.map_err(|wait| Problem::throttled(seconds(wait)))?;
        Ok(Self { site, throttle, attempt })
    }

    fn succeeded(&self) {
        self.throttle.lock().succeeded(&self.attempt, self.site.clock.now().monotonic);
    }

    fn failed(&self) {
        self.throttle.lock().failed(&self.attempt, self.site.clock.now().monotonic);
    }
}

/// Seconds, rounded up.
pub(super) fn seconds(wait: Duration) -> u32 {
    u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_read_in_any_case_and_nothing_else_is() {
        let basic = |text: &str| format!("basic {}", STANDARD.encode(text));
        let Some(Credentials::Basic { user, password }) = Credentials::parse(&basic("zoë:a:b")) else {
            panic!("no credentials");
        };
        assert_eq!((user.as_str(), password.as_str()), ("zoë", "a:b"));
        assert!(
            matches!(Credentials::parse("BEARER  pst_x "), Some(Credentials::Bearer(text)) if text == "pst_x")
        );
        for other in ["", "Basic", "Basic !", "Digest x", "Bearer", &basic("nocolon")] {
            assert!(Credentials::parse(other).is_none(), "{other}");
        }
    }
}
