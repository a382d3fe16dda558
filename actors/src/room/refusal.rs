//! Why a room refused a request.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// Machine-readable reason of a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "docs/chat.md explains each; a test holds the two together")]
pub enum Code {
    AccountRequired,
    AlreadyLoggedIn,
    Banned,
    Blank,
    Capitals,
    Disabled,
    Displaced,
    DrawingBudget,
    DrawingBusy,
    Duplicate,
    EmojiOnly,
    Filtered,
    Held,
    HeldFull,
    Invalid,
    KeyThrottled,
    KeyWrong,
    Kicked,
    Links,
    Locked,
    Malformed,
    Muted,
    NameBlank,
    NameFiltered,
    NameMissing,
    NameReserved,
    NameTaken,
    NameTooLong,
    NameUnfit,
    Newcomer,
    NotAllowed,
    NotFound,
    NotLoggedIn,
    Outdated,
    Rate,
    Repetition,
    Restarting,
    Slow,
    StreamerMissing,
    StreamerUnknown,
    TooLong,
    Unchanged,
    UnknownCommand,
}

impl Code {
    /// All codes.
    pub const ALL: &[Self] = &[
        Self::AccountRequired,
        Self::AlreadyLoggedIn,
        Self::Banned,
        Self::Blank,
        Self::Capitals,
        Self::Disabled,
        Self::Displaced,
        Self::DrawingBudget,
        Self::DrawingBusy,
        Self::Duplicate,
        Self::EmojiOnly,
        Self::Filtered,
        Self::Held,
        Self::HeldFull,
        Self::Invalid,
        Self::KeyThrottled,
        Self::KeyWrong,
        Self::Kicked,
        Self::Links,
        Self::Locked,
        Self::Malformed,
        Self::Muted,
        Self::NameBlank,
        Self::NameFiltered,
        Self::NameMissing,
        Self::NameReserved,
        Self::NameTaken,
        Self::NameTooLong,
        Self::NameUnfit,
        Self::Newcomer,
        Self::NotAllowed,
        Self::NotFound,
        Self::NotLoggedIn,
        Self::Outdated,
        Self::Rate,
        Self::Repetition,
        Self::Restarting,
        Self::Slow,
        Self::StreamerMissing,
        Self::StreamerUnknown,
        Self::TooLong,
        Self::Unchanged,
        Self::UnknownCommand,
    ];
}

/// A refused request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Machine-readable reason.
    pub code: Code,
    /// A sentence to show to people.
    pub text: Cow<'static, str>,
    /// Seconds until it is worth trying again.
    pub wait: Option<u32>,
}

impl Refusal {
    /// A refusal that waiting does not lift.
    pub fn new(code: Code, text: impl Into<Cow<'static, str>>) -> Self {
        Self { code, text: text.into(), wait: None }
    }

    /// Nothing can be done in a channel that an administrator has closed.
    pub fn channel_closed() -> Self {
        Self::new(Code::StreamerUnknown, "This channel is closed.")
    }

    /// A refusal that holds for `wait` seconds.
    pub fn for_now(code: Code, text: impl Into<Cow<'static, str>>, wait: u32) -> Self {
        Self { code, text: text.into(), wait: Some(wait) }
    }
}
