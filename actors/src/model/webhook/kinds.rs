//! Which events a webhook gets.

use std::collections::BTreeSet;
use std::fmt;

use crate::model::audit::AuditEvent;
use crate::model::site_event::SiteEvent;
use crate::model::text::Invalid;

/// A set of kinds of events; the empty set stands for all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventKinds(BTreeSet<Box<str>>);

impl EventKinds {
    /// Every kind that is recorded.
    pub fn known() -> impl Iterator<Item = &'static str> {
        AuditEvent::KINDS.into_iter().chain(SiteEvent::KINDS)
    }

    /// Those of which a channel of Discord is told.
    pub fn announced() -> Self {
        Self(BTreeSet::from(["start_streaming".into(), "stop_streaming".into()]))
    }

    /// Reads words that someone entered.
    pub fn parse<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<Self, Invalid> {
        let known = |word: &'a str| match Self::known().any(|kind| kind == word) {
            true => Ok(word.into()),
            false => Err(Invalid(format!(
                "has {word:?}, which is no type of event; the types are {}",
                Self::known().collect::<Vec<_>>().join(", ")
            ))),
        };
        words.into_iter().map(known).collect::<Result<_, _>>().map(Self)
    }

    /// Reads what Display wrote.
    pub fn stored(text: &str) -> Self {
        Self(text.split(',').filter(|word| !word.is_empty()).map(Into::into).collect())
    }

    /// Whether events of this kind are in the set.
    pub fn contain(&self, kind: &str) -> bool {
        self.0.is_empty() || self.0.contains(kind)
    }

    /// The kinds by name; none for all.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(AsRef::as_ref)
    }
}

/// The kinds, separated by commas.
impl fmt::Display for EventKinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iter().collect::<Vec<_>>().join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_kinds_are_all_kinds() {
        let all = EventKinds::parse([]).unwrap();
        assert!(all.contain("send_message") && all.contain("of_the_original"));
        assert_eq!(EventKinds::stored(&all.to_string()), all);
    }

    #[test]
    fn a_kind_is_one_of_the_audit_journal() {
        let some = EventKinds::parse(["stop_streaming", "send_message", "stop_streaming"]).unwrap();
        assert_eq!(some.to_string(), "send_message,stop_streaming");
        assert!(some.contain("send_message") && !some.contain("join_chat"));
        assert_eq!(EventKinds::stored(&some.to_string()), some);
        assert!(EventKinds::parse(["send_message", "shout"]).unwrap_err().0.contains("\"shout\""));
    }
}
