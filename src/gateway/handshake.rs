//! The request that opens a socket: allowed origins, rate limit, and what is kept of it.

use std::net::IpAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue, ORIGIN, RETRY_AFTER,
    SET_COOKIE, VARY,
};
use actix_web::{HttpRequest, HttpResponse};
use pystreaming_actors::accounts::SignedIn;
use pystreaming_actors::model::names::{ViewerPassword, household};
use pystreaming_actors::session::{AddressScope, ClientIdentity};
use pystreaming_actors::status::StreamStatus;

use crate::socketio::{Admission, Headers};
use crate::web::access::shared_addresses::OpenSocket;
use crate::web::access::{account, browser_cookie, guard, unlock};
use crate::web::refuse;
use crate::web::site::Site;

/// What is kept of the request that opened a socket.
pub struct Handshake {
    /// The client's identity, as rooms know it.
    pub identity: Arc<ClientIdentity>,
    /// The account that the browser is signed in to.
    pub(super) signed_in: Option<SignedIn>,
    /// The client's address behind proxies, for throttling wrong keys.
    pub(super) address: IpAddr,
    /// Names and values of the cookies of unlocked streams. They are verified when used.
    unlocks: Box<[(Box<str>, Box<str>)]>,
    /// Counts the socket for its address until it is dropped.
    _open: OpenSocket,
}

impl Handshake {
    /// The stream's current password, if a cookie of the request unlocks the stream.
    pub(super) fn shown_password(&self, view: &StreamStatus, site: &Site) -> Option<ViewerPassword> {
        let password = view.settings.password.as_ref()?;
        let name = unlock::cookie_name(&view.settings, &site.secrets);
        let (_, value) = self.unlocks.iter().find(|(known, _)| **known == *name)?;
        unlock::is_valid(value, &view.settings, &site.secrets, site.unix()).then(|| password.clone())
    }
}

/// Why a request is refused.
#[derive(Debug)]
pub(super) enum Refusal {
    /// It comes from a page of another site that is not allowed.
    Foreign,
    /// Too many sockets were opened from its address; holds how long to wait.
    TooMany(Duration),
}

impl Refusal {
    /// The response to the refused request.
    pub fn response(self) -> HttpResponse {
        match self {
            Self::Foreign => refuse(
                StatusCode::FORBIDDEN,
                "pages of other sites may not connect to this chat; its admin can allow one by chat.allowed_origins",
            ),
            Self::TooMany(wait) => {
                let mut response = refuse(
                    StatusCode::TOO_MANY_REQUESTS,
                    "too many connections from your address; wait a moment",
                );
                response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait.as_secs() + 1));
                response
            }
        }
    }
}

/// Applies the rate limit and identifies the client. New browsers get a cookie.
pub(super) fn handshake(site: &Site, request: &HttpRequest) -> Result<Admission<Rc<Handshake>>, Refusal> {
    let peer = site.peer(request);
    let now = site.clock.now().monotonic;
    if !peer.is_anonymous() {
        let rate = site.live().chat.connections;
        let taken = site.connections.lock().take(household(peer.address), rate, now);
        taken.map_err(Refusal::TooMany)?;
    }
    let mut headers = Headers::new();
    let known = browser_cookie::of_request(request, &site.secrets);
    let browser = known.unwrap_or_else(|| {
        let browser = browser_cookie::newcomer(site.unix());
        let cookie = browser_cookie::cookie(&browser, &site.secrets, peer.is_encrypted());
        headers.extend(HeaderValue::from_str(&cookie.to_string()).map(|value| (SET_COOKIE, value)));
        browser
    });
    let open = site.shared_addresses.open(peer.address, browser.id.clone(), now);
    let scope = match peer.is_anonymous() {
        true => AddressScope::Anonymous,
        false if site.shared_addresses.is_shared(peer.address, now) => AddressScope::Crowd,
        false => AddressScope::Household,
    };
    let address = site.secrets.address(peer.address);
    let signed_in = account::of_request(request, site);
    let account = signed_in.as_ref().map(|signed_in| signed_in.account.id);
    let identity = Arc::new(ClientIdentity { browser: Some(browser), account, address, scope });
    let unlocks = unlocks(request);
    let handshake = Handshake { identity, signed_in, address: peer.address, unlocks, _open: open };
    Ok(Admission { handshake: Rc::new(handshake), headers })
}

/// Checks the origin of a request. Returns the CORS headers, with which pages of an allowed site can read the response.
pub(super) fn admit(site: &Site, request: &HttpRequest) -> Result<Headers, Refusal> {
    if !guard::is_cross_site(request) {
        return Ok(Headers::new());
    }
    let is_allowed = |origin: &&HeaderValue| {
        origin.to_str().is_ok_and(|origin| site.live().chat.allowed_origins.allows(origin))
    };
    let origin = request.headers().get(ORIGIN).filter(is_allowed).ok_or(Refusal::Foreign)?;
    Ok(vec![
        (ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone()),
        (ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true")),
        (VARY, HeaderValue::from_static("Origin")),
    ])
}

fn unlocks(request: &HttpRequest) -> Box<[(Box<str>, Box<str>)]> {
    /// Most cookies that are kept: clients may send any number.
    const MOST: usize = 32;
    let Ok(cookies) = request.cookies() else { return Box::default() };
    cookies
        .iter()
        .filter(|cookie| cookie.name().starts_with(unlock::COOKIE_PREFIX))
        .take(MOST)
        .map(|cookie| (cookie.name().into(), cookie.value().into()))
        .collect()
}
