//! Time and randomness as arguments, read only at the edge.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rand::Rng;

use crate::model::UnixTime;
use crate::model::names::Token;

/// Both clocks at one moment: what is measured in durations uses `monotonic`, which no administrator can set
/// back; what people read uses `unix`.
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

    /// Seconds since 1970, to the millisecond.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "exact for the next 285,000 years")]
    pub fn precise(self) -> f64 {
        self.unix as f64 + f64::from(self.millis) / 1000.0
    }

    /// The moment that lies `age` back, as far as the monotonic clock reaches.
    #[must_use]
    pub fn minus(self, age: Duration) -> Self {
        Self {
            monotonic: self.monotonic.checked_sub(age).unwrap_or(self.monotonic),
            unix: self.unix.saturating_sub_unsigned(age.as_secs()),
            ..self
        }
    }
}

/// Where the edge reads the time.
pub trait Clock: Send + Sync + 'static {
    /// Both clocks, now.
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

/// What a pure rule may know of the world: when it is, and randomness for new ids.
pub struct Env<'a> {
    /// When the input arrived.
    pub now: Now,
    /// Fit for secrets.
    pub rng: &'a mut dyn Rng,
}

impl Env<'_> {
    /// A fresh name that cannot be guessed.
    pub fn token(&mut self) -> Token {
        Token::from_random(u128::from(self.rng.next_u64()) << 64 | u128::from(self.rng.next_u64()))
    }
}
