//! Applies the rules of the chat to what members say.

use super::context::Cx;
use super::refusal::{Code, Refusal};
use super::sanction_target::Target;
use super::sentence::{Judge, Sentence};
use super::state::RoomState;
use crate::filter::Reason;
use crate::model::{Capability, FilterRule, LinkPolicy, SanctionKind, SanctionScope, Term};
use crate::session::SessionId;

/// Why somebody is timed out, as they and the moderators read it. The log has the rule besides.
const TIMED_OUT: &str = "a message that this chat does not allow";

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
    pub(super) fn filtered(
        &mut self,
        id: SessionId,
        text: &str,
        cx: &mut Cx<'_, '_>,
    ) -> Result<Passed, Refusal> {
        if self.people.member(id).is_none_or(|member| member.role.may(Capability::Moderate)) {
            return Ok(Passed::default());
        }
        let is_emote = |alias: &str| self.conversation.is_emote(alias);
        let Some(judgement) = self.rulebook.judge(text, &is_emote) else { return Ok(Passed::default()) };
        let held_by = match &judgement.reason {
            None => None,
            Some(Reason::Held(rule)) => Some(rule.text.clone()),
            Some(reason) => {
                let refusal = refusal(reason, &self.rulebook.rules().links);
                if let Reason::TimedOut(rule) = *reason {
                    let rule = rule.clone();
                    self.time_out(id, &rule, cx);
                }
                return Err(refusal);
            }
        };
        Ok(Passed { masked: judgement.masked, held_by })
    }

    /// Mutes the author of a message in the filter's name. Bots are spared: they repeat what others say.
    fn time_out(&mut self, id: SessionId, rule: &FilterRule, cx: &mut Cx<'_, '_>) {
        let Some(member) = self.people.member(id).filter(|member| !member.role.may(Capability::SkipLimits))
        else {
            return;
        };
        let name = member.name.as_str().to_owned();
        let term = rule.seconds.and_then(|seconds| Term::of_seconds(seconds.into()).ok());
        let (Some(term), Some(session)) = (term, self.people.session(id)) else { return };
        let target = Target::new(name, Some(id), id, &session.identity);
        // a full list gives up the sanction that ends first: a flood of time-outs must not end those of others
        if !self.moderation.sanctions().has_room_for(term, cx.now()) {
            return;
        }
        let (kind, scope, reason) = (SanctionKind::Mute, SanctionScope::Stream, TIMED_OUT.to_owned());
        // somebody who is muted on the whole site stays so
        let _ = self.pass_on(
            &target,
            Sentence { kind, scope, term: Some(term), reason },
            Judge::filter(rule),
            cx,
        );
    }
}

/// Tells the author why rules refuse a message. What they look for stays unsaid.
pub(super) fn refusal(reason: &Reason<'_>, links: &LinkPolicy) -> Refusal {
    match reason {
        Reason::EmojiOnly => Refusal::new(Code::EmojiOnly, "Only emoji can be sent at the moment."),
        Reason::TimedOut(_) | Reason::Refused(_) | Reason::Held(_) => {
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
