//! How often people may do things: token buckets, for each person and for each address.

use std::collections::HashMap;
use std::hash::Hash;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::names::{AddressId, Token};
use crate::session::{Origin, SessionId};

/// Most people, and most addresses, that a [`Limiter`] remembers.
const REMEMBERED: usize = 20_000;

/// `burst` at once, then `per_minute`, evenly spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// How many at once after a pause; 0 counts as 1.
    pub burst: u32,
    /// How many a minute in the long run; 0 for no limit.
    pub per_minute: u32,
}

impl Rate {
    /// This many times as much.
    fn times(self, factor: u32) -> Self {
        Self {
            burst: self.burst.max(1).saturating_mul(factor),
            per_minute: self.per_minute.saturating_mul(factor),
        }
    }

    /// Between two tokens; `None` without a limit.
    fn interval(self) -> Option<Duration> {
        Duration::from_secs(60).checked_div(self.per_minute)
    }
}

/// What one has left. It fits any [`Rate`], which may change while it is in use.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bucket {
    /// When it will be full again; `None` and a time that is past mean that it is full.
    full_at: Option<Instant>,
}

impl Bucket {
    /// Takes one token, or tells how long it takes until there is one. A refusal costs nothing.
    pub fn take(&mut self, rate: Rate, now: Instant) -> Result<(), Duration> {
        self.full_at = self.after(rate, now)?;
        Ok(())
    }

    /// The time at which it would be full again if one token were taken now.
    fn after(&self, rate: Rate, now: Instant) -> Result<Option<Instant>, Duration> {
        let Some(interval) = rate.interval() else { return Ok(None) };
        let size = interval.saturating_mul(rate.burst.max(1));
        let missing = self.missing(now).saturating_add(interval);
        match missing.checked_sub(size) {
            Some(wait) if !wait.is_zero() => Err(wait),
            _ => Ok(now.checked_add(missing)),
        }
    }

    /// How long it takes to be full again.
    fn missing(&self, now: Instant) -> Duration {
        self.full_at.map_or(Duration::ZERO, |full_at| full_at.saturating_duration_since(now))
    }
}

/// A bucket for each key. Keys whose bucket is full again are as good as unknown and are forgotten first; where that is
/// not enough, those go whose buckets are nearly full.
#[derive(Debug)]
pub struct Buckets<K> {
    /// Never more than `most`.
    buckets: HashMap<K, Bucket>,
    most: usize,
}

impl<K: Hash + Eq> Buckets<K> {
    /// Remembers at most so many keys, and at least one.
    pub fn new(most: usize) -> Self {
        Self { buckets: HashMap::new(), most: most.max(1) }
    }

    /// [`Bucket::take`] from the bucket of this key.
    pub fn take(&mut self, key: K, rate: Rate, now: Instant) -> Result<(), Duration> {
        if rate.per_minute == 0 {
            return Ok(());
        }
        if self.buckets.len() >= self.most && !self.buckets.contains_key(&key) {
            self.forget_some(now);
        }
        self.buckets.entry(key).or_default().take(rate, now)
    }

    /// Whether [`Buckets::take`] would be refused.
    fn check(&self, key: &K, rate: Rate, now: Instant) -> Result<(), Duration> {
        self.buckets.get(key).copied().unwrap_or_default().after(rate, now).map(|_| ())
    }

    /// Makes room for an eighth at once, so that a flood of keys does not cost a walk through the map for each.
    fn forget_some(&mut self, now: Instant) {
        self.buckets.retain(|_, bucket| !bucket.missing(now).is_zero());
        let keep = self.most - self.most.div_ceil(8);
        let Some(surplus) = self.buckets.len().checked_sub(keep + 1) else { return };
        let mut missing: Vec<_> = self.buckets.values().map(|bucket| bucket.missing(now)).collect();
        let (_, &mut limit, _) = missing.select_nth_unstable(surplus);
        self.buckets.retain(|_, bucket| bucket.missing(now) > limit);
    }
}

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Messages, actions and commands.
    Message,
    /// Drawings.
    Drawing,
    /// Changes of name and colour.
    Change,
    /// Arrivals in chat.
    Join,
}

/// The configured limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For [`Kind::Message`].
    pub messages: Rate,
    /// For [`Kind::Drawing`].
    pub drawings: Rate,
    /// For [`Kind::Change`].
    pub changes: Rate,
    /// For [`Kind::Join`].
    pub joins: Rate,
    /// All people of one address together may do so many times what one may; 0 for no such limit.
    pub per_address: u32,
}

impl Limits {
    /// What one person may do.
    pub fn rate(&self, kind: Kind) -> Rate {
        match kind {
            Kind::Message => self.messages,
            Kind::Drawing => self.drawings,
            Kind::Change => self.changes,
            Kind::Join => self.joins,
        }
    }
}

/// Who is limited: as much of a person as can be recognised when they come back.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PersonKey {
    /// A browser.
    Visitor(Token),
    /// Everybody at an address, where there is no browser's cookie.
    Address(AddressId),
    /// One socket, where even the address says nothing.
    Session(SessionId),
}

impl PersonKey {
    /// The best that is known of whoever sits at this socket.
    pub fn of(origin: &Origin, session: SessionId) -> Self {
        match &origin.visitor {
            Some(visitor) => Self::Visitor(visitor.id.clone()),
            None if origin.shared_address => Self::Session(session),
            None => Self::Address(origin.address.clone()),
        }
    }
}

/// Holds people to the [`Limits`].
#[derive(Debug)]
pub struct Limiter {
    limits: Limits,
    people: Buckets<(Kind, PersonKey)>,
    addresses: Buckets<(Kind, AddressId)>,
}

impl Limiter {
    /// Everybody begins with full buckets.
    pub fn new(limits: Limits) -> Self {
        Self { limits, people: Buckets::new(REMEMBERED), addresses: Buckets::new(REMEMBERED) }
    }

    /// Whether this may be done now; otherwise how long to wait. `address` is `None` where it says nothing about the
    /// person. What is refused costs neither the person nor the address anything.
    pub fn admit(
        &mut self,
        kind: Kind,
        person: &PersonKey,
        address: Option<&AddressId>,
        now: Instant,
    ) -> Result<(), Duration> {
        let rate = self.limits.rate(kind);
        let person = (kind, person.clone());
        self.people.check(&person, rate, now)?;
        if let Some(address) = address.filter(|_| self.limits.per_address > 0) {
            self.addresses.take((kind, address.clone()), rate.times(self.limits.per_address), now)?;
        }
        self.people.take(person, rate, now)
    }
}
