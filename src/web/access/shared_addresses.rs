//! Addresses that many people share, such as gateways of schools and offices, and unconfigured proxies. What one of them
//! does must not affect the others.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use pystreaming_actors::model::names::{Token, household};
use tracing::warn;

use super::peer::is_private;
use crate::web::shared::Shared;

/// Browsers with open sockets at one address that are more than one person.
const CROWD: usize = 3;
/// How long an address counts as shared after it had a crowd.
const REMEMBER_FOR: Duration = Duration::from_secs(24 * 60 * 60);
/// Most shared addresses. Beyond it the one that has been longest without a crowd is evicted.
const CAPACITY: usize = 10_000;

/// Counts the browsers with open sockets by household, and remembers the addresses with many.
#[derive(Debug, Default)]
pub struct SharedAddresses {
    counts: Shared<Counts>,
    /// The warning about a single private address is logged once.
    has_warned: AtomicBool,
}

#[derive(Debug, Default)]
struct Counts {
    /// Open sockets by household and browser; no empty entries.
    open: HashMap<IpAddr, HashMap<Token, u32>>,
    /// When a crowd was last seen; at most [`CAPACITY`].
    crowded: HashMap<IpAddr, Instant>,
}

/// Counts as an open socket until it is dropped.
#[derive(Debug)]
pub struct OpenSocket {
    addresses: Arc<SharedAddresses>,
    household: IpAddr,
    browser: Token,
}

impl SharedAddresses {
    /// Counts a new socket of a browser.
    pub fn open(self: &Arc<Self>, address: IpAddr, browser: Token, now: Instant) -> OpenSocket {
        let household = household(address);
        let is_only_crowd = self.counts.lock().add(household, &browser, now);
        if is_only_crowd && is_private(household) && !self.has_warned.swap(true, Ordering::Relaxed) {
            warn!(
                "all viewers come from one private address; if a proxy stands in front of this server, set nginx_proxy \
                 to the number of proxies, or all viewers share one address"
            );
        }
        OpenSocket { addresses: Arc::clone(self), household, browser }
    }

    /// Whether many people share the address, or did in the last day.
    pub fn is_shared(&self, address: IpAddr, now: Instant) -> bool {
        let last = self.counts.lock().crowded.get(&household(address)).copied();
        last.is_some_and(|last| now.saturating_duration_since(last) < REMEMBER_FOR)
    }
}

impl Counts {
    /// Counts a socket. Returns whether all sockets are in this household, and it has a crowd.
    fn add(&mut self, household: IpAddr, browser: &Token, now: Instant) -> bool {
        let browsers = self.open.entry(household).or_default();
        *browsers.entry(browser.clone()).or_default() += 1;
        if browsers.len() < CROWD {
            return false;
        }
        if self.crowded.len() >= CAPACITY && !self.crowded.contains_key(&household) {
            let oldest = self.crowded.iter().min_by_key(|(_, last)| **last).map(|(address, _)| *address);
            oldest.and_then(|oldest| self.crowded.remove(&oldest));
        }
        self.crowded.insert(household, now);
        self.open.len() == 1
    }

    fn remove(&mut self, household: IpAddr, browser: &Token) {
        let Some(browsers) = self.open.get_mut(&household) else { return };
        if let Some(sockets) = browsers.get_mut(browser) {
            *sockets -= 1;
            if *sockets == 0 {
                browsers.remove(browser);
            }
        }
        if browsers.is_empty() {
            self.open.remove(&household);
        }
    }
}

impl Drop for OpenSocket {
    fn drop(&mut self) {
        self.addresses.counts.lock().remove(self.household, &self.browser);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_is_shared_while_many_browsers_are_there_and_for_a_day() {
        let (shared, now) = (Arc::new(SharedAddresses::default()), Instant::now());
        let gateway = address("192.0.2.1");
        let open = |browser| shared.open(gateway, Token::from_random(browser), now);
        let two_windows = [open(1), open(1), open(1), open(2)];
        assert!(!shared.is_shared(gateway, now));
        let third = open(3);
        assert!(shared.is_shared(gateway, now));
        drop((two_windows, third));
        assert!(shared.counts.lock().open.is_empty());
        assert!(shared.is_shared(gateway, now + REMEMBER_FOR / 2));
        assert!(!shared.is_shared(gateway, now + REMEMBER_FOR));
        assert!(!shared.is_shared(address("192.0.2.2"), now));
    }

    #[test]
    fn browsers_that_come_one_after_the_other_may_be_one_person() {
        let (shared, now) = (Arc::new(SharedAddresses::default()), Instant::now());
        let home = address("2001:db8::1");
        for browser in 0..10 {
            shared.open(home, Token::from_random(browser), now);
        }
        assert!(!shared.is_shared(home, now));
    }

    #[test]
    fn the_administrator_is_warned_once_where_everybody_comes_from_one_private_address() {
        let now = Instant::now();
        let warned = |addresses: [&str; 4]| {
            let shared = Arc::new(SharedAddresses::default());
            let open = |(browser, at): (usize, &str)| {
                shared.open(address(at), Token::from_random(browser as u128), now)
            };
            let _sockets: Vec<OpenSocket> = addresses.into_iter().enumerate().map(open).collect();
            shared.has_warned.load(Ordering::Relaxed)
        };
        assert!(warned(["172.18.0.1"; 4]));
        assert!(!warned(["198.51.100.1"; 4]), "a gateway on the internet");
        assert!(
            !warned(["198.51.100.2", "172.18.0.1", "172.18.0.1", "172.18.0.1"]),
            "a gateway among others"
        );
    }
}
