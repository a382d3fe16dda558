//! Whom an operation is about: members found by what somebody typed.

use super::refusal::{Code, Refusal};
use super::state::RoomState;
use crate::model::Principal;
use crate::model::names::NICKNAME_MAX;
use crate::model::text::confusable_key;
use crate::session::SessionId;

/// More bytes than any name has, which may be of twenty emoji of many parts.
const NAME_BYTES_MAX: usize = 4096;

impl RoomState {
    /// The member of that name, if the principal may moderate them; `done` completes "cannot be".
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

/// How a name that somebody typed is looked up; empty for what is too long to be anybody's.
pub(super) fn looked_for(name: &str) -> String {
    if name.len() > NAME_BYTES_MAX { String::new() } else { confusable_key(name) }
}

/// No member has that name.
pub(super) fn no_user(name: &str) -> Refusal {
    let name: String = name.chars().take(NICKNAME_MAX * 2).collect();
    match name.as_str() {
        "" => Refusal::new(Code::Invalid, "Which user? Write a name after the command."),
        name => Refusal::new(Code::NotFound, format!("No user named {name}.")),
    }
}
