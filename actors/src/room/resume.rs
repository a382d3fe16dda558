//! Resume texts: signed by this site, they let members log in as themselves after a lost connection, a reload or a
//! restart.

use std::time::Duration;

use subtle::ConstantTimeEq as _;

use super::member::Member;
use super::state::RoomState;
use crate::model::names::{Nickname, hex};
use crate::model::{Role, UnixTime};
use crate::session::{ClientIdentity, SessionId};

/// How long a resume text is valid.
const GOOD_FOR: Duration = Duration::from_secs(24 * 60 * 60);

impl RoomState {
    /// A fresh resume text for the member at session `id`.
    pub(super) fn resume_text(&self, member: &Member, id: SessionId, now: UnixTime) -> String {
        let Some(session) = self.people.session(id) else { return String::new() };
        self.sign(now, member.role, &member.name, &session.identity)
    }

    /// The role that a resume text proves; `None` if the text is not theirs, not for this name, or too old. A browser
    /// that keeps no cookies has a new id with every connection, so its text is checked against the session that still
    /// holds the name, `holder`: its own lost one.
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
        // a new stream key invalidates texts signed under the old one
        let key = if role == Role::Streamer { self.settings.key.to_hex() } else { String::new() };
        let parts = ["chat", self.settings.name.folded(), role.word(), name.confusable_key(), browser, &key];
        let issued_bytes = issued.to_be_bytes();
        let parts: Vec<&[u8]> =
            parts.iter().map(|part| part.as_bytes()).chain([issued_bytes.as_slice()]).collect();
        format!("{issued}.{}.{}", role.word(), hex(&self.config.secrets.sign(&parts)))
    }
}
