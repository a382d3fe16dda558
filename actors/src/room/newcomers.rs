//! For how long people have been known, and what that means while a chat keeps newcomers back.

use super::context::Cx;
use super::event::RoomEvent;
use super::refusal::{Code, Refusal};
use super::state::RoomState;
use crate::model::{Capability, NEW_FOR, UnixTime};
use crate::ports::Now;
use crate::session::SessionId;

impl RoomState {
    /// For how many seconds the person at a session has been known: since their browser was first seen, or without one,
    /// since they logged in. `None` for those whom no rule about newcomers concerns.
    fn known_for(&self, id: SessionId, now: UnixTime) -> Option<u32> {
        let session = self.people.session(id)?;
        let member = session.member.as_deref().filter(|member| !member.role.may(Capability::SkipSlowMode))?;
        let since = session.identity.browser.as_ref().map_or(member.since, |browser| browser.since);
        Some(u32::try_from(now.saturating_sub(since).max(0)).unwrap_or(u32::MAX))
    }

    /// Refuses someone who has not been known for long enough, or has no account where they need one.
    pub(super) fn check_newcomer(&self, id: SessionId, now: Now) -> Result<(), Refusal> {
        let rules = self.rulebook.rules();
        let is_guest = self
            .people
            .member(id)
            .is_some_and(|member| member.account.is_none() && !member.role.may(Capability::SkipSlowMode));
        if rules.accounts_only && is_guest {
            let text = "Only people with an account can write at the moment. Sign in, or wait.";
            return Err(Refusal::new(Code::AccountRequired, text));
        }
        let minutes = rules.newcomers;
        if minutes == 0 {
            return Ok(());
        }
        let Some(known) = self.known_for(id, now.unix) else { return Ok(()) };
        match minutes.saturating_mul(60).checked_sub(known).filter(|wait| *wait > 0) {
            None => Ok(()),
            Some(wait) => {
                let text = format!(
                    "Only those who have been here for {minutes} minutes can write at the moment. You can in {}.",
                    duration(wait)
                );
                Err(Refusal::for_now(Code::Newcomer, text, wait))
            }
        }
    }

    /// Refuses drawings while messages have emoji alone.
    pub(super) fn check_drawings(&self, id: SessionId) -> Result<(), Refusal> {
        let is_exempt = self.people.member(id).is_some_and(|member| member.role.may(Capability::Moderate));
        match self.rulebook.rules().emoji_only && !is_exempt {
            true => Err(Refusal::new(Code::EmojiOnly, "Only emoji can be sent at the moment.")),
            false => Ok(()),
        }
    }

    /// Seconds between two messages of the person at a session.
    pub(super) fn pause_of(&self, id: SessionId, now: UnixTime) -> u32 {
        let (all, new) = (self.pace.slow_mode(), self.rulebook.rules().slow_newcomers);
        match new > all && self.known_for(id, now).is_some_and(|known| known < NEW_FOR) {
            true => new,
            false => all,
        }
    }

    /// Tells a member who is new to the rules of the chat for how long they have been known.
    pub(super) fn tell_rules(&self, id: SessionId, cx: &mut Cx<'_, '_>) {
        let rules = self.rulebook.rules();
        let new_for = rules.new_for();
        if let Some(known) = self.known_for(id, cx.now().unix).filter(|known| *known < new_for) {
            cx.reply(id, RoomEvent::Rules { rules: rules.clone(), known_for: Some(known) });
        }
    }

    /// Tells everybody the rules of the chat, which changed.
    pub(super) fn tell_all_rules(&self, cx: &mut Cx<'_, '_>) {
        let rules = self.rulebook.rules();
        cx.all(RoomEvent::Rules { rules: rules.clone(), known_for: None });
        if rules.new_for() == 0 {
            return;
        }
        for (id, _) in self.people.members() {
            self.tell_rules(id, cx);
        }
    }
}

/// Seconds, or minutes from two on, rounded up.
fn duration(seconds: u32) -> String {
    match seconds {
        0..=119 => format!("{seconds} s"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}
