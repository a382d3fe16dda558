//! Rate limits: token buckets for each person and for each address.

use std::collections::HashMap;
use std::hash::Hash;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::model::names::{AddressId, Token};
use crate::session::{AddressScope, ClientIdentity, SessionId};

/// Maximum number of people, and of addresses, that a [`Limiter`] remembers.
const REMEMBERED: usize = 20_000;

/// `burst` at once, then `per_minute`, evenly spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// How many at once after a pause; 0 counts as 1.
    pub burst: u32,
    /// How many per minute in the long run; 0 for no limit.
    pub per_minute: u32,
}

impl Rate {
    /// One in `of` parts of the rate, rounded up.
    fn part(self, of: u32) -> Self {
        Self { burst: self.burst.div_ceil(of), per_minute: self.per_minute.div_ceil(of) }
    }

    /// This many times as much.
    fn times(self, factor: u32) -> Self {
        Self {
            burst: self.burst.max(1).saturating_mul(factor),
            per_minute: self.per_minute.saturating_mul(factor),
        }
    }

    /// Time between two tokens; `None` without a limit.
    fn interval(self) -> Option<Duration> {
        Duration::from_secs(60).checked_div(self.per_minute)
    }
}

/// A token bucket. It works with any [`Rate`], which may change while it is in use.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bucket {
    /// When it will be full again; full if `None` or in the past.
    full_at: Option<Instant>,
}

impl Bucket {
    /// Takes one token, or returns how long until there is one. A refusal costs nothing.
    pub fn take(&mut self, rate: Rate, now: Instant) -> Result<(), Duration> {
        self.full_at = self.after(1, rate, now)?;
        Ok(())
    }

    /// When it would be full again if `tokens` were taken now. More tokens than it can hold count as a full bucket.
    fn after(&self, tokens: u32, rate: Rate, now: Instant) -> Result<Option<Instant>, Duration> {
        let Some(interval) = rate.interval() else { return Ok(None) };
        let most = rate.burst.max(1);
        let size = interval.saturating_mul(most);
        let missing = self.missing(now).saturating_add(interval.saturating_mul(tokens.min(most)));
        match missing.checked_sub(size) {
            Some(wait) if !wait.is_zero() => Err(wait),
            _ => Ok(now.checked_add(missing)),
        }
    }

    /// Time until it is full again.
    fn missing(&self, now: Instant) -> Duration {
        self.full_at.map_or(Duration::ZERO, |full_at| full_at.saturating_duration_since(now))
    }
}

/// A bucket for each key. Keys with a full bucket are forgotten first, since a full bucket equals a new one; if that is
/// not enough, those with the fullest buckets follow.
#[derive(Debug)]
pub struct Buckets<K> {
    /// Never more than `most`.
    buckets: HashMap<K, Bucket>,
    most: usize,
}

impl<K: Hash + Eq> Buckets<K> {
    /// Remembers at most `most` keys, and at least one.
    pub fn new(most: usize) -> Self {
        Self { buckets: HashMap::new(), most: most.max(1) }
    }

    /// [`Bucket::take`] from the bucket of this key.
    pub fn take(&mut self, key: K, rate: Rate, now: Instant) -> Result<(), Duration> {
        self.take_many(key, 1, rate, now)
    }

    /// How many more could be taken from the bucket of this key now, and how long until it is full.
    pub fn left(&self, key: &K, rate: Rate, now: Instant) -> (u32, Duration) {
        let most = rate.burst.max(1);
        let missing = self.buckets.get(key).map_or(Duration::ZERO, |bucket| bucket.missing(now));
        let Some(interval) = rate.interval().filter(|interval| !interval.is_zero()) else {
            return (most, missing);
        };
        let taken = missing.as_nanos().div_ceil(interval.as_nanos());
        (most.saturating_sub(u32::try_from(taken).unwrap_or(u32::MAX)), missing)
    }

    fn take_many(&mut self, key: K, tokens: u32, rate: Rate, now: Instant) -> Result<(), Duration> {
        if rate.per_minute == 0 {
            return Ok(());
        }
        if self.buckets.len() >= self.most && !self.buckets.contains_key(&key) {
            self.forget_some(now);
        }
        let bucket = self.buckets.entry(key).or_default();
        bucket.full_at = bucket.after(tokens, rate, now)?;
        Ok(())
    }

