//! Commands that keep order.

use super::Call;
use crate::limits::PersonKey;
use crate::model::names::{NICKNAME_MAX, Token};
use crate::model::text::likeness;
use crate::model::{AuditEvent, Moderator, Mute, Role};
use crate::ports::Write;
use crate::room::event::RoomEvent;
use crate::room::say::Say;
use crate::room::state::{Effect, RoomState};
use crate::session::SessionId;

/// Longest pause of slow mode, in seconds.
const SLOW_MAX: u32 = 3600;
/// Most names in one line of `/mutes`.
const LISTED: usize = 100;
/// More bytes than any name has, which may be of twenty emoji of many parts.
const NAME_BYTES_MAX: usize = 4096;

impl RoomState {
    pub(super) fn mute(&mut self, mut call: Call<'_, '_>) {
        let Some((id, name)) = self.subject(&mut call, "muted") else { return };
        if self.people.member(id).is_some_and(|member| member.mute.is_some()) {
            call.answer(format!("{name} is muted already."));
            return;
        }
        let Some(session) = self.people.session(id) else { return };
        let shares_address = self.has_neighbour(&session.identity, call.env.now.unix);
        let mute = Mute {
            id: call.env.token(),
            visitor: session.identity.browser.as_ref().map(|browser| browser.id.clone()),
            address: session.identity.address.clone(),
            name: name.clone(),
            at: call.env.now.unix,
        };
        let silenced = mute.id.clone();
        self.add_mute(mute, shares_address, call.effects);
        let operator = self.name_of(call.caller);
        self.audit(call.env.now, AuditEvent::MuteUser { operator, name: name.clone() }, call.effects);
        call.answer(format!("{name} has been muted."));
        for id in self.everywhere(id, call.caller) {
            if let Some(member) = self.people.member_mut(id) {
                member.mute = Some(silenced.clone());
            }
            call.effects.notice(id, "You have been muted.");
            self.tell_status(id, call.env.now, call.effects);
        }
        self.tell_mute(&silenced, call.effects);
    }

    /// All places at which someone is logged in, under whatever names, as far as the caller is above them there.
    fn everywhere(&self, id: SessionId, caller: SessionId) -> Vec<SessionId> {
        let key = |id| self.people.session(id).map(|session| PersonKey::of(&session.identity, id));
        let person = key(id);
        let places = self.people.members().map(|(other, _)| other);
        places.filter(|other| key(*other) == person && self.may_moderate(caller, *other)).collect()
    }

    pub(super) fn unmute(&mut self, mut call: Call<'_, '_>) {
        let wanted = looked_for(call.argument);
        let here = self.people.named(&wanted);
        let is_muted = here.and_then(|id| self.people.member(id)).is_some_and(|member| member.mute.is_some());
        if !is_muted && let Some(mute) = self.mute_called(call.argument, &wanted) {
            // not here, but still on the list
            let (id, name) = (mute.id.clone(), mute.name.clone());
            if self.silenced(&id).iter().any(|silenced| !self.may_moderate(call.caller, *silenced)) {
                // here after all, under another name
                call.answer(format!("{name} cannot be unmuted."));
                return;
            }
            self.lift(&id, &name, &mut call);
            return;
        }
        let Some((id, name)) = self.subject(&mut call, "unmuted") else { return };
        let Some(mute) = self.people.member(id).and_then(|member| member.mute.clone()) else {
            call.answer(format!("{name} is not muted."));
            return;
        };
        self.lift(&mute, &name, &mut call);
    }

    /// The mute of that id, or of somebody who was called like that when they were muted. Ids are longer than names.
    fn mute_called(&self, typed: &str, wanted: &str) -> Option<&Mute> {
        self.mutes.with_typed_id(typed).or_else(|| self.mutes.named(|name| likeness(name) == wanted))
    }

    /// Ends a mute for all whom it silences.
    fn lift(&mut self, mute: &Token, name: &str, call: &mut Call<'_, '_>) {
        for id in self.forget_mute(mute, call.effects) {
            call.effects.notice(id, "You may speak again.");
            self.tell_status(id, call.env.now, call.effects);
        }
        let operator = self.name_of(call.caller);
        self.audit(call.env.now, AuditEvent::UnmuteUser { operator, name: name.to_owned() }, call.effects);
        call.answer(format!("{name} may speak again."));
    }

