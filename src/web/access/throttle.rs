//! Growing delays after wrong stream keys and passwords.
//!
//! Pure: time is an argument. An attempt is first admitted, then its outcome is reported. During a delay even the right
//! secret is refused, so that guessing fast gains nothing.
//!
//! An account itself is never locked: strangers could lock its owner out. Many failures on one account make the throttle
//! stricter with strangers; a browser or an address that knew the secret before has its own count.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use pystreaming_actors::model::names::{Token, household, network};

use crate::web::shared::Shared;

const FIRST_DELAY: Duration = Duration::from_secs(1);
/// Failures expire after this long without another.
const FORGET_AFTER: Duration = Duration::from_secs(15 * 60);
/// How long a browser or an address that knew a secret stays known.
const TRUST_FOR: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// Largest number of counts, and of known browsers and addresses. Beyond it the oldest is evicted.
const CAPACITY: usize = 10_000;
/// Failures of all strangers on one account that count as an attack.
const ATTACK_FAILURES: u32 = 50;

/// How failures turn into delays.
#[derive(Debug, Clone, Copy)]
struct Backoff {
    /// Failures without a delay, since people mistype.
    free: u32,
    /// Longest delay.
    max: Duration,
}

impl Backoff {
    /// A browser that knew the secret: nobody else has its cookie.
    const BROWSER: Self = Self::new(5, 60);
    /// An address that never knew the secret.
    const STRANGER: Self = Self::new(5, 60);
    /// The same while the account is under attack.
    const STRANGER_IN_ATTACK: Self = Self::new(1, 60);
    /// An address that others share: they must not be kept out for long.
    const SHARED: Self = Self::new(5, 5);
    /// All strangers of an IPv6 /48, which may belong to one customer or to many.
    const NETWORK: Self = Self::new(20, 5);

    const fn new(free: u32, max_secs: u64) -> Self {
        Self { free, max: Duration::from_secs(max_secs) }
    }
}

