//! Whom a report is about: the author of the message, also under another name, or once they have left.

use super::refusal::{Code, Refusal};
use super::sanction_target::Target;
use super::state::RoomState;
use crate::model::names::{AddressId, Token};
use crate::model::text::confusable_key;
use crate::model::{AccountId, Person, Principal, ReportedMessage, Role};
use crate::session::{AddressScope, ClientIdentity, SessionId};

/// What is known of an author.
struct Author<'a> {
    person: &'a Person,
    browser: Option<&'a Token>,
    account: Option<AccountId>,
}

impl Author<'_> {
    /// Whether somebody is the author, and not another who has taken the name since.
    fn is(&self, identity: &ClientIdentity, name: &str) -> bool {
        let browser = identity.browser.as_ref().map(|browser| &browser.id);
        let is_called = || confusable_key(name) == confusable_key(&self.person.username);
        (self.account.is_some() && identity.account == self.account)
            || match self.browser {
                Some(_) => browser == self.browser,
                None => self.account.is_none() && browser.is_none() && is_called(),
            }
    }

    /// The streamer has no role to be looked up once they have left.
    fn least_role(&self) -> Role {
        if self.person.role == Role::Streamer { Role::Streamer } else { Role::Viewer }
    }
}

impl RoomState {
    /// The author of a reported message, if the principal may moderate them. `done` completes "cannot be".
    pub(super) fn author_target(
        &self,
        reported: &ReportedMessage,
        by: Principal,
        done: &str,
    ) -> Result<Target, Refusal> {
        let Some(person) = &reported.message.author else {
            return Err(Refusal::new(Code::Invalid, "Nobody has said that."));
        };
        let author = Author { person, browser: reported.author.as_ref(), account: person.account };
        let (target, role) = match self.author_here(&author).or_else(|| self.author_parted(&author)) {
            Some(found) => found,
            None => self.author_away(&author)?,
        };
        self.check_outranks(by, role, &target.name, done)?;
        Ok(target)
    }

    fn author_here(&self, author: &Author<'_>) -> Option<(Target, Role)> {
        let is_author = |id: SessionId, name: &str| {
            self.people.session(id).is_some_and(|session| author.is(&session.identity, name))
        };
        let mut windows = self.people.members().filter(|(id, member)| is_author(*id, member.name.as_str()));
        let (id, member) = windows.next()?;
        let role = windows.map(|(_, other)| other.role).chain([member.role]).max()?;
        let session = self.people.session(id)?;
        Some((Target::new(member.name.as_str().to_owned(), Some(id), id, &session.identity), role))
    }

    fn author_parted(&self, author: &Author<'_>) -> Option<(Target, Role)> {
        let parted = self.people.last_parted(|parted| author.is(&parted.identity, parted.name.as_str()))?;
        let name = parted.name.as_str().to_owned();
        let role = self.role_away(author.browser, author.account).max(parted.role);
        Some((Target::new(name, None, parted.session, &parted.identity), role.max(author.least_role())))
    }

    /// Somebody who left long ago, of whom only browser or account are known.
    fn author_away(&self, author: &Author<'_>) -> Result<(Target, Role), Refusal> {
        let Author { person, browser, account } = author;
        if browser.is_none() && account.is_none() {
            let text =
                format!("{} is not here any longer, and left nothing to be known by.", person.username);
            return Err(Refusal::new(Code::NotFound, text));
        }
        let target = Target {
            name: person.username.to_string(),
            session: None,
            browser_id: browser.cloned(),
            account: *account,
            address: AddressId::unknown(),
            scope: AddressScope::Household,
            was_shared: true,
            person: None,
        };
        Ok((target, self.role_away(*browser, *account).max(author.least_role())))
    }
}