    pub(super) fn list_mutes(&mut self, mut call: Call<'_, '_>) {
        if self.mutes.is_empty() {
            call.answer("Nobody is muted.");
            return;
        }
        let names: Vec<&str> = self.mutes.iter().map(|mute| mute.name.as_str()).collect();
        let (listed, rest) = names.split_at(names.len().min(LISTED));
        let listed = listed.join(", ");
        call.answer(match rest.len() {
            0 => format!("Muted: {listed}."),
            more => format!("Muted: {listed} and {more} more."),
        });
    }

    pub(super) fn rename_another(&mut self, mut call: Call<'_, '_>) {
        // names may contain spaces: the longest one that is known comes first
        let argument = call.argument;
        let spaces = argument.match_indices(' ').map(|(at, _)| at).take(NICKNAME_MAX);
        let ends: Vec<usize> = spaces.chain([argument.len()]).collect();
        let known = ends.into_iter().rev().find_map(|end| {
            let (name, rest) = argument.split_at(end);
            let id = self.people.named(&looked_for(name))?;
            let same = self.people.member(id)?.name.same_in_any_case(name.trim());
            same.then(|| (id, rest.trim()))
        });
        let Some((id, wanted)) = known else {
            call.answer(nobody(argument));
            return;
        };
        if !self.may_moderate(call.caller, id) {
            let name = self.name_of(id);
            call.answer(format!("{name} cannot be renamed."));
            return;
        }
        match self.free_name(wanted, id) {
            Ok(name) => self.rename(id, name, &mut call),
            Err(why) => call.answer(why),
        }
    }

    pub(super) fn delete_message(&mut self, mut call: Call<'_, '_>) {
        match call.argument.parse::<u64>() {
            Ok(id) if self.history.delete(id) => {
                let streamer = self.settings.name.clone();
                call.effects.push(Effect::Save(Write::ChatDeleted { streamer, id }));
                call.effects.all(RoomEvent::MessageDeleted { id });
                call.answer("The message has been removed.");
            }
            Ok(_) => call.answer("There is no such message, or it is too old to be removed."),
            Err(_) => call.answer("Which message? Write its number behind the command."),
        }
    }

    pub(super) fn clear_chat(&mut self, mut call: Call<'_, '_>) {
        let id = self.history.clear(call.env.now.monotonic);
        self.forget_up_to(id, call.effects);
        call.effects.all(RoomEvent::ChatCleared { id });
        call.answer("All messages have been removed.");
    }

    pub(super) fn set_slow_mode(&mut self, mut call: Call<'_, '_>) {
        let Some(seconds) = call.argument.parse().ok().filter(|seconds| *seconds <= SLOW_MAX) else {
            call.answer(format!("How many seconds? Write a number from 0 (off) to {SLOW_MAX}."));
            return;
        };
        if seconds != self.slow.seconds {
            self.slow.set(seconds);
            let streamer = self.settings.name.clone();
            call.effects.push(Effect::Save(Write::SlowMode { streamer, seconds }));
            call.effects.all(RoomEvent::SlowMode { seconds });
        }
        call.answer(match seconds {
            0 => "Slow mode is off.".to_owned(),
            _ => format!("Everybody may speak every {seconds} s."),
        });
    }

    pub(super) fn promote(&mut self, mut call: Call<'_, '_>) {
        let Some((id, name, role)) = self.promotable(&mut call, "made a moderator") else { return };
        if role == Role::Moderator {
            call.answer(format!("{name} is a moderator already."));
            return;
        }
        if let Some(visitor) = self.browser_of(id) {
            let moderator = Moderator { visitor, name: name.clone() };
            let streamer = self.settings.name.clone();
            call.effects.push(Effect::Save(Write::ModeratorAdded { streamer, moderator: moderator.clone() }));
            self.moderators.add(moderator);
        }
        let operator = self.name_of(call.caller);
        self.audit(call.env.now, AuditEvent::ModUser { operator, name: name.clone() }, call.effects);
        call.answer(format!("{name} is a moderator now."));
        self.set_role(id, Role::Moderator, "You are a moderator now.", &mut call);
    }

