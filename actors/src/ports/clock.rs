//! Time and randomness, passed as arguments and read only at the edge.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rand::Rng;

use crate::model::UnixTime;
use crate::model::names::Token;

/// Both clocks at one moment. Durations use `monotonic`, which cannot be set back; times that people read use `unix`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// For ages and time-outs.
    pub monotonic: Instant,
    /// For what is stored and shown.
    pub unix: UnixTime,
    /// Milliseconds past `unix`, for clients that measure by this clock.
    pub millis: u16,
}

impl Now {
    /// This moment, moved forward; for tests and for deadlines.
    #[must_use]
    pub fn plus(self, by: Duration) -> Self {
        Self { monotonic: self.monotonic + by, unix: self.unix.saturating_add_unsigned(by.as_secs()), ..self }
    }

    /// Unix seconds with milliseconds.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "exact for the next 285,000 years")]
    pub fn precise(self) -> f64 {
        self.unix as f64 + f64::from(self.millis) / 1000.0
    }

    /// This moment, moved back; `monotonic` stays as it is if that clock does not reach so far.
    #[must_use]
    pub fn minus(self, age: Duration) -> Self {
        Self {
            monotonic: self.monotonic.checked_sub(age).unwrap_or(self.monotonic),
            unix: self.unix.saturating_sub_unsigned(age.as_secs()),
            ..self
        }
    }
}

/// The source of time.
pub trait Clock: Send + Sync + 'static {
    /// Reads both clocks.
    fn now(&self) -> Now;
}

/// The machine's clocks.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Now {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Now {
            monotonic: Instant::now(),
            unix: i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
            millis: u16::try_from(since.subsec_millis()).unwrap_or_default(),
        }
    }
}

/// The environment of a pure rule: the time, and randomness for new ids.
pub struct Env<'a> {
    /// When the input arrived.
    pub now: Now,
    /// A generator fit for secrets.
    pub rng: &'a mut dyn Rng,
}

impl Env<'_> {
    /// A new token that cannot be guessed.
    pub fn token(&mut self) -> Token {
        Token::from_random(u128::from(self.rng.next_u64()) << 64 | u128::from(self.rng.next_u64()))
    }
}