/// An attempt to enter a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthAttempt {
    /// Of the client, behind the proxies.
    pub address: IpAddr,
    /// Many people share the address: a proxy, a gateway, this machine.
    pub is_shared: bool,
    /// From the signed cookie.
    pub browser: Option<Token>,
    /// The streamer, folded; empty if the secret itself identifies the account.
    pub account: Box<str>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum AuthSubject {
    Browser(Token),
    Address(IpAddr),
    Network(IpAddr),
    Account(Box<str>),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Known {
    Browser(Token),
    Address(IpAddr),
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    last: Instant,
}

impl Failures {
    fn count(&self, now: Instant) -> u32 {
        if now.saturating_duration_since(self.last) > FORGET_AFTER { 0 } else { self.count }
    }

    fn delay(&self, backoff: Backoff, now: Instant) -> Duration {
        let Some(over) = self.count(now).checked_sub(backoff.free) else { return Duration::ZERO };
        let delay = FIRST_DELAY.saturating_mul(1 << over.min(16)).min(backoff.max);
        (self.last + delay).saturating_duration_since(now)
    }
}

/// Whose failures apply to an attempt.
struct Standing {
    counts: Vec<(AuthSubject, Backoff)>,
    /// Neither the browser nor the address knew the secret before.
    is_stranger: bool,
}

/// A throttle for all workers. The lock is held for a look-up, never across an await.
pub type SharedAuthThrottle = Shared<AuthThrottle>;

/// Recent failures, and the browsers and addresses that knew a secret.
#[derive(Debug, Default)]
pub struct AuthThrottle {
    /// At most [`CAPACITY`] entries.
    failures: HashMap<AuthSubject, Failures>,
    /// When each last knew the secret of an account; at most [`CAPACITY`] entries.
    known: HashMap<(Box<str>, Known), Instant>,
}

impl AuthThrottle {
    /// Whether the attempt may be made now; if not, how long to wait.
    pub fn admit(&self, attempt: &AuthAttempt, now: Instant) -> Result<(), Duration> {
        let waits = self.standing(attempt, now).counts.into_iter().map(|(who, backoff)| {
            self.failures.get(&who).map_or(Duration::ZERO, |failures| failures.delay(backoff, now))
        });
        match waits.max() {
            Some(wait) if !wait.is_zero() => Err(wait),
            _ => Ok(()),
        }
    }

    /// The secret was wrong.
    pub fn failed(&mut self, attempt: &AuthAttempt, now: Instant) {
        let standing = self.standing(attempt, now);
        let account = standing.is_stranger.then(|| AuthSubject::Account(attempt.account.clone()));
        for who in standing.counts.into_iter().map(|(who, _)| who).chain(account) {
            make_room(&mut self.failures, &who, |failures| failures.last);
            let failures = self.failures.entry(who).or_insert(Failures { count: 0, last: now });
            *failures = Failures { count: failures.count(now).saturating_add(1), last: now };
        }
    }

    /// The failure that was counted ahead of a slow check was none.
    pub fn forgive(&mut self, attempt: &AuthAttempt, now: Instant) {
        let standing = self.standing(attempt, now);
        let account = standing.is_stranger.then(|| AuthSubject::Account(attempt.account.clone()));
        for who in standing.counts.into_iter().map(|(who, _)| who).chain(account) {
            if let Some(failures) = self.failures.get_mut(&who) {
                failures.count = failures.count.saturating_sub(1);
            }
        }
    }

    /// The secret was right: the browser and the address are known from now on.
    pub fn succeeded(&mut self, attempt: &AuthAttempt, now: Instant) {
        let browser = attempt.browser.clone().map(Known::Browser);
        let address = (!attempt.is_shared).then(|| Known::Address(household(attempt.address)));
        for who in browser.into_iter().chain(address) {
            let who = (attempt.account.clone(), who);
            make_room(&mut self.known, &who, |since| *since);
            self.known.insert(who, now);
        }
    }

    fn standing(&self, attempt: &AuthAttempt, now: Instant) -> Standing {
        let is_known = |who: Known| {
            let last = self.known.get(&(attempt.account.clone(), who));
            last.is_some_and(|last| now.saturating_duration_since(*last) < TRUST_FOR)
        };
        if let Some(browser) = &attempt.browser
            && is_known(Known::Browser(browser.clone()))
        {
            let counts = vec![(AuthSubject::Browser(browser.clone()), Backoff::BROWSER)];
            return Standing { counts, is_stranger: false };
        }
        let address = household(attempt.address);
        let is_stranger = attempt.is_shared || !is_known(Known::Address(address));
        if attempt.is_shared || !is_stranger {
            return Standing { counts: vec![(AuthSubject::Address(address), Backoff::SHARED)], is_stranger };
        }
        let attacked = self.failures.get(&AuthSubject::Account(attempt.account.clone()));
        let backoff = match attacked.is_some_and(|failures| failures.count(now) >= ATTACK_FAILURES) {
            true => Backoff::STRANGER_IN_ATTACK,
            false => Backoff::STRANGER,
        };
        let mut counts = vec![(AuthSubject::Address(address), backoff)];
        if address.is_ipv6() {
            counts.push((AuthSubject::Network(network(address, 48)), Backoff::NETWORK));
        }
        Standing { counts, is_stranger }
    }
}

/// Evicts the oldest entry if `key` is new and the map is full.
fn make_room<K: Eq + Hash + Clone, V>(map: &mut HashMap<K, V>, key: &K, time: impl Fn(&V) -> Instant) {
    if map.len() < CAPACITY || map.contains_key(key) {
        return;
    }
    let oldest = map.iter().min_by_key(|(_, value)| time(value)).map(|(key, _)| key.clone());
    oldest.and_then(|oldest| map.remove(&oldest));
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRONG: bool = false;
    const RIGHT: bool = true;

    /// Attempts on the account `zoe`, one after the other.
    struct Site {
        throttle: AuthThrottle,
        now: Instant,
    }

    impl Site {
        fn new() -> Self {
            Self { throttle: AuthThrottle::default(), now: Instant::now() }
        }

        /// Waits out the delay, then tries; returns the delay in seconds.
        fn tries(&mut self, attempt: &AuthAttempt, is_right: bool) -> u64 {
            let wait = self.throttle.admit(attempt, self.now).err().unwrap_or_default();
            self.now += wait;
            assert_eq!(self.throttle.admit(attempt, self.now), Ok(()), "after the delay");
            match is_right {
                true => self.throttle.succeeded(attempt, self.now),
                false => self.throttle.failed(attempt, self.now),
            }
            wait.as_secs()
        }

        /// Fifty-five failures from eleven addresses at once.
        fn attacked() -> Self {
            let mut site = Self::new();
            for guess in 0..55 {
                let attempt = from(&format!("192.0.2.{}", guess % 11));
                site.throttle.failed(&attempt, site.now);
            }
            site
        }
    }

    fn from(address: &str) -> AuthAttempt {
        let account = "zoe".into();
        AuthAttempt { address: address.parse().unwrap(), is_shared: false, browser: None, account }
    }

    fn browser(address: &str, number: u128) -> AuthAttempt {
        AuthAttempt { browser: Some(Token::from_random(number)), ..from(address) }
    }

    #[test]
    fn delays_grow_up_to_a_minute_and_expire() {
        let mut site = Site::new();
        let attacker = from("192.0.2.1");
        let delays: Vec<u64> = (0..14).map(|_| site.tries(&attacker, WRONG)).collect();
        assert_eq!(delays, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
        site.now += FORGET_AFTER + Duration::from_secs(1);
        assert_eq!([site.tries(&attacker, WRONG), site.tries(&attacker, WRONG)], [0, 0]);
    }

    #[test]
    fn an_attack_on_an_account_keeps_nobody_out_who_knows_the_secret() {
        let mut site = Site::attacked();
        for stranger in ["198.51.100.1", "2001:db8::1"] {
            assert_eq!(site.throttle.admit(&from(stranger), site.now), Ok(()), "{stranger}");
        }
        // however long it lasts
        for _ in 0..20 {
            site.tries(&from("192.0.2.0"), WRONG);
        }
        assert_eq!(site.tries(&from("198.51.100.2"), RIGHT), 0);
    }

    #[test]
    fn strangers_have_one_free_attempt_while_an_account_is_attacked() {
        let mut site = Site::attacked();
        let stranger = from("198.51.100.1");
        assert_eq!([site.tries(&stranger, WRONG), site.tries(&stranger, WRONG)], [0, 1]);
        let elsewhere = AuthAttempt { account: "eve".into(), ..from("198.51.100.2") };
        assert_eq!([0; 5], [(); 5].map(|()| site.tries(&elsewhere, WRONG)));
    }

    #[test]
    fn a_browser_that_knew_the_secret_keeps_its_own_count() {
        let mut site = Site::new();
        let known = browser("192.0.2.0", 1);
        site.tries(&known, RIGHT);
        for _ in 0..20 {
            site.tries(&browser("192.0.2.0", 2), WRONG);
        }
        assert_eq!(site.throttle.admit(&known, site.now), Ok(()));
        // another account is another matter
        let elsewhere = AuthAttempt { account: "eve".into(), ..known.clone() };
        assert!(site.throttle.admit(&elsewhere, site.now).is_err());
        let delays: Vec<u64> = (0..13).map(|_| site.tries(&known, WRONG)).collect();
        assert_eq!(delays, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]);
    }

    #[test]
    fn clients_that_share_an_address_with_an_attacker_wait_for_seconds_only() {
        let mut site = Site::new();
        site.tries(&from("192.0.2.0"), RIGHT);
        let shared = AuthAttempt { is_shared: true, ..from("127.0.0.1") };
        for attacker in [from("192.0.2.0"), shared] {
            let longest = (0..20).map(|_| site.tries(&attacker, WRONG)).max();
            assert_eq!(longest, Some(5));
        }
    }

    #[test]
    fn success_from_a_shared_address_makes_no_address_known() {
        let mut site = Site::new();
        site.tries(&AuthAttempt { is_shared: true, ..from("192.0.2.1") }, RIGHT);
        let longest = (0..20).map(|_| site.tries(&from("192.0.2.1"), WRONG)).max();
        assert_eq!(longest, Some(60));
    }

    #[test]
    fn one_household_counts_once_and_many_of_a_network_are_slowed() {
        let mut site = Site::new();
        for host in 0..5 {
            site.tries(&from(&format!("2001:db8:1:1::{host}")), WRONG);
        }
        assert!(site.throttle.admit(&from("2001:db8:1:1::ffff"), site.now).is_err());
        for household in 2..17 {
            site.tries(&from(&format!("2001:db8:1:{household}::1")), WRONG);
        }
        assert!(site.throttle.admit(&from("2001:db8:1:ffff::1"), site.now).is_err());
        assert_eq!(site.throttle.admit(&from("2001:db8:2:1::1"), site.now), Ok(()));
    }

    #[test]
    fn a_failure_that_was_none_is_forgiven() {
        let mut site = Site::new();
        for _ in 0..20 {
            site.tries(&from("192.0.2.1"), WRONG);
            site.throttle.forgive(&from("192.0.2.1"), site.now);
        }
        assert_eq!(site.tries(&from("192.0.2.1"), WRONG), 0);
    }

    #[test]
    fn memory_is_bounded_and_the_latest_entries_stay() {
        let mut site = Site::new();
        let attempt = |number: usize| from(&std::net::Ipv4Addr::from(number as u32).to_string());
        for number in 0..CAPACITY + 10 {
            site.now += Duration::from_millis(1);
            site.throttle.failed(&attempt(number), site.now);
            site.throttle.succeeded(&attempt(number), site.now);
        }
        assert_eq!((site.throttle.failures.len(), site.throttle.known.len()), (CAPACITY, CAPACITY));
        let latest = AuthSubject::Address(attempt(CAPACITY + 9).address);
        assert!(site.throttle.failures.contains_key(&latest));
    }
}
