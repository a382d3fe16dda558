//! Growing pauses for those who guess at keys and passwords, and for nobody else.
//!
//! Pure: time is an argument. An attempt is first admitted, then its outcome is reported. While a pause runs, even the
//! right secret is not looked at, so that guessing fast gains nothing.
//!
//! An account itself is never paused: strangers could lock its owner out. Many wrong guesses at one account make the
//! throttle stricter with strangers instead; a browser or an address that knew the secret before keeps its own count.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use pystreaming_actors::model::names::{Token, household, network};

use crate::web::shared::Shared;

const PAUSE_FIRST: Duration = Duration::from_secs(1);
/// Failures are forgotten after this long without another.
const FORGET_AFTER: Duration = Duration::from_secs(15 * 60);
/// So long are those remembered who knew a secret.
const TRUST_FOR: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// Most counts kept, and most of those who knew a secret. Beyond it the oldest is forgotten.
const REMEMBERED: usize = 10_000;
/// So many failures at one account, by strangers together, are an attack.
const ATTACK: u32 = 50;

/// How failures turn into pauses.
#[derive(Debug, Clone, Copy)]
struct Patience {
    /// How many failures cost nothing, since people mistype.
    free: u32,
    /// The longest pause.
    most: Duration,
}

impl Patience {
    /// A browser that knew the secret, which nobody else can pretend to be.
    const BROWSER: Self = Self::new(5, 60);
    /// An address of strangers.
    const STRANGER: Self = Self::new(5, 60);
    /// The same while the account is under attack.
    const STRANGER_IN_ATTACK: Self = Self::new(1, 60);
    /// An address that others share with the guesser: they must not be kept out for long.
    const SHARED: Self = Self::new(5, 5);
    /// All strangers of an IPv6 /48, which one customer may have whole, but many may share as well.
    const NETWORK: Self = Self::new(20, 5);

    const fn new(free: u32, most_secs: u64) -> Self {
        Self { free, most: Duration::from_secs(most_secs) }
    }
}

/// Where an attempt comes from, and at what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The address of the client.
    pub address: IpAddr,
    /// The address stands for many people: a proxy, a gateway, this machine.
    pub is_shared: bool,
    /// The browser, from its signed cookie.
    pub browser: Option<Token>,
    /// The streamer, folded; empty where the secret itself tells the account.
    pub account: Box<str>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Counted {
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

    fn pause(&self, patience: Patience, now: Instant) -> Duration {
        let Some(over) = self.count(now).checked_sub(patience.free) else { return Duration::ZERO };
        let pause = PAUSE_FIRST.saturating_mul(1 << over.min(16)).min(patience.most);
        (self.last + pause).saturating_duration_since(now)
    }
}

/// What is known of those behind an attempt.
struct Standing {
    /// Whose failures count against it, and how.
    counts: Vec<(Counted, Patience)>,
    /// Neither the browser nor the address knew the secret before.
    is_stranger: bool,
}

/// Wrong guesses, shared by all workers. The lock is held for a look-up and never across a wait.
pub type Guesses = Shared<Throttle>;

/// Failures of those who guess, and who knew the secret of which account.
#[derive(Debug, Default)]
pub struct Throttle {
    /// At most [`REMEMBERED`].
    failures: HashMap<Counted, Failures>,
    /// When somebody last knew the secret of an account; at most [`REMEMBERED`].
    known: HashMap<(Box<str>, Known), Instant>,
}

impl Throttle {
    /// Whether this may be tried now; if not, how long to wait.
    pub fn admit(&self, attempt: &Attempt, now: Instant) -> Result<(), Duration> {
        let waits = self.standing(attempt, now).counts.into_iter().map(|(who, patience)| {
            self.failures.get(&who).map_or(Duration::ZERO, |failures| failures.pause(patience, now))
        });
        match waits.max() {
            Some(wait) if !wait.is_zero() => Err(wait),
            _ => Ok(()),
        }
    }

    /// It was tried and wrong.
    pub fn failed(&mut self, attempt: &Attempt, now: Instant) {
        let standing = self.standing(attempt, now);
        let account = standing.is_stranger.then(|| Counted::Account(attempt.account.clone()));
        for who in standing.counts.into_iter().map(|(who, _)| who).chain(account) {
            make_room(&mut self.failures, &who, |failures| failures.last);
            let failures = self.failures.entry(who).or_insert(Failures { count: 0, last: now });
            *failures = Failures { count: failures.count(now).saturating_add(1), last: now };
        }
    }

    /// It was tried and right: this browser and this address are known from now on.
    pub fn succeeded(&mut self, attempt: &Attempt, now: Instant) {
        let browser = attempt.browser.clone().map(Known::Browser);
        let address = (!attempt.is_shared).then(|| Known::Address(household(attempt.address)));
        for who in browser.into_iter().chain(address) {
            let who = (attempt.account.clone(), who);
            make_room(&mut self.known, &who, |since| *since);
            self.known.insert(who, now);
        }
    }

