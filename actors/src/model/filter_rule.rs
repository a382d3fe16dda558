//! Rules of the chat filter.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::time::UnixTime;

/// A rule of the chat filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterRule {
    /// Unique within the stream.
    pub id: u32,
    /// What `text` is.
    pub kind: RuleKind,
    /// What becomes of messages that it hits.
    pub action: RuleAction,
    /// For how long the author is muted, in seconds, where the action is [`RuleAction::TimeOut`].
    pub seconds: Option<u32>,
    /// What it looks for.
    pub text: String,
    /// Who added it.
    pub added_by: String,
    /// When it was added.
    pub added_at: UnixTime,
}

/// What a rule's text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum RuleKind {
    /// One word, compared whole; a star at its beginning or end stands for more letters there.
    Word,
    /// Several words in a row.
    Phrase,
    /// A regular expression.
    Pattern,
}

impl RuleKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Word, Self::Phrase, Self::Pattern];

    /// The word for it in the store, in chat and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::Phrase => "phrase",
            Self::Pattern => "pattern",
        }
    }

    /// Reads [`RuleKind::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// What becomes of messages that a rule hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum RuleAction {
    /// They are said with stars in place of what was hit.
    Mask,
    /// They wait until a moderator approves them.
    Hold,
    /// They are not said.
    Refuse,
    /// They are not said, and their author is muted for a while.
    TimeOut,
}

impl RuleAction {
    /// All actions.
    pub const ALL: [Self; 4] = [Self::Mask, Self::Hold, Self::Refuse, Self::TimeOut];

    /// The word for it in the store, in chat and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mask => "mask",
            Self::Hold => "hold",
            Self::Refuse => "refuse",
            Self::TimeOut => "timeout",
        }
    }

    /// Reads [`RuleAction::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == word)
    }
}
