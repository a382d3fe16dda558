//! What lets people be who they were after a lost connection, a reload or a restart: a text that only this site could
//! have signed.

use std::time::Duration;

use subtle::ConstantTimeEq as _;

use super::people::Member;
use super::state::RoomState;
use crate::model::names::{Nickname, hex};
use crate::model::{Role, UnixTime};
use crate::session::{ClientIdentity, SessionId};

/// For how long one may come back like that.
const GOOD_FOR: Duration = Duration::from_secs(24 * 60 * 60);

impl RoomState {
    /// For a member who has just logged in.
    pub(super) fn resume_text(&self, member: &Member, id: SessionId, now: UnixTime) -> String {
        let Some(session) = self.people.session(id) else { return String::new() };
        self.sign(now, member.role, &member.name, &session.identity)
    }

    /// As what someone comes back who shows such a text; `None` when it is not theirs, not for this name, or too old.
    /// A browser that keeps no cookies is another one with every connection. It comes back by the text that was given
    /// to the member at `holder`, which is its own lost socket then.
    pub(super) fn resumed(
        &self,
        resume: &str,
        name: &Nickname,
        holder: Option<SessionId>,
        identity: &ClientIdentity,
        now: UnixTime,
    ) -> Option<Role> {
        let is_new =
            |identity: &ClientIdentity| identity.browser.as_ref().is_some_and(|browser| !browser.kept);
        let of_holder = holder.filter(|_| is_new(identity)).and_then(|holder| self.people.session(holder));
        let given_to = of_holder.map_or(identity, |holder| &holder.identity);
        if of_holder.is_some() && !is_new(given_to) {
            return None;
        }
        self.given(resume, name, given_to, now)
    }

    fn given(&self, resume: &str, name: &Nickname, identity: &ClientIdentity, now: UnixTime) -> Option<Role> {
        let mut parts = resume.split('.');
        let issued = parts.next()?.parse::<UnixTime>().ok()?;
        let role = Role::parse(parts.next()?)?;
        let age = u64::try_from(now.checked_sub(issued)?).unwrap_or_default();
        let signed = self.sign(issued, role, name, identity);
        let genuine = bool::from(signed.as_bytes().ct_eq(resume.as_bytes()));
        (genuine && age <= GOOD_FOR.as_secs()).then_some(role)
    }

    fn sign(&self, issued: UnixTime, role: Role, name: &Nickname, identity: &ClientIdentity) -> String {
        let browser = identity.browser.as_ref().map_or("", |browser| browser.id.as_str());
        // a new stream key makes what was signed under the old one void
        let key = if role == Role::Streamer { self.settings.key.to_hex() } else { String::new() };
        let parts =
            ["chat", self.settings.name.folded(), role.as_str(), name.confusable_key(), browser, &key];
        let issued_bytes = issued.to_be_bytes();
        let parts: Vec<&[u8]> =
            parts.iter().map(|part| part.as_bytes()).chain([issued_bytes.as_slice()]).collect();
        format!("{issued}.{}.{}", role.as_str(), hex(&self.config.secrets.sign(&parts)))
    }
}
