//! Throttles publishers that guess stream keys, whichever way they come.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use crate::web::access::throttle::AuthAttempt;
use crate::web::site::Site;

/// A publisher shows a stream key.
pub struct KeyAttempt<'a> {
    site: &'a Site,
    /// `None` if nothing tells where the publisher is.
    attempt: Option<AuthAttempt>,
    now: Instant,
}

impl<'a> KeyAttempt<'a> {
    /// An attempt from an address.
    ///
    /// # Errors
    /// How long the address has to wait after too many wrong keys.
    pub fn admit(site: &'a Site, address: Option<IpAddr>) -> Result<Self, Duration> {
        let now = site.clock.now().monotonic;
        let attempt = address.map(|address| site.attempt(address, address.is_loopback(), None, ""));
        if let Some(attempt) = &attempt {
            site.key_throttle.lock().admit(attempt, now)?;
        }
        Ok(Self { site, attempt, now })
    }

    /// The key is that of a streamer, given by the folded name.
    pub fn succeeded(self, streamer: &str) {
        let Some(attempt) = self.attempt else { return };
        self.site.key_throttle.lock().succeeded(&attempt, self.now);
        // the address from which a streamer publishes is known in chat, too
        let login = AuthAttempt { account: streamer.into(), ..attempt };
        self.site.login_throttle.lock().succeeded(&login, self.now);
    }

    /// The key is nobody's.
    pub fn failed(self) {
        if let Some(attempt) = &self.attempt {
            self.site.key_throttle.lock().failed(attempt, self.now);
        }
    }
}