    /// Checks whether `tokens` could be taken, without taking them.
    fn check(&self, key: &K, tokens: u32, rate: Rate, now: Instant) -> Result<(), Duration> {
        self.buckets.get(key).copied().unwrap_or_default().after(tokens, rate, now).map(|_| ())
    }

    /// Frees an eighth of the keys at once, so that a flood of keys does not cost a walk through the map for each.
    fn forget_some(&mut self, now: Instant) {
        self.buckets.retain(|_, bucket| !bucket.missing(now).is_zero());
        let keep = self.most - self.most.div_ceil(8);
        let Some(surplus) = self.buckets.len().checked_sub(keep + 1) else { return };
        let mut missing: Vec<_> = self.buckets.values().map(|bucket| bucket.missing(now)).collect();
        let (_, &mut limit, _) = missing.select_nth_unstable(surplus);
        self.buckets.retain(|_, bucket| bucket.missing(now) > limit);
    }
}

/// Kinds of limited actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Messages, actions and commands.
    Message,
    /// Drawings.
    Drawing,
    /// Changes of name and colour.
    Change,
    /// Presences and logins.
    Join,
}

/// The configured limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// For [`Kind::Message`].
    pub messages: Rate,
    /// For [`Kind::Drawing`].
    pub drawings: Rate,
    /// For [`Kind::Change`].
    pub changes: Rate,
    /// For [`Kind::Join`].
    pub joins: Rate,
    /// KiB of drawings in one room. One person may fill a quarter of it, one address half.
    pub drawing_kib: Rate,
    /// All people at one address together may do this many times what one person may; 0 for no such limit.
    pub per_address: u32,
}

impl Limits {
    /// The rate of one person.
    pub fn rate(&self, kind: Kind) -> Rate {
        match kind {
            Kind::Message => self.messages,
            Kind::Drawing => self.drawings,
            Kind::Change => self.changes,
            Kind::Join => self.joins,
        }
    }
}

/// Identifies a person to whom limits apply, as well as they can be recognised.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PersonKey {
    /// A browser.
    Browser(Token),
    /// Everybody at an address, if there is no browser cookie.
    Address(AddressId),
    /// One session, if even the address is anonymous.
    Session(SessionId),
}

impl PersonKey {
    /// The best known key for the client at a session.
    pub fn of(identity: &ClientIdentity, session: SessionId) -> Self {
        match &identity.browser {
            Some(browser) => Self::Browser(browser.id.clone()),
            None if identity.scope == AddressScope::Anonymous => Self::Session(session),
            None => Self::Address(identity.address.clone()),
        }
    }
}

/// Enforces the [`Limits`].
#[derive(Debug)]
pub struct Limiter {
    limits: Limits,
    people: Buckets<(Kind, PersonKey)>,
    addresses: Buckets<(Kind, AddressId)>,
    drawings: DrawingBudget,
}

impl Limiter {
    /// A limiter in which everybody has full buckets.
    pub fn new(limits: Limits) -> Self {
        let drawings = DrawingBudget {
            room: Bucket::default(),
            person: Buckets::new(REMEMBERED),
            address: Buckets::new(REMEMBERED),
        };
        Self { limits, people: Buckets::new(REMEMBERED), addresses: Buckets::new(REMEMBERED), drawings }
    }

    /// Goes by other limits. What people did lately still counts.
    pub fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// Admits an action, or returns how long to wait. `address` is `None` where it says nothing about the person. A
    /// refusal costs neither the person nor the address anything.
    pub fn admit(
        &mut self,
        kind: Kind,
        person: &PersonKey,
        address: Option<&AddressId>,
        now: Instant,
    ) -> Result<(), Duration> {
        let rate = self.limits.rate(kind);
        let person = (kind, person.clone());
        self.people.check(&person, 1, rate, now)?;
        if let Some(address) = address.filter(|_| self.limits.per_address > 0) {
            self.addresses.take((kind, address.clone()), rate.times(self.limits.per_address), now)?;
        }
        self.people.take(person, rate, now)
    }

