//! Applies the rules of the chat to what members say.

use super::refusal::{Code, Refusal};
use super::state::RoomState;
use crate::filter::Reason;
use crate::model::{Capability, LinkPolicy};
use crate::session::SessionId;

/// What the rules of the chat make of a message that they do not refuse.
#[derive(Default)]
pub(super) struct Passed {
    /// The text with stars in place of some words.
    pub masked: Option<String>,
    /// The text of the rule that has moderators decide.
    pub held_by: Option<String>,
}

impl RoomState {
    /// Applies the rules of the chat to a message of a member.
    pub(super) fn filtered(&self, id: SessionId, text: &str) -> Result<Passed, Refusal> {
        if self.people.member(id).is_none_or(|member| member.role.may(Capability::Moderate)) {
            return Ok(Passed::default());
        }
        let is_emote = |alias: &str| self.conversation.is_emote(alias);
        let Some(judgement) = self.rulebook.judge(text, &is_emote) else { return Ok(Passed::default()) };
        let held_by = match &judgement.reason {
            None => None,
            Some(Reason::Held(rule)) => Some(rule.text.clone()),
            Some(reason) => return Err(refusal(reason, &self.rulebook.rules().links)),
        };
        Ok(Passed { masked: judgement.masked, held_by })
    }
}

/// Tells the author why rules refuse a message. What they look for stays unsaid.
pub(super) fn refusal(reason: &Reason<'_>, links: &LinkPolicy) -> Refusal {
    match reason {
        Reason::EmojiOnly => Refusal::new(Code::EmojiOnly, "Only emoji can be sent at the moment."),
        Reason::Refused(_) | Reason::Held(_) => {
            Refusal::new(Code::Filtered, "This chat does not allow what your message says.")
        }
        Reason::Link(_) => match links {
            LinkPolicy::Hosts(hosts) => {
                let text = format!("Links lead to {} only in this chat.", hosts.join(", "));
                Refusal::new(Code::Links, text)
            }
            _ => Refusal::new(Code::Links, "Only moderators send links in this chat."),
        },
        Reason::Capitals(_) => Refusal::new(Code::Capitals, "Your message has too many capitals."),
        Reason::Repetition => Refusal::new(Code::Repetition, "Your message repeats itself too often."),
    }
}
