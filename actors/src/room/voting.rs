//! Who votes in a poll, and what becomes of a poll whose time is over.

use super::context::Cx;
use super::conversation::Words;
use super::polls::Uncounted;
use super::refusal::{Code, Refusal};
use super::state::RoomState;
use crate::limits::PersonKey;
use crate::model::names::AddressId;
use crate::model::{AuditEvent, ChatKind, Poll, Principal, Role, VoterId};
use crate::session::AddressScope;

impl RoomState {
    /// Counts the vote of a principal for a choice, which is numbered from 0.
    pub(super) fn cast_vote(
        &mut self,
        by: Principal,
        choice: u32,
        cx: &mut Cx<'_, '_>,
    ) -> Result<(), Refusal> {
        let Some(poll) = self.polls.open() else {
            return Err(Refusal::new(Code::NotFound, "There is no poll now."));
        };
        let choices = poll.choices.len();
        let (voter, shared) = self.voter(by, poll);
        self.polls.vote(voter, choice, shared.as_ref(), cx).map_err(|why| match why {
            Uncounted::Choice => {
                Refusal::new(Code::Invalid, format!("Which choice? Write a number from 1 to {choices}."))
            }
            Uncounted::Newcomers => Refusal::new(
                Code::NotAllowed,
                "Too many new browsers have voted from the address that you share with others.",
            ),
            Uncounted::Full => Refusal::new(Code::NotAllowed, "The poll has as many votes as it can have."),
        })
    }

    /// Who votes; and the address, if it is shared and their browser is newer than the poll. One person has one vote:
    /// the streamer, wherever they are; an account; a browser; and, as with mutes, all browsers together that appear at a household
    /// after the poll began, since one person may have made them.
    fn voter(&self, by: Principal, poll: &Poll) -> (VoterId, Option<AddressId>) {
        let voter = |kind: &str, of: &str| {
            let parts = ["vote", poll.id.as_str(), kind, of];
            VoterId::of(self.config.secrets.sign(&parts.map(str::as_bytes)))
        };
        let id = match by {
            Principal::Member(id) if !self.is_streamer(id) => id,
            Principal::Account(account) => return (voter("account", &account.0.to_string()), None),
            _ => return (voter("role", Role::Streamer.as_str()), None),
        };
        let of_session = || voter("session", &format!("{}.{}.{}", id.node, id.worker, id.number));
        let Some(session) = self.people.session(id) else { return (of_session(), None) };
        let identity = &session.identity;
        let of_address = || voter("address", identity.address.as_str());
        let is_new = identity.browser.as_ref().is_none_or(|browser| browser.since >= poll.at);
        match (PersonKey::of(identity, id), identity.scope) {
            (_, AddressScope::Household) if is_new => (of_address(), None),
            _ if identity.account.is_some() => {
                let account = identity.account.map(|account| account.0.to_string()).unwrap_or_default();
                (voter("account", &account), None)
            }
            (PersonKey::Browser(browser), scope) => {
                let shared = is_new && scope == AddressScope::Crowd;
                (voter("browser", browser.as_str()), shared.then(|| identity.address.clone()))
            }
            (PersonKey::Address(_), _) => (of_address(), None),
            (PersonKey::Session(_), _) => (of_session(), None),
        }
    }

    /// Ends the open poll: its result stays as a notice. `by` is `None` if its time is over.
    pub(super) fn end_poll(&mut self, by: Option<Principal>, cx: &mut Cx<'_, '_>) -> Option<Poll> {
        let poll = self.polls.end(&self.settings.name, cx)?;
        let operator = by.map(|by| self.operator(by));
        let Poll { question, choices, votes, .. } = poll.clone();
        self.audit(AuditEvent::EndPoll { operator, question, choices, votes }, cx);
        let text = format!("The poll has ended. {}", poll.result());
        let words = Words { kind: ChatKind::Server, author: None, text, reply: None, browser: None };
        self.conversation.add(words, &self.settings.name, cx);
        Some(poll)
    }

    /// Ends a poll whose time is over, and announces votes.
    pub(super) fn follow_poll(&mut self, cx: &mut Cx<'_, '_>) {
        if self.polls.is_over(cx.now().monotonic) {
            self.end_poll(None, cx);
        }
        self.polls.tell(cx);
    }
}