    /// Admits a drawing of `bytes`, or returns how long to wait. `address` and refusals as for [`Limiter::admit`].
    pub fn admit_drawing(
        &mut self,
        bytes: usize,
        person: &PersonKey,
        address: Option<&AddressId>,
        now: Instant,
    ) -> Result<(), Duration> {
        let kib = u32::try_from(bytes.div_ceil(1024)).unwrap_or(u32::MAX);
        let room = self.limits.drawing_kib;
        let of_one = room.part(4);
        let address = address.filter(|_| self.limits.per_address > 0);
        self.drawings.person.check(person, kib, of_one, now)?;
        if let Some(address) = address {
            self.drawings.address.check(address, kib, room.part(2), now)?;
        }
        self.drawings.room.full_at = self.drawings.room.after(kib, room, now)?;
        if let Some(address) = address {
            self.drawings.address.take_many(address.clone(), kib, room.part(2), now)?;
        }
        self.drawings.person.take_many(person.clone(), kib, of_one, now)
    }
}

/// The budgets for drawings, in KiB.
#[derive(Debug)]
struct DrawingBudget {
    room: Bucket,
    person: Buckets<PersonKey>,
    address: Buckets<AddressId>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RATE: Rate = Rate { burst: 3, per_minute: 60 };
    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_burst_passes_and_then_the_rate() {
        let (mut bucket, start) = (Bucket::default(), Instant::now());
        let mut passed = |after: Duration| bucket.take(RATE, start + after);
        for _ in 0..3 {
            assert_eq!(passed(Duration::ZERO), Ok(()));
        }
        assert_eq!(passed(Duration::ZERO), Err(SECOND));
        assert_eq!(passed(SECOND / 4), Err(SECOND / 4 * 3));
        assert_eq!(passed(SECOND), Ok(()));
        assert_eq!(passed(SECOND), Err(SECOND));
        // a long pause fills it, but not beyond the burst
        for _ in 0..3 {
            assert_eq!(passed(SECOND * 600), Ok(()));
        }
        assert_eq!(passed(SECOND * 600), Err(SECOND));
    }

    #[test]
    fn no_rate_is_no_limit() {
        let (mut buckets, now) = (Buckets::new(1), Instant::now());
        for key in 0..1000 {
            assert_eq!(buckets.take(key, Rate { burst: 0, per_minute: 0 }, now), Ok(()));
        }
    }

    #[test]
    fn a_burst_of_none_is_one() {
        let (mut bucket, now) = (Bucket::default(), Instant::now());
        let rate = Rate { burst: 0, per_minute: 6 };
        assert_eq!(bucket.take(rate, now), Ok(()));
        assert_eq!(bucket.take(rate, now), Err(SECOND * 10));
    }

    #[test]
    fn a_flood_of_keys_makes_nobody_forgotten_who_is_held_back() {
        let (mut buckets, now) = (Buckets::new(100), Instant::now());
        for _ in 0..3 {
            assert_eq!(buckets.take(0, RATE, now), Ok(()));
        }
        for key in 1..5000 {
            assert_eq!(buckets.take(key, RATE, now), Ok(()));
            assert!(buckets.buckets.len() <= 100);
        }
        assert!(buckets.take(0, RATE, now).is_err());
        // those who are as good as new go first
        let later = now + SECOND * 3;
        assert_eq!(buckets.take(5000, RATE, later), Ok(()));
        buckets.forget_some(later);
        assert_eq!(buckets.buckets.len(), 1);
    }

    fn person(number: u64) -> PersonKey {
        PersonKey::Session(SessionId { node: 1, worker: 0, number })
    }

    fn limiter(per_address: u32) -> Limiter {
        Limiter::new(Limits {
            messages: RATE,
            drawings: RATE,
            changes: RATE,
            joins: RATE,
            drawing_kib: Rate { burst: 400, per_minute: 60 },
            per_address,
        })
    }

    #[test]
    fn people_and_things_are_limited_apart() {
        let (mut limiter, now) = (limiter(0), Instant::now());
        let admitted = |limiter: &mut Limiter, kind, number| {
            (0..10).filter(|_| limiter.admit(kind, &person(number), None, now).is_ok()).count()
        };
        assert_eq!(admitted(&mut limiter, Kind::Message, 1), 3);
        assert_eq!(admitted(&mut limiter, Kind::Drawing, 1), 3);
        assert_eq!(admitted(&mut limiter, Kind::Message, 2), 3);
    }

