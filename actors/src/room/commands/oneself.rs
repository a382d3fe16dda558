//! Commands by which people change how they appear.

use super::Call;
use crate::limits::Kind;
use crate::model::names::{InvalidNickname, Nickname};
use crate::model::{AuditEvent, Colour, Role};
use crate::room::event::RoomEvent;
use crate::room::say::Say;
use crate::room::state::RoomState;
use crate::session::SessionId;

impl RoomState {
    pub(super) fn recolour(&mut self, mut call: Call<'_, '_>) {
        let chosen = Colour::choose(call.argument, call.env.rng);
        if self.refused_change(chosen.is_some(), &mut call) {
            return;
        }
        let Some(colour) = chosen else {
            call.answer("That is no colour. Try the name of one, #ff00ff or the like, or random.");
            return;
        };
        let Some(member) = self.people.member_mut(call.caller) else { return };
        member.colour = colour;
        let person = member.person();
        self.tell_subscription(call.caller, call.effects);
        call.effects.all(RoomEvent::Recoloured(person));
        call.effects.reply(call.caller, RoomEvent::OwnColour { color: colour });
    }

    pub(super) fn rename_oneself(&mut self, mut call: Call<'_, '_>) {
        let name = self.free_name(call.argument, call.caller);
        if self.refused_change(name.is_ok(), &mut call) {
            return;
        }
        match name {
            Ok(name) => self.rename(call.caller, name, &mut call),
            Err(why) => call.answer(why),
        }
    }

    /// Whether the limits forbid a change for now. One that cannot be, and of which nobody else would hear, is but a
    /// command like others.
    fn refused_change(&mut self, can_be: bool, call: &mut Call<'_, '_>) -> bool {
        let kind = if can_be { Kind::Change } else { Kind::Message };
        self.refused_as_too_often(call.caller, kind, call.env.now, call.effects)
    }

    /// A name that someone who is here may take; otherwise why not.
    pub(super) fn free_name(&self, text: &str, whose: SessionId) -> Result<Nickname, &'static str> {
        let name =
            Nickname::parse(text, &|alias: &str| self.is_emote(alias)).map_err(|error| match error {
                InvalidNickname::Blank => "Which name? Write it behind the command.",
                InvalidNickname::TooLong => "That name is too long: 20 characters are allowed.",
                InvalidNickname::Unfit(_) => "That name has characters that cannot be shown. Choose another.",
            })?;
        const TAKEN: &str = "That name is taken. Choose another.";
        let role = self.people.member(whose).map(|member| member.role);
        if self.people.named(name.likeness()).is_some() {
            return Err(TAKEN);
        }
        if role != Some(Role::Streamer) && self.is_like_staff(&name, Some(whose)) {
            return Err(TAKEN);
        }
        Ok(name)
    }

    /// Calls someone otherwise, and tells everybody.
    pub(super) fn rename(&mut self, id: SessionId, name: Nickname, call: &mut Call<'_, '_>) {
        let newname = name.spelled();
        let Some(old) = self.people.rename(id, name) else { return };
        let Some(member) = self.people.member(id) else { return };
        let (role, color) = (member.role, member.colour);
        let oldname = old.spelled();
        let event = AuditEvent::ChangeName { oldname: oldname.to_string(), newname: newname.to_string() };
        self.audit(call.env.now, event, call.effects);
        self.tell_status(id, call.env.now, call.effects);
        let users = self.people.users_for_all();
        call.effects.all(RoomEvent::Renamed { oldname, newname, role, color, users });
        self.tell_mute_of(id, call.effects);
    }
}
