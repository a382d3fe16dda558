//! People whom moderators ask about: here, met before, or known by what is kept of them.

use std::sync::Arc;

use super::members::{looked_for, no_user};
use super::notes::Noted;
use super::refusal::Refusal;
use super::state::RoomState;
use crate::limits::PersonKey;
use crate::model::names::Token;
use crate::model::text::confusable_key;
use crate::model::{AccountId, UnixTime};
use crate::session::SessionId;

/// A person, as far as the room knows them.
pub(super) struct Somebody {
    /// As spelled now, or last.
    pub name: String,
    /// All their names here since the room began, latest last; at least one.
    pub names: Vec<Arc<str>>,
    /// Confusable keys of these names.
    pub keys: Vec<String>,
    pub browser: Option<Token>,
    /// The account with which they are signed in now.
    pub account: Option<AccountId>,
    /// Sessions at which they are logged in.
    pub here: Vec<SessionId>,
    /// When the site first saw their browser.
    pub known_since: Option<UnixTime>,
}

impl Somebody {
    /// As notes know them.
    pub fn noted(&self) -> Noted<'_> {
        Noted { browser: self.browser.as_ref(), account: self.account, names: &self.keys }
    }

    /// Whether one of their names is meant.
    pub fn is_called(&self, name: &str) -> bool {
        self.keys.contains(&confusable_key(name))
    }
}

impl RoomState {
    /// The person of this name: whoever has it now, else whoever had it last, else nobody but the name.
    pub(super) fn somebody(&self, user: &str) -> Result<Somebody, Refusal> {
        let wanted = looked_for(user);
        let is_wanted = |name: &str| !wanted.is_empty() && confusable_key(name) == wanted;
        let here = self.people.named(&wanted);
        let person = here
            .and_then(|id| Some(PersonKey::of(&self.people.session(id)?.identity, id)))
            .or_else(|| self.acquaintances.named(is_wanted).map(|(person, _)| person.clone()));
        let Some(person) = person else { return self.a_mere_name(user, is_wanted) };
        let is_same = |id: SessionId| {
            self.people.session(id).is_some_and(|session| PersonKey::of(&session.identity, id) == person)
        };
        let windows: Vec<SessionId> =
            self.people.members().map(|(id, _)| id).filter(|id| is_same(*id)).collect();
        let known = self.acquaintances.of(&person);
        let mut names = known.map(|known| known.names.clone()).unwrap_or_default();
        let now = here.or_else(|| windows.first().copied()).map(|id| self.name_of(id));
        let name = now.or_else(|| names.last().map(ToString::to_string)).unwrap_or_else(|| user.to_owned());
        if names.is_empty() {
            names.push(name.as_str().into());
        }
        let browser = if let PersonKey::Browser(browser) = &person { Some(browser.clone()) } else { None };
        Ok(Somebody {
            keys: names.iter().map(|name| confusable_key(name)).collect(),
            known_since: known.and_then(|known| known.known_since),
            account: windows.iter().find_map(|id| self.people.session(*id)?.identity.account),
            here: windows,
            name,
            names,
            browser,
        })
    }

    /// Someone of whom the room has only what it keeps: messages, mutes, reports, notes.
    fn a_mere_name(&self, user: &str, is_wanted: impl Fn(&str) -> bool) -> Result<Somebody, Refusal> {
        let messages = self.conversation.messages();
        let authors = messages.iter().rev().filter_map(|message| message.author.as_ref());
        let spelled = authors.map(|author| author.username.to_string()).find(|name| is_wanted(name));
        let sanctions = self.moderation.sanctions();
        let punished = || sanctions.latest(|one| is_wanted(&one.name)).map(|one| one.name.clone());
        let noted = || self.notes.named(&is_wanted);
        let name = spelled.or_else(punished).or_else(noted).ok_or_else(|| no_user(user))?;
        Ok(Somebody {
            keys: vec![confusable_key(&name)],
            names: vec![name.as_str().into()],
            name,
            browser: None,
            account: None,
            here: Vec::new(),
            known_since: None,
        })
    }
}