    #[test]
    fn an_address_has_the_share_of_several_people() {
        let (mut limiter, now) = (limiter(2), Instant::now());
        let (here, there) = (AddressId::stored("here"), AddressId::stored("there"));
        let mut admit = |number, address| limiter.admit(Kind::Join, &person(number), address, now);
        let admitted = (0..20).filter(|number| admit(*number, Some(&here)).is_ok()).count();
        assert_eq!(admitted, 6);
        assert_eq!(admit(30, Some(&there)), Ok(()));
        assert_eq!(admit(31, None), Ok(()));
    }

    #[test]
    fn what_one_person_is_refused_costs_their_neighbours_nothing() {
        let (mut limiter, now) = (limiter(2), Instant::now());
        let here = AddressId::stored("here");
        for _ in 0..100 {
            let _ = limiter.admit(Kind::Message, &person(1), Some(&here), now);
        }
        assert_eq!(limiter.admit(Kind::Message, &person(2), Some(&here), now), Ok(()));
    }

    #[test]
    fn drawings_share_the_room_and_one_person_or_address_does_not_fill_it() {
        let (mut limiter, now) = (limiter(2), Instant::now());
        let [here, there, elsewhere] = ["here", "there", "elsewhere"].map(AddressId::stored);
        let mut drawn = |number, address, now| {
            let mut draw = || limiter.admit_drawing(10 * 1024, &person(number), Some(address), now);
            std::iter::from_fn(|| draw().ok()).take(100).count()
        };
        assert_eq!([drawn(1, &here, now), drawn(2, &here, now), drawn(3, &here, now)], [10, 10, 0]);
        assert_eq!([drawn(4, &there, now), drawn(5, &there, now)], [10, 10]);
        assert_eq!(drawn(6, &elsewhere, now), 0, "the room is full");
        assert_eq!(drawn(6, &elsewhere, now + SECOND * 20), 2);
    }

    #[test]
    fn a_drawing_larger_than_the_budget_passes_when_nothing_is_used() {
        let (mut limiter, now) = (limiter(0), Instant::now());
        assert_eq!(limiter.admit_drawing(10 << 20, &person(1), None, now), Ok(()));
        assert!(limiter.admit_drawing(1, &person(1), None, now).is_err());
    }

    #[test]
    fn people_are_known_by_the_best_there_is() {
        let session = SessionId { node: 1, worker: 1, number: 2 };
        let mut identity = ClientIdentity {
            browser: Some(crate::session::Browser { id: Token::from_random(7), since: 0, kept: true }),
            account: None,
            address: AddressId::stored("here"),
            scope: AddressScope::Household,
        };
        assert_eq!(PersonKey::of(&identity, session), PersonKey::Browser(Token::from_random(7)));
        identity.browser = None;
        assert_eq!(PersonKey::of(&identity, session), PersonKey::Address(AddressId::stored("here")));
        identity.scope = AddressScope::Anonymous;
        assert_eq!(PersonKey::of(&identity, session), PersonKey::Session(session));
    }

    proptest! {
        #[test]
        fn who_waits_as_told_is_let_in(burst in 0..50_u32, per_minute in 1..5000_u32, gaps in prop::collection::vec(0..3000_u64, 1..200)) {
            let (mut bucket, rate) = (Bucket::default(), Rate { burst, per_minute });
            let mut now = Instant::now();
            let start = now;
            let mut passed = 0;
            for gap in gaps {
                now += Duration::from_millis(gap);
                match bucket.take(rate, now) {
                    Ok(()) => passed += 1,
                    Err(wait) => prop_assert_eq!(bucket.take(rate, now + wait), Ok(())),
                }
            }
            let most = f64::from(burst.max(1)) + (now - start).as_secs_f64() * f64::from(per_minute) / 60.0;
            prop_assert!(f64::from(passed) <= most + 1.0);
        }

        #[test]
        fn any_rate_is_survived(burst: u32, per_minute: u32, factor: u32) {
            let (mut bucket, now) = (Bucket::default(), Instant::now());
            let rate = Rate { burst, per_minute }.times(factor);
            for _ in 0..3 {
                let _ = bucket.take(rate, now);
            }
        }
    }
}
