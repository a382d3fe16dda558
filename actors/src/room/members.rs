//! Looks up the member that an operation names.

use super::refusal::{Code, Refusal};
use super::state::RoomState;
use crate::model::Principal;
use crate::model::names::NICKNAME_MAX;
use crate::model::text::confusable_key;
use crate::session::SessionId;

/// Longer names, in bytes, are not looked up; even twenty emoji of many code points are shorter.
const NAME_BYTES_MAX: usize = 4096;

impl RoomState {
    /// The member with this name, if the principal may moderate them; `done` completes "cannot be".
    pub(super) fn subject(
        &self,
        user: &str,
        by: Principal,
        done: &str,
    ) -> Result<(SessionId, String), Refusal> {
        let id = self.people.named(&looked_for(user)).ok_or_else(|| no_user(user))?;
        let name = self.name_of(id);
        match self.may_moderate(by, id) {
            true => Ok((id, name)),
            false => Err(Refusal::new(Code::NotAllowed, format!("{name} cannot be {done}."))),
        }
    }
}

/// The confusable key of a typed name; empty if it is too long to be a name.
pub(super) fn looked_for(name: &str) -> String {
    if name.len() > NAME_BYTES_MAX { String::new() } else { confusable_key(name) }
}

/// The refusal when no member has this name.
pub(super) fn no_user(name: &str) -> Refusal {
    let name: String = name.chars().take(NICKNAME_MAX * 2).collect();
    match name.as_str() {
        "" => Refusal::new(Code::Invalid, "Which user? Write a name after the command."),
        name => Refusal::new(Code::NotFound, format!("No user named {name}.")),
    }
}
