//! Who calls the API, and for which streams.

use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pystreaming_actors::model::names::{KeyHash, StreamerName};
use pystreaming_actors::model::{ApiToken, ApiTokenSecret, Capability, Principal, Role, Scope};
use pystreaming_actors::status::StreamStatus;

use super::problem::Problem;
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
}

impl Caller {
    /// Reads and checks the credentials of a request.
    ///
    /// # Errors
    /// They are missing, malformed or wrong, or too many wrong ones were sent lately.
    pub fn of(request: &HttpRequest, site: &Site) -> Result<Self, Problem> {
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
        }
    }

    /// In which capacity the caller acts in a room.
    pub fn principal(&self) -> Principal {
        match self {
            Self::Streamer { .. } => Principal::Streamer,
            Self::Token(token) => {
                Principal::Token { id: token.id, administers: token.grant.scopes.contains(Scope::Admin) }
            }
        }
    }

    /// Whether the credentials are still valid: keys are replaced, and tokens revoked, while an endless response runs.
    pub fn is_valid(&self, site: &Site) -> bool {
        match self {
            Self::Streamer { name, key } => {
                site.index.of(name).is_some_and(|stream| stream.settings.key == *key)
            }
            Self::Token(token) => site.tokens.has(token.id, site.unix()),
        }
    }

    /// Checks that the caller has a capability for a stream.
    ///
    /// # Errors
    /// The stream is another's, or a scope is missing.
    pub fn check(&self, streamer: &StreamerName, needs: Capability) -> Result<(), Problem> {
        let (covers, may) = match self {
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
        }
    }

    /// Checks that the caller administers the site.
    ///
    /// # Errors
    /// The caller does not.
    pub fn check_admin(&self) -> Result<(), Problem> {
        match self {
            Self::Token(token) if token.grant.scopes.contains(Scope::Admin) => Ok(()),
            _ => Err(Problem::forbidden("This needs a token with the scope admin.")),
        }
    }
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