    pub(super) fn demote(&mut self, mut call: Call<'_, '_>) {
        let wanted = looked_for(call.argument);
        if self.people.named(&wanted).is_none()
            && let Some(moderator) = self.moderators.named(|name| likeness(name) == wanted)
        {
            // not here, but still on the list
            let Moderator { visitor, name } = moderator.clone();
            self.depose(Some(visitor), &name, &mut call);
            return;
        }
        let Some((id, name, role)) = self.promotable(&mut call, "made a moderator no more") else { return };
        if role != Role::Moderator {
            call.answer(format!("{name} is not a moderator."));
            return;
        }
        match self.browser_of(id) {
            Some(visitor) => self.depose(Some(visitor), &name, &mut call),
            None => {
                self.depose(None, &name, &mut call);
                self.set_role(id, Role::Viewer, "You are a moderator no more.", &mut call);
            }
        }
    }

    /// Takes a moderator's office away, in each window of their browser.
    fn depose(&mut self, visitor: Option<Token>, name: &str, call: &mut Call<'_, '_>) {
        let operator = self.name_of(call.caller);
        self.audit(call.env.now, AuditEvent::DemodUser { operator, name: name.to_owned() }, call.effects);
        call.answer(format!("{name} is a moderator no more."));
        let Some(visitor) = visitor else { return };
        self.moderators.remove(&visitor);
        let moderators = self.people.staff().filter(|(_, member)| member.role == Role::Moderator);
        let windows: Vec<SessionId> = moderators
            .map(|(id, _)| id)
            .filter(|id| self.browser_of(*id).as_ref() == Some(&visitor))
            .collect();
        let streamer = self.settings.name.clone();
        call.effects.push(Effect::Save(Write::ModeratorRemoved { streamer, visitor }));
        for id in windows {
            self.set_role(id, Role::Viewer, "You are a moderator no more.", call);
        }
    }

    /// Tells someone and everybody what they may do from now on.
    fn set_role(&mut self, id: SessionId, role: Role, notice: &'static str, call: &mut Call<'_, '_>) {
        self.people.promote(id, role);
        call.effects.notice(id, notice);
        self.tell_status(id, call.env.now, call.effects);
        if let Some(member) = self.people.member(id) {
            call.effects.all(RoomEvent::RoleChanged(member.person()));
        }
        if role > Role::Viewer {
            self.tell_mutes(id, call.effects);
        }
    }

    /// Whom the command is about, if they are here and the caller is above them.
    fn subject(&self, call: &mut Call<'_, '_>, done: &str) -> Option<(SessionId, String)> {
        let Some(id) = self.people.named(&looked_for(call.argument)) else {
            call.answer(nobody(call.argument));
            return None;
        };
        let name = self.name_of(id);
        if !self.may_moderate(call.caller, id) {
            call.answer(format!("{name} cannot be {done}."));
            return None;
        }
        Some((id, name))
    }

    fn promotable(&self, call: &mut Call<'_, '_>, done: &str) -> Option<(SessionId, String, Role)> {
        let (id, name) = self.subject(call, done)?;
        Some((id, name, self.people.member(id)?.role))
    }

    /// Nobody is above the streamer, and moderators are not above each other.
    fn may_moderate(&self, caller: SessionId, subject: SessionId) -> bool {
        match (self.people.member(caller), self.people.member(subject)) {
            (Some(caller), Some(subject)) => {
                subject.role == Role::Viewer
                    || (subject.role == Role::Moderator && caller.role == Role::Streamer)
            }
            _ => false,
        }
    }

    fn name_of(&self, id: SessionId) -> String {
        self.people.member(id).map(|member| member.name.as_str().to_owned()).unwrap_or_default()
    }

    fn browser_of(&self, id: SessionId) -> Option<Token> {
        Some(self.people.session(id)?.identity.browser.as_ref()?.id.clone())
    }
}

/// How a name that somebody typed is looked up; empty for what is too long to be anybody's.
fn looked_for(name: &str) -> String {
    if name.len() > NAME_BYTES_MAX { String::new() } else { likeness(name) }
}

fn nobody(name: &str) -> String {
    let name: String = name.chars().take(NICKNAME_MAX * 2).collect();
    match name.as_str() {
        "" => "Whom? Write their name behind the command.".to_owned(),
        name => format!("There is nobody called {name} here."),
    }
}