    fn standing(&self, attempt: &Attempt, now: Instant) -> Standing {
        let is_known = |who: Known| {
            let last = self.known.get(&(attempt.account.clone(), who));
            last.is_some_and(|last| now.saturating_duration_since(*last) < TRUST_FOR)
        };
        if let Some(browser) = &attempt.browser
            && is_known(Known::Browser(browser.clone()))
        {
            let counts = vec![(Counted::Browser(browser.clone()), Patience::BROWSER)];
            return Standing { counts, is_stranger: false };
        }
        let address = household(attempt.address);
        let is_stranger = attempt.is_shared || !is_known(Known::Address(address));
        if attempt.is_shared || !is_stranger {
            return Standing { counts: vec![(Counted::Address(address), Patience::SHARED)], is_stranger };
        }
        let attacked = self.failures.get(&Counted::Account(attempt.account.clone()));
        let patience = match attacked.is_some_and(|failures| failures.count(now) >= ATTACK) {
            true => Patience::STRANGER_IN_ATTACK,
            false => Patience::STRANGER,
        };
        let mut counts = vec![(Counted::Address(address), patience)];
        if address.is_ipv6() {
            counts.push((Counted::Network(network(address, 48)), Patience::NETWORK));
        }
        Standing { counts, is_stranger }
    }
}

/// Forgets the oldest entry where `key` is new and there are [`REMEMBERED`].
fn make_room<K: Eq + Hash + Clone, V>(map: &mut HashMap<K, V>, key: &K, time: impl Fn(&V) -> Instant) {
    if map.len() < REMEMBERED || map.contains_key(key) {
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

    /// Attempts at the account `zoe`, one after the other.
    struct Site {
        throttle: Throttle,
        now: Instant,
    }

    impl Site {
        fn new() -> Self {
            Self { throttle: Throttle::default(), now: Instant::now() }
        }

        /// Tries, and waits as long as it is told until it may; answers how long that was, in seconds.
        fn tries(&mut self, attempt: &Attempt, is_right: bool) -> u64 {
            let wait = self.throttle.admit(attempt, self.now).err().unwrap_or_default();
            self.now += wait;
            assert_eq!(self.throttle.admit(attempt, self.now), Ok(()), "who waits as told may try");
            match is_right {
                true => self.throttle.succeeded(attempt, self.now),
                false => self.throttle.failed(attempt, self.now),
            }
            wait.as_secs()
        }

        /// Fifty-five wrong guesses from eleven addresses at once.
        fn attacked() -> Self {
            let mut site = Self::new();
            for guess in 0..55 {
                let attempt = from(&format!("192.0.2.{}", guess % 11));
                site.throttle.failed(&attempt, site.now);
            }
            site
        }
    }

    fn from(address: &str) -> Attempt {
        let account = "zoe".into();
        Attempt { address: address.parse().unwrap(), is_shared: false, browser: None, account }
    }

    fn browser(address: &str, number: u128) -> Attempt {
        Attempt { browser: Some(Token::from_random(number)), ..from(address) }
    }

    #[test]
    fn pauses_grow_up_to_a_minute_and_are_forgotten() {
        let mut site = Site::new();
        let guesser = from("192.0.2.1");
        let pauses: Vec<u64> = (0..14).map(|_| site.tries(&guesser, WRONG)).collect();
        assert_eq!(pauses, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
        site.now += FORGET_AFTER + Duration::from_secs(1);
        assert_eq!([site.tries(&guesser, WRONG), site.tries(&guesser, WRONG)], [0, 0]);
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
    fn strangers_have_one_guess_for_nothing_while_an_account_is_attacked() {
        let mut site = Site::attacked();
        let stranger = from("198.51.100.1");
        assert_eq!([site.tries(&stranger, WRONG), site.tries(&stranger, WRONG)], [0, 1]);
        let elsewhere = Attempt { account: "eve".into(), ..from("198.51.100.2") };
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
        let elsewhere = Attempt { account: "eve".into(), ..known.clone() };
        assert!(site.throttle.admit(&elsewhere, site.now).is_err());
        let pauses: Vec<u64> = (0..13).map(|_| site.tries(&known, WRONG)).collect();
        assert_eq!(pauses, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]);
    }

    #[test]
    fn neighbours_of_a_guesser_wait_for_seconds_only() {
        let mut site = Site::new();
        site.tries(&from("192.0.2.0"), RIGHT);
        let shared = Attempt { is_shared: true, ..from("127.0.0.1") };
        for guesser in [from("192.0.2.0"), shared] {
            let longest = (0..20).map(|_| site.tries(&guesser, WRONG)).max();
            assert_eq!(longest, Some(5));
        }
    }

    #[test]
    fn success_where_everybody_comes_from_makes_no_address_known() {
        let mut site = Site::new();
        site.tries(&Attempt { is_shared: true, ..from("192.0.2.1") }, RIGHT);
        let longest = (0..20).map(|_| site.tries(&from("192.0.2.1"), WRONG)).max();
        assert_eq!(longest, Some(60));
    }

    #[test]
    fn one_household_is_one_guesser_and_many_of_a_network_are_slowed() {
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
    fn what_is_remembered_is_bounded_and_the_latest_stays() {
        let mut site = Site::new();
        let attempt = |number: usize| from(&std::net::Ipv4Addr::from(number as u32).to_string());
        for number in 0..REMEMBERED + 10 {
            site.now += Duration::from_millis(1);
            site.throttle.failed(&attempt(number), site.now);
            site.throttle.succeeded(&attempt(number), site.now);
        }
        assert_eq!((site.throttle.failures.len(), site.throttle.known.len()), (REMEMBERED, REMEMBERED));
        let latest = Counted::Address(attempt(REMEMBERED + 9).address);
        assert!(site.throttle.failures.contains_key(&latest));
    }
}
