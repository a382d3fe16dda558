//! What becomes of a message.

use super::compiled::{Filter, Hit, masked};
use super::{links, shape};
use crate::model::{ChatRules, FilterRule, RuleAction};

/// What becomes of a message, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement<'f> {
    /// What rules hit, by the rules and then by place.
    pub hits: Vec<Hit<'f>>,
    /// Why the message is not said at once; `None` if it is.
    pub reason: Option<Reason<'f>>,
    /// The text after words have been masked; `None` if none is.
    pub masked: Option<String>,
}

/// Why a message is not said at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason<'f> {
    /// A rule refuses it and has its author muted for a while.
    TimedOut(&'f FilterRule),
    /// Only emoji are allowed now.
    EmojiOnly,
    /// A rule refuses it.
    Refused(&'f FilterRule),
    /// It has a link, to this host, that its author may not send.
    Link(String),
    /// It has too many capitals: so many percent of its letters.
    Capitals(u32),
    /// It repeats a character or a word too often.
    Repetition,
    /// A rule has moderators decide.
    Held(&'f FilterRule),
}

/// Judges a message of someone who is not exempt. `is_emote` gets aliases without colons.
pub fn judge<'f>(
    filter: &'f Filter,
    rules: &ChatRules,
    text: &str,
    is_emote: &dyn Fn(&str) -> bool,
) -> Judgement<'f> {
    let hits = filter.hits(text);
    let by = |action: RuleAction| hits.iter().find(|hit| hit.rule.action == action).map(|hit| hit.rule);
    let time_outs = hits.iter().map(|hit| hit.rule).filter(|rule| rule.action == RuleAction::TimeOut);
    let longest = time_outs.max_by_key(|rule| rule.seconds);
    let shape = || {
        let shouts = || rules.capitals.and_then(|most| shape::shouts(text, most)).map(Reason::Capitals);
        let repeats =
            || rules.repetition.filter(|most| shape::repeats(text, *most)).map(|_| Reason::Repetition);
        shouts().or_else(repeats)
    };
    let reason = match longest {
        Some(rule) => Some(Reason::TimedOut(rule)),
        None if rules.emoji_only && !shape::is_emoji_only(text, is_emote) => Some(Reason::EmojiOnly),
        None => by(RuleAction::Refuse)
            .map(Reason::Refused)
            .or_else(|| links::refused(text, &rules.links).map(Reason::Link))
            .or_else(shape)
            .or_else(|| by(RuleAction::Hold).map(Reason::Held)),
    };
    let masked = masked(text, &hits);
    Judgement { hits, reason, masked }
}

/// The rule that refuses a name, whatever its action for messages; `None` if the name is free to be taken.
pub fn judge_name<'f>(filter: &'f Filter, name: &str) -> Option<&'f FilterRule> {
    filter.hits_in_name(name).first().map(|hit| hit.rule)
}
