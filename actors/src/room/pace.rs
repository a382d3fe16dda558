//! How fast people may act: rate limits, slow mode, repeated messages, and the budgets for drawings.

use std::time::{Duration, Instant};

use super::duplicate_filter::DuplicateFilter;
use super::refusal::{Code, Refusal};
use super::slow_mode::SlowMode;
use crate::limits::{Kind, Limiter, Limits, PersonKey};
use crate::model::names::AddressId;
use crate::session::{AddressScope, ClientIdentity, SessionId};

/// What people did lately, as far as limits need it.
#[derive(Debug)]
pub(super) struct Pace {
    limiter: Limiter,
    slow: SlowMode,
    duplicates: DuplicateFilter<PersonKey>,
}

/// Whom the limits apply to: the client at a session.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limited<'a> {
    pub id: SessionId,
    pub identity: &'a ClientIdentity,
    /// Whether slow mode and the duplicate filter apply.
    pub is_slowed: bool,
}

impl Limited<'_> {
    fn person(self) -> PersonKey {
        PersonKey::of(self.identity, self.id)
    }
}

impl<'a> Limited<'a> {
    /// The address whose users share limits; `None` if it is anonymous.
    fn address(self) -> Option<&'a AddressId> {
        (self.identity.scope != AddressScope::Anonymous).then_some(&self.identity.address)
    }
}

impl Pace {
    /// `slow`: seconds of slow mode, 0 if it is off.
    pub fn new(limits: Limits, slow: u32) -> Self {
        Self {
            limiter: Limiter::new(limits),
            slow: SlowMode::new(slow),
            duplicates: DuplicateFilter::default(),
        }
    }

    /// Goes by other limits. What people did lately still counts.
    pub fn set_limits(&mut self, limits: Limits) {
        self.limiter.set_limits(limits);
    }

    /// Seconds between two messages of one person; 0 without slow mode.
    pub fn slow_mode(&self) -> u32 {
        self.slow.seconds
    }

    /// See [`Pace::slow_mode`].
    pub fn set_slow_mode(&mut self, seconds: u32) {
        self.slow.set(seconds);
    }

    /// Applies the limits of person and address. Returns the seconds to wait if they refuse.
    pub fn admit(&mut self, kind: Kind, who: Limited<'_>, now: Instant) -> Result<(), u32> {
        self.limiter.admit(kind, &who.person(), who.address(), now).map_err(whole_seconds)
    }

    /// As [`Pace::admit`], but without the limit of the address.
    pub fn admit_person(&mut self, kind: Kind, who: Limited<'_>, now: Instant) -> Result<(), u32> {
        self.limiter.admit(kind, &who.person(), None, now).map_err(whole_seconds)
    }

    /// As [`Pace::admit`], with a refusal.
    pub fn check_rate(&mut self, kind: Kind, who: Limited<'_>, now: Instant) -> Result<(), Refusal> {
        self.admit(kind, who, now).map_err(|wait| {
            Refusal::for_now(Code::Rate, format!("You are too fast. Try again in {wait} s."), wait)
        })
    }

    /// Applies slow mode, with the pause that the person's messages need, and the rate limits.
    pub fn check(&mut self, kind: Kind, who: Limited<'_>, pause: u32, now: Instant) -> Result<(), Refusal> {
        if who.is_slowed
            && let Some(wait) = self.slow.wait(&who.person(), pause, now)
        {
            let text = format!("Slow mode: one message every {pause} s. Yours can be sent in {wait} s.");
            return Err(Refusal::for_now(Code::Slow, text, wait));
        }
        self.check_rate(kind, who, now)
    }

    /// Applies the duplicate filter to `text`, and records that a person spoke. The last of all checks.
    pub fn speaks(
        &mut self,
        text: Option<&str>,
        who: Limited<'_>,
        pause: u32,
        now: Instant,
    ) -> Result<(), Refusal> {
        let person = who.person();
        if let Some(text) = text.filter(|_| who.is_slowed)
            && let Err(wait) = self.duplicates.admit(person.clone(), text, now)
        {
            let text = "You have just said that. Say something else.";
            return Err(Refusal::for_now(Code::Duplicate, text, whole_seconds(wait)));
        }
        self.slow.note(person, pause, now);
        Ok(())
    }

    /// Applies the drawing budgets of the room, the person and the address.
    pub fn check_drawing(&mut self, bytes: usize, who: Limited<'_>, now: Instant) -> Result<(), Refusal> {
        self.limiter.admit_drawing(bytes, &who.person(), who.address(), now).map_err(|wait| {
            let wait = whole_seconds(wait);
            let text = format!("There are too many drawings at once. Send yours again in {wait} s.");
            Refusal::for_now(Code::DrawingBudget, text, wait)
        })
    }
}

/// Seconds, rounded up, at least 1.
fn whole_seconds(wait: Duration) -> u32 {
    u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX).max(1)
}
